"""Corpora, codebooks, codings and readings brought into a study, refused where they do not fit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from civic_qual.analysis.agreement.adjudicate import Adjudicated
from civic_qual.codebook.fields import read_fields, written_fields
from civic_qual.codebook.files.yaml_writing import codebook_yaml
from civic_qual.coding.codings import Codings
from civic_qual.coding.frames import coding_frame, reading_frame
from civic_qual.coding.readings import ALL_CODES
from civic_qual.corpus.consent import whole
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CodingError, StudyError
from civic_qual.messages import Message, enumerated, quoted, typed
from civic_qual.study.acts.sample import kept_samples
from civic_qual.study.acts.settings import first_settings
from civic_qual.study.corpus_records import (
    notices_of,
    person_of,
    speakers_of,
    text_of,
    version_of,
)
from civic_qual.study.records import (
    KINDS,
    Assignment,
    BookVersion,
    Coding,
    Label,
    Reading,
    Record,
    Ruling,
)
from civic_qual.study.snapshot import read_codebook_text

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.codebook.model import Codebook
    from civic_qual.study.session import Recorder, Session
    from civic_qual.study.snapshot import Snapshot

_BATCH = 20_000  # records made and added at once
_Passage = TypeVar("_Passage", Coding, Reading)
_Kind = TypeVar("_Kind", Coding, Reading, Ruling)

_CORRECT = typed("study.correct(...)", Message("Study.correct, from Python"))


def begin(recorder: Recorder, corpus: Corpus, codebook: Codebook) -> None:
    """Fill an empty study with a corpus and a codebook."""
    _add_corpus(recorder, whole(corpus), {})
    recorder.add(book_version(codebook))
    recorder.add(*first_settings(corpus.settings, recorder.time))


def add(session: Session, what: Codings | Corpus, who: str, why: str) -> int:
    """Add codings with their readings, or transcripts; return how many records were new.

    Raises
    ------
    CodingError
        If codings are of a transcript, a text or a code that the study does not have.
    StudyError
        If a transcript of the same id has another text there.
    """
    if not isinstance(what, Codings | Corpus):
        raise StudyError(
            Message("a study takes Codings or a Corpus, not {what}", what=f"{what!r:.60}")
        )
    coders = ", ".join(what.coders) if isinstance(what, Codings) else ""
    with session.recording(who or coders, "add", {"why": why} if why else {}) as recorder:
        snapshot = session.snapshot()
        if isinstance(what, Codings):
            refuse_assumed(snapshot, what)
            _add_codings(recorder, what, snapshot)
        else:
            _add_corpus(recorder, whole(what), snapshot.revisions, snapshot.people)
        return len(recorder.new)


def book_version(
    codebook: Codebook, moves: str = "{}", supersedes: str = "", time: str = ""
) -> BookVersion:
    """Return the record of a codebook, once sure that its text reads back as the same one.

    Raises
    ------
    StudyError
        If it does not.
    """
    text = codebook_yaml(codebook)
    again = read_codebook_text(text)
    same = (
        again.rules_fingerprint == codebook.rules_fingerprint
        and again.content_fingerprint == codebook.content_fingerprint
    )
    if not same:
        raise StudyError(
            Message(
                "this codebook cannot be written as a file that reads back the same; "
                "write it as a YAML file, and read it with read_codebook"
            )
        )
    return BookVersion(
        rules_fingerprint=Label(codebook.rules_fingerprint),
        content_fingerprint=Label(codebook.content_fingerprint),
        supersedes=supersedes,
        time=time,
        moves=moves,
        text=text,
    )


# Transcripts


def _add_corpus(
    recorder: Recorder, corpus: Corpus, known: Mapping[str, str], people_known: Collection[str] = ()
) -> None:
    """Add the transcripts of a corpus that a study does not have, and their participants.

    `known` are the transcripts it has, each with its revision.
    """
    _refuse_other_texts(corpus, known)
    fresh = [transcript for transcript in corpus if transcript.id not in known]
    speakers = speakers_of(corpus.participants)
    recorder.add(*(text_of(transcript) for transcript in fresh))
    recorder.add(*(version_of(transcript, speakers.get(transcript.id, {})) for transcript in fresh))
    heard = {
        person
        for transcript in fresh
        for said in speakers.get(transcript.id, {}).values()
        for person in said.values()
    }
    recorder.add(
        *(
            person_of(name, about)
            for name, about in corpus.participants.attributes.items()
            if (name in heard or not known) and name not in people_known
        )
    )
    if not known:
        recorder.add(*notices_of(corpus))


def _refuse_other_texts(corpus: Corpus, known: Mapping[str, str]) -> None:
    other = [
        transcript.id
        for transcript in corpus
        if known.get(transcript.id, transcript.revision) != transcript.revision
    ]
    if len(other) == 1:
        raise StudyError(
            Message(
                "transcript {transcript} is in the study with another text; if "
                "this one is the corrected one, bring it in with {correct}, "
                "else give it another name",
                correct=_CORRECT,
                transcript=quoted(other[0]),
            )
        )
    if other:
        raise StudyError(
            Message(
                "transcript {transcript} and {n} more are in the study with another text; if "
                "these are the corrected ones, bring them in with {correct}, "
                "else give them other names",
                correct=_CORRECT,
                transcript=quoted(other[0]),
                n=len(other) - 1,
            )
        )


# Codings, readings and what was settled


def refuse_assumed(snapshot: Snapshot, codings: Codings) -> None:
    """Refuse codings of whom nobody says what was read, where people read what they are given.

    Raises
    ------
    CodingError
        If somebody would count as having read whole transcripts.
    """
    if not codings.assumed or not (kept_samples(snapshot) or snapshot.store.count(Assignment)):
        return
    raise CodingError(
        Message(
            "the codings do not say what was read by {coders}, and people read samples in this "
            "study: whole interviews would count as read without a code. Say it: a row with the "
            "code * for each passage read; or {assigned} for just the passages that each was "
            "assigned, {coded_only} for the turns coded in, {whole} for whole interviews in which "
            "something was coded, {everything} for all interviews",
            coders=enumerated(codings.assumed),
            assigned=typed("study.act([ReadItem(...)])", "--coverage assigned"),
            coded_only=typed('read_codings(..., coverage="coded_only")', "--coverage coded_only"),
            whole=typed('coverage="whole_transcripts"', "--coverage whole_transcripts"),
            everything=typed('coverage="all_transcripts"', "--coverage all_transcripts"),
        )
    )


def _add_codings(recorder: Recorder, codings: Codings, snapshot: Snapshot) -> None:
    """Add codings and readings, those that are there already left out."""
    _refuse_strange_transcripts(codings, snapshot)
    _refuse_strange_codes(codings, snapshot)
    book = snapshot.book_heads[0][0].hex()
    whole = set(codings.codebook.positions) == set(snapshot.codebook.positions)
    all_codes = ALL_CODES if whole else " ".join(codings.codebook.positions)
    _in_batches(recorder, _numbered(_coding_records(codings, book)))
    if isinstance(codings, Adjudicated):
        _in_batches(recorder, _ruling_records(codings))
    _in_batches(recorder, _numbered(_reading_records(codings, book, all_codes)))


def _refuse_strange_transcripts(codings: Codings, snapshot: Snapshot) -> None:
    used = {
        codings.corpus.transcripts[index]
        for columns in (codings.coded, codings.read)
        for index in set(columns.transcript.tolist())
    }
    known = snapshot.revisions
    for transcript in sorted(used, key=lambda transcript: transcript.id):
        if transcript.id not in known:
            raise CodingError(
                Message(
                    "transcript {transcript} is not in the study; add it first with {add}",
                    add=typed("study.add(corpus)", "civic-qual add"),
                    transcript=quoted(transcript.id),
                )
            )
        if transcript.revision != known[transcript.id]:
            raise CodingError(
                Message(
                    "transcript {transcript} has another text in the study (revision "
                    "{known}, these codings are of {revision}); code "
                    "that text, or correct it first with {correct}",
                    correct=_CORRECT,
                    transcript=quoted(transcript.id),
                    known=known[transcript.id],
                    revision=transcript.revision,
                )
            )


def _refuse_strange_codes(codings: Codings, snapshot: Snapshot) -> None:
    codes = codings.codebook.codes
    for index in sorted(set(codings.coded.code.tolist())):
        if codes[index].id not in snapshot.codebook:
            raise CodingError(
                Message(
                    "code {code} is not in the codebook of the study; change that "
                    "first with {change}",
                    change=typed(
                        "study.change_codebook(...)", Message("Study.change_codebook, from Python")
                    ),
                    code=quoted(codes[index].id),
                )
            )
    if codings.coded.fields:
        for code, kept in set(
            zip(codings.coded.code.tolist(), codings.coded.fields.texts(), strict=True)
        ):
            written_fields(read_fields(kept), snapshot.codebook, codes[code].id)


def _in_batches(recorder: Recorder, records: Iterator[Record]) -> None:
    while batch := list(islice(records, _BATCH)):
        recorder.add(*batch)


def _coding_records(codings: Codings, book: str) -> Iterator[Coding]:
    size = len(codings.coded)
    for begins in range(0, size, _BATCH):
        rows = np.arange(begins, min(begins + _BATCH, size))
        frame = coding_frame(codings.coded.take(rows), codings.corpus, codings.codebook)
        more = {"evidence": codings.evidence.describe(rows.tolist())}
        if "fields" not in frame:
            more["fields"] = [""] * len(frame)
        yield from _records(Coding, frame.assign(codebook=book, nth=0, **more))


def _reading_records(codings: Codings, book: str, all_codes: str) -> Iterator[Reading]:
    frame = reading_frame(codings.read, codings.corpus, codings.codebook)
    codes = frame["codes"].astype(str)
    yield from _records(
        Reading,
        frame.assign(
            codebook=book, nth=0, codes=codes.where(codes != ALL_CODES, all_codes), item=""
        ),
    )


def _ruling_records(codings: Adjudicated) -> Iterator[Ruling]:
    """Yield what was settled, agreements included, each with who settled it and why."""
    (coder,) = codings.coders or ("reference",)
    revisions = {transcript.id: transcript.revision for transcript in codings.corpus}
    frame = codings.decided.frame
    yield from _records(
        Ruling,
        frame.assign(revision=[revisions[name] for name in frame["transcript"]], coder=coder),
    )


def _records(kind: type[_Kind], frame: pd.DataFrame) -> Iterator[_Kind]:
    names = KINDS[kind].columns
    columns = (frame[name].tolist() for name in names)
    return (kind(**dict(zip(names, cells, strict=True))) for cells in zip(*columns, strict=True))


def _numbered(records: Iterable[_Passage]) -> Iterator[_Passage]:
    """Yield records in order of their passages; equal ones get numbers to tell them apart."""
    counts: dict[_Passage, int] = {}
    passage: tuple[str, int, int] | None = None
    for record in records:
        here = record.transcript, record.start, record.end
        if here != passage:
            counts.clear()
            passage = here
        nth = counts[record] = counts.get(record, -1) + 1
        yield replace(record, nth=nth) if nth else record
