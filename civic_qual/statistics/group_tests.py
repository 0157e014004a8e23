"""Does a group differ from the others? Limits, tests, and what many tests at once are worth.

Shares of two groups are compared by `difference_limits` and `difference_p`, rates of a machine's
errors by `shuffle_test` and `cluster_effect`. `holm` and `benjamini_hochberg` adjust the p-values
of many codes or groups.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Floats
from civic_qual.statistics.banded_shares import BandedShares
from civic_qual.statistics.intervals import Limits, Numbers, mover

_Stepwise: TypeAlias = Callable[[Floats, int], Floats]

SHUFFLES = 1999


def holm(p: npt.ArrayLike) -> Floats:
    """Return p-values adjusted so that one false alarm among all is as rare as promised.

    Parameters
    ----------
    p
        NaN (no test was made) stays NaN and costs the others nothing.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
    of Statistics 6, 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    return _adjusted(
        p, lambda ordered, size: np.maximum.accumulate(ordered * (size - np.arange(size)))
    )


def benjamini_hochberg(p: npt.ArrayLike) -> Floats:
    """Return p-values adjusted for the share of false ones among those called found.

    Parameters
    ----------
    p
        NaN (no test was made) stays NaN and costs the others nothing.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate: a practical and
    powerful approach to multiple testing. Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(4).tolist()
    [0.03, 0.04, 0.04]
    """
    return _adjusted(
        p,
        lambda ordered, size: np.minimum.accumulate(
            (ordered * size / np.arange(1, size + 1))[::-1]
        )[::-1],
    )


def _adjusted(p: npt.ArrayLike, stepwise: _Stepwise) -> Floats:
    """Adjust the p-values that are there, in their order of size."""
    given = np.asarray(p, dtype=np.float64)
    adjusted = np.full(given.shape, np.nan)
    there = np.flatnonzero(~np.isnan(given))
    order = there[np.argsort(given[there], kind="stable")]
    adjusted[order] = np.minimum(stepwise(given[order], len(order)), 1.0)
    return adjusted


_HALVINGS = 30  # of the bracket of p: it is found to nine places


def difference_limits(one: BandedShares, other: BandedShares, confidence: Numbers) -> Limits:
    """Return the limits of `one - other`, shape (n_codes,) each, for independent samples.

    Parameters
    ----------
    one, other
        The shares of two groups.
    confidence
        Of both limits together; one number, or one for each code.

    See Also
    --------
    civic_qual.statistics.intervals.mover : The formula, and its references.
    """
    return mover(one.estimate, _around(one, confidence), other.estimate, _around(other, confidence))


def difference_p(one: BandedShares, other: BandedShares) -> Floats:
    """Return the smallest p at which the limits leave zero out, shape (n_codes,).

    A test made of the interval: p < .05 just where the 95 % limits exclude zero.

    Parameters
    ----------
    one, other
        The shares of two groups.
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


def shuffle_test(
    errors: Floats, trials: Floats, inside: Bools, seed: int = 1, shuffles: int = SHUFFLES
) -> Floats:
    """Return p-values of the question whether the rate inside is another than outside.

    If it is not, clusters (people, interviews) can be exchanged, so the test holds however few
    cases there are and however alike the segments of one cluster.

    Parameters
    ----------
    errors, trials
        Of each cluster and kind of error, shape (n_clusters, n_kinds).
    inside
        Which clusters are of the group, shape (n_clusters,).
    seed
        Of the shuffling: the same seed, the same p-values.
    shuffles
        How many.

    Returns
    -------
    numpy.ndarray
        Shape (n_kinds,): two-sided, never 0. NaN where one side has no trial.

    References
    ----------
    Fisher, R. A. (1935). The design of experiments, section 21. Oliver & Boyd.
    Gail, M. H., Mark, S. D., Carroll, R. J., Green, S. B. and Pee, D. (1996). On design
    considerations and randomization-based inference for community intervention trials.
    Statistics in Medicine 15, 1069-1092 (clusters as units).
    Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9, article 39 (the added one).

    Examples
    --------
    Six people of whom the machine gets all wrong against six of whom it gets all right:

    >>> errors = np.repeat([[5.0], [0.0]], 6, axis=0)
    >>> p = shuffle_test(errors, np.full((12, 1), 5.0), np.arange(12) < 6)
    >>> bool(p[0] < 0.01)
    True
    """
    seen = np.abs(_difference(errors, trials, inside[None, :].astype(np.float64)))[0]
    rng = np.random.default_rng(seed)
    marks = np.array([rng.permutation(inside) for _ in range(shuffles)], dtype=np.float64)
    shuffled = np.abs(_difference(errors, trials, marks))
    # Shuffles that leave one side without trials show nothing: they count as no less extreme.
    beyond = (np.isnan(shuffled) | (shuffled >= seen - 1e-12)).sum(axis=0)
    return np.where(np.isnan(seen), np.nan, (1 + beyond) / (1 + shuffles))


def _difference(errors: Floats, trials: Floats, marks: Floats) -> Floats:
    """Return rate inside - rate outside for each way to mark clusters, (n_marks, n_kinds)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        inside = marks @ errors / (marks @ trials)
        outside = (1 - marks) @ errors / ((1 - marks) @ trials)
    difference: Floats = inside - outside
    return difference


def cluster_effect(errors: Floats, trials: Floats) -> Floats:
    """Return how often the variance of independent trials must be taken, shape (n_kinds,).

    From how the errors of clusters vary about the common rate, which is a ratio; never below 1.

    Parameters
    ----------
    errors, trials
        Of each cluster and kind of error, shape (n_clusters, n_kinds).

    References
    ----------
    Kish, L. (1965). Survey sampling (the design effect). Wiley.
    Cochran, W. G. (1977). Sampling techniques, third edition, section 6.5 (the variance of a
    ratio). Wiley.

    Examples
    --------
    Four people, in whom the machine is always wrong or always right:

    >>> cluster_effect(np.array([[4.0], [0.0], [4.0], [0.0]]), np.full((4, 1), 4.0)).round(2)
    array([5.33])
    """
    taking_part = (trials > 0).sum(axis=0)
    total = np.maximum(trials.sum(axis=0), 1)
    rate = errors.sum(axis=0) / total
    residual = errors - rate * trials
    spread = taking_part / np.maximum(taking_part - 1, 1) * (residual**2).sum(axis=0)
    effect: Floats = np.maximum(spread / np.maximum(total * rate * (1 - rate), 1e-9), 1.0)
    return effect
