"""Codings accepted, rejected and changed; what was done taken back; what was lost placed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from civic_qual.codebook.fields import fields_of, read_fields
from civic_qual.errors import StudyError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.study.acts.checks import check_coder, check_passage
from civic_qual.study.acts.code import HUMAN, Passage, coding_of
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
    Rejection,
    Text,
    Undo,
    Version,
)
from civic_qual.study.session import after_all
from civic_qual.study.work.answering import Answering
from civic_qual.study.work.queue import Advice

if TYPE_CHECKING:
    from civic_qual.coding.columns import Origin
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

    What a machine coded is advice: see `answer_to`.

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
        snapshot = session.snapshot()
        recorder.details["coding"] = coding
        if snapshot.store.record(Coding, key=key).origin == HUMAN:
            return decision_on(snapshot, recorder, key, verdict, change, coder=coder, why=why)[
                -1
            ].hex()
        answering = Answering(snapshot=snapshot, recorder=recorder, coder=coder)
        return answer_to(answering, key, verdict, change, why=why)[0].hex()


def answer_to(
    answering: Answering, key: Key, verdict: str, change: Change, *, why: str
) -> list[Key]:
    """Record what somebody answers to a coding of a machine, which stays what it is.

    Yes is a coding of their own, no a rejection. The names of these come first, then those of all
    else that was made; of an answer that stands already its name alone.

    Raises
    ------
    StudyError, CodingError
        As `decide`.
    """
    snapshot = answering.snapshot
    old = snapshot.store.record(Coding, key=key)
    advice = advice_of(snapshot, key, old)
    if verdict == "accept":
        made = answering.accept(advice, why=why, fields=_kept_fields(snapshot, old, advice.code))
    elif verdict == "reject":
        made = answering.reject(advice, why=why)
    else:
        becomes = _becomes(snapshot, key, old, change)
        made = answering.change(advice, becomes.passage, becomes.code, becomes.fields, why)
    kind = Rejection if verdict == "reject" else Coding
    answers = [*snapshot.store.known(kind, made)]
    if answers:
        return [*answers, *(one for one in made if one not in answers)]
    if verdict == "reject":
        return [one for one, _ in answering.own(Rejection, advice)]
    return [one for one, _ in answering.own(Coding, advice)]


def advice_of(snapshot: Snapshot, key: Key, record: Coding) -> Advice:
    """Return what a machine coded as advice, where it stands in the transcript that holds."""
    stands = snapshot.place_of(key, record)
    return Advice(
        transcript=record.transcript,
        revision=snapshot.revisions[record.transcript] if stands else record.revision,
        spans=(stands or (record.start, record.end),),
        code=snapshot.moves.code(record.code, record.codebook) or record.code,
        origin=cast("Origin", record.origin),
        by=record.rules_fingerprint if record.origin == "rule" else record.coder,
        score=record.score,
        why=record.evidence,
    )


def decision_on(
    snapshot: Snapshot,
    recorder: Recorder,
    key: Key,
    verdict: str,
    change: Change,
    *,
    coder: str,
    why: str,
) -> list[Key]:
    """Record a decision on a coding; return its name, after that of what the coding becomes.

    Raises
    ------
    StudyError, CodingError
        As `decide`.
    """
    replacement = NOTHING
    if verdict == "change":
        becomes = _changed(snapshot, recorder, key, change, coder=coder, why=why)
        (replacement,) = recorder.add(becomes)
    before = " ".join(earlier.hex() for earlier, _ in snapshot.decisions_on(key))
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
    return [replacement, made] if replacement else [made]


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


class _Becomes(NamedTuple):
    """What a coding becomes: where it stands, its code and what it says in its fields."""

    passage: Passage
    code: str
    fields: Mapping[str, str]


def _changed(
    snapshot: Snapshot, recorder: Recorder, key: Key, change: Change, *, coder: str, why: str
) -> Coding:
    """Return what a coding becomes, as the record of who changed it."""
    becomes = _becomes(snapshot, key, snapshot.store.record(Coding, key=key), change)
    return coding_of(
        snapshot,
        becomes.passage,
        becomes.code,
        coder=coder,
        fields=becomes.fields,
        why=why,
        time=recorder.time,
    )


def _becomes(snapshot: Snapshot, key: Key, old: Coding, change: Change) -> _Becomes:
    """Return what a coding becomes, in the transcript and the codebook that hold."""
    stands = snapshot.place_of(key, old)
    start = stands[0] if change.start is None and stands else change.start
    end = stands[1] if change.end is None and stands else change.end
    if start is None or end is None:
        raise StudyError(
            Message("this coding has no place in the corrected transcript: say start and end")
        )
    code = change.code or snapshot.moves.code(old.code, old.codebook) or old.code
    return _Becomes(
        Passage(old.transcript, start, end),
        code,
        _kept_fields(snapshot, old, code) if change.fields is None else change.fields,
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
    "state people": Message("state it once more instead"),
    "new code": Message("change the codebook once more instead"),
    "change codebook": Message("change the codebook once more instead"),
    "restore codebook": Message("change the codebook once more instead"),
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
        (told,) = session.store.trail(snapshot.line)
        brought = session.store.brought(snapshot.line)
        gone = session.snapshot().gone
        keys = [
            key
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
                    action=told.entry.action,
                    reason=_INSTEAD.get(told.entry.action)
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
        known = snapshot.places_of(key).get(revision)
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
