"""What a coder does, one act each: what a page, a sheet, a document and a notebook send alike.

Every act has an id that was made where it was done. One that comes again is answered as it was
the first time, and not done twice: whoever got no answer sends it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import uuid4

from civic_qual.study.work.queue import Advice


def new_act_id() -> str:
    """Return an id for an act, which no other has."""
    return uuid4().hex


@dataclass(frozen=True, kw_only=True)
class _Act:
    id: str = field(default_factory=new_act_id)


@dataclass(frozen=True, kw_only=True)
class CodePassage(_Act):
    """A passage carries a code. Words coded outside the passages of a queue make no reading."""

    transcript: str
    revision: str
    start: int
    end: int
    code: str
    fields: Mapping[str, str] = field(default_factory=dict)
    memo: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Uncode(_Act):
    """A coding does not hold. `seen` is the decision that was seen to hold on it, "" for none."""

    coding: str
    seen: str | None = None  # None: whatever holds
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeCoding(_Act):
    """A coding becomes another: other words, code or fields; None: as it is."""

    coding: str
    start: int | None = None
    end: int | None = None
    code: str | None = None
    fields: Mapping[str, str] | None = None
    seen: str | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Accept(_Act):
    """Advice holds: it becomes codings of the coder, one a span."""

    advice: Advice
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Reject(_Act):
    """Advice does not hold, says this coder."""

    advice: Advice
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadItem(_Act):
    """A passage of the queue was read to its end; what of it is not coded carries no code.

    It was read for the codes of the version of the codebook that the reader had, as
    `Queue.codebook` names it ("": the one that holds): a code made since was not looked for.
    """

    item: str  # its key
    codebook: str = ""


@dataclass(frozen=True, kw_only=True)
class NoteMemo(_Act):
    """A note on one thing, as `Study.memo` takes it; on nothing: on the study."""

    text: str
    transcript: str | None = None
    start: int | None = None
    end: int | None = None
    code: str | None = None
    participant: str | None = None
    coding: str | None = None
    instead_of: str = ""


@dataclass(frozen=True, kw_only=True)
class Settle(_Act):
    """A passage carries a code or not, says a third person of what coders differ on.

    `decision` is "yes", "no" or "later". `reference` names the round: what its reference coding
    will be called. `seen` is the id of what was seen to be settled of it, "" for nothing.
    """

    reference: str
    transcript: str
    revision: str
    start: int
    end: int
    code: str
    decision: str
    why: str = ""
    seen: str | None = None  # None: whatever holds


@dataclass(frozen=True, kw_only=True)
class UndoAct(_Act):
    """All that an act did is taken back; to undo the undo brings it back."""

    act: str  # its id


Act: TypeAlias = (
    CodePassage | Uncode | ChangeCoding | Accept | Reject | ReadItem | NoteMemo | Settle | UndoAct
)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of an act.

    Attributes
    ----------
    act
        Its id.
    line
        The line of the audit trail that holds it; 0 if it was refused.
    records
        The ids of what it made, as tables show them.
    repeated
        Whether it was done before, and is only answered again.
    refused
        Why it was not done, for the person who did it; "" if it was.
    """

    act: str
    line: int = 0
    records: tuple[str, ...] = ()
    repeated: bool = False
    refused: str = ""
