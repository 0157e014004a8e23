"""Do rates differ between one group of clusters and the others? Tested by shuffling clusters.

Under the null hypothesis clusters (people, interviews) can be exchanged, so the test holds
however few cases there are and however alike the segments of one cluster (Fisher 1935; for
clusters as units Gail et al. 1996).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SHUFFLES = 1999


def shuffle_test(
    errors: Floats, trials: Floats, inside: Bools, seed: int = 1, shuffles: int = SHUFFLES
) -> Floats:
    """Return p-values of the question whether the rate inside is another than outside.

    Parameters
    ----------
    errors, trials
        Of each cluster and kind of error, shape (n_clusters, n_kinds).
    inside
        Which clusters are of the group, shape (n_clusters,).
    seed
        Of the shuffling: the same seed, the same p-values.

    Returns
    -------
    numpy.ndarray
        Shape (n_kinds,): two-sided, never 0. NaN where one side has no trial.

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

    From how the errors of clusters vary about the common rate (Kish 1965; ratio estimator,
    Cochran 1977, section 6.5); never below 1.

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
