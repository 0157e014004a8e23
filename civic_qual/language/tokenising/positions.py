"""From bytes of encoded pieces to places, which count code points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Ints
from civic_qual.compiled import compiled
from civic_qual.language.tokenising.raw_runs import RawRuns
from civic_qual.language.tokenising.word_spots import WordSpots

Places = npt.NDArray[np.int32] | npt.NDArray[np.int64]


def in_places(
    runs: RawRuns, spots: WordSpots, first: Ints, count: Ints, start: Places, end: Places
) -> None:
    """Fill in the places where words start and end, from the bytes where they do.

    `first`, of shape (n_pieces,), are the places where the pieces begin, and `count` says how
    many words each of them has.
    """
    begin = runs.begin[:-1]
    loops = compiled("language.tokenising._tokens")
    if loops is not None:
        loops.places(runs.lead, runs.extra, begin, first, count, spots.start, spots.end, start, end)
        return
    move = first - begin
    if not runs.lead.size or not len(start):
        moves = np.repeat(move, count)
        np.add(spots.start, moves, out=start, casting="same_kind")
        np.add(spots.end, moves, out=end, casting="same_kind")
        return
    more = np.concatenate([[0], np.cumsum(runs.extra)])
    moves = np.repeat(move + more[np.searchsorted(runs.lead, begin)], count)
    moves -= _more_before(runs, spots.start, more)
    np.add(spots.start, moves, out=start, casting="same_kind")
    np.add(spots.end, moves, out=end, casting="same_kind")
    word = np.searchsorted(spots.start, runs.lead, side="right") - 1
    inside = np.flatnonzero((word >= 0) & (runs.lead < spots.end[word]))
    np.subtract.at(end, word[inside], runs.extra[inside].astype(end.dtype))


def _more_before(runs: RawRuns, place: Ints, more: Ints) -> Ints:
    """Return how many bytes before some are not the first of their character."""
    if len(runs.lead) > len(place):
        return more[np.searchsorted(runs.lead, place)]
    cut = np.searchsorted(place, runs.lead, side="right")
    return np.repeat(more, np.diff(cut, prepend=0, append=len(place)))
