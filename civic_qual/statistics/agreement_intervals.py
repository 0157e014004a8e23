"""How sure a coefficient of agreement is, given how few interviews it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from civic_qual.statistics.agreement_sums import AgreementSums, Floats, agreement_sums
from civic_qual.statistics.bootstrap import cluster_draws, skewed_interval
from civic_qual.statistics.reliability import ac1_of, alpha_of, kappa_of, percent_of

COEFFICIENTS: Mapping[str, Callable[[AgreementSums], Floats]] = {
    "percent": percent_of,
    "kappa": kappa_of,
    "alpha": alpha_of,
    "ac1": ac1_of,
}

_BOTH_YES, _BOTH_NO, _DIFFER = 0.5, 0.5, 0.5  # pseudo-units, so that none seen is not none
_SEED_OF_PSEUDO_UNITS = 1


def coefficients_with_intervals(
    sums: AgreementSums,
    n_coders: int,
    confidence: float = 0.95,
    n_draws: int = 2000,
    seed: int = 0,
) -> dict[str, tuple[float, float, float]]:
    """Return estimate, low and high of percent, kappa, alpha and AC1.

    Interviews are drawn again with replacement (Field and Welsh 2007), and every draw gets a
    random half of a unit each of "all say yes", "all say no" and "they differ": gamma-distributed
    weights, which for single units would make Jeffreys' prior (Rubin 1981 has the same weights
    without the halves). Without them a code on which two people never met would have no upper
    limit, and one on which they never differed no lower one. Percentiles are moved for skewness
    and widened for few interviews (`skewed_interval`).

    Parameters
    ----------
    sums
        By interview, first axis; of values 0 and 1.
    n_coders
        How many there are; kappa is NaN unless two.
    confidence
        Between 0 and 1.
    n_draws
        How many draws.
    seed
        Of the draws.

    Returns
    -------
    dict
        By coefficient. All three are NaN where the coefficient is not defined; of one interview
        alone there is no interval.
    """
    whole = sums.total()
    estimates = {name: float(of(whole)) for name, of in COEFFICIENTS.items()}
    n_clusters = len(sums.pairable)
    if n_clusters < 2:
        return {name: (value, np.nan, np.nan) for name, value in estimates.items()}
    weights = _pseudo_weights(n_coders)
    pseudo = agreement_sums(_pseudo_units(n_coders))
    random = np.random.default_rng([seed, _SEED_OF_PSEUDO_UNITS])
    draws = sums.weighted(cluster_draws(n_clusters, n_draws, seed)) + pseudo.weighted(
        random.gamma(weights, size=(n_draws, len(weights)))
    )
    left_out = sums.weighted(1 - np.eye(n_clusters)) + pseudo.weighted(weights[None])
    return {
        name: _stretched(value, *skewed_interval(of(draws), of(left_out), confidence))
        for (name, of), value in zip(COEFFICIENTS.items(), estimates.values(), strict=True)
    }


def _stretched(value: float, low: float, high: float) -> tuple[float, float, float]:
    """Let an interval hold its estimate: none has, where the estimate is not defined."""
    if np.isnan(value):
        return value, np.nan, np.nan
    return value, min(low, value), max(high, value)


def _pseudo_units(n_coders: int) -> Floats:
    """Return all say yes, all say no, and each coder alone says yes."""
    return np.vstack([np.ones(n_coders), np.zeros(n_coders), np.eye(n_coders)])


def _pseudo_weights(n_coders: int) -> Floats:
    return np.array([_BOTH_YES, _BOTH_NO, *[_DIFFER / n_coders] * n_coders])
