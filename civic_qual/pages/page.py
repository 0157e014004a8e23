"""Pages: one HTML file each, with a common style, that opens anywhere and needs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.errors import WriteError
from civic_qual.messages import Message, alternatives
from civic_qual.saving import whole_file

if TYPE_CHECKING:
    import jinja2

SUFFIXES = (".html", ".htm")


def page(room: str, name: str) -> jinja2.Template:
    """Return a template of a room: what is put into it is text unless it says it is markup.

    Parameters
    ----------
    room
        The package in whose folder `templates` it stands. `page.css`, the common style, can be
        included from anywhere.
    name
        Its file.
    """
    import jinja2

    from civic_qual.messages.jinja import install

    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.PackageLoader(room), jinja2.PackageLoader("civic_qual.pages")]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return install(environment).get_template(name)


def save_page(html: str, path: str | Path, what: str) -> None:
    """Write a page, whole or not at all.

    Parameters
    ----------
    html
        The page.
    path
        Where to.
    what
        What it is called where it is refused: a message such as "a report".

    Raises
    ------
    WriteError
        If the file cannot be written, or its suffix is not one of a web page.
    """
    if Path(path).suffix.casefold() not in SUFFIXES:
        raise WriteError(
            Message(
                "{path}: {page} is written as {suffixes} so far; "
                "give it such a name (its tables can be copied into a document)",
                path=str(path),
                page=what,
                suffixes=alternatives(SUFFIXES),
            )
        )
    with whole_file(path) as beside:
        beside.write_text(html, encoding="utf-8")
