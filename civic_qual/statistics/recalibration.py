"""One logistic curve for all codes, which turns a machine's scores into chances.

Codes share the curve, so that rare ones need not be learned from the one or two cases that a sample
holds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats

_RIDGE = 1.0  # pulls the curve to the scores as they are: one cell's worth of belief in them
_FLAT = 0.05  # a flatter curve says that the machine knows nothing, or the opposite
_STEPS, _HALVINGS, _CLOSE = 100, 40, 1e-7  # of Newton's method
_EDGE = 1e-6  # scores of 0 and 1 count as this near to them


@dataclass(frozen=True)
class Curve:
    """The chance of a code is the logistic function of `intercept + slope · logit(score)`."""

    intercept: float = 0.0
    slope: float = 1.0

    def __call__(self, scores: npt.ArrayLike) -> Floats:
        """Return the chances of scores, of the same shape; NaN stays NaN."""
        return _logistic(self.intercept + self.slope * logit(scores))


USELESS = Curve(float("nan"), float("nan"))  # no score is worth anything: all chances are NaN


def fit_curve(scores: npt.ArrayLike, coded: npt.ArrayLike) -> Curve:
    """Fit the curve to all cells that a person coded and a machine scored.

    Parameters
    ----------
    scores, coded
        Of one shape: the scores, and 1 where the person found the code, else 0. Cells with NaN
        in either are left out.

    Returns
    -------
    Curve
        `USELESS`, if the fitted slope is not above .05: scores then say nothing, or the opposite.

    References
    ----------
    Platt, J. C. (1999). Probabilistic outputs for support vector machines and comparisons to
    regularized likelihood methods. In Advances in large margin classifiers, 61-74. MIT Press
    (here with one line for all codes).

    Examples
    --------
    A machine that is twice as sure as it should be:

    >>> curve = fit_curve([0.9, 0.9, 0.9, 0.1, 0.1, 0.1] * 20, [1, 1, 0, 1, 0, 0] * 20)
    >>> round(curve.slope, 1)
    0.3
    """
    known, found = np.asarray(scores, float).ravel(), np.asarray(coded, float).ravel()
    there = ~(np.isnan(known) | np.isnan(found))
    position, found = logit(known[there]), found[there]
    line = np.array([0.0, 1.0])
    for _ in range(_STEPS):
        step = _newton_step(line, position, found)
        line = line + step
        if np.abs(step).max() < _CLOSE:
            break
    return Curve(*line.tolist()) if line[1] > _FLAT else USELESS


def logit(scores: npt.ArrayLike) -> Floats:
    """Return the log-odds of scores; those of 0 and 1 are pulled in a little.

    Examples
    --------
    >>> logit([0.5, 0.75, 1.0]).round(3).tolist()
    [0.0, 1.099, 13.816]
    """
    inside = np.clip(np.asarray(scores, dtype=np.float64), _EDGE, 1 - _EDGE)
    return np.asarray(np.log(inside / (1 - inside)), dtype=np.float64)


def _newton_step(line: Floats, position: Floats, found: Floats) -> Floats:
    """Return a step of Newton's method, halved until it makes what was found more likely.

    Scores of rules are 0 and 1, so far out on the curve that a whole step would overshoot.
    """
    chance = _logistic(line[0] + line[1] * position)
    weight, missed = chance * (1 - chance), found - chance
    slope = np.array([missed.sum(), (missed * position).sum()]) - _RIDGE * (line - [0.0, 1.0])
    cross = (weight * position).sum()
    bend = np.array(
        [[weight.sum() + _RIDGE, cross], [cross, (weight * position * position).sum() + _RIDGE]]
    )
    step = np.asarray(np.linalg.solve(bend, slope), dtype=np.float64)
    now = _unlikely(line, position, found)
    for _ in range(_HALVINGS):
        if _unlikely(line + step, position, found) <= now:
            break
        step = step / 2
    return step


def _unlikely(line: Floats, position: Floats, found: Floats) -> float:
    """Return the penalised negative log-likelihood of a line."""
    value = line[0] + line[1] * position
    ridge = _RIDGE * ((line - [0.0, 1.0]) ** 2).sum() / 2
    return float((np.logaddexp(0, value) - found * value).sum() + ridge)


def _logistic(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(value, -35, 35))), dtype=np.float64)
