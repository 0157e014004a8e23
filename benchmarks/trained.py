"""A model trained on the sampled segments themselves: all are scored by fits without them."""

from __future__ import annotations

import numpy as np

from civic_qual.learning.kernel_ridge import grouped_folds
from civic_qual.statistics.recalibration import USELESS, fit_curve

RIDGES = (1.0, 3.0, 10.0)
FOLDS, TENTHS = 5, 10


def cross_fitted(features: np.ndarray, truth: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """Return scores of a whole population, each from a fit without its cluster's fold."""
    fold = cluster % FOLDS
    scores = np.empty_like(truth)
    for one in range(FOLDS):
        out = fold == one
        weights = _weights(features[~out], truth[~out], 1.0)
        scores[out] = _with_one(features[out]) @ weights
    return calibrated(scores, scores, truth)


def trained_on(
    features: np.ndarray, positions: np.ndarray, coded: np.ndarray, cluster: np.ndarray
) -> np.ndarray:
    """Train on the sample; return scores of all segments, the sampled ones from fits without them.

    Ridge regression; clusters are left out by tenths, the others are scored by the mean of these
    fits; the ridge is chosen and the scores are made chances by what was left out.
    """
    known, fold = features[positions], grouped_folds(cluster[positions], TENTHS)
    left_out = [_left_out(known, coded, ridge, fold) for ridge in RIDGES]
    best = int(np.argmin([((one - coded) ** 2).sum() for one in left_out]))
    without = [
        _weights(known[fold != one], coded[fold != one], RIDGES[best]) for one in np.unique(fold)
    ]
    scores = _with_one(features) @ np.mean(without, axis=0)
    chances = calibrated(scores, left_out[best], coded)
    chances[positions] = calibrated(left_out[best], left_out[best], coded)
    return chances


def calibrated(scores: np.ndarray, known: np.ndarray, coded: np.ndarray) -> np.ndarray:
    """Make chances of scores: one logistic curve for all codes."""

    def inside(values: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(8 * values - 4)))

    curve = fit_curve(inside(known), coded)
    return inside(scores) if curve == USELESS else curve(inside(scores))


def _left_out(
    known: np.ndarray, coded: np.ndarray, ridge: float, cluster: np.ndarray
) -> np.ndarray:
    full = _with_one(known)
    hat = full @ np.linalg.solve(full.T @ full + ridge * np.eye(full.shape[1]), full.T)
    residual, out = coded - hat @ coded, np.empty_like(coded)
    for name in np.unique(cluster):
        here = np.flatnonzero(cluster == name)
        own = np.eye(len(here)) - hat[np.ix_(here, here)]
        out[here] = coded[here] - np.linalg.solve(own, residual[here])
    return out


def _weights(known: np.ndarray, coded: np.ndarray, ridge: float) -> np.ndarray:
    full = _with_one(known)
    return np.linalg.solve(full.T @ full + ridge * np.eye(full.shape[1]), full.T @ coded)


def _with_one(features: np.ndarray) -> np.ndarray:
    return np.column_stack([features, np.ones(len(features))])
