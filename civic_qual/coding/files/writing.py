"""`codings.csv`: codings and readings as one table, from which every number can be recounted.

A row of kind `coding` is a coded passage; a row of kind `reading` is a segment that was read:
its code is `*` if all codes were considered. A segment carries a code when a coding that is not
rejected shares a word with it; the shares of a table are over the segments of the reading rows.
A segment that a person and a machine have read under one name has a row of each. `unit` is what
is counted, `coded_unit` what was coded as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.arrays import Bools, Ints
from civic_qual.codebook.fields import COLUMN
from civic_qual.codebook.model import Codebook
from civic_qual.coding.blind import SAW
from civic_qual.coding.columns import NOT_KNOWN, PREFERENCE, ReadingColumns
from civic_qual.coding.frames import (
    attribute_columns,
    chosen,
    field_columns,
    said_in,
    speaker_columns,
)
from civic_qual.coding.readings import (
    FINENESS,
    ReadWords,
    abridged_codes,
    count_words,
    listed_codes,
)
from civic_qual.corpus.counted_words import CountedWords, counted_words, word_segments
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.results import Result

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings

COLUMNS = (
    "kind",
    "transcript",
    "start",
    "end",
    "unit",
    "coded_unit",
    "role",
    "participant",
    "language",
    "words",
    "code",
    "coder",
    "origin",
    "score",
    "status",
    "evidence",
    "rules_fingerprint",
    "content_fingerprint",
    "revision",
    "shown",
)
_READER = ("origin", "rules_fingerprint", "content_fingerprint", "shown")
_Row = dict[str, Any]


class CodingsTable(Result):
    """Codings and readings with the columns above, and one an attribute."""

    _title = "codings"


def csv_frame(codings: Codings, unit: Unit = "turn", evidence: bool = True) -> pd.DataFrame:
    """Return the table of `Codings.to_csv_frame`: the columns above, and one an attribute.

    `language` is the one spoken, declared or detected. An attribute with the name of another
    column stands as `attribute_<name>`. That of a person wins over that of the transcript.
    """
    coded, turn = _coding_rows(codings, unit, evidence)
    read, reading_turn = _reading_rows(codings, unit)
    said = [str(name) for name in coded if name not in COLUMNS]
    nothing: dict[str, Any] = dict.fromkeys(said, "")
    frame = pd.concat([coded, read.assign(**nothing)], ignore_index=True)
    transcript = np.array(
        [codings.corpus.positions[name] for name in frame["transcript"]], dtype=np.int64
    )
    attributes = attribute_columns(
        codings.corpus, transcript, np.concatenate((turn, reading_turn)), (*COLUMNS, *said)
    )
    return pd.concat([frame, pd.DataFrame(attributes, frame.index, dtype=object)], axis=1)


def _coding_rows(codings: Codings, unit: Unit, evidence: bool) -> tuple[pd.DataFrame, Ints]:
    """Return a row a coding, and the turn each stands in."""
    coded = codings.coded
    said = said_in(codings.corpus, coded.transcript, coded.start, coded.end)
    who = speaker_columns(codings.corpus, said.turn)
    frame = codings.rows.astype({"transcript": object, "code": object}).assign(
        kind="coding",
        unit=unit,
        coded_unit="",
        words=said.words,
        shown="",
        evidence=pd.Series(codings.evidence.describe(words=evidence), dtype=object),
        **{name: who[name] for name in ("role", "participant", "language")},
    )
    return frame[list(COLUMNS)].assign(**_fields(codings, evidence)), said.turn


def _fields(codings: Codings, evidence: bool) -> dict[str, list[str]]:
    """Return the fields of codings; without evidence only what was chosen, and no free text."""
    chosen_only = {field.name for code in codings.codebook for field in code.fields if field.one_of}
    return {
        name: values if evidence or name.removeprefix(COLUMN) in chosen_only else [""] * len(values)
        for name, values in field_columns(codings).items()
    }


def _reading_rows(codings: Codings, unit: Unit) -> tuple[pd.DataFrame, Ints]:
    """Return a row a segment that was read, coder by coder, and the turn each is of."""
    segments, written = codings.corpus.segments(unit), _Abridged(codings.codebook)
    rows: list[_Row] = []
    numbers: list[int] = []
    for coder in codings.read.coder.values:
        parts = [
            (segment, number, reader, read[segment])
            for number, (reader, read) in enumerate(_parts(codings.filter(coder=coder), segments))
            for segment in np.flatnonzero(read.any(axis=1)).tolist()
        ]
        for segment, _, reader, codes in sorted(parts, key=lambda part: part[:2]):
            rows.append(reader | {"code": written.of(codes), "coder": coder})
            numbers.append(segment)
    fixed = {"kind": "reading", "unit": unit, "status": "", "evidence": "", "score": np.nan}
    told = pd.DataFrame(rows, columns=["code", "coder", "coded_unit", *_READER]).assign(**fixed)
    whose = np.array(numbers, dtype=np.int64)
    placed, turn = _segment_columns(segments, whose)
    return told.assign(**placed)[list(COLUMNS)], turn


class _Abridged:
    """The codes of readings as the table names them, each set worked out once."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._ids = np.array(list(codebook.positions), dtype=object)
        self._known: dict[bytes, str] = {}

    def of(self, codes: Bools) -> str:
        """Return the name of a set of codes, an array of shape (n_codes,)."""
        key = codes.tobytes()
        if key not in self._known:
            self._known[key] = abridged_codes(self._ids[codes].tolist(), self._codebook)
        return self._known[key]


