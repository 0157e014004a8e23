"""Which segment carries which code, and which was read for it.

A segment carries a code when a coding that was not rejected covers at least one counted word
of it; it was read for a code when readings cover every counted word of it.
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
from civic_qual.coding.codings import ALL_CODES, Codings
from civic_qual.coding.columns import ReadingColumns
from civic_qual.coding.mentions import coded_spans, mentions
from civic_qual.coding.theme_rows import Level, TableRow, looked_for, table_rows
from civic_qual.corpus.counted_words import CountedWords, counted_words, word_segments
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.errors import CodingError

if TYPE_CHECKING:
    from civic_qual.coding.codings import CodedUnit


# From fine to coarse, each made of the ones before. Who marks words can be counted by any unit.
FINENESS = ("word", "sentence", "paragraph", "turn", "transcript")


def coded_unit(codings: Codings) -> CodedUnit:
    """Return the coarsest unit that anybody coded as a whole; "word" if nothing was read."""
    units = {"word", *codings.read.unit.values}
    for name in sorted(units - set(FINENESS)):
        raise CodingError(f"there is no unit {name!r}; there are: {', '.join(FINENESS[1:])}")
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
    if unit not in FINENESS:
        raise CodingError(f"there is no unit {unit!r}; there are: {', '.join(FINENESS[1:])}")
    coded = coded_unit(codings)
    if FINENESS.index(unit) < FINENESS.index(coded):
        raise CodingError(
            f"each {coded} was coded as a whole, so the {unit}s in it cannot be "
            f'told apart; count by unit="{coded}" or a larger one'
        )


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


def segments_read(read: ReadingColumns, segments: Segments, codebook: Codebook) -> Bools:
    """Return which segments one coder read wholly, for which codes.

    Of a segment that counts, only the words of roles that count must have been read.

    Parameters
    ----------
    read
        The readings of one coder.
    segments
        Of any unit.
    codebook
        The codes, in the order of the columns.

    Returns
    -------
    numpy.ndarray
        Shape (n_segments, n_codes). A segment in which nothing was said is not read.
    """
    words = ReadWords(read, counted_words(segments.corpus, True), codebook)
    considered = np.array([_listed(codes, codebook) for codes in words.considered], dtype=bool)
    considered = considered.reshape(len(words.considered), len(codebook))
    wholly = np.zeros((len(segments), len(codebook)), dtype=bool)
    # Codes that stand in the same lists were read in the same places: few kinds, few passes.
    kinds, kind_of_code = np.unique(considered, axis=1, return_inverse=True)
    segment, size = _segment_of_words(segments), len(segments)
    said = _counts(segment, size)
    for kind, which in enumerate(kinds.T):
        covered = words.covered_by(frozenset(np.flatnonzero(which).tolist()))
        whole = (said > 0) & (_counts(segment[covered], size) == said)
        wholly[:, kind_of_code == kind] = whole[:, None]
    return wholly


def segments_touched(read: ReadingColumns, segments: Segments, codebook: Codebook) -> Bools:
    """Return of which segments readings cover a word that matters, shape (n_segments,)."""
    words = ReadWords(read, counted_words(segments.corpus, True), codebook)
    touched: Bools = _counts(_segment_of_words(segments)[words.at_all()], len(segments)) > 0
    return touched


def touched_words(start: Ints, end: Ints, span: tuple[int, int]) -> slice:
    """Return which words, sorted and apart, share at least one character with a span.

    Examples
    --------
    >>> touched_words(np.array([0, 4, 9]), np.array([3, 8, 12]), (5, 9))
    slice(1, 2, None)
    """
    first = int(np.searchsorted(end, span[0], side="right"))
    return slice(first, max(first, int(np.searchsorted(start, span[1], side="left"))))


def _listed(considered: frozenset[str], codebook: Codebook) -> list[bool]:
    return [ALL_CODES in considered or code.id in considered for code in codebook]


def _segment_of_words(segments: Segments) -> Ints:
    """Return the segment of every word, -1 for those that do not matter, of shape (n_words,)."""
    words = counted_words(segments.corpus, True)
    segment = word_segments(segments.corpus, segments.unit, True)
    matters = (segment >= 0) & (words.turns.counted[words.turn] | ~segments.counted[segment])
    return np.where(matters, segment, -1)


def _counts(segment: Ints, size: int) -> Ints:
    """Count the words of each segment."""
    return np.bincount(segment + 1, minlength=size + 1)[1:]


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
