"""Ranges of positions, as two columns: where each begins, and the position after its last."""

from __future__ import annotations

import numpy as np

from civic_qual.corpus.segments import Bools, Ints


def expanded(first: Ints, after: Ints) -> tuple[Ints, Ints]:
    """Return every position from each `first` up to its `after`, and whose it is.

    Examples
    --------
    >>> positions, whose = expanded(np.array([3, 7]), np.array([5, 8]))
    >>> positions.tolist(), whose.tolist()
    ([3, 4, 7], [0, 0, 1])
    """
    lengths = np.maximum(after - first, 0)
    whose = np.repeat(np.arange(len(first)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(whose)) + (first - before)[whose], whose


def covered(first: Ints, after: Ints, size: int) -> Bools:
    """Return which of `size` positions at least one of the ranges covers.

    Examples
    --------
    >>> covered(np.array([0, 1]), np.array([2, 3]), 4).tolist()
    [True, True, True, False]
    """
    change = np.bincount(first, minlength=size + 1) - np.bincount(after, minlength=size + 1)
    return np.cumsum(change)[:size] > 0
