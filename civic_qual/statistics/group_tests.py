"""Does a group differ from the others? Limits, tests, and what many tests at once are worth.

Shares of two groups are compared by `difference_limits` and `difference_p`, of this corpus or of
`PeopleLikeThese`; rates of a machine's errors by `rates_test`, with `noticeable_rate`. `holm` and
`benjamini_hochberg` adjust the p-values of many codes or groups.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Floats
from civic_qual.statistics.banded_shares import BandedShares
from civic_qual.statistics.intervals import Limits, Numbers, mover, wilson
from civic_qual.statistics.overdispersion import law_of_similar_sum, law_of_sum

_Stepwise: TypeAlias = Callable[[Floats, int], Floats]

_POWER = 0.8  # how probably what is called noticeable is noticed


def holm(p: npt.ArrayLike) -> Floats:
    """Return p-values adjusted so that one false alarm among all is as rare as promised.

    Parameters
    ----------
    p
        NaN (no test was made) stays NaN and costs the others nothing.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
    of Statistics 6, 65-70.

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

    Parameters
    ----------
    p
        NaN (no test was made) stays NaN and costs the others nothing.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate: a practical and
    powerful approach to multiple testing. Journal of the Royal Statistical Society B 57, 289-300.

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


_HALVINGS = 30  # of the bracket of p: it is found to nine places


class Shares(Protocol):
    """Shares with limits at any confidence: of this corpus, or of people like these."""

    @property
    def estimate(self) -> Floats:
        """The shares, (n_codes,)."""

    def limits(self, confidence: Numbers) -> Limits:
        """Return their limits."""


@dataclass(frozen=True, eq=False)
class PeopleLikeThese:
    """The shares of one group, were other people of the same kind heard.

    Wilson's limits with Student's t, of as many independent passages as its people are worth,
    and those of this corpus, are both away from the share; the distances are added in squares.

    Parameters
    ----------
    shares
        Of this corpus.
    number
        What its people are worth for each code, (n_codes,): see `effective_number`.
    degrees
        Degrees of freedom: people less groups.

    References
    ----------
    Hartley, H. O. and Sielken, R. L. (1975). A "super-population viewpoint" for finite population
    sampling. Biometrics 31, 411-422. Graubard, B. I. and Korn, E. L. (2002). Inference for
    superpopulation parameters using sample surveys. Statistical Science 17, 73-96.
    """

    shares: BandedShares
    number: Floats
    degrees: int

    @property
    def estimate(self) -> Floats:
        """The shares, (n_codes,)."""
        return self.shares.estimate

    def limits(self, confidence: Numbers) -> Limits:
        """Return the limits of the shares among people like these."""
        share = self.estimate
        low, high = _around(self.shares, confidence)
        low_people, high_people = wilson(
            share * self.number, self.number, confidence, degrees=self.degrees
        )
        return (
            np.maximum(share - np.hypot(share - low, share - low_people), 0.0),
            np.minimum(share + np.hypot(high - share, high_people - share), 1.0),
        )


def difference_limits(one: Shares, other: Shares, confidence: Numbers) -> Limits:
    """Return the limits of `one - other`, shape (n_codes,) each, for independent samples.

    Parameters
    ----------
    one, other
        The shares of two groups, of this corpus or of people like these.
    confidence
        Of both limits together; one number, or one for each code.

    See Also
    --------
    civic_qual.statistics.intervals.mover : The formula, and its references.
    """
    return mover(one.estimate, _around(one, confidence), other.estimate, _around(other, confidence))


def difference_p(one: Shares, other: Shares) -> Floats:
    """Return the smallest p at which the limits leave zero out, shape (n_codes,).

    A test made of the interval: p < .05 just where the 95 % limits exclude zero.

    Parameters
    ----------
    one, other
        The shares of two groups.
    """
    lowest, highest = np.full(len(one.estimate), 1e-9), np.full(len(one.estimate), 1.0)
    for _ in range(_HALVINGS):
        # Halve on the scale of logarithms, since small p matter as much as large ones.
        middle = np.sqrt(lowest * highest)
        low, high = difference_limits(one, other, 1 - middle)
        excluded = (low > 0) | (high < 0)
        highest, lowest = np.where(excluded, middle, highest), np.where(excluded, lowest, middle)
    return highest


def _around(shares: Shares, confidence: Numbers) -> Limits:
    """Return the limits, with the estimate inside even where they are close about it."""
    low, high = shares.limits(confidence)
    return np.minimum(low, shares.estimate), np.maximum(high, shares.estimate)


