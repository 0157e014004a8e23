"""From scores to probabilities: Platt's sigmoid, most of it common to all codes.

A sigmoid a code needs more examples than a rare code has. Here all codes share a slope and an
intercept, and each departs from them as far as its examples argue for it (a normal prior on the
departures: partial pooling, Gelman and Hill 2007, ch. 12; the sigmoid: Platt 1999).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Floats = npt.NDArray[np.float64]

PRIOR = 0.032  # how strongly departures of a code are held back, as a precision
_COMMON_PRIOR = 0.008  # keeps the common sigmoid finite where scores part the examples wholly
_STEPS, _ENOUGH = 60, 1e-9


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

    Parameters
    ----------
    scores, targets
        Shape (n_rows, n_codes); where either is NaN nothing is known.
    prior
        The precision of the departures of codes from the common sigmoid.

    Returns
    -------
    Sigmoids

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
    logit = x * slope + intercept
    likelihood = np.where(known, np.logaddexp(0.0, logit) - y * logit, 0.0).sum()
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
