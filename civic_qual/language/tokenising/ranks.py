"""Counting within groups: 0, 1, 2... for each of many counts, as one column."""

from __future__ import annotations

import numpy as np

from civic_qual.arrays import Ints


def ranks(count: Ints) -> tuple[Ints, Ints]:
    """Return 0, 1, ... up to each count, and to which count each belongs.

    Examples
    --------
    >>> rank, whose = ranks(np.array([2, 0, 3]))
    >>> rank.tolist(), whose.tolist()
    ([0, 1, 0, 1, 2], [0, 0, 2, 2, 2])
    """
    whose = np.repeat(np.arange(len(count)), count)
    return np.arange(len(whose)) - (np.cumsum(count) - count)[whose], whose