def _parts(codings: Codings, segments: Segments) -> Iterator[tuple[_Row, Bools]]:
    """Yield what one coder read of each origin and coded unit, shown what: by segment and code.

    A segment that only several have read together is put down to the one whose word stands
    least: nobody, and least of all a person, is said to have read what they have not. Of what a
    person read in part with an answer in view, it is said that it was in view.
    """
    read, codebook, frame = codings.read, codings.codebook, codings.readings
    whole = segments_read(read, segments, codebook)
    left = whole.copy()
    kinds = [*zip(frame["origin"], frame["unit"], frame["shown"], strict=True)]
    for origin, unit, shown in sorted(set(kinds)):
        own = np.flatnonzero([kind == (origin, unit, shown) for kind in kinds])
        theirs = segments_read(read.take(own), segments, codebook)
        if shown in SAW:
            theirs |= whole & _touched_for(read.take(own), segments, codebook)
        left &= ~theirs
        reader = frame.iloc[int(own[0])]
        yield {name: reader[name] for name in _READER} | {"coded_unit": unit}, theirs
    coarsest = {"coded_unit": max(read.unit.values, key=FINENESS.index), "shown": NOT_KNOWN}
    for least in reversed(PREFERENCE):
        own = np.flatnonzero(read.origin.among([least]))
        if left.any() and len(own):
            theirs = left & _touched(read.take(own), segments, codebook)[:, None]
            left &= ~theirs
            reader = frame.iloc[int(own[0])]
            yield {name: reader[name] for name in _READER} | coarsest, theirs


def _touched_for(read: ReadingColumns, segments: Segments, codebook: Codebook) -> Bools:
    """Return which segments readings touch, for the codes they name, (n_segments, n_codes)."""
    found = np.zeros((len(segments), len(codebook)), dtype=np.bool_)
    for number, written in enumerate(read.codes.values):
        named = listed_codes(written, codebook)
        columns = [place for code, place in codebook.positions.items() if code in named]
        rows = _touched(read.take(read.codes.which == number), segments, codebook)
        found[np.ix_(np.flatnonzero(rows), np.array(columns, dtype=np.int64))] = True
    return found


def segments_read(read: ReadingColumns, segments: Segments, codebook: Codebook) -> Bools:
    """Return which segments one coder read, for which codes, shape (n_segments, n_codes).

    Of a segment that counts, the words of roles that count must have been read; of what
    interviewers and observers say, all.
    """
    words, segment = _mattering(segments)
    reads = ReadWords(read, words, codebook, segment)
    return reads.segments([(code,) for code in codebook.positions], len(segments))


def _touched(read: ReadingColumns, segments: Segments, codebook: Codebook) -> Bools:
    """Return of which segments readings cover a word that matters, shape (n_segments,)."""
    words, segment = _mattering(segments)
    reads = ReadWords(read, words, codebook)
    touched: Bools = count_words(segment[reads.at_all()], len(segments)) > 0
    return touched


def _mattering(segments: Segments) -> tuple[CountedWords, Ints]:
    """Return all words, and the segment of each, -1 for those that do not matter."""
    words = counted_words(segments.corpus, True)
    segment = word_segments(segments.corpus, segments.unit, True)
    matters = (segment >= 0) & (words.turns.counted[words.turn] | ~segments.counted[segment])
    return words, np.where(matters, segment, -1)


def _segment_columns(segments: Segments, rows: Ints) -> tuple[_Row, Ints]:
    """Return where segments stand and who speaks in them, and the turn of each in the corpus."""
    corpus = segments.corpus
    transcript, number = segments.transcript[rows], segments.turn[rows]
    turn = np.where(number >= 0, _first_turns(corpus)[transcript] + number, -1)
    who = speaker_columns(corpus, turn)
    return {
        "transcript": chosen([one.id for one in corpus], transcript),
        "start": segments.start[rows],
        "end": segments.end[rows],
        "words": segments.words[rows],
        "revision": chosen([one.revision for one in corpus], transcript),
        "role": who["role"],
        "participant": who["participant"],
        "language": np.where(
            turn >= 0, who["language"], chosen([one.language for one in corpus], transcript)
        ),
    }, turn


def _first_turns(corpus: Corpus) -> Ints:
    """Return the number, in the corpus, of each transcript's first turn."""
    sizes = np.array([len(one.turns) for one in corpus], dtype=np.int64)
    return np.cumsum(sizes) - sizes
