"""What was read: *read and found without the code* is not *not read*.

Only words that a reading covers, for the code in question, are in a denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np
import pandas as pd

from civic_qual.analysis.counted_words import CountedWords, covered
from civic_qual.analysis.mentions import positions_of
from civic_qual.analysis.table_rows import TableRow
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import ALL_CODES, Codings
from civic_qual.corpus.segments import Bools, Ints

Kinds = frozenset[frozenset[int]]


class ReadWords:
    """The readings of one coder over the counted words, asked code by code.

    With `segment`, the segment of each word, a word was read only if its whole segment was.
    """

    def __init__(self, codings: Codings, words: CountedWords, segment: Ints | None = None) -> None:
        readings = codings.readings
        transcript = positions_of(readings["transcript"], codings.corpus.positions)
        self._first, self._last = words.within(
            words.place(transcript, readings["start"].to_numpy(dtype=np.int64)),
            words.place(transcript, readings["end"].to_numpy(dtype=np.int64)))
        self._which, lists = pd.factorize(readings["codes"].astype(str))
        self._considered = [frozenset(codes.split()) for codes in lists]
        self._codebook, self._size, self._segment = codings.codebook, len(words), segment
        self._masks: dict[Kinds, Bools] = {}

    def of(self, codes: Sequence[str]) -> Bools:
        """Return which words were read for all of these codes, of shape (n_words,)."""
        kinds = self.kinds(codes)
        if kinds not in self._masks:
            read = reduce(np.logical_and, [self._covered(kind) for kind in kinds])
            self._masks[kinds] = read if self._segment is None else _whole(read, self._segment)
        return self._masks[kinds]

    def anywhere(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Keep the codes that somebody looked for somewhere."""
        return tuple(code for code in codes if any(
            considers(considered, code, self._codebook) for considered in self._considered))

    def at_all(self) -> Bools:
        """Return which words were read for any code, of shape (n_words,)."""
        return self._covered(frozenset(range(len(self._considered))))

    def kinds(self, codes: Sequence[str]) -> Kinds:
        """Return which kinds of reading looked for each code: equal kinds, equal words read."""
        return frozenset(
            frozenset(which for which, considered in enumerate(self._considered)
                      if considers(considered, code, self._codebook)) for code in codes)

    def _covered(self, kind: frozenset[int]) -> Bools:
        chosen = np.isin(self._which, sorted(kind))
        return covered(self._first[chosen], self._last[chosen], self._size)


def looked_for(rows: Sequence[TableRow], read: ReadWords) -> tuple[TableRow, ...]:
    """Let "any theme" rest on the themes that somebody looked for: the others say nothing."""
    return tuple(replace(row, needed=read.anywhere(row.needed) or row.needed) for row in rows)


def considers(considered: frozenset[str], code: str, codebook: Codebook) -> bool:
    """Whether who looked for some codes can say that a code is absent: it, or all below it."""
    if ALL_CODES in considered or code in considered:
        return True
    below = codebook.children(code)
    return bool(below) and all(considers(considered, child.id, codebook) for child in below)


def _whole(read: Bools, segment: Ints) -> Bools:
    """Keep the words of segments that were read to their last counted word."""
    if not len(segment):
        return read
    partly = np.bincount(segment[~read], minlength=int(segment.max()) + 1) > 0
    return read & ~partly[segment]
