"""From scores to probabilities, and from probabilities to decisions, one curve and limit a code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from civic_qual.arrays import Floats
from civic_qual.statistics.classification import f1

PRIOR = 0.032  # how strongly departures of a code are held back, as a precision
_COMMON_PRIOR = 0.008  # keeps the common sigmoid finite where scores part the examples wholly
_STEPS, _ENOUGH = 60, 1e-9
SHRINKAGE = 10.0  # positives that the common threshold weighs
_LOW, _HIGH = 1e-4, 1 - 1e-4  # between which thresholds are averaged


@dataclass(frozen=True, eq=False)
class Sigmoids:
    """The sigmoid of each code: `slope` and `intercept` of shape (n_codes,)."""

    slope: Floats
    intercept: Floats

    def __call__(self, scores: Floats) -> Floats:
        """Return probabilities of scores, shape (n_rows, n_codes)."""
        return np.asarray(expit(scores * self.slope + self.intercept), dtype=np.float64)


def fit_sigmoids(scores: Floats, targets: Floats, prior: float = PRIOR) -> Sigmoids:
    """Fit sigmoids to scores of rows that were left out.

    Each code has a slope and an intercept of its own, drawn to those that all have in common: a
    code with few examples is calibrated nearly as the others are. All are found together by
    Newton's method, with steps halved until the loss falls.

    Parameters
    ----------
    scores, targets
        Shape (n_rows, n_codes); where either is NaN nothing is known.
    prior
        The precision of the departures of codes from the common sigmoid.

    Returns
    -------
    Sigmoids

    See Also
    --------
    civic_qual.statistics.recalibration.fit_curve : One curve for all codes, on a sample.

    References
    ----------
    Platt, J. (1999). Probabilistic outputs for support vector machines. In Advances in Large
    Margin Classifiers.

    Gelman, A. and Hill, J. (2007). Data Analysis Using Regression and Multilevel/Hierarchical
    Models, chapter 14.

    Examples
    --------
    >>> scores = np.array([[0.0], [0.4], [0.5], [1.0]])
    >>> fit_sigmoids(scores, np.array([[0.0], [1.0], [0.0], [1.0]]))(scores).round(1).tolist()
    [[0.1], [0.4], [0.5], [0.9]]
    """
    known = ~(np.isnan(scores) | np.isnan(targets))
    x, y = np.where(known, scores, 0.0), np.where(known, targets, 0.0)
    size = scores.shape[1]
    theta = np.zeros(2 + 2 * size)  # common slope and intercept, then those of codes
    precision = np.r_[np.full(2, _COMMON_PRIOR), np.full(2 * size, prior)]
    loss = _loss(theta, x, y, known, precision)
    for _ in range(_STEPS):
        gradient, curvature = _derivatives(theta, x, y, known, precision)
        step = np.linalg.solve(curvature, gradient)
        shorter, better = 1.0, _loss(theta - step, x, y, known, precision)
        while better > loss and shorter > _ENOUGH:
            shorter /= 2
            better = _loss(theta - shorter * step, x, y, known, precision)
        gained, loss = loss - better, better
        theta = theta - shorter * step
        if gained < _ENOUGH * max(1.0, abs(loss)):
            break
    slope, intercept = _sigmoids(theta)
    return Sigmoids(np.maximum(slope, 0.0), intercept)  # a negative slope would turn ranks round


def _sigmoids(theta: Floats) -> tuple[Floats, Floats]:
    size = (len(theta) - 2) // 2
    return theta[0] + theta[2 : 2 + size], theta[1] + theta[2 + size :]


def _loss(
    theta: Floats, x: Floats, y: Floats, known: npt.NDArray[np.bool_], precision: Floats
) -> float:
    slope, intercept = _sigmoids(theta)
    score = x * slope + intercept
    likelihood = np.where(known, np.logaddexp(0.0, score) - y * score, 0.0).sum()
    return float(likelihood + 0.5 * (precision * theta**2).sum())


def _derivatives(
    theta: Floats, x: Floats, y: Floats, known: npt.NDArray[np.bool_], precision: Floats
) -> tuple[Floats, Floats]:
    """Return the gradient and the second derivatives: codes meet only the common sigmoid."""
    slope, intercept = _sigmoids(theta)
    p = expit(x * slope + intercept)
    error, w = np.where(known, p - y, 0.0), np.where(known, p * (1 - p), 0.0)
    by_slope, by_intercept = (error * x).sum(0), error.sum(0)
    gradient = np.r_[by_slope.sum(), by_intercept.sum(), by_slope, by_intercept]
    xx, xo, oo = (w * x * x).sum(0), (w * x).sum(0), w.sum(0)
    own = np.block([[np.diag(xx), np.diag(xo)], [np.diag(xo), np.diag(oo)]])
    mixed = np.block([[xx, xo], [xo, oo]])
    common = np.array([[xx.sum(), xo.sum()], [xo.sum(), oo.sum()]])
    curvature = np.block([[common, mixed], [mixed.T, own]])
    return gradient + precision * theta, curvature + np.diag(precision)


def thresholds(probabilities: Floats, targets: Floats, shrinkage: float = SHRINKAGE) -> Floats:
    """Return the threshold of each code, shape (n_codes,): assigned where above.

    A code's own threshold is the one with the best F1 that its probabilities lead to expect; with
    few positives it is drawn to the one that is best for all codes, on the scale of log-odds.

    Parameters
    ----------
    probabilities, targets
        Shape (n_rows, n_codes); where either is NaN nothing is known.
    shrinkage
        How many positives the common threshold weighs.

    References
    ----------
    Lipton, Z. C., Elkan, C. and Naryanaswamy, B. (2014). Optimal thresholding of classifiers to
    maximize F1 measure. ECML PKDD.

    Examples
    --------
    >>> p = np.array([[0.1], [0.2], [0.7], [0.9]])
    >>> thresholds(p, np.array([[0.0], [0.0], [1.0], [1.0]])).round(2)
    array([0.45])
    """
    known = ~(np.isnan(probabilities) | np.isnan(targets))
    p, y = np.where(known, probabilities, 0.0), np.where(known, targets, 0.0)
    positives = y.sum(axis=0)
    common = common_threshold(p, y)
    own = np.array([_own(p[known[:, code], code], common) for code in range(y.shape[1])])
    weighted = positives * logit(np.clip(own, _LOW, _HIGH))
    drawn = shrinkage * logit(np.clip(common, _LOW, _HIGH))
    return np.asarray(expit((weighted + drawn) / (positives + shrinkage)), dtype=np.float64)


def common_threshold(p: Floats, y: Floats) -> float:
    """Return the threshold with the best mean F1 over the codes that have a positive."""
    if not p.size:
        return 0.5
    levels = np.unique(np.quantile(p, np.linspace(0.5, 0.9995, 120)))
    levels = (levels[1:] + levels[:-1]) / 2 if len(levels) > 1 else levels
    has = y.sum(axis=0) > 0
    if not has.any():
        return 0.5
    mean = [
        f1((y * (p > level)).sum(0), (p > level).sum(0), y.sum(0))[has].mean() for level in levels
    ]
    return float(levels[int(np.argmax(mean))])


def _own(p: Floats, common: float) -> float:
    """Return the threshold with the best F1 that the probabilities of one code lead to expect."""
    if not len(p) or p.sum() <= 0:
        return common
    high = -np.sort(-p)
    best = int(np.argmax(f1(high.cumsum(), np.arange(1.0, len(p) + 1), p.sum())))
    return float((high[best] + high[min(best + 1, len(p) - 1)]) / 2)
