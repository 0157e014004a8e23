"""From bytes of encoded pieces to places, which count code points."""

from __future__ import annotations

import numpy as np

from civic_qual.compiled import compiled
from civic_qual.language.interning import Ints
from civic_qual.language.raw_runs import RawRuns


def in_places(runs: RawRuns, start: Ints, end: Ints, first: Ints,
              count: Ints) -> tuple[Ints, Ints]:
    """Turn the bytes where words start and end into places, which count code points.

    `first`, of shape (n_pieces,), are the places where the pieces begin, and `count` says how
    many words each of them has.
    """
    begin = runs.begin[:-1]
    loops = compiled("language._tokens")
    if loops is not None:
        start, end = start.copy(), end.copy()
        loops.places(runs.lead, runs.extra, begin, first, count, start, end)
        return start, end
    move = first - begin
    if not runs.lead.size or not len(start):
        moves = np.repeat(move, count)
        return start + moves, end + moves
    extra = np.concatenate([[0], np.cumsum(runs.extra)])
    moves = np.repeat(move + extra[np.searchsorted(runs.lead, begin)], count)
    if len(runs.lead) > len(start):
        moves -= extra[np.searchsorted(runs.lead, start)]
    else:
        cut = np.searchsorted(start, runs.lead, side="right")
        moves -= np.repeat(extra, np.diff(cut, prepend=0, append=len(start)))
    ends = end + moves
    word = np.searchsorted(start, runs.lead, side="right") - 1
    inside = np.flatnonzero((word >= 0) & (runs.lead < end[word]))
    np.subtract.at(ends, word[inside], runs.extra[inside])
    return start + moves, ends
