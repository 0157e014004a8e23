"""One coding, one reading, one decision at a time, as people make them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.coding.codings import CODED_UNITS
from civic_qual.coding.readings import ALL_CODES, named_code, unabridged_codes
from civic_qual.errors import CodingError, StudyError
from civic_qual.study.records import (
    NOTHING,
    Anchor,
    Coding,
    Decision,
    KeptSample,
    Key,
    Label,
    Memo,
    Reading,
    Undo,
)

if TYPE_CHECKING:
    from civic_qual.study.session import Recorder, Session
    from civic_qual.study.snapshot import Moment

VERDICTS = ("accept", "reject", "change")
_UNDOABLE = (Coding, Reading, Decision, Memo, Undo, Anchor, KeptSample)


def coding_of(
    moment: Moment,
    transcript: str,
    start: int,
    end: int,
    code: str,
    coder: str,
    time: str,
    why: str = "",
) -> Coding:
    """Return the record of a passage that a person has coded, once sure that it fits."""
    revision = check_passage(moment, transcript, start, end)
    check_coder(coder)
    if not isinstance(code, str) or code not in moment.codebook:
        known = ", ".join(list(moment.codebook.positions)[:3])
        raise CodingError(f"no code {code!r} in the codebook (there are {known}, ...)")
    book, rules, content = _book(moment)
    return Coding(
        Label(transcript),
        Label(revision),
        int(start),
        int(end),
        Label(code),
        book,
        Label(coder),
        Label("human"),
        Label("accepted"),
        1.0,
        rules,
        content,
        0,
        time,
        why,
    )


def reading_of(
    moment: Moment,
    transcript: str,
    start: int,
    end: int,
    coder: str,
    codes: str | Sequence[str],
    unit: str,
    sample: str,
    time: str,
) -> Reading:
    """Return the record of a passage that a person has read, once sure that it fits."""
    revision = check_passage(moment, transcript, start, end)
    check_coder(coder)
    if unit not in CODED_UNITS:
        raise CodingError(f"unit={unit!r} is none of {', '.join(CODED_UNITS)}")
    told = codes if isinstance(codes, str) else " ".join(codes)
    strange = [
        name
        for name in told.split()
        if name != ALL_CODES and named_code(name) not in moment.codebook
    ]
    if strange or not told.split():
        raise CodingError(
            f"a reading is for codes of the codebook, or for all ({ALL_CODES}), "
            f"not for {strange[0] if strange else told!r}"
        )
    book, rules, content = _book(moment)
    return Reading(
        Label(transcript),
        Label(revision),
        int(start),
        int(end),
        Label(unit),
        Label(unabridged_codes(told, moment.codebook)),
        book,
        Label(coder),
        Label("human"),
        Label(sample),
        rules,
        content,
        0,
        time,
    )


def decide(
    session: Session,
    recorder: Recorder,
    coding: str,
    verdict: str,
    who: str,
    why: str,
    changed: tuple[int | None, int | None, str | None],
) -> Key:
    """Record what somebody decided on a coding; `changed` are its new start, end and code."""
    if verdict not in VERDICTS:
        raise StudyError(f"{verdict!r} is no decision; choose from {', '.join(VERDICTS)}")
    check_coder(who)
    told = any(one is not None for one in changed)
    if told != (verdict == "change"):
        raise StudyError(
            'say what changes, as decide(id, "change", code=...); only "change" '
            "takes start, end and code"
        )
    _, key = session.key(coding, Coding)
    moment = session.moment()
    replacement = NOTHING
    if verdict == "change":
        (replacement,) = recorder.add(_replacement(moment, key, changed, who, why, recorder.time))
    before = " ".join(one.hex() for one, _ in moment.decided.heads.get(key, ()))
    (decision,) = recorder.add(
        Decision(key, Label(verdict), replacement, Label(who), why, before, recorder.time)
    )
    recorder.details["coding"] = coding
    return decision


def _replacement(
    moment: Moment,
    key: Key,
    changed: tuple[int | None, int | None, str | None],
    who: str,
    why: str,
    time: str,
) -> Coding:
    start, end, code = changed
    (old,) = (one for *_, one in moment.store.records(Coding, where={"key": [key]}))
    revision = moment.revisions[old.transcript]
    place = (
        (old.start, old.end)
        if old.revision == revision
        else moment.anchors.get(key, {}).get(revision, (None,) * 5)[3:5]
    )
    start = place[0] if start is None else start
    end = place[1] if end is None else end
    if start is None or end is None:
        raise StudyError("this coding has no place in the corrected transcript: say start and end")
    code = code or moment.moves.code(old.code, old.codebook) or old.code
    return coding_of(moment, old.transcript, start, end, code, who, time, why)


def undo(session: Session, recorder: Recorder, record: str, who: str, why: str) -> Key:
    """Record that a record is taken back."""
    check_coder(who)
    kind, key = session.key(record, *_UNDOABLE)
    (made,) = recorder.add(Undo(key, Label(who), why, recorder.time))
    recorder.details |= {"undone": record, "kind": kind.__name__.lower()}
    return made


def place(session: Session, recorder: Recorder, record: str, start: int, end: int, who: str) -> Key:
    """Record where a coding, reading or memo stands in its corrected transcript."""
    check_coder(who)
    kind, key = session.key(record, Coding, Reading, Memo)
    moment = session.moment()
    (old,) = (one for *_, one in moment.store.records(kind, where={"key": [key]}))
    revision = check_passage(moment, old.transcript, start, end)
    (made,) = recorder.add(
        Anchor(
            key, old.transcript, Label(revision), int(start), int(end), Label(who), recorder.time
        )
    )
    recorder.details["placed"] = record
    return made


def check_passage(moment: Moment, transcript: str, start: int, end: int) -> str:
    """Return the revision of a transcript; refuse what is no passage of it."""
    if transcript not in moment.revisions:
        known = ", ".join(list(moment.revisions)[:3])
        raise CodingError(f"no transcript {transcript!r} in the study (there are {known}, ...)")
    size = len(moment.corpus[transcript].text)
    if not _is_whole(start) or not _is_whole(end) or not 0 <= start < end <= size:
        raise CodingError(
            f"{start!r} to {end!r} is no passage of {transcript!r}, which has {size} characters"
        )
    return moment.revisions[transcript]


def _is_whole(number: object) -> bool:
    return isinstance(number, int | np.integer)


def check_coder(name: str) -> None:
    """Refuse work that nobody stands for."""
    if not isinstance(name, str) or not name.strip():
        raise CodingError("say who does this: coder= takes a name")


def _book(moment: Moment) -> tuple[Label, Label, Label]:
    """Return the name of the version of the codebook that holds, and its fingerprints."""
    key, version = moment.book_heads[0]
    return Label(key.hex()), version.rules_fingerprint, version.content_fingerprint
