"""Which segments were read, and for which codes: to their last word, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import ALL_CODES
from civic_qual.corpus.segments import Bools, Ints, Segments
from civic_qual.corpus.spoken import spoken_words

if TYPE_CHECKING:
    import pandas as pd


def segments_read(readings: pd.DataFrame, segments: Segments, codebook: Codebook) -> Bools:
    """Return which segments one coder read wholly, for which codes.

    Of a segment that counts, only the words of roles that count must have been read.

    Parameters
    ----------
    readings
        The readings of one coder, as in `Codings.readings`.
    segments
        Of any unit.
    codebook
        The codes, in the order of the columns.

    Returns
    -------
    numpy.ndarray
        Shape (n_segments, n_codes). A segment in which nothing was said is not read.
    """
    lists = list(dict.fromkeys(readings["codes"]))
    considered = np.array([_considered(codes, codebook) for codes in lists], dtype=bool)
    considered = considered.reshape(len(lists), len(codebook))
    read = np.zeros((len(segments), len(codebook)), dtype=bool)
    # Codes that stand in the same lists were read in the same places: few kinds, few passes.
    kinds, kind_of_code = np.unique(considered, axis=1, return_inverse=True)
    for kind, which in enumerate(kinds.T):
        chosen = readings[readings["codes"].isin([lists[place] for place in np.flatnonzero(which)])]
        read[:, kind_of_code == kind] = _wholly_read(chosen, segments)[:, None]
    return read


def touched_words(start: Ints, end: Ints, span: tuple[int, int]) -> slice:
    """Return which words, sorted and apart, share at least one character with a span.

    Examples
    --------
    >>> touched_words(np.array([0, 4, 9]), np.array([3, 8, 12]), (5, 9))
    slice(1, 2, None)
    """
    first = int(np.searchsorted(end, span[0], side="right"))
    return slice(first, max(first, int(np.searchsorted(start, span[1], side="left"))))


def _considered(codes: str, codebook: Codebook) -> list[bool]:
    listed = set(codes.split())
    return [ALL_CODES in listed or code.id in listed for code in codebook]


def segments_touched(readings: pd.DataFrame, segments: Segments) -> Bools:
    """Return of which segments readings cover a word that matters, shape (n_segments,)."""
    touched: Bools = _words_covered(readings, segments)[1] > 0
    return touched


def _wholly_read(readings: pd.DataFrame, segments: Segments) -> Bools:
    """Return the segments of which readings cover every word that matters."""
    said, covered = _words_covered(readings, segments)
    wholly: Bools = (said > 0) & (covered == said)
    return wholly


def _words_covered(readings: pd.DataFrame, segments: Segments) -> tuple[Ints, Ints]:
    """Return how many words that matter a segment has, and how many of them are covered.

    Transcripts without readings are passed over, with no words.
    """
    said, covered = np.zeros((2, len(segments)), dtype=np.int64)
    borders = np.searchsorted(segments.transcript, np.arange(len(segments.corpus) + 1))
    for name, own in readings.groupby("transcript", observed=True):
        place = segments.corpus.positions[str(name)]
        theirs = slice(borders[place], borders[place + 1])
        said[theirs], covered[theirs] = _in_transcript(own, segments, place, theirs)
    return said, covered


def _in_transcript(
    readings: pd.DataFrame, segments: Segments, place: int, theirs: slice
) -> tuple[Ints, Ints]:
    """Count the words of the segments of one transcript: those that matter, those covered."""
    transcript = segments.corpus.transcripts[place]
    spoken = spoken_words(transcript)
    starts, ends = segments.start[theirs], segments.end[theirs]
    segment = np.searchsorted(starts, spoken.start, side="right") - 1
    counted = np.array([turn.counted for turn in transcript.turns], dtype=bool)[spoken.turn]
    matters = (segment >= 0) & (spoken.start < ends[segment])
    matters &= counted | ~segments.counted[theirs][segment]
    covered = matters & _covered(readings, spoken.start, spoken.end)
    size = len(starts)
    return (
        np.bincount(segment[matters], minlength=size),
        np.bincount(segment[covered], minlength=size),
    )


def _covered(readings: pd.DataFrame, start: Ints, end: Ints) -> Bools:
    """Return which words lie wholly inside one of the readings."""
    covered = np.zeros(len(start), dtype=bool)
    first = np.searchsorted(start, readings["start"].to_numpy(), side="left")
    after = np.searchsorted(end, readings["end"].to_numpy(), side="right")
    for one, other in zip(first, after, strict=True):
        covered[one:other] = True
    return covered
