"""The share among segments that nobody coded yet, where the chance of each has a Beta law."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Cumulants(NamedTuple):
    """Mean, variance and third central moment, each of one shape."""

    mean: Floats
    variance: Floats
    third: Floats


def share_cumulants(
    successes: npt.ArrayLike, failures: npt.ArrayLike, number: npt.ArrayLike
) -> Cumulants:
    """Return the cumulants of the share among `number` draws whose chance is Beta distributed.

    The Beta-binomial law, divided by `number` (Johnson, Kemp & Kotz 2005, section 6.9.2).

    Parameters
    ----------
    successes, failures
        The parameters of the Beta law, above 0.
    number
        How many draws; need not be whole.

    Examples
    --------
    One draw with an even chance is 0 or 1:

    >>> [round(float(one), 3) for one in share_cumulants(2.0, 2.0, 1.0)]
    [0.5, 0.25, 0.0]
    """
    a, b = (np.maximum(one, 1e-6) for one in (successes, failures))
    draws = np.maximum(number, 1e-9)
    both = a + b
    variance = a * b / (both * both * (both + 1)) * (1 + both / draws)
    skewness = (
        (both + 2 * draws)
        * (b - a)
        / (both + 2)
        * np.sqrt((1 + both) / (draws * a * b * (draws + both)))
    )
    return Cumulants(a / both, variance, skewness * variance**1.5)
