"""Many tests at once: p-values that stay honest (Holm 1979; Benjamini & Hochberg 1995)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_Stepwise: TypeAlias = Callable[[Floats, int], Floats]


def holm(p: npt.ArrayLike) -> Floats:
    """Return p-values adjusted so that one false alarm among all is as rare as promised.

    Holm 1979, Scandinavian Journal of Statistics 6. NaN (no test was made) stays NaN and costs
    the others nothing.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    return _adjusted(
        p, lambda ordered, size: np.maximum.accumulate(ordered * (size - np.arange(size)))
    )


def benjamini_hochberg(p: npt.ArrayLike) -> Floats:
    """Return p-values adjusted for the share of false ones among those called found.

    Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57. NaN stays NaN.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(4).tolist()
    [0.03, 0.04, 0.04]
    """
    return _adjusted(
        p,
        lambda ordered, size: np.minimum.accumulate(
            (ordered * size / np.arange(1, size + 1))[::-1]
        )[::-1],
    )


def _adjusted(p: npt.ArrayLike, stepwise: _Stepwise) -> Floats:
    """Adjust the p-values that are there, in their order of size."""
    given = np.asarray(p, dtype=np.float64)
    adjusted = np.full(given.shape, np.nan)
    there = np.flatnonzero(~np.isnan(given))
    order = there[np.argsort(given[there], kind="stable")]
    adjusted[order] = np.minimum(stepwise(given[order], len(order)), 1.0)
    return adjusted
