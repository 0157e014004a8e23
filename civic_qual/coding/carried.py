"""Which words and segments carry which code, and were read for it: the one definition of both.

A *word was read for a code* when a reading that considered the code covers it; or when it was read
for every code below that one, be it by several readings. A *segment was read for a code* when it
holds words that count, and all of them were read for it. A *word carries* the code when it was read
for it, and a coding of the code, or of a code below it, that is not rejected touches it; a *segment
carries* it when one of its words does, and it was read for it.

Tables count by `CarriedWords`; training, agreement and `codings.csv` ask for `carried` segments,
which are made of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from civic_qual.arrays import Bools, Ints
from civic_qual.coding.coders import one_coder
from civic_qual.coding.readings import ReadWords, check_unit
from civic_qual.coding.theme_rows import (
    CodedSpans,
    Level,
    Mentions,
    TableRow,
    coded_spans,
    looked_for,
    mentions,
    table_rows,
)
from civic_qual.corpus.counted_words import CountedWords, counted_words, word_segments
from civic_qual.corpus.segments import Segments, Unit

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings


@dataclass(frozen=True, eq=False)
class CarriedWords:
    """What the codings and readings of one coder say word by word."""

    words: CountedWords
    spans: CodedSpans
    read: ReadWords

    def read_for(self, codes: Sequence[str]) -> Bools:
        """Return which words were read for all of these codes, of shape (n_words,)."""
        return self.read.of(codes)

    def of(self, members: Iterable[str], needed: Sequence[str]) -> Mentions:
        """Return the mentions of some codes, and of their words those read for all that is needed.

        `members` and `needed` are those of a row of a table.
        """
        said = self.touched(members)
        keep = self.read_for(needed)[said.word]
        return Mentions(said.start, said.end, said.word[keep], said.mention[keep])

    def touched(self, members: Iterable[str]) -> Mentions:
        """Return the mentions of some codes with all words they touch, read for them or not."""
        return mentions(self.spans.of(members))


def carried_words(
    codings: Codings, include_interviewers: bool = False, segment: Ints | None = None
) -> CarriedWords:
    """Lay out what one coder says of each word; with `segment`, only whole ones were read."""
    words = counted_words(codings.corpus, include_interviewers)
    return CarriedWords(
        words=words,
        spans=coded_spans(codings, words),
        read=ReadWords(codings.read, words, codings.codebook, segment),
    )


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
    check_unit(codings, unit)
    segments = codings.corpus.segments(unit)
    segment = word_segments(codings.corpus, unit, include_interviewers)
    by_word = carried_words(codings, include_interviewers, segment)
    rows = looked_for(rows, by_word.read)
    read = by_word.read.segments([row.needed for row in rows], len(segments))
    carrying = [segment[by_word.of(row.members, row.needed).word] for row in rows]
    return Carried(segments, rows, _columns_of_ones(carrying, len(segments)), read)


def _columns_of_ones(entries: list[Ints], size: int) -> sparse.csc_array:
    """Return a matrix of ones, a column an array of row numbers."""
    once = [np.unique(column) for column in entries]
    ends = np.cumsum([0, *map(len, once)])
    rows = np.concatenate([np.empty(0, dtype=np.int64), *once])
    return sparse.csc_array(
        (np.ones(len(rows), dtype=np.int64), rows, ends), shape=(size, len(once))
    )
