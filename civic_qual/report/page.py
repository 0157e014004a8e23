"""Web pages that open anywhere: how they are made and written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.errors import WriteError
from civic_qual.saving import whole_file

if TYPE_CHECKING:
    import jinja2

SUFFIXES = (".html", ".htm")


def page(name: str) -> jinja2.Template:
    """Return a template of this room: what is put into it is text unless it says it is markup."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("civic_qual.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template(name)


def save_page(html: str, path: str | Path, what: str) -> None:
    """Write a page, whole or not at all.

    Raises
    ------
    WriteError
        If the file cannot be written, or its suffix is not one of a web page.
    """
    suffix = Path(path).suffix.casefold()
    if suffix not in SUFFIXES:
        raise WriteError(
            f"{path}: {what} is written as {' or '.join(SUFFIXES)} so far; "
            "give it such a name (its tables can be copied into a document)"
        )
    with whole_file(path) as beside:
        beside.write_text(html, encoding="utf-8")
