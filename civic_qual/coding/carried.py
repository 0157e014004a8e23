"""Which segment carries which code, and which was read for it: the one definition of both.

A *word was read for a code* when a reading that considered the code covers it; or when it was read
for every code below that one, be it by several readings. A *segment was read for a code* when it
holds words that count, and all of them were read for it. It *carries* the code when it was read
for it, and a coding of the code, or of a code below it, that is not rejected touches such a word.

Tables, training, agreement and `codings.csv` all ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, cast

import numpy as np
from scipy import sparse

from civic_qual.arrays import Bools, Ints, covered
from civic_qual.codebook.model import Codebook
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import ReadingColumns
from civic_qual.coding.considered import listed_codes
from civic_qual.coding.mentions import coded_spans, mentions
from civic_qual.coding.theme_rows import Level, TableRow, looked_for, table_rows
from civic_qual.corpus.counted_words import CountedWords, counted_words, word_segments
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.errors import CodingError
from civic_qual.messages import Message, enumerated, quoted

if TYPE_CHECKING:
    from civic_qual.coding.codings import CodedUnit


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
    words = counted_words(codings.corpus, include_interviewers)
    segments = codings.corpus.segments(unit)
    segment = word_segments(codings.corpus, unit, include_interviewers)
    spans = coded_spans(codings, words)
    reads = ReadWords(codings.read, words, codings.codebook, segment)
    rows = looked_for(rows, reads)
    read = reads.segments([row.needed for row in rows], len(segments))
    carrying = []
    for column, row in enumerate(rows):
        here = segment[mentions(spans.of(row.members)).word]
        carrying.append(here[read[here, column]])
    return Carried(segments, rows, _columns_of_ones(carrying, len(segments)), read)


def _columns_of_ones(entries: list[Ints], size: int) -> sparse.csc_array:
    """Return a matrix of ones, a column an array of row numbers."""
    once = [np.unique(column) for column in entries]
    ends = np.cumsum([0, *map(len, once)])
    rows = np.concatenate([np.empty(0, dtype=np.int64), *once])
    return sparse.csc_array(
        (np.ones(len(rows), dtype=np.int64), rows, ends), shape=(size, len(once))
    )


Lists = frozenset[int]  # numbers of distinct lists of codes that readings considered
Kinds = frozenset[Lists]  # of each of these, one list at least must cover a word


class ReadWords:
    """The readings of one coder over some words, asked code by code.

    With `segment`, the segment of each word, a word was read only if its whole segment was; words
    of segment -1 are in none, and need not be read.
    """

    def __init__(
        self,
        read: ReadingColumns,
        words: CountedWords,
        codebook: Codebook,
        segment: Ints | None = None,
    ) -> None:
        self._considered = [listed_codes(codes, codebook) for codes in read.codes.values]
        self._which, self._size = read.codes.which, len(words)
        self._first, self._after = words.within(
            words.place(read.transcript, read.start), words.place(read.transcript, read.end)
        )
        self._segment = segment
        self._kinds = self._kinds_of_codes(codebook)
        self._covered: dict[Lists, Bools] = {}
        self._masks: dict[Kinds, Bools] = {}

    def of(self, codes: Sequence[str]) -> Bools:
        """Return which words were read for all of these codes, of shape (n_words,)."""
        kinds = self.kinds(codes)
        if kinds not in self._masks:
            read = self._words(kinds)
            self._masks[kinds] = read if self._segment is None else _whole(read, self._segment)
        return self._masks[kinds]

    def segments(self, needed: Sequence[Sequence[str]], size: int) -> Bools:
        """Return which segments were read, each time for all of some codes.

        Returns
        -------
        numpy.ndarray
            Shape (size, len(needed)). A segment in which nothing was said is not read.
        """
        assert self._segment is not None, "segments were not told"
        kinds = [self.kinds(codes) for codes in needed]
        # Most codes were looked for in the same places: each kind is worked out once.
        known = {
            kind: count_words(self._segment[self.of(codes)], size) > 0
            for kind, codes in dict(zip(kinds, needed, strict=True)).items()
        }
        read = np.zeros((size, len(kinds)), dtype=np.bool_)
        for column, kind in enumerate(kinds):
            read[:, column] = known[kind]
        return read

    def anywhere(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Keep the codes that somebody looked for somewhere."""
        return tuple(code for code in codes if self._words(self.kinds([code])).any())

    def at_all(self) -> Bools:
        """Return which words were read for any code, of shape (n_words,)."""
        return self._covered_by(frozenset(range(len(self._considered))))

    def kinds(self, codes: Sequence[str]) -> Kinds:
        """Return what makes a word read for all of some codes: equal kinds, equal words."""
        return frozenset().union(*(self._kinds[code] for code in codes))

    def _kinds_of_codes(self, codebook: Codebook) -> dict[str, Kinds]:
        """Return the kinds of each code: where itself was considered, or all below it were."""
        kinds: dict[str, Kinds] = {}
        below: dict[str, list[str]] = {}
        for code in reversed(codebook.codes):  # a parent stands before its children
            own = frozenset(
                number for number, codes in enumerate(self._considered) if code.id in codes
            )
            deeper = [lists for child in below.get(code.id, ()) for lists in kinds[child]]
            kinds[code.id] = frozenset(own | lists for lists in deeper or [own])
            below.setdefault(code.parent, []).append(code.id)
        return kinds

    def _words(self, kinds: Kinds) -> Bools:
        nothing = np.ones(self._size, dtype=np.bool_)
        return reduce(np.logical_and, [self._covered_by(lists) for lists in kinds], nothing)

    def _covered_by(self, lists: Lists) -> Bools:
        """Return which words lie in a reading that tells one of the lists, of shape (n_words,)."""
        if lists not in self._covered:
            chosen = np.isin(self._which, sorted(lists))
            self._covered[lists] = covered(self._first[chosen], self._after[chosen], self._size)
        return self._covered[lists]


