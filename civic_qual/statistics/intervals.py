"""Intervals for a share of independent draws, and for the difference of two shares.

`wilson` is the one used in tables; `clopper_pearson` and `wald` are there to be compared with.
`mover` makes limits of a difference of any two limits. Those of estimates that use a machine's
scores are in `banded_shares`, those of agreement in `bootstrap`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from civic_qual.arrays import Floats
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, typed

if TYPE_CHECKING:
    from collections.abc import Sequence


Numbers: TypeAlias = "float | Floats | Sequence[float]"
Limits: TypeAlias = tuple[Floats, Floats]


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that no interval can have.

    Raises
    ------
    EstimateError
        If it is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise EstimateError(
            Message(
                "{confidence}: take a number between 0 and 1, such as .95",
                confidence=typed(f"confidence={confidence}", f"--confidence {confidence}"),
            )
        )


def wilson(
    found: Numbers, number: Numbers, confidence: Numbers = 0.95, *, degrees: int | None = None
) -> Limits:
    """Return the limits of a share by Wilson's score interval.

    (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n).

    Parameters
    ----------
    found, number
        How many have the property, and out of how many; any shapes that broadcast, and numbers
        need not be whole. Out of nothing, the limits are 0 and 1.
    confidence
        Of both sides together.
    degrees
        Of freedom, of Student's t in place of the normal law.

    Returns
    -------
    tuple of numpy.ndarray
        The lower and the upper limits.

    See Also
    --------
    clopper_pearson : Never too narrow.
    newcombe : Of the difference of two shares.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212. As in Newcombe, R. G. (1998).
    Two-sided confidence intervals for the single proportion. Statistics in Medicine 17, 857-872,
    method 3.

    Examples
    --------
    Newcombe 1998, table I, 15 of 148:

    >>> low, high = wilson(15, 148)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0624, 0.1605)
    """
    found, number = np.asarray(found, float), np.asarray(number, float)
    quantile = normal_quantile(confidence) if degrees is None else _student(confidence, degrees)
    z2 = quantile**2
    some = np.maximum(number, 1e-12)
    share = found / some
    middle = (share + z2 / (2 * some)) / (1 + z2 / some)
    half = np.sqrt(z2 * share * (1 - share) / some + (z2 / (2 * some)) ** 2) / (1 + z2 / some)
    nothing = number <= 0
    low = np.where(nothing | (found <= 0), 0.0, np.maximum(middle - half, 0))
    high = np.where(nothing | (found >= number), 1.0, np.minimum(middle + half, 1))
    return low, high


def wald(found: Numbers, number: Numbers, confidence: float = 0.95) -> Limits:
    """Return the textbook limits, p̂ ± z √(p̂(1 − p̂)/n), which fail for rare codes.

    Parameters
    ----------
    found, number
        How many have the property, and out of how many; any shapes that broadcast.
    confidence
        Of both sides together.

    Returns
    -------
    tuple of numpy.ndarray
        The lower and the upper limits.

    See Also
    --------
    wilson : What to use.

    References
    ----------
    Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion. Statistics
    in Medicine 17, 857-872, method 1.

    Examples
    --------
    >>> low, high = wald(50, 100)
    >>> round(float(low), 3), round(float(high), 3)
    (0.402, 0.598)
    """
    found, number = np.asarray(found, float), np.asarray(number, float)
    share = found / number
    half = normal_quantile(confidence) * np.sqrt(share * (1 - share) / number)
    return np.maximum(share - half, 0), np.minimum(share + half, 1)


def clopper_pearson(found: Numbers, number: Numbers, confidence: float = 0.95) -> Limits:
    """Return the exact limits: never too narrow, often too wide.

    Quantiles of Beta(x, n − x + 1) and Beta(x + 1, n − x).

    Parameters
    ----------
    found, number
        How many have the property, and out of how many; any shapes that broadcast.
    confidence
        Of both sides together.

    Returns
    -------
    tuple of numpy.ndarray
        The lower and the upper limits.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated
    in the case of the binomial. Biometrika 26, 404-413.

    Examples
    --------
    Newcombe 1998, table I, 15 of 148:

    >>> low, high = clopper_pearson(15, 148)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0578, 0.1617)
    """
    from scipy.stats import beta

    found, number = np.asarray(found, float), np.asarray(number, float)
    tail = (1 - confidence) / 2
    low = beta.ppf(tail, np.maximum(found, 1e-12), number - found + 1)
    high = beta.ppf(1 - tail, found + 1, np.maximum(number - found, 1e-12))
    return np.where(found <= 0, 0.0, low), np.where(found >= number, 1.0, high)


def mover(one: Numbers, one_limits: Limits, other: Numbers, other_limits: Limits) -> Limits:
    """Return the limits of the difference of two independent estimates from the limits of each.

    θ̂₁ − θ̂₂ − √((θ̂₁ − l₁)² + (u₂ − θ̂₂)²), and the other side alike: the method of variance
    estimates recovery.

    Parameters
    ----------
    one, other
        The estimates; the difference is `one - other`.
    one_limits, other_limits
        The limits of each, low and high, of the confidence wanted.

    Returns
    -------
    tuple of numpy.ndarray
        The lower and the upper limits of the difference.

    References
    ----------
    Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect measures: a
    general approach. Statistics in Medicine 27, 1693-1702, equation 4.

    Examples
    --------
    Newcombe 1998 (method 10), 56 of 70 against 48 of 80:

    >>> low, high = mover(56 / 70, wilson(56, 70), 48 / 80, wilson(48, 80))
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    one, other = np.asarray(one, float), np.asarray(other, float)
    below = np.hypot(one - one_limits[0], other_limits[1] - other)
    above = np.hypot(one_limits[1] - one, other - other_limits[0])
    return one - other - below, one - other + above


def newcombe(
    found: Numbers,
    number: Numbers,
    other_found: Numbers,
    other_number: Numbers,
    confidence: float = 0.95,
) -> Limits:
    """Return the limits of the difference of two independent shares: `mover` of two `wilson`.

    Parameters
    ----------
    found, number
        How many of the one group have the property, and out of how many.
    other_found, other_number
        Of the other group.
    confidence
        Of both sides together.

    Returns
    -------
    tuple of numpy.ndarray
        The lower and the upper limits of the difference.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    >>> low, high = newcombe(56, 70, 48, 80)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0524, 0.3339)
    """
    shares = [
        np.asarray(x, float) / np.asarray(n, float)
        for x, n in ((found, number), (other_found, other_number))
    ]
    return mover(
        shares[0],
        wilson(found, number, confidence),
        shares[1],
        wilson(other_found, other_number, confidence),
    )


def normal_quantile(confidence: Numbers) -> Floats:
    """Return the z that leaves `1 - confidence` outside ±z: 1.96 for 95 %."""
    from scipy.special import ndtri

    return np.asarray(-ndtri((1 - np.asarray(confidence, float)) / 2), dtype=np.float64)


def _student(confidence: Numbers, degrees: int) -> Floats:
    from scipy.special import stdtrit

    return np.asarray(-stdtrit(degrees, (1 - np.asarray(confidence, float)) / 2), dtype=np.float64)
