"""What was said, as passages: of a cell of a table, of some places, between two offsets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from civic_qual.analysis.tables.counting import Tally
from civic_qual.analysis.tables.layout import Column
from civic_qual.arrays import Ints
from civic_qual.coding.carried import CodedSpans, TableRow
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import PREFERENCE
from civic_qual.corpus.counted_words import CountedWords
from civic_qual.corpus.model import Transcript
from civic_qual.corpus.segments import Unit

PASSAGE_COLUMNS = (
    "transcript",
    "start",
    "end",
    "speaker",
    "participant",
    "language",
    "reported",
    "codes",
    "text",
    "origin",
    "score",
    "evidence",
)


def cell_passages(
    codings: Codings, tally: Tally, unit: Unit, row: TableRow, column: Column
) -> pd.DataFrame:
    """Return the segments counted in a cell, or the mentions that show what is."""
    word, passage, starts, ends = _bounds(codings, tally, unit, row)
    here = tally.inside(column.group, column.category, word, tally.found(row)[1])
    chosen, first = np.unique(passage[here], return_index=True)
    spans = tally.carried.spans.of(row.members)
    return passage_frame(
        codings, tally.words, spans, starts[chosen], ends[chosen], word[here][first]
    )


def passage_frame(
    codings: Codings, words: CountedWords, spans: CodedSpans, start: Ints, end: Ints, word: Ints
) -> pd.DataFrame:
    """Lay out spans of places as passages; `word` is a word of each, which tells who speaks."""
    corpus, turns = codings.corpus, words.turns
    turn_index = words.turn[word]
    people = np.array([*turns.people, ""], dtype=object)[turns.participant[turn_index]]
    transcript_index, first = words.offset(start)
    rows: list[dict[str, Any]] = []
    for index, why in enumerate(reasons(codings, spans, _behind(spans, start, end))):
        transcript = corpus.transcripts[int(transcript_index[index])]
        turn = turns.turn(corpus, int(turn_index[index]))
        begin = int(first[index])
        finish = begin + int(end[index] - start[index])
        rows.append(
            {
                "transcript": transcript.id,
                "start": begin,
                "end": finish,
                "speaker": turn.speaker,
                "participant": people[index],
                "language": turn.language,
                "reported": turn.reported,
                "text": spoken_text(transcript, begin, finish),
                **why._asdict(),
            }
        )
    return pd.DataFrame(rows, columns=list(PASSAGE_COLUMNS))


class Reasons(NamedTuple):
    """Of one passage: its codes, the origins and the best score of its codings, their evidence."""

    codes: str
    origin: str
    score: float
    evidence: str


def reasons(codings: Codings, spans: CodedSpans, behind: Sequence[Ints]) -> Iterator[Reasons]:
    """Yield the reasons for passages.

    Parameters
    ----------
    codings
        Those that the spans are of.
    spans
        Coded spans.
    behind
        For each passage, the spans that stand in it, as indices into them.
    """
    ids = np.array(list(spans.codebook.positions), dtype=object)
    asked = np.unique(np.concatenate([*behind, np.empty(0, dtype=np.int64)])).astype(np.int64)
    coding = spans.coding[asked].tolist()
    evidence = dict(zip(coding, codings.evidence.describe(coding), strict=True))
    origin, score = codings.coded.origin, codings.coded.score
    for here in behind:
        own = spans.coding[here]
        origins = {origin.values[which] for which in origin.which[own].tolist()}
        yield Reasons(
            codes=" ".join(ids[np.unique(spans.code[here])]),
            origin=" ".join(name for name in PREFERENCE if name in origins),
            score=float(score[own].max(initial=np.nan if not len(own) else 0.0)),
            evidence="; ".join(dict.fromkeys(filter(None, map(evidence.get, own.tolist())))),
        )


def spoken_text(transcript: Transcript, start: int, end: int) -> str:
    """Return what was said between two offsets, without labels, times and notes."""
    pieces = [
        (max(first, start), min(last, end))
        for turn in transcript.turns
        if turn.start < end and turn.end > start
        for first, last in turn.spoken
    ]
    return " ".join(transcript.text[first:last] for first, last in pieces if first < last)


def _bounds(
    codings: Codings, tally: Tally, unit: Unit, row: TableRow
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the words of a row, the passage of each, and where each passage starts and ends."""
    counted = tally.measure.unit(unit)
    if counted is None:
        said = tally.mentioned(row)
        return said.word, said.mention, said.start, said.end
    word, segment = tally.found(row)
    segments = codings.corpus.segments(counted)
    return (
        word,
        segment,
        tally.words.place(segments.transcript, segments.start),
        tally.words.place(segments.transcript, segments.end),
    )


def _behind(spans: CodedSpans, start: Ints, end: Ints) -> list[Ints]:
    """Return which spans stand in each passage."""
    # Spans are sorted by start, not by end: what ends too early among the candidates is dropped.
    first = np.searchsorted(np.maximum.accumulate(spans.end), start, side="right")
    after = np.searchsorted(spans.start, end, side="left")
    return [
        one + np.flatnonzero(spans.end[one:other] > begin)
        for one, other, begin in zip(first, after, start, strict=True)
    ]
