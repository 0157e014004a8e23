"""Messages in the pages that jinja2 fills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.messages import message
from civic_qual.messages.catalogues import Spoken, language_now
from civic_qual.messages.message import Message

if TYPE_CHECKING:
    import jinja2

FORMATTERS = (
    "alternatives",
    "count",
    "day",
    "decimal",
    "enumerated",
    "listed",
    "percent",
    "quoted",
)


def install(environment: jinja2.Environment) -> jinja2.Environment:
    """Let the templates of an environment speak; to be done before any of them is loaded.

    In a template `{{ _("{n} people were asked", n=count) }}`, `{{ plural("one turn", "{n} turns",
    n=n) }}`, `{{ in_context("a column", "all") }}` and `{{ language() }}` can be written, and
    every message that is printed, `{{ note }}`, is said in the language spoken while rendering.
    Of the formatters, those in `FORMATTERS` can be called. Filters see the English, so none is
    put behind a message.

    Examples
    --------
    >>> import jinja2
    >>> page = install(jinja2.Environment(autoescape=True)).from_string("<p>{{ note }}</p>")
    >>> page.render(note=Message("{n} < 5", n=4))
    '<p>4 &lt; 5</p>'
    """
    environment.globals.update(
        {
            "_": Message,
            "plural": Message.plural,
            "in_context": Message.in_context,
            "language": language_now,
            **{name: getattr(message, name) for name in FORMATTERS},
        }
    )
    environment.finalize = _finalised
    return environment


def _finalised(value: object) -> object:
    return value.in_language() if isinstance(value, Spoken) else value