def _whole(read: Bools, segment: Ints) -> Bools:
    """Keep the words of segments that were read to their last word."""
    if read.all():
        return read
    partly = np.bincount(segment[~read] + 1, minlength=int(segment.max()) + 2) > 0
    return read & (segment >= 0) & ~partly[segment + 1]


def count_words(segment: Ints, size: int) -> Ints:
    """Count the words of each segment, given the segment of each word, -1 for none."""
    return np.bincount(segment + 1, minlength=size + 1)[1:]


# What was coded as a whole, from fine to coarse, each made of the ones before: who marks words
# can be counted by any unit.
FINENESS = ("word", "sentence", "paragraph", "turn", "transcript")


def coded_unit(codings: Codings) -> CodedUnit:
    """Return the coarsest unit that anybody coded as a whole; "word" if nothing was read."""
    units = {"word", *codings.read.unit.values}
    for name in sorted(units - set(FINENESS)):
        raise _no_unit(name)
    return cast("CodedUnit", max(units, key=FINENESS.index))


def counting_unit(codings: Codings) -> Unit:
    """Return the unit to count by if none is named: what was coded, or turns if words were."""
    coded = coded_unit(codings)
    return "turn" if coded == "word" else coded


def check_unit(codings: Codings, unit: Unit) -> None:
    """Refuse to count by a unit finer than the one that was coded.

    Raises
    ------
    CodingError
        If the codings were made by a coarser unit, or there is no such unit.
    """
    if unit not in FINENESS[1:]:
        raise _no_unit(unit)
    coded = coded_unit(codings)
    if FINENESS.index(unit) < FINENESS.index(coded):
        raise CodingError(
            Message(
                "each {coded} was coded as a whole, so the {unit}s in it cannot be told apart; "
                'count by unit="{coded}" or a larger one',
                coded=coded,
                unit=unit,
            )
        )


def _no_unit(name: str) -> CodingError:
    return CodingError(
        Message(
            "there is no unit {unit}; there are: {units}",
            unit=quoted(name),
            units=enumerated(FINENESS[1:]),
        )
    )
