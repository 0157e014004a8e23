"""Codings accepted, rejected and changed; what was done taken back; what was lost placed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from civic_qual.codebook.fields import fields_of, read_fields
from civic_qual.errors import StudyError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.study.acts.checks import check_coder, check_passage
from civic_qual.study.acts.code import Passage, coding_of
from civic_qual.study.records import (
    KINDS,
    NOTHING,
    Anchor,
    BookVersion,
    Coding,
    Decision,
    KeptRelease,
    Key,
    Label,
    Text,
    Undo,
    Version,
)
from civic_qual.study.session import after_all

if TYPE_CHECKING:
    from civic_qual.study.records import Placed
    from civic_qual.study.session import Recorder, Session
    from civic_qual.study.snapshot import Snapshot

VERDICTS = ("accept", "reject", "change")


class Change(NamedTuple):
    """What a coding becomes; None: as it is."""

    start: int | None = None
    end: int | None = None
    code: str | None = None
    fields: Mapping[str, str] | None = None


def decide(
    session: Session, coding: str, verdict: str, change: Change, *, coder: str, why: str
) -> str:
    """Record what somebody decided on a coding; return the id of the decision.

    Raises
    ------
    StudyError
        If there is no such coding or verdict, or a change changes nothing.
    CodingError
        If what it becomes is no passage or no code.
    """
    with session.recording(coder, verdict) as recorder:
        _refuse_verdict(verdict, change)
        check_coder(coder)
        _, key = session.find(coding, Coding)
        _, made = decision_on(
            session.snapshot(), recorder, key, verdict, change, coder=coder, why=why
        )
        recorder.details["coding"] = coding
        return made.hex()


def decision_on(
    snapshot: Snapshot,
    recorder: Recorder,
    key: Key,
    verdict: str,
    change: Change,
    *,
    coder: str,
    why: str,
) -> tuple[Key, Key]:
    """Record a decision on a coding; return the names of what it becomes, if that is new, and it.

    Raises
    ------
    StudyError, CodingError
        As `decide`.
    """
    replacement = NOTHING
    if verdict == "change":
        becomes = _changed(snapshot, recorder, key, change, coder=coder, why=why)
        (replacement,) = recorder.add(becomes)
    before = " ".join(earlier.hex() for earlier, _ in snapshot.decided.heads.get(key, ()))
    (made,) = recorder.add(
        Decision(
            coding=key,
            verdict=Label(verdict),
            replacement=replacement,
            who=Label(coder),
            why=why,
            supersedes=before,
            time=recorder.time,
        )
    )
    return replacement, made


def _refuse_verdict(verdict: str, change: Change) -> None:
    if verdict not in VERDICTS:
        raise StudyError(
            Message(
                "{verdict} is no decision; choose from {verdicts}",
                verdict=quoted(verdict),
                verdicts=enumerated(VERDICTS),
            )
        )
    if (change != Change()) != (verdict == "change"):
        raise StudyError(
            Message(
                'say what changes, as decide(id, "change", code=...); only "change" '
                "takes start, end, code and fields"
            )
        )


def _changed(
    snapshot: Snapshot, recorder: Recorder, key: Key, change: Change, *, coder: str, why: str
) -> Coding:
    """Return what a coding becomes, in the transcript and the codebook that hold."""
    old = snapshot.store.record(Coding, key=key)
    revision = snapshot.revisions[old.transcript]
    stands = old if old.revision == revision else snapshot.anchors.get(key, {}).get(revision)
    start = stands.start if change.start is None and stands else change.start
    end = stands.end if change.end is None and stands else change.end
    if start is None or end is None:
        raise StudyError(
            Message("this coding has no place in the corrected transcript: say start and end")
        )
    code = change.code or snapshot.moves.code(old.code, old.codebook) or old.code
    return coding_of(
        snapshot,
        Passage(old.transcript, start, end),
        code,
        coder=coder,
        fields=_kept_fields(snapshot, old, code) if change.fields is None else change.fields,
        why=why,
        time=recorder.time,
    )


def _kept_fields(snapshot: Snapshot, old: Coding, code: str) -> dict[str, str]:
    """Return what a coding says in its fields, as far as its code asks it still."""
    known = fields_of(snapshot.codebook, code) if code in snapshot.codebook else {}
    return {
        name: said
        for name, said in read_fields(old.fields).items()
        if name in known and said in (known[name].one_of or (said,))
    }


def undo(session: Session, record: str, *, coder: str, why: str) -> str:
    """Record that a record is taken back; return the id of the undo.

    Raises
    ------
    StudyError
        If there is no such record, or it was taken back before.
    """
    with session.recording(coder, "undo") as recorder:
        check_coder(coder)
        kind, key = session.find(record, *(kind for kind, of in KINDS.items() if of.undoable))
        (made,) = recorder.add(Undo(subject=key, who=Label(coder), why=why, time=recorder.time))
        recorder.details |= {"undone": record, "kind": KINDS[kind].table}
        return made.hex()


# What cannot be taken back: it is put right by another act of its kind.
_INSTEAD: dict[str, str] = {
    "create": Message("the study began with it"),
    "correct": Message("correct the transcript once more instead"),
    "new code": Message("change the codebook once more instead"),
    "change codebook": Message("change the codebook once more instead"),
    "keep release": Message("what has left stays"),
}


def undo_line(session: Session, line: int, *, coder: str, why: str) -> int:
    """Record that all is taken back that a line of the trail brought; return how much that is.

    Raises
    ------
    StudyError
        If there is no such line, or nothing of it can be taken back.
    """
    with session.recording(coder, "undo") as recorder:
        check_coder(coder)
        snapshot = session.snapshot(line)
        told = snapshot.store.trail()[snapshot.line - 1].entry
        brought = {
            kind: session.store.columns(kind, "key", where={"entry": [snapshot.line]})["key"]
            for kind in KINDS
        }
        gone = session.snapshot().gone
        keys = [
            Key(key)
            for kind, found in brought.items()
            if KINDS[kind].undoable
            for key in found
            if key not in gone
        ]
        stays = [kind for kind in (Text, Version, BookVersion, KeptRelease) if brought[kind]]
        if stays or not keys:
            raise StudyError(
                Message(
                    "line {line} ({action}) cannot be taken back: {reason}",
                    line=snapshot.line,
                    action=told.action,
                    reason=_INSTEAD.get(told.action)
                    or (
                        Message("it brought transcripts or codebooks")
                        if stays
                        else Message("all that it brought was taken back before, or is of others")
                    ),
                )
            )
        recorder.add(
            *(Undo(subject=key, who=Label(coder), why=why, time=recorder.time) for key in keys)
        )
        recorder.details |= {"undone": snapshot.line, "why": why}
        return len(keys)


def place(session: Session, record: str, start: int, end: int, *, coder: str) -> str:
    """Record where a coding, reading or memo stands in its corrected transcript.

    Raises
    ------
    StudyError
        If there is no such record.
    CodingError
        If there is no such passage.
    """
    with session.recording(coder, "place") as recorder:
        check_coder(coder)
        kind, key = session.find(record, *(kind for kind, of in KINDS.items() if of.placed))
        snapshot = session.snapshot()
        transcript = cast("Placed", snapshot.store.record(kind, key=key)).transcript
        revision = check_passage(snapshot, transcript, start, end)
        known = snapshot.anchors.get(key, {}).get(revision)
        (made,) = recorder.add(
            Anchor(
                subject=key,
                transcript=transcript,
                revision=Label(revision),
                start=int(start),
                end=int(end),
                who=Label(coder),
                time=after_all([recorder.time, known.time] if known else [recorder.time]),
            )
        )
        recorder.details["placed"] = record
        return made.hex()
