"""Ways to an interval for a share: ours, people alone, and prediction-powered inference."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from civic_qual.statistics.banded_shares import banded_shares
from civic_qual.statistics.intervals import normal_quantile, wald, wilson


class Drawn(NamedTuple):
    """A sample: where it is, with what probability, in which interviews (None: one by one).

    `trained`: whether the model was trained on it, and scored it from fits without it.
    """

    positions: np.ndarray
    probability: np.ndarray | None
    cluster: np.ndarray | None
    trained: bool = False


class Interval(NamedTuple):
    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray


def ours(scores: np.ndarray, coded: np.ndarray, drawn: Drawn) -> Interval:
    shares = banded_shares(
        scores,
        drawn.positions,
        coded,
        probability=drawn.probability,
        clusters=drawn.cluster,
        learned=drawn.trained,
    )
    return Interval(shares.estimate, shares.low, shares.high)


def people_wilson(_: np.ndarray, coded: np.ndarray, drawn: Drawn) -> Interval:
    """Wilson of the sample alone; with its design effect, where interviews were drawn."""
    number, share = _effective(drawn), _weighted(coded, drawn)
    if drawn.cluster is not None:
        number = number / _effect(coded, drawn.cluster)
    return Interval(share, *wilson(share * number, number))


def people_wald(_: np.ndarray, coded: np.ndarray, drawn: Drawn) -> Interval:
    share = _weighted(coded, drawn)
    return Interval(share, *wald(share * len(coded), float(len(coded))))


def ppi_plus(scores: np.ndarray, coded: np.ndarray, drawn: Drawn) -> Interval:
    """PPI++ of Angelopoulos, Duchi & Zrnic 2023 for a mean, normal interval, power tuned."""
    told, n, total = scores[drawn.positions], len(coded), len(scores)
    weight = np.ones(n) if drawn.probability is None else 1 / drawn.probability
    weight = (weight / weight.sum())[:, None]
    centred = told - (weight * told).sum(axis=0)
    spread = np.maximum((weight * centred**2).sum(axis=0), 1e-12)
    power = (weight * centred * coded).sum(axis=0) / ((1 + n / total) * spread)
    power = np.clip(power, 0, 1)
    rectified = coded - power * told
    mean = (weight * rectified).sum(axis=0)
    estimate = power * scores.mean(axis=0) + mean
    variance = ((weight**2) * (rectified - mean) ** 2).sum(axis=0) * n / max(n - 1, 1)
    half = normal_quantile(0.95) * np.sqrt(variance + power**2 * scores.var(axis=0) / total)
    return Interval(estimate, np.maximum(estimate - half, 0), np.minimum(estimate + half, 1))


def ppi_python(scores: np.ndarray, coded: np.ndarray, drawn: Drawn) -> Interval:
    """The same by the authors' own package, for samples drawn one by one with equal chances."""
    import warnings

    with warnings.catch_warnings():  # importing it silences all warnings of the process
        from ppi_py import ppi_mean_ci, ppi_mean_pointestimate
    rest = np.setdiff1d(np.arange(len(scores)), drawn.positions)
    told = scores[drawn.positions]
    found = []
    for code in range(coded.shape[1]):
        given = coded[:, code], told[:, code], scores[rest, code]
        low, high = ppi_mean_ci(*given, alpha=0.05)
        found.append(
            (np.ravel(ppi_mean_pointestimate(*given))[0], np.ravel(low)[0], np.ravel(high)[0])
        )
    return Interval(*np.array(found).T)


def _weighted(coded: np.ndarray, drawn: Drawn) -> np.ndarray:
    if drawn.probability is None:
        return coded.mean(axis=0)
    weight = 1 / drawn.probability
    return weight @ coded / weight.sum()


def _effective(drawn: Drawn) -> float:
    if drawn.probability is None:
        return float(len(drawn.positions))
    weight = 1 / drawn.probability
    return float(weight.sum() ** 2 / (weight**2).sum())


def _variance_ratio(errors: np.ndarray, trials: np.ndarray) -> np.ndarray:
    """Return how often the variance of independent trials must be taken (Kish 1965), at least 1."""
    taking_part = (trials > 0).sum(axis=0)
    total = np.maximum(trials.sum(axis=0), 1)
    rate = errors.sum(axis=0) / total
    residual = errors - rate * trials
    spread = taking_part / np.maximum(taking_part - 1, 1) * (residual**2).sum(axis=0)
    return np.maximum(spread / np.maximum(total * rate * (1 - rate), 1e-9), 1.0)


def _effect(coded: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    from scipy.special import stdtrit

    _, which = np.unique(cluster, return_inverse=True)
    size = which.max() + 1
    found, number = np.zeros((size, coded.shape[1])), np.zeros((size, coded.shape[1]))
    np.add.at(found, which, coded)
    np.add.at(number, which, 1.0)
    few = (stdtrit(max(size - 1, 1), 0.975) / normal_quantile(0.95)) ** 2
    return _variance_ratio(found, number) * few


METHODS = {
    "banded": ours,
    "Wilson, people only": people_wilson,
    "Wald, people only": people_wald,
    "PPI++": ppi_plus,
}
