"""Memos: what people note on passages, codes, codings, transcripts, participants, or the study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from civic_qual.corpus.consent import whole
from civic_qual.errors import StudyError
from civic_qual.messages import Message, listed, quoted
from civic_qual.study.acts.checks import check_coder, check_passage
from civic_qual.study.records import Coding, Key, Label, Memo
from civic_qual.texts import normalise

if TYPE_CHECKING:
    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Snapshot

NOWHERE = Label("")


class About(NamedTuple):
    """What a memo may be on: one of them, or nothing for the whole study."""

    transcript: str | None = None
    code: str | None = None
    participant: str | None = None
    coding: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Target:
    """What a memo is on, as its record has it."""

    about: str
    target: str
    transcript: str = ""
    revision: str = ""
    start: int = 0
    end: int = 0


def note(
    session: Session,
    text: str,
    about: About,
    *,
    coder: str,
    start: int | None,
    end: int | None,
    instead_of: str,
) -> str:
    """Record a memo; return its id. With a start or an end it is on a passage.

    Raises
    ------
    StudyError
        If it is empty, on several things, or on something that is not there.
    CodingError
        If there is no such transcript or passage.
    """
    with session.recording(coder, "memo") as recorder:
        made = memo_of(
            session,
            text,
            about,
            coder=coder,
            start=start,
            end=end,
            instead_of=instead_of,
            time=recorder.time,
        )
        (key,) = recorder.add(made)
        return key.hex()


def memo_of(
    session: Session,
    text: str,
    about: About,
    *,
    coder: str,
    start: int | None,
    end: int | None,
    instead_of: str,
    time: str,
) -> Memo:
    """Return the record of a memo, once sure that what it is on is there: see `note`."""
    check_coder(coder)
    _refuse_empty(text)
    target = _target(session, about, start, end)
    if instead_of:
        session.find(instead_of, Memo)
    return Memo(
        about=Label(target.about),
        target=Label(target.target),
        transcript=Label(target.transcript),
        revision=Label(target.revision),
        start=target.start,
        end=target.end,
        text=normalise(text),
        who=Label(coder),
        supersedes=instead_of,
        time=time,
    )


def note_on_coding(coding: Key, text: str, *, coder: str, time: str) -> Memo:
    """Return the record of a memo on a coding that is being made."""
    return Memo(
        about=Label("coding"),
        target=Label(coding.hex()),
        transcript=NOWHERE,
        revision=NOWHERE,
        start=0,
        end=0,
        text=normalise(text),
        who=Label(coder),
        supersedes="",
        time=time,
    )


def _refuse_empty(text: str) -> None:
    if not isinstance(text, str) or not text.strip():
        raise StudyError(Message("the memo is empty: write something"))


def _target(session: Session, about: About, start: int | None, end: int | None) -> _Target:
    named = {name: target for name, target in about._asdict().items() if target is not None}
    if len(named) > 1:
        raise StudyError(
            Message("a memo is on one thing, not on {names}: write one each", names=listed(named))
        )
    if about.transcript is not None:
        return _in_transcript(session.snapshot(), about.transcript, start, end)
    name, target = next(iter(named.items()), ("study", ""))
    _refuse_unknown(session, name, target)
    return _Target(about=name, target=target)


def _in_transcript(
    snapshot: Snapshot, transcript: str, start: int | None, end: int | None
) -> _Target:
    """Return a transcript as a target, or a passage of it."""
    whole = start is None and end is None
    start = 0 if start is None else start
    if end is None and transcript in snapshot.revisions:
        end = len(snapshot.corpus[transcript].text)
    end = end or 0
    return _Target(
        about="transcript" if whole else "passage",
        target=transcript,
        transcript=transcript,
        revision=check_passage(snapshot, transcript, start, end),
        start=start,
        end=end,
    )


def _refuse_unknown(session: Session, name: str, target: str) -> None:
    snapshot = session.snapshot()
    people = whole(snapshot.corpus).participants
    if name == "code" and target not in snapshot.codebook:
        raise StudyError(
            Message("no code {code} in the codebook of the study", code=quoted(target))
        )
    if name == "participant" and target not in {*people.speaks.values(), *people.attributes}:
        raise StudyError(
            Message("no participant {participant} in the study", participant=quoted(target))
        )
    if name == "coding":
        session.find(target, Coding)
