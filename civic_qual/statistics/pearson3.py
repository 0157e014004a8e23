"""Quantiles of a law of which mean, spread and lean are known: Pearson's third type."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_STRAIGHT = 1e-3  # skewness below which the law is told from the normal one by nothing


def pearson3_quantile(
    mean: npt.ArrayLike, variance: npt.ArrayLike, third: npt.ArrayLike, probability: npt.ArrayLike
) -> Floats:
    """Return a quantile of the shifted gamma law with the first three cumulants given.

    Parameters
    ----------
    mean, variance, third
        The cumulants, of shapes that broadcast; the third is the third central moment.
    probability
        Between 0 and 1.

    Examples
    --------
    An exponential law has the cumulants 1, 1, 2, and its median is log 2:

    >>> round(float(pearson3_quantile(1.0, 1.0, 2.0, 0.5)), 4)
    0.6931
    """
    from scipy.special import gammaincinv

    spread = np.sqrt(np.maximum(variance, 1e-18))
    skewness = np.asarray(third, dtype=np.float64) / spread**3
    shape = 4 / np.maximum(np.abs(skewness), _STRAIGHT) ** 2
    leans_right = skewness >= 0
    wanted = np.asarray(probability, dtype=np.float64)
    tail = np.where(leans_right, wanted, 1 - wanted)
    standard = (gammaincinv(shape, tail) - shape) / np.sqrt(shape)
    return np.asarray(mean + np.where(leans_right, standard, -standard) * spread, np.float64)
