"""The difference of two banded shares: limits, and the p-value at which they touch zero."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from civic_qual.statistics.banded_shares import BandedShares
from civic_qual.statistics.intervals import Limits, Numbers, mover

Floats = npt.NDArray[np.float64]

_HALVINGS = 30  # of the bracket of p: it is found to nine places


def difference_limits(one: BandedShares, other: BandedShares, confidence: Numbers) -> Limits:
    """Return the limits of `one - other`, shape (n_codes,) each, for independent samples."""
    return mover(one.estimate, _around(one, confidence), other.estimate, _around(other, confidence))


def difference_p(one: BandedShares, other: BandedShares) -> Floats:
    """Return the smallest p at which the limits leave zero out, shape (n_codes,).

    A test made of the interval: p < .05 just where the 95 % limits exclude zero.
    """
    lowest, highest = np.full(len(one.estimate), 1e-9), np.full(len(one.estimate), 1.0)
    for _ in range(_HALVINGS):
        # Halve on the scale of logarithms, since small p matter as much as large ones.
        middle = np.sqrt(lowest * highest)
        low, high = difference_limits(one, other, 1 - middle)
        excluded = (low > 0) | (high < 0)
        highest, lowest = np.where(excluded, middle, highest), np.where(excluded, lowest, middle)
    return highest


def _around(shares: BandedShares, confidence: Numbers) -> Limits:
    """Return the limits, with the estimate inside even where they are close about it."""
    low, high = shares.limits(confidence)
    return np.minimum(low, shares.estimate), np.maximum(high, shares.estimate)
