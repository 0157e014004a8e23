"""Corpora, codings and readings brought into a study, refused where they do not fit it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from civic_qual.analysis.agreement.adjudicate import Adjudicated
from civic_qual.codebook.files.yaml_writing import codebook_yaml
from civic_qual.coding.frames import coding_frame, reading_frame
from civic_qual.coding.readings import ALL_CODES
from civic_qual.errors import CodingError, StudyError
from civic_qual.study.records import BookVersion, Coding, Label, Reading, Record, Ruling
from civic_qual.study.snapshot import Moment, read_codebook_text
from civic_qual.study.versions import notices_of, person_of, speakers_of, text_of, version_of

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.study.session import Recorder

_BATCH = 20_000  # records made and added at once
_Passage = TypeVar("_Passage", Coding, Reading)
_Kind = TypeVar("_Kind", Coding, Reading, Ruling)


def add_corpus(
    recorder: Recorder, corpus: Corpus, known: Mapping[str, str], people_known: Collection[str] = ()
) -> None:
    """Add the transcripts of a corpus that a study does not have, and their participants.

    `known` are the transcripts it has, each with its revision.

    Raises
    ------
    StudyError
        If a transcript of the same id has another text there.
    """
    other = [one.id for one in corpus if known.get(one.id, one.revision) != one.revision]
    if other:
        more = f" and {len(other) - 1} more" if len(other) > 1 else ""
        raise StudyError(
            f"transcript {other[0]!r}{more} is in the study with another text; if "
            "this one is the corrected one, bring it in with study.correct(...), "
            "else give it another name"
        )
    fresh = [one for one in corpus if one.id not in known]
    speakers = speakers_of(corpus.participants)
    recorder.add(*(text_of(one) for one in fresh))
    recorder.add(*(version_of(one, speakers.get(one.id, {})) for one in fresh))
    heard = {
        person
        for one in fresh
        for said in speakers.get(one.id, {}).values()
        for person in said.values()
    }
    people = [
        person_of(name, about)
        for name, about in corpus.participants.attributes.items()
        if (name in heard or not known) and name not in people_known
    ]
    recorder.add(*people)
    if not known:
        recorder.add(*notices_of(corpus))


def book_version(
    codebook: Codebook, moves: str = "{}", supersedes: str = "", time: str = ""
) -> BookVersion:
    """Return the record of a codebook, once sure that its text reads back as the same one."""
    text = codebook_yaml(codebook)
    again = read_codebook_text(text)
    same = (
        again.rules_fingerprint == codebook.rules_fingerprint
        and again.content_fingerprint == codebook.content_fingerprint
    )
    if not same:
        raise StudyError(
            "this codebook cannot be written as a file that reads back the same; "
            "write it as a YAML file, and read it with read_codebook"
        )
    return BookVersion(
        Label(codebook.rules_fingerprint),
        Label(codebook.content_fingerprint),
        supersedes,
        time,
        moves,
        text,
    )


def add_codings(recorder: Recorder, codings: Codings, moment: Moment) -> None:
    """Add codings and readings, those that are there already left out."""
    _refuse_strangers(codings, moment)
    book = moment.book_heads[0][0].hex()
    whole = set(codings.codebook.positions) == set(moment.codebook.positions)
    all_codes = ALL_CODES if whole else " ".join(codings.codebook.positions)
    _in_batches(recorder, _numbered(_codings(codings, book)))
    if isinstance(codings, Adjudicated):
        _in_batches(recorder, _rulings(codings))
    _in_batches(recorder, _numbered(_readings(codings, book, all_codes)))


def _refuse_strangers(codings: Codings, moment: Moment) -> None:
    used = {
        codings.corpus.transcripts[place]
        for columns in (codings.coded, codings.read)
        for place in set(columns.transcript.tolist())
    }
    known = moment.revisions
    for one in sorted(used, key=lambda one: one.id):
        if one.id not in known:
            raise CodingError(
                f"transcript {one.id!r} is not in the study; add it first with study.add(corpus)"
            )
        if one.revision != known[one.id]:
            raise CodingError(
                f"transcript {one.id!r} has another text in the study (revision "
                f"{known[one.id]}, these codings are of {one.revision}); code "
                "study.corpus, or correct the text first with study.correct(...)"
            )
    ids = codings.codebook.codes
    strange = [
        ids[place].id
        for place in sorted(set(codings.coded.code.tolist()))
        if ids[place].id not in moment.codebook
    ]
    if strange:
        raise CodingError(
            f"code {strange[0]!r} is not in the codebook of the study; change that "
            "first with study.change_codebook(...)"
        )


def _in_batches(recorder: Recorder, records: Iterator[Record]) -> None:
    while batch := list(islice(records, _BATCH)):
        recorder.add(*batch)


def _rulings(codings: Adjudicated) -> Iterator[Ruling]:
    """Yield what was settled, agreements included, each with who settled it and why."""
    (coder,) = codings.coders or ("reference",)
    revisions = {one.id: one.revision for one in codings.corpus}
    frame = codings.decided
    yield from _records(
        Ruling,
        frame.assign(revision=[revisions[name] for name in frame["transcript"]], coder=coder),
    )


def _codings(codings: Codings, book: str) -> Iterator[Coding]:
    size = len(codings.coded)
    for begin in range(0, size, _BATCH):
        places = np.arange(begin, min(begin + _BATCH, size))
        frame = coding_frame(codings.coded.take(places), codings.corpus, codings.codebook)
        evidence = codings.evidence.describe(places.tolist())
        yield from _records(Coding, frame.assign(codebook=book, nth=0, evidence=evidence))


def _readings(codings: Codings, book: str, all_codes: str) -> Iterator[Reading]:
    frame = reading_frame(codings.read, codings.corpus, codings.codebook)
    codes = frame["codes"].astype(str)
    yield from _records(
        Reading,
        frame.assign(codebook=book, nth=0, codes=codes.where(codes != ALL_CODES, all_codes)),
    )


def _records(kind: type[_Kind], frame: pd.DataFrame) -> Iterator[_Kind]:
    columns = (frame[name].tolist() for name in kind._fields)
    return (kind(*values) for values in zip(*columns, strict=True))


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
        yield record._replace(nth=nth) if nth else record
