"""Intervals by drawing whole interviews again, since passages of one interview are alike."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import stats

from civic_qual.arrays import Floats


@lru_cache(maxsize=4)  # every code of a table asks for the same ones
def cluster_draws(n_clusters: int, draws: int, seed: int = 0) -> Floats:
    """Return how often each cluster stands in each draw with replacement.

    Parameters
    ----------
    n_clusters, draws
        How many there are, and how often they are drawn.
    seed
        The same seed, the same draws.

    Returns
    -------
    numpy.ndarray
        Shape (draws, n_clusters); every row adds up to n_clusters. Sums kept by cluster are
        drawn again by one product of matrices. Shared by all who ask: nobody may change it.

    References
    ----------
    Field, C. A. and Welsh, A. H. (2007). Bootstrapping clustered data. Journal of the Royal
    Statistical Society B 69, 369-390.

    Examples
    --------
    >>> cluster_draws(3, 2).sum(axis=1).tolist()
    [3.0, 3.0]
    """
    random = np.random.default_rng(seed)
    chance = np.full(n_clusters, 1 / n_clusters)
    drawn = random.multinomial(n_clusters, chance, size=draws).astype(np.float64)
    drawn.setflags(write=False)
    return drawn


def skewed_interval(
    draws: npt.ArrayLike, left_out: npt.ArrayLike, confidence: float = 0.95
) -> tuple[float, float]:
    """Return percentiles of bootstrap draws, moved for skewness and widened for few clusters.

    The percentiles Φ(z/(1 − a z)) are those of the accelerated bootstrap (Efron 1987,
    without its correction of bias, which is unstable for few events); a, the skewness of the
    estimate, is told by leaving out each cluster. z is a quantile of Student's t times
    √(J/(J − 1)), as the bootstrap of J clusters is too narrow by so much (Hesterberg 2015). Its
    degrees of freedom are those of a variance to which the clusters contribute as unevenly as
    they do here: 3 (Σ e²)² / Σ e⁴ − 1, which is J − 1 for normal contributions e and never more,
    at least 4 (after Satterthwaite 1946).

    Parameters
    ----------
    draws
        The estimate in every draw, shape (draws,).
    left_out
        The estimate without each cluster, shape (n_clusters,); at least two.
    confidence
        Between 0 and 1.

    Returns
    -------
    tuple of float
        The lower and the upper limit.

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical
    Association 82, 171-185.
    Hesterberg, T. C. (2015). What teachers should know about the bootstrap. The American
    Statistician 69, 371-386, section 3.2.
    Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components.
    Biometrics Bulletin 2, 110-114.

    Examples
    --------
    >>> low, high = skewed_interval(np.linspace(0, 1, 1001), [0.4, 0.5, 0.6] * 20)
    >>> round(low, 3), round(high, 3)
    (0.022, 0.978)
    """
    without = np.asarray(left_out, dtype=np.float64)
    size = len(without)
    z = stats.t.ppf((1 + confidence) / 2, _freedom(without)) * np.sqrt(size / (size - 1))
    skewness = _acceleration(without)
    # A skewness so large that the formula turns over is cut off before it does.
    sides = np.array([-z / max(1 + skewness * z, 0.25), z / max(1 - skewness * z, 0.25)])
    low, high = np.quantile(np.asarray(draws, dtype=np.float64), stats.norm.cdf(sides))
    return float(low), float(high)


def _acceleration(left_out: Floats) -> float:
    """Return Efron's acceleration by the jackknife; 0 where no cluster matters."""
    away = left_out.mean() - left_out
    spread = float((away**2).sum()) ** 1.5
    return float((away**3).sum()) / (6 * spread) if spread > 0 else 0.0


def _freedom(left_out: Floats) -> float:
    """Return degrees of freedom: fewer where few clusters make up most of the variance."""
    away = (left_out.mean() - left_out) ** 2
    even = 3 * away.sum() ** 2 / (away**2).sum() if away.any() else len(left_out)
    return min(len(left_out) - 1, max(float(even) - 1, 4))
