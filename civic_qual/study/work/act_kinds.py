"""What an act must be: wherever it comes from, a wrong one is refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from numbers import Integral, Real
from typing import TYPE_CHECKING, get_args

from civic_qual.coding.columns import Origin
from civic_qual.errors import StudyError
from civic_qual.messages import Message, quoted
from civic_qual.study.work.acts import (
    Accept,
    ChangeCoding,
    CodePassage,
    NoteMemo,
    ReadItem,
    Reject,
    Settle,
    Uncode,
    UndoAct,
)
from civic_qual.study.work.queue import Advice

if TYPE_CHECKING:
    from civic_qual.study.work.acts import Act

DOES: Mapping[type, str] = {  # what an act is called in its record
    CodePassage: "code",
    Uncode: "uncode",
    ChangeCoding: "change",
    Accept: "accept",
    Reject: "reject",
    ReadItem: "read",
    NoteMemo: "memo",
    Settle: "settle",
    UndoAct: "undo",
}
_LONGEST = 200  # characters of an id
_PLACES = ("start", "end")


def refuse_what_is_no_act(one: object) -> None:
    """Refuse what is no act, or has no id by which it could be answered.

    Raises
    ------
    StudyError
        If it is none.
    """
    name = getattr(one, "id", None) if type(one) in DOES else None
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise StudyError(
            Message("{act} is nothing that a coder does in a study", act=f"{one!r:.60}")
        )
    if len(name) > _LONGEST:
        raise StudyError(
            Message("the id of an act has {n} signs at most: {id}", n=_LONGEST, id=f"{name:.60}…")
        )


def refuse_wrong_kinds(one: Act | Advice) -> None:
    """Refuse an act in which something stands that cannot stand there.

    Raises
    ------
    StudyError
        If there is such a thing.
    """
    for column in fields(one):
        name, value = column.name, getattr(one, column.name)
        left_out = value is None and "None" in str(column.type)
        if not left_out and not _fits(name, value):
            raise StudyError(
                Message(
                    "{name}={value} cannot stand in what a coder does",
                    name=name,
                    value=quoted(f"{value!r:.60}"),
                )
            )
        if isinstance(value, Advice):
            refuse_wrong_kinds(value)


def _fits(name: str, value: object) -> bool:
    if name in _PLACES:
        return isinstance(value, Integral)
    if name == "fields":
        return isinstance(value, Mapping) and all(map(_is_text, [*value, *value.values()]))
    if name == "advice":
        return isinstance(value, Advice)
    if name == "score":
        return isinstance(value, Real) and 0 <= float(value) <= 1
    if name == "spans":
        return isinstance(value, tuple) and all(map(_is_span, value))
    if name == "origin":
        return isinstance(value, str) and value in get_args(Origin)
    return _is_text(value)


def _is_span(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and all(isinstance(place, Integral) for place in value)
    )


def _is_text(value: object) -> bool:
    """Whether it is a text that can be kept: halves of characters cannot."""
    return isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value)
