"""The columns of a coding sheet, and how they are found again, whoever renamed or moved them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from civic_qual.messages import Message, render
from civic_qual.messages.catalogues import languages
from civic_qual.sheets.reading import plain_title, word_rows

Kind = Literal[
    "key",
    "transcript",
    "speaker",
    "question",
    "before",
    "passage",
    "after",
    "code",
    "field",
    "nothing",
    "suggestion",
    "answer",
    "memo",
]
CODE_COLUMNS = 4
_HEADS: Mapping[Kind, str] = {
    "key": Message.in_context("the head of a column of a coding sheet", "key"),
    "transcript": Message.in_context("the head of a column of a coding sheet", "transcript"),
    "speaker": Message.in_context("the head of a column of a coding sheet", "speaker"),
    "question": Message.in_context("the head of a column of a coding sheet", "question before"),
    "before": Message.in_context("the head of a column of a coding sheet", "before"),
    "passage": Message.in_context("the head of a column of a coding sheet", "passage"),
    "after": Message.in_context("the head of a column of a coding sheet", "after"),
    "nothing": Message.in_context("the head of a column of a coding sheet", "nothing here"),
    "memo": Message.in_context("the head of a column of a coding sheet", "memo"),
}
_ANSWERED: tuple[Kind, ...] = ("suggestion", "answer")
_FIELD = re.compile(r"(?:field|champ)s?_(\w+)")
_NUMBERED = re.compile(r"(.*?)_?(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a coding sheet: what it holds, and the number or the name of the field."""

    kind: Kind
    name: str = ""

    def head(self, language: str) -> str:
        """Return what the column is called in a language."""
        return render(self._head(), language)

    def _head(self) -> str:
        if self.kind == "code":
            return Message.in_context(
                "the head of a column of a coding sheet", "code {number}", number=self.name
            )
        if self.kind == "suggestion":
            return Message.in_context(
                "the head of a column of a coding sheet", "suggestion {number}", number=self.name
            )
        if self.kind == "answer":
            return Message.in_context(
                "the head of a column of a coding sheet", "yes or no {number}", number=self.name
            )
        if self.kind == "field":
            return Message.in_context(
                "the head of a column of a coding sheet", "field: {name}", name=self.name
            )
        return _HEADS[self.kind]


def columns_of(fields: Iterable[str], suggestions: int) -> list[Column]:
    """Return the columns of a sheet, in their order.

    Parameters
    ----------
    fields
        The names of the fields that its codes declare.
    suggestions
        How many suggestions stand beside a passage, at most.
    """
    shown: tuple[Kind, ...] = (
        "key",
        "transcript",
        "speaker",
        "question",
        "before",
        "passage",
        "after",
    )
    answers = [
        Column(kind, str(number)) for number in range(1, suggestions + 1) for kind in _ANSWERED
    ]
    return [
        *(Column(kind) for kind in shown),
        *answers,
        *(Column("code", str(number)) for number in range(1, CODE_COLUMNS + 1)),
        *(Column("field", name) for name in fields),
        Column("nothing"),
        Column("memo"),
    ]


def column_meant(title: str, fields: Iterable[str] = ()) -> Column | None:
    """Return which column a title is of, in any language; None if of none.

    Examples
    --------
    >>> column_meant("Code 2"), column_meant("RIEN ICI"), column_meant("my notes on Bria")
    (Column(kind='code', name='2'), Column(kind='nothing', name=''), None)
    >>> column_meant("champ : niveau"), column_meant("niveau", ["niveau"])
    (Column(kind='field', name='niveau'), Column(kind='field', name='niveau'))
    """
    plain = plain_title(title)
    if not plain:
        return None
    named = _FIELD.fullmatch(plain)
    by_plain = {plain_title(name): name for name in fields}
    if named:
        return Column("field", by_plain.get(named[1], named[1]))
    known = _kinds()
    if plain in known:
        return Column(known[plain])
    numbered = _NUMBERED.fullmatch(plain)
    kind = known.get(numbered[1]) if numbered else None
    if kind and numbered:
        # `passage2` is what a program makes of a second column of that name.
        return Column(kind, numbered[2] if kind in ("code", "suggestion", "answer") else "")
    return Column("field", by_plain[plain]) if plain in by_plain else None


@cache
def _kinds() -> Mapping[str, Kind]:
    """Return what titles mean, as `plain_title` writes them."""
    listed = word_rows("sheets/lists/coding_sheet_heads.txt")
    meant: dict[str, Kind] = {}
    for kind in (*_HEADS, "code", "suggestion", "answer"):
        meant |= dict.fromkeys(listed[kind], kind)
        for language in languages():
            head = plain_title(Column(kind).head(language)).rstrip("_")
            meant[head] = kind
    return meant


# What people write into cells that are to be ticked


@cache
def _ticks() -> Mapping[str, bool]:
    listed = word_rows("sheets/lists/yes_no.txt")
    return dict.fromkeys(listed["yes"], True) | dict.fromkeys(listed["no"], False)


def tick_meant(written: str) -> bool | None:
    """Return whether a cell says yes or no; None if it says neither.

    Examples
    --------
    >>> tick_meant(" OUI. "), tick_meant("x"), tick_meant("Non"), tick_meant("perhaps")
    (True, True, False, None)
    """
    text = written.strip()
    found = _ticks().get(text)
    return found if found is not None else _ticks().get(plain_title(text))