def rates_test(errors: Floats, trials: Floats, inside: Bools, correlation: Floats) -> Floats:
    """Return p-values of the question whether the rate inside is another than outside.

    If it is not, all people are drawn from one beta-binomial law, given how much each said. The
    law of the difference of both rates follows without chance: it holds for groups that say
    little beside groups that say much, where shuffling people does not.

    Parameters
    ----------
    errors, trials
        Of each person and kind of error, whole numbers, shape (n_people, n_kinds).
    inside
        Which people are of the group, shape (n_people,).
    correlation
        Outside and inside, shape (2, n_kinds), as `correlation_within_people` returns it.

    Returns
    -------
    numpy.ndarray
        Shape (n_kinds,): the smaller tail, doubled, never below 1e-9. NaN where one side has no
        trial; 1 where there is no error, or nothing else.

    References
    ----------
    Skellam, J. G. (1948). A probability distribution derived from the binomial distribution by
    regarding the probability of success as variable between the sets of trials. Journal of the
    Royal Statistical Society B 10, 257-261.

    Examples
    --------
    Six people of whom the machine gets all wrong against six of whom it gets all right:

    >>> errors = np.repeat([[5.0], [0.0]], 6, axis=0)
    >>> p = rates_test(errors, np.full((12, 1), 5.0), np.arange(12) < 6, np.full((2, 1), 0.1))
    >>> bool(p[0] < 0.01)
    True
    """
    found = np.full(errors.shape[1], np.nan)
    for kind in range(errors.shape[1]):
        wrong, number, alike = errors[:, kind], trials[:, kind], correlation[:, kind]
        here, there = number[inside], number[~inside]
        if not here.sum() or not there.sum():
            continue
        if wrong.sum() in (0, number.sum()):
            found[kind] = 1.0
            continue
        weight = _weight(number, alike[inside.astype(int)])
        seen = (weight * wrong / np.maximum(number, 1)).sum() / weight.sum()
        rate = _off_the_edge(float(seen), number.sum())
        found[kind] = _smaller_tail(
            (int(wrong[inside].sum()), int(wrong[~inside].sum())),
            law_of_sum(here, rate, alike[1]),
            law_of_sum(there, rate, alike[0]),
        )
    return found


def _weight(trials: Floats, correlation: Floats) -> Floats:
    """Return what the rate of each person tells: less than its trials, as they are alike."""
    weight: Floats = trials / (1 + np.maximum(trials - 1, 0) * correlation)
    return weight


def _off_the_edge(rate: float, trials: float) -> float:
    """Keep a rate at least a quarter of an error away from none and from all."""
    return float(np.clip(rate, 0.25 / trials, 1 - 0.25 / trials))


def _smaller_tail(seen: tuple[int, int], here: Floats, there: Floats) -> float:
    """Return the chance of a difference of rates as far out as the one seen, on both sides."""
    size, size_there = len(here) - 1, len(there) - 1
    difference = seen[0] / size - seen[1] / size_there
    up_to = np.concatenate([[0.0], np.cumsum(there)])  # chances of fewer than 0, 1, ... elsewhere
    edge = size_there * (np.arange(size + 1) / size - difference)
    at_most = np.clip(np.floor(edge + 1e-9) + 1, 0, size_there + 1).astype(int)
    below = np.clip(np.ceil(edge - 1e-9), 0, size_there + 1).astype(int)
    higher = (here * up_to[at_most]).sum()
    lower = (here * (1 - up_to[below])).sum()
    return float(np.clip(2 * min(higher, lower), 1e-9, 1.0))


def noticeable_rate(
    trials: Floats, inside: Bools, rate: float, correlation: Floats, alpha: float
) -> float:
    """Return the rate inside from which on `rates_test` would probably notice that it differs.

    A higher one than outside; a lower one, where that is more than a half. Probably: in four of
    five studies.

    Parameters
    ----------
    trials
        Of each person, of one kind of error, shape (n_people,).
    inside
        Which people are of the group, shape (n_people,).
    rate
        Outside; what is seen there is taken to be as it is expected.
    correlation
        Outside and inside, shape (2,).
    alpha
        From which p on it is noticed: that of all tests, divided by their number.

    Returns
    -------
    float
        NaN if none would be noticed.

    Examples
    --------
    Eight people who spoke twice beside forty who spoke six times, twelve tests:

    >>> trials, inside = np.repeat([2.0, 6.0], [8, 40]), np.arange(48) < 8
    >>> round(noticeable_rate(trials, inside, 0.1, np.array([0.1, 0.1]), 0.05 / 12), 2)
    0.52
    """
    if rate > 0.5:
        return 1 - noticeable_rate(trials, inside, 1 - rate, correlation, alpha)
    here, there = trials[inside], trials[~inside]
    size, wrong_there = int(here.sum()), round(rate * there.sum())
    informed = [_weight(here, correlation[1]).sum(), _weight(there, correlation[0]).sum()]

    def noticed(wrong: int) -> bool:
        rates = [wrong / size, wrong_there / there.sum()]
        common = _off_the_edge(float(np.average(rates, weights=informed)), trials.sum())
        law = law_of_similar_sum(here, common, correlation[1])
        law_there = law_of_similar_sum(there, common, correlation[0])
        return _smaller_tail((wrong, wrong_there), law, law_there) <= alpha

    if not noticed(size):
        return float("nan")
    low, high = round(rate * size), size  # the fewest errors that would be noticed
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if noticed(middle) else (middle, high)
    return _rate_that_gives(here, high, float(correlation[1]), rate)


def _rate_that_gives(trials: Floats, errors: int, correlation: float, rate: float) -> float:
    """Return the rate above `rate` at which so many errors are seen in four of five studies."""
    low, high = rate, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        chance = law_of_similar_sum(trials, middle, correlation)[errors:].sum()
        low, high = (low, middle) if chance >= _POWER else (middle, high)
    return high
