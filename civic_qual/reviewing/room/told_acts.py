"""Acts as JSON, and back: what a page sends is one of the acts of a coder, or refused in words.

Each says with `do` what it is, and with `act` by which id it is answered; the other names are
those of `civic_qual.study.work.acts`, but `head` for the decision that was seen, and `of` for the
act that is taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from civic_qual.coding.columns import Origin
from civic_qual.errors import StudyError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.study.work.acts import (
    Accept,
    Act,
    ChangeCoding,
    CodePassage,
    NoteMemo,
    ReadItem,
    Reject,
    Uncode,
    UndoAct,
)
from civic_qual.study.work.queue import Advice

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_MOST = 2**53  # whole numbers that every program can tell apart
Place = Annotated[int, Field(ge=-_MOST, le=_MOST)]
Text = Annotated[str, Field(max_length=100_000)]


class ToldAct(BaseModel):
    """An act as it is sent."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    act: str

    def meant(self) -> Act:
        """Return the act that is meant."""
        raise NotImplementedError

    @classmethod
    def told(cls, act: Any) -> dict[str, Any]:
        """Return what an act says, as JSON names it; what is as always is left out."""
        raise NotImplementedError


class _Plain(ToldAct):
    """An act all of whose names but a few are the same on both sides."""

    def meant(self) -> Act:
        renamed = _RENAMED.get(type(self), {})
        said = {name: getattr(self, name) for name in self.model_fields_set - {"do", "act"}}
        named = {renamed.get(name, name): value for name, value in said.items()}
        return _made(self, **named)

    @classmethod
    def told(cls, act: Any) -> dict[str, Any]:
        renamed = _RENAMED.get(cls, {})
        said = {
            name: getattr(act, renamed.get(name, name))
            for name in cls.model_fields
            if name not in ("do", "act")
        }
        return {name: _as_json(value) for name, value in said.items() if value is not None}


def _as_json(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else value


class _Code(_Plain):
    do: Literal["code"]
    transcript: str
    revision: str
    start: Place
    end: Place
    code: str
    fields: dict[str, Text] = {}
    memo: Text = ""
    why: Text = ""


class _Uncode(_Plain):
    do: Literal["uncode"]
    coding: str
    head: str | None = None
    why: Text = ""


class _Change(_Plain):
    do: Literal["change"]
    coding: str
    start: Place | None = None
    end: Place | None = None
    code: str | None = None
    fields: dict[str, Text] | None = None
    head: str | None = None
    why: Text = ""


class _Read(_Plain):
    do: Literal["read"]
    item: str
    codebook: str = ""


class _Memo(_Plain):
    do: Literal["memo"]
    text: Text
    transcript: str | None = None
    start: Place | None = None
    end: Place | None = None
    code: str | None = None
    participant: str | None = None
    coding: str | None = None
    instead_of: str = ""


class _Undo(_Plain):
    do: Literal["undo"]
    of: str


class _ToldAdvice(BaseModel):
    """Advice as `transcript` tells it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    transcript: str
    revision: str
    spans: list[Annotated[list[Place], Field(min_length=2, max_length=2)]]
    code: str
    origin: Origin
    by: str = ""
    score: Annotated[float, Field(ge=0, le=1)] = 1.0
    why: Text = ""
    item: str | None = None

    def meant(self) -> Advice:
        """Return the advice that is meant."""
        said = self.model_dump(exclude={"item", "spans"})
        return Advice(spans=tuple((start, end) for start, end in self.spans), **said)


class _Answer(ToldAct):
    advice: _ToldAdvice
    why: Text = ""

    def meant(self) -> Act:
        return _made(self, advice=self.advice.meant(), why=self.why)

    @classmethod
    def told(cls, act: Any) -> dict[str, Any]:
        one: Advice = act.advice
        spans = [list(span) for span in one.spans]
        return {"advice": {**vars(one), "spans": spans}, "why": act.why}


class _Accept(_Answer):
    do: Literal["accept"]


class _Reject(_Answer):
    do: Literal["reject"]


_KINDS: Mapping[type[ToldAct], type[Any]] = {
    _Code: CodePassage,
    _Uncode: Uncode,
    _Change: ChangeCoding,
    _Accept: Accept,
    _Reject: Reject,
    _Read: ReadItem,
    _Memo: NoteMemo,
    _Undo: UndoAct,
}
_RENAMED: Mapping[type[ToldAct], Mapping[str, str]] = {
    _Uncode: {"head": "seen"},
    _Change: {"head": "seen"},
    _Undo: {"of": "act"},
}


def _made(told: ToldAct, **said: Any) -> Act:
    act: Act = _KINDS[type(told)](id=told.act, **said)
    return act


@cache
def _by_do() -> dict[str, type[ToldAct]]:
    return {kind.model_fields["do"].annotation.__args__[0]: kind for kind in _KINDS}  # type: ignore[union-attr]


def act_of(told: object) -> Act:
    """Return the act that a page means.

    Raises
    ------
    StudyError
        If it is none, or something stands in it that cannot stand there.

    Examples
    --------
    >>> act_of({"act": "7", "do": "undo", "of": "6"})
    UndoAct(id='7', act='6')
    """
    does = told.get("do") if isinstance(told, dict) else None
    kind = _by_do().get(does) if isinstance(does, str) else None
    if kind is None:
        raise StudyError(
            Message(
                "{act} is nothing that a coder does in a study; there are: {known}",
                act=quoted(does if isinstance(does, str) else f"{told!r:.60}"),
                known=enumerated(_by_do()),
            )
        )
    try:
        return kind.model_validate(told).meant()
    except ValidationError as error:
        raise _refused(error.errors(include_url=False)[0]) from None


def told_of(act: Act) -> dict[str, Any]:
    """Return an act as JSON: what `act_of` understands.

    Examples
    --------
    >>> told_of(UndoAct(id="7", act="6"))
    {'act': '7', 'do': 'undo', 'of': '6'}
    """
    for does, kind in _by_do().items():
        if _KINDS[kind] is type(act):
            return {"act": act.id, "do": does, **kind.told(act)}
    raise TypeError(act)


def _refused(why: ErrorDetails) -> StudyError:
    name = ".".join(str(one) for one in why["loc"])
    if why["type"] == "missing":
        return StudyError(Message("{name} is missing in what was done", name=name))
    if why["type"] == "extra_forbidden":
        return StudyError(Message("{name} is nothing that is asked here", name=name))
    return StudyError(
        Message(
            "{name}={value} cannot stand in what a coder does",
            name=name,
            value=quoted(f"{why['input']!r:.60}"),
        )
    )
