"""What was read: *read and found without the code* is not *not read*.

Only words that a reading covers, for the code in question, are in a denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np

from civic_qual.arrays import covered
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import ALL_CODES
from civic_qual.coding.columns import ReadingColumns
from civic_qual.corpus.counted_words import CountedWords
from civic_qual.corpus.segments import Bools, Ints

Lists = frozenset[int]  # which of the distinct lists of codes that readings considered
Kinds = frozenset[Lists]


class ReadWords:
    """The readings of one coder over some words, asked code by code.

    `considered` holds the distinct lists of codes that readings tell. With `segment`, the segment
    of each word, a word was read only if its whole segment was.
    """

    def __init__(
        self,
        read: ReadingColumns,
        words: CountedWords,
        codebook: Codebook,
        segment: Ints | None = None,
    ) -> None:
        self.considered = [frozenset(codes.split()) for codes in read.codes.values]
        self._which, self._size = read.codes.which, len(words)
        self._first, self._after = words.within(
            words.place(read.transcript, read.start), words.place(read.transcript, read.end)
        )
        self._codebook, self._segment = codebook, segment
        self._covered: dict[Lists, Bools] = {}
        self._masks: dict[Kinds, Bools] = {}

    def of(self, codes: Sequence[str]) -> Bools:
        """Return which words were read for all of these codes, of shape (n_words,)."""
        kinds = self.kinds(codes)
        if kinds not in self._masks:
            read = reduce(np.logical_and, [self.covered_by(lists) for lists in kinds])
            self._masks[kinds] = read if self._segment is None else _whole(read, self._segment)
        return self._masks[kinds]

    def anywhere(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Keep the codes that somebody looked for somewhere."""
        return tuple(
            code
            for code in codes
            if any(considers(considered, code, self._codebook) for considered in self.considered)
        )

    def at_all(self) -> Bools:
        """Return which words were read for any code, of shape (n_words,)."""
        return self.covered_by(frozenset(range(len(self.considered))))

    def kinds(self, codes: Sequence[str]) -> Kinds:
        """Return which lists looked for each code: equal kinds, equal words read."""
        return frozenset(
            frozenset(
                which
                for which, considered in enumerate(self.considered)
                if considers(considered, code, self._codebook)
            )
            for code in codes
        )

    def covered_by(self, lists: Lists) -> Bools:
        """Return which words lie in a reading that tells one of the lists, of shape (n_words,)."""
        if lists not in self._covered:
            chosen = np.isin(self._which, sorted(lists))
            self._covered[lists] = covered(self._first[chosen], self._after[chosen], self._size)
        return self._covered[lists]


def considers(considered: frozenset[str], code: str, codebook: Codebook) -> bool:
    """Whether who looked for some codes can say that a code is absent: it, or all below it."""
    if ALL_CODES in considered or code in considered:
        return True
    below = codebook.children(code)
    return bool(below) and all(considers(considered, child.id, codebook) for child in below)


def _whole(read: Bools, segment: Ints) -> Bools:
    """Keep the words of segments that were read to their last word."""
    if read.all():
        return read
    partly = np.bincount(segment[~read], minlength=int(segment.max()) + 1) > 0
    return read & ~partly[segment]
