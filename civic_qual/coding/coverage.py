"""Which segments were read, and for which codes: to their last word, or not at all."""

from __future__ import annotations

import numpy as np

from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import ALL_CODES
from civic_qual.coding.columns import ReadingColumns
from civic_qual.coding.read_words import ReadWords
from civic_qual.corpus.counted_words import counted_words, word_segments
from civic_qual.corpus.segments import Bools, Ints, Segments


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
