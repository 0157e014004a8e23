"""The nearly unbiased estimate: what the machine says, corrected by what people find it to miss.

The difference estimator of survey sampling (Cassel, Särndal & Wretman 1976; Särndal, Swensson &
Wretman 1992, section 6.3), which prediction-powered inference found again (Angelopoulos et al.
2023; Mozer 2026).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def difference_estimate(chances: Floats, positions: Ints, coded: Floats, weights: Floats) -> Floats:
    """Return mean(chance) + weighted mean(coded - chance), shape (n_codes,).

    It can be below 0 or above 1 by chance: that is the price of having no bias.

    Parameters
    ----------
    chances
        Shape (n_segments, n_codes): the machine's word on every segment; NaN counts as 0.
    positions, coded, weights
        Of the coded segments: where they are (n,), what was found (n, n_codes), and how many
        segments each stands for (n,), on any scale.

    Examples
    --------
    A machine that finds half of what there is, always rightly:

    >>> chances = np.array([[1.0], [0.0], [0.0], [0.0]])
    >>> positions, coded = np.array([0, 1]), np.array([[1.0], [1.0]])
    >>> difference_estimate(chances, positions, coded, np.ones(2)).tolist()
    [0.75]
    """
    told = np.nan_to_num(chances)
    missed = weights[:, None] * (coded - told[positions])
    estimate: Floats = told.mean(axis=0) + missed.sum(axis=0) / max(weights.sum(), 1e-300)
    return estimate
