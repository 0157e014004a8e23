"""What stands in one transcript: codings and memos, straight from the file, with who did them.

What a table of the whole study tells of all is told of one here, as quickly as a page is opened.
Whom it may be shown to says `study.sight`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

from civic_qual.codebook.fields import read_fields
from civic_qual.study.records import Coding, Key, Memo, Rejection

if TYPE_CHECKING:
    from civic_qual.corpus.model import Span
    from civic_qual.study.snapshot import Snapshot

_About = Literal["transcript", "passage", "coding"]
_COLUMNS = (
    *("row", "key", "revision", "start", "end", "code+codebook", "coder", "origin", "status"),
    "score",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCoding:
    """A coding as it stands in the transcript that holds.

    Attributes
    ----------
    id
        Its name.
    start, end, code, fields
        Where it stands and what it says, in the codebook that holds.
    coder, origin, made_as, score
        As it was made; `made_as` is its status then.
    status
        What it is since somebody decided.
    decision, decided_by
        The decision that holds on it, by its name, and who decided; "" if nobody did.
    hidden
        Whether it became another one by that decision, so that it is not shown any more.
    """

    id: str
    start: int
    end: int
    code: str
    coder: str
    origin: str
    made_as: str
    status: str
    score: float
    fields: Mapping[str, str]
    decision: str = ""
    decided_by: str = ""
    hidden: bool = False

    def undecided(self) -> StandingCoding:
        """Return it as it was made."""
        return replace(self, status=self.made_as, decision="", decided_by="", hidden=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingMemo:
    """A memo that holds, on a transcript, a passage of it, or a coding in it.

    Attributes
    ----------
    id, text, coder
        Its name, what is noted, and by whom.
    about
        What it is on.
    coding
        The coding that it is on, by its name; "" if it is on none.
    start, end
        Where it stands; a memo on a coding where that does.
    """

    id: str
    text: str
    coder: str
    about: _About
    coding: str
    start: int
    end: int


def codings_in(snapshot: Snapshot, transcript: str) -> list[StandingCoding]:
    """Return the codings of a transcript, in the order of the text.

    One that became another is among them, `hidden`: who may not see that sees it as it was.
    """
    store, text, moves = snapshot.store, snapshot.store.text, snapshot.moves
    decided, revision = snapshot.decided, snapshot.revisions.get(transcript, "")
    where = {"transcript": [transcript]}
    columns = store.columns(Coding, *_COLUMNS, where=where, until=snapshot.line)
    said = store.fields_said(snapshot.line, columns["row"])
    own = store.number(revision)
    made = []
    for row, name, of, start, end, pair, coder, origin, status, score in zip(
        *columns.values(), strict=True
    ):
        key = Key(name)
        heads = decided.heads.get(key, [])
        changed = key not in snapshot.gone and bool(heads) and heads[0][1].verdict == "change"
        if key in decided.hidden and not changed:
            continue
        span = (start, end) if of == own else _anchored(snapshot, key, revision)
        code = moves.code(text(pair >> 32), text(pair & 0xFFFFFFFF))
        if span is None or not code:
            continue
        made.append(
            StandingCoding(
                id=key.hex(),
                start=span[0],
                end=span[1],
                code=code,
                coder=text(coder),
                origin=text(origin),
                made_as=text(status),
                status=decided.status_of(key) or text(status),
                score=score,
                fields=read_fields(said.get(row, "")),
                decision=heads[0][0].hex() if heads else "",
                decided_by=heads[0][1].who if heads else "",
                hidden=changed,
            )
        )
    return sorted(made, key=lambda one: (one.start, one.end, one.code, one.id))


def _anchored(snapshot: Snapshot, key: Key, revision: str) -> Span | None:
    anchor = snapshot.anchors.get(key, {}).get(revision)
    return (anchor.start, anchor.end) if anchor else None


def memos_in(
    snapshot: Snapshot, transcript: str, codings: Mapping[str, Span]
) -> list[StandingMemo]:
    """Return the memos that hold on a transcript, on passages and on codings of it, in order.

    Parameters
    ----------
    codings
        Where the codings of the transcript stand, by their names.
    """
    store, same = snapshot.store, snapshot.same
    here = [*store.records(Memo, where={"transcript": [transcript]}, until=snapshot.line)]
    names = [other.hex() for name in codings for other in same.names(Key(bytes.fromhex(name)))]
    named = {"about": ["coding"], "target": names}
    here += store.records(Memo, where=named, until=snapshot.line) if names else ()
    standing = [(one.key, same.said(one.record)) for one in here if one.key not in snapshot.gone]
    before = _superseded(snapshot)
    made = []
    for key, one in standing:
        span = codings.get(one.target) if one.about == "coding" else snapshot.place_of(key, one)
        if key in before or span is None:
            continue
        made.append(
            StandingMemo(
                id=key.hex(),
                text=one.text,
                coder=one.who,
                about=cast("_About", one.about),
                coding=one.target if one.about == "coding" else "",
                start=span[0],
                end=span[1],
            )
        )
    return sorted(made, key=lambda one: (one.start, one.end, one.id))


def rejected_in(snapshot: Snapshot, transcript: str, coder: str) -> set[tuple[str, Span]]:
    """Return to which codes on which words of a transcript a coder said no."""
    where = {"transcript": [transcript], "coder": [coder]}
    found = snapshot.store.records(Rejection, where=where, until=snapshot.line)
    return {
        (snapshot.moves.code(one.record.code, one.record.codebook), span)
        for one in found
        if one.key not in snapshot.gone
        and (span := snapshot.place_of(one.key, one.record)) is not None
    }


def _superseded(snapshot: Snapshot) -> set[Key]:
    """Return the names of memos in whose place others stand, on whatever these are."""
    found = snapshot.store.columns(Memo, "key", "supersedes", until=snapshot.line)
    return {
        snapshot.same.of(Key(bytes.fromhex(name)))
        for key, names in zip(found["key"], found["supersedes"], strict=True)
        if names and key not in snapshot.gone
        for name in names.split()
    }
