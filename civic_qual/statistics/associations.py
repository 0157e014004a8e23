"""How strongly two things go together, with intervals that know that one person says many things.

Counts stand in four cells: both, only one, only the other, neither. Half a count is added to each,
so that no empty cell makes a ratio infinite. The variance is that of independent passages by the
delta method, or that of leaving out one person at a time (the jackknife over clusters), whichever
is larger.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from civic_qual.arrays import Floats

Logarithm = Callable[[Floats], Floats]


def odds_ratios(cells: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Return odds ratios and their limits.

    Parameters
    ----------
    cells
        Shape (n_clusters, ..., 4): what each cluster (a person) has of both, only one, only the
        other, neither. One cluster or none gives limits of independent counts.
    confidence
        Between 0 and 1.

    Returns
    -------
    tuple of numpy.ndarray
        The ratios and their lower and upper limits, of the shape between the first and last axis.

    See Also
    --------
    lifts : Against what would be expected by chance.

    References
    ----------
    Haldane, J. B. S. (1956). The estimation and significance of the logarithm of a ratio of
    frequencies. Annals of Human Genetics 20, 309-311 (the half counts).
    Woolf, B. (1955). On estimating the relation between blood group and disease. Annals of Human
    Genetics 19, 251-253 (the variance); with half counts Gart, J. J. (1966). Alternative analyses
    of contingency tables. Journal of the Royal Statistical Society B 28, 164-179.
    Efron, B. and Tibshirani, R. J. (1993). An introduction to the bootstrap, chapter 11 (the
    jackknife). Chapman & Hall.

    Examples
    --------
    >>> alone = np.array([[1, 0, 0, 0]] * 12 + [[0, 1, 0, 0]] * 8 + [[0, 0, 1, 0]] * 5
    ...                  + [[0, 0, 0, 1]] * 15)
    >>> [round(float(one), 2) for one in odds_ratios(alone)]
    [4.14, 1.04, 16.46]
    """
    return _ratios(cells, confidence, _log_odds_ratio, _odds_slopes)


def lifts(cells: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Return how many times more often two things meet than by chance, and the limits.

    n·n₁₁ / (n₁· n·₁), with half counts. Parameters, result and references are those of
    `odds_ratios`; slopes of the delta method are those of this logarithm.

    See Also
    --------
    odds_ratios : What is asked and given.

    Examples
    --------
    >>> counts = np.array([[12, 8, 5, 15]])
    >>> [round(float(one), 2) for one in lifts(counts)]
    [1.39, 1.06, 1.82]
    """
    return _ratios(cells, confidence, _log_lift, _lift_slopes)


def shares(cells: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Return shares and their limits, on the scale of log odds.

    Parameters
    ----------
    cells
        Shape (n_clusters, ..., 2): what each cluster has with and without.
    confidence
        Between 0 and 1.

    Returns
    -------
    tuple of numpy.ndarray
        The shares and their lower and upper limits.

    See Also
    --------
    odds_ratios : For the variance and its references.

    Examples
    --------
    >>> [round(float(one), 2) for one in shares(np.array([[0, 20]]))]
    [0.02, 0.0, 0.29]
    """
    odds, low, high = _ratios(
        cells,
        confidence,
        lambda four: np.log(four[..., 0] / four[..., 1]),
        lambda four: np.stack([1 / four[..., 0], -1 / four[..., 1]], -1),
    )
    return odds / (1 + odds), low / (1 + low), high / (1 + high)


def _ratios(
    cells: npt.ArrayLike, confidence: float, log: Logarithm, slopes: Logarithm
) -> tuple[Floats, Floats, Floats]:
    each = np.asarray(cells, dtype=np.float64)
    clusters = len(each)
    total = each.sum(axis=0) + 0.5
    middle, variance = log(total), _independent(total, slopes(total))
    if clusters > 1:
        left_out = log(total - each)
        spread = ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0)
        variance = np.maximum(variance, (clusters - 1) / clusters * spread)
    tail = (1 + confidence) / 2
    quantile = stdtrit(clusters - 1, tail) if clusters > 1 else ndtri(tail)
    reach = quantile * np.sqrt(variance)
    return np.exp(middle), np.exp(middle - reach), np.exp(middle + reach)


def _independent(total: Floats, slope: Floats) -> Floats:
    """Return the variance of a function of multinomial counts, by the delta method."""
    mean = (total * slope).sum(axis=-1)
    variance: Floats = (total * slope**2).sum(axis=-1) - mean**2 / total.sum(axis=-1)
    return variance


def _log_odds_ratio(four: Floats) -> Floats:
    both, one, other, neither = np.moveaxis(four, -1, 0)
    logarithm: Floats = np.log(both * neither / (one * other))
    return logarithm


def _odds_slopes(four: Floats) -> Floats:
    return np.array([1, -1, -1, 1]) / four


def _log_lift(four: Floats) -> Floats:
    both, one, other, _ = np.moveaxis(four, -1, 0)
    logarithm: Floats = np.log(both * four.sum(axis=-1) / ((both + one) * (both + other)))
    return logarithm


def _lift_slopes(four: Floats) -> Floats:
    both, one, other, _ = np.moveaxis(four, -1, 0)
    first, second = -1 / (both + one), -1 / (both + other)
    return np.stack([1 / both + first + second, first, second, np.zeros_like(both)], -1)
