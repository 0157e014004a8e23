"""A passage coded or read, one at a time, as people do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from civic_qual.codebook.fields import written_fields
from civic_qual.coding.codings import CODED_UNITS
from civic_qual.coding.columns import SHOWN_TO_READERS
from civic_qual.coding.readings import ALL_CODES, named_code, unabridged_codes
from civic_qual.errors import CodingError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.study.acts.checks import check_code, check_coder, check_passage
from civic_qual.study.acts.note import note_on_coding
from civic_qual.study.records import BookVersion, Coding, Key, Label, Reading

if TYPE_CHECKING:
    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Snapshot

HUMAN, ACCEPTED = Label("human"), Label("accepted")


class Passage(NamedTuple):
    """A passage as somebody names it: not yet known to be there."""

    transcript: str
    start: int
    end: int


def code_passage(
    session: Session,
    passage: Passage,
    code: str,
    *,
    coder: str,
    fields: Mapping[str, str],
    memo: str = "",
    why: str = "",
) -> str:
    """Record that a passage carries a code, with a memo on that; return the id of the coding."""
    with session.recording(coder, "code") as recorder:
        made = coding_of(
            session.snapshot(),
            passage,
            code,
            coder=coder,
            fields=fields,
            why=why,
            time=recorder.time,
        )
        (key,) = recorder.add(made)
        if memo:
            recorder.add(note_on_coding(key, memo, coder=coder, time=recorder.time))
        recorder.details |= {"transcript": passage.transcript, "code": code}
        return key.hex()


def coding_of(
    snapshot: Snapshot,
    passage: Passage,
    code: str,
    *,
    coder: str,
    fields: Mapping[str, str],
    why: str,
    time: str,
) -> Coding:
    """Return the record of a passage that a person has coded, once sure that it fits.

    Raises
    ------
    CodingError
        If there is no such transcript, passage, code or field, or nobody stands for it.
    """
    revision = check_passage(snapshot, *passage)
    check_coder(coder)
    check_code(snapshot, code)
    book, version = snapshot.book_heads[0]
    return Coding(
        transcript=Label(passage.transcript),
        revision=Label(revision),
        start=int(passage.start),
        end=int(passage.end),
        code=Label(code),
        codebook=Label(book.hex()),
        coder=Label(coder),
        origin=HUMAN,
        status=ACCEPTED,
        score=1.0,
        rules_fingerprint=version.rules_fingerprint,
        content_fingerprint=version.content_fingerprint,
        nth=0,
        time=time,
        evidence=why,
        fields=written_fields(fields, snapshot.codebook, code),
    )


def read_passage(
    session: Session,
    transcript: str,
    start: int,
    end: int | None,
    *,
    coder: str,
    codes: str | Sequence[str],
    unit: str,
    sample: str,
    shown: str,
) -> str:
    """Record that a passage was read for some codes; return the id of the reading.

    Raises
    ------
    CodingError
        If there is no such transcript, passage, code, unit or thing to show, or nobody stands for
        it.
    """
    with session.recording(coder, "read") as recorder:
        snapshot = session.snapshot()
        if end is None and transcript in snapshot.revisions:
            end = len(snapshot.corpus[transcript].text)
        revision = check_passage(snapshot, transcript, start, end or 0)
        check_coder(coder)
        made = reading_of(
            snapshot,
            Passage(transcript, start, end or 0),
            revision,
            coder=coder,
            codes=checked_codes(snapshot, codes),
            unit=checked_unit(unit),
            sample=sample,
            shown=checked_shown(shown),
            time=recorder.time,
        )
        (key,) = recorder.add(made)
        recorder.details["transcript"] = transcript
        return key.hex()


def reading_of(
    snapshot: Snapshot,
    passage: Passage,
    revision: str,
    *,
    coder: str,
    codes: str,
    unit: str,
    sample: str,
    shown: str,
    time: str,
    item: str = "",
    book: tuple[Key, BookVersion] | None = None,
) -> Reading:
    """Return the record of a passage that a person has read, by the codebook that holds, or one."""
    key, version = book or snapshot.book_heads[0]
    return Reading(
        transcript=Label(passage.transcript),
        revision=Label(revision),
        start=int(passage.start),
        end=int(passage.end),
        unit=Label(unit),
        codes=Label(codes),
        codebook=Label(key.hex()),
        coder=Label(coder),
        origin=HUMAN,
        sample=Label(sample),
        rules_fingerprint=version.rules_fingerprint,
        content_fingerprint=version.content_fingerprint,
        nth=0,
        time=time,
        shown=Label(shown),
        item=Label(item),
    )


def checked_unit(unit: str) -> Label:
    """Return what is coded as a whole; refuse what cannot be."""
    if unit not in CODED_UNITS:
        raise CodingError(
            Message(
                "unit={unit} is none of {units}", unit=quoted(unit), units=enumerated(CODED_UNITS)
            )
        )
    return Label(unit)


def checked_shown(shown: str) -> Label:
    """Return what a reader saw; refuse what nobody is shown."""
    if shown not in SHOWN_TO_READERS:
        raise CodingError(
            Message(
                "shown={shown} is none of {known}: say what the reader saw of other codings",
                shown=quoted(shown),
                known=enumerated(SHOWN_TO_READERS),
            )
        )
    return Label(shown)


def checked_codes(snapshot: Snapshot, codes: str | Sequence[str]) -> Label:
    """Return the codes that were considered, as readings tell them."""
    told = codes if isinstance(codes, str) else " ".join(codes)
    strange = [
        name
        for name in told.split()
        if name != ALL_CODES and named_code(name) not in snapshot.codebook
    ]
    if strange or not told.split():
        raise CodingError(
            Message(
                "a reading is for codes of the codebook, or for all ({all_codes}), not for {code}",
                all_codes=ALL_CODES,
                code=quoted(strange[0] if strange else told),
            )
        )
    return Label(unabridged_codes(told, snapshot.codebook))
