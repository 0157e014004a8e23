"""Which segment carries which code, and which was read for it.

A segment carries a code when a coding that was not rejected covers at least one counted word
of it; it was read for a code when readings cover every counted word of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from civic_qual.coding.coded_unit import check_unit
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.mentions import coded_spans, mentions
from civic_qual.coding.read_words import ReadWords
from civic_qual.coding.theme_rows import Level, TableRow, looked_for, table_rows
from civic_qual.corpus.counted_words import counted_words, word_segments
from civic_qual.corpus.segments import Bools, Ints, Segments, Unit


@dataclass(frozen=True, eq=False)
class Carried:
    """Segments (all of the corpus, in its order) by rows of codes or themes.

    `matrix` holds a 1 where a code is carried, `read` whether the segment was read for it; both
    of shape (n_segments, n_rows). Nothing is carried where it was not read.
    """

    segments: Segments
    rows: tuple[TableRow, ...]
    matrix: sparse.csc_array
    read: Bools


def carried(
    codings: Codings,
    unit: Unit = "turn",
    level: Level = "code",
    coder: str | None = None,
    families: bool | str | Sequence[str] = False,
    include_interviewers: bool = False,
) -> Carried:
    """Find the segments that carry each code, or a code below it.

    Raises
    ------
    TableError
        If several coders coded and none is chosen, or nothing was read.
    CodingError
        If the codings were made by a coarser unit than the one to count by.
    """
    return carried_rows(
        one_coder(codings, coder),
        table_rows(codings.codebook, level, families),
        unit,
        include_interviewers,
    )


def carried_rows(
    codings: Codings,
    rows: Sequence[TableRow],
    unit: Unit = "turn",
    include_interviewers: bool = False,
) -> Carried:
    """Find the segments that carry each row, by the codings of one coder.

    Raises
    ------
    CodingError
        If the codings were made by a coarser unit than the one to count by.
    """
    words = counted_words(codings.corpus, include_interviewers)
    segments = codings.corpus.segments(unit)
    segment = word_segments(codings.corpus, unit, include_interviewers)
    check_unit(codings, unit)
    spans = coded_spans(codings, words)
    reads = ReadWords(codings.read, words, codings.codebook, segment)
    rows = looked_for(rows, reads)
    wholly = _segments_read(reads, rows, segment, len(segments))
    found = []
    for column, row in enumerate(rows):
        here = segment[mentions(spans.of(row.members)).word]
        found.append(here[wholly[here, column]])
    return Carried(segments, rows, _columns(found, len(segments)), wholly)


def _segments_read(reads: ReadWords, rows: Sequence[TableRow], segment: Ints, size: int) -> Bools:
    """Return which segments were read for which rows, of shape (n_segments, n_rows)."""
    kinds = [reads.kinds(row.needed) for row in rows]
    # Most rows were looked for in the same places: each kind is worked out once.
    known = {
        kind: np.bincount(segment[reads.of(row.needed)], minlength=size) > 0
        for kind, row in dict(zip(kinds, rows, strict=True)).items()
    }
    return np.array([known[kind] for kind in kinds], dtype=np.bool_).reshape(-1, size).T


def _columns(entries: list[Ints], size: int) -> sparse.csc_array:
    """Return a matrix of ones, a column an array of row positions."""
    once = [np.unique(column) for column in entries]
    ends = np.cumsum([0, *map(len, once)])
    places = np.concatenate([np.empty(0, dtype=np.int64), *once])
    return sparse.csc_array(
        (np.ones(len(places), dtype=np.int64), places, ends), shape=(size, len(once))
    )
