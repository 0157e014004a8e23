"""The codes as the reading room shows them, each with a colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.fields import fields_of
from civic_qual.reviewing.room.calls import Answer, Seat

if TYPE_CHECKING:
    from civic_qual.codebook.model import Code, Codebook, Example

# Told apart from the one before in light and in dark, and dark enough for letters beside it.
_COLOURS = (
    *("#0b6e99", "#c2571a", "#4c7d1f", "#9c3587", "#8a6d00", "#3f51b5"),
    *("#b3261e", "#00796b", "#7b4fc9", "#6d4c2f", "#d0407b", "#5b6b7a"),
)


def codes(seat: Seat) -> Answer:
    """Return the codes of the codebook in its order, and what is said of each."""
    study = seat.study
    with study._session.reading() as snapshot:
        codebook, version = snapshot.codebook, snapshot.book_heads[0][0].hex()
    return {
        "codebook": version,
        "languages": list(codebook.languages),
        "codes": [code_told(codebook, code) for code in codebook],
    }


def code_told(codebook: Codebook, code: Code) -> dict[str, Any]:
    """Return what the room says of one code."""
    return {
        "id": code.id,
        "name": dict(code.name),
        "parent": code.parent,
        "kind": code.kind,
        "colour": colours(codebook)[code.id],
        "definition": dict(code.definition),
        "include": dict(code.include),
        "exclude": dict(code.exclude),
        "examples": _by_language(code.examples),
        "counter_examples": _by_language(code.counterexamples),
        "fields": [
            {"name": one.name, "one_of": list(one.one_of) or None, "required": False}
            for one in fields_of(codebook, code.id).values()
        ],
        "retired": False,
    }


def _by_language(examples: tuple[Example, ...]) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for one in examples:
        said.setdefault(one.language, []).append(one.text)
    return said


@lru_cache(maxsize=4)
def colours(codebook: Codebook) -> Mapping[str, str]:
    """Return a colour for every code: its own, that of the code above, or one of a row of them.

    Examples
    --------
    >>> from civic_qual.codebook.model import Code, Codebook
    >>> made = Code("p", "theme"), Code("p.a", "theme", "p"), Code("q", "theme", colour="#123456")
    >>> dict(colours(Codebook("", "1", ("en",), made)))
    {'p': '#0b6e99', 'p.a': '#0b6e99', 'q': '#123456'}
    """
    own = {code.id: code.colour for code in codebook if code.colour}
    free = _free({colour.lower() for colour in own.values()})
    given: dict[str, str] = {}
    for code in codebook:
        given[code.id] = own.get(code.id) or given.get(code.parent) or next(free)
    return given


def _free(taken: set[str]) -> Iterator[str]:
    """Yield colours again and again, without those that a codebook uses as long as others are."""
    row = [colour for colour in _COLOURS if colour not in taken] or list(_COLOURS)
    while True:
        yield from row
