"""What one person says is alike: how much so, and what that makes of counts over people.

People have rates of their own, drawn from a Beta law whose mean is the common rate; how far they
lie apart is the correlation within people. `correlation_within_people` estimates it cautiously,
`law_of_sum` gives the law of a count over people who said much and people who said little, and
`effective_number` how many independent passages a group of people is worth.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from civic_qual.arrays import Bools, Floats

# What is believed before anything is seen, and how many people, or people with a case, it takes to
# believe something else as much.
_BELIEVED, _PEOPLE, _OWN = 0.1, 4.0, 8.0
_HIGHEST = 0.95
_AT_ONCE = 4096  # trials whose law is found by one transform


class _Moments(NamedTuple):
    """Of each side and kind, (2, n_kinds): what the spread of people's rates says.

    The spread is expected to be `basis` + correlation * `room`, and is `basis` + `excess`.
    """

    excess: Floats
    room: Floats
    basis: Floats
    variance: Floats


def correlation_within_people(cases: Floats, trials: Floats, inside: Bools) -> Floats:
    """Return how alike the trials of one person are, (2, n_kinds): outside, and inside.

    A moment estimator, shrunken three times: all kinds and both sides together towards .1; each
    side over all kinds, and each kind over both sides, towards what is common. The largest of the
    three is taken: nobody is believed to be less alike than people are in general.

    Parameters
    ----------
    cases, trials
        Of each person and kind, shape (n_people, n_kinds).
    inside
        Which people are of the group, shape (n_people,).

    References
    ----------
    Williams, D. A. (1982). Extra-binomial variation in logistic linear models. Applied Statistics
    31, 144-148 (the moments).

    Examples
    --------
    People who are always wrong or always right, half and half:

    >>> cases = np.array([[9.0], [0.0]] * 10)
    >>> correlation_within_people(cases, np.full((20, 1), 9.0), np.arange(20) < 10).round(2)
    array([[0.95],
           [0.95]])
    """
    sides = [_moments(cases[side], trials[side]) for side in (~inside, inside)]
    both = _Moments(*(np.array(part) for part in zip(*sides, strict=True)))
    common = _shrunken(both, _BELIEVED)
    people: Floats = (cases > 0).sum(axis=0).astype(float)
    kinds = _of_kinds(both, people, common)
    of_sides = [max(common, _shrunken(side, common)) for side in sides]
    largest: Floats = np.maximum(kinds[None, :], np.array(of_sides)[:, None])
    return largest


def _moments(cases: Floats, trials: Floats) -> _Moments:
    """Return the moments of one side, (n_kinds,) each, about its own rates."""
    total = np.maximum(trials.sum(axis=0), 1)
    rate, weight, some = cases.sum(axis=0) / total, trials / total, np.maximum(trials, 1)
    # The rate itself varies with who is heard, which takes a part of the variance away.
    lost = (weight**2 * (_BELIEVED + (1 - _BELIEVED) / some)).sum(axis=0)
    variance = rate * (1 - rate) / np.maximum(1 - lost, 0.1)
    residual = np.where(trials > 0, cases / some - rate, 0)
    free = np.where(trials > 0, 1 - weight, 0)
    basis = variance * free.sum(axis=0)
    return _Moments(
        excess=(trials * residual**2).sum(axis=0) - basis,
        room=variance * (np.maximum(trials - 1, 0) * free).sum(axis=0),
        basis=basis,
        variance=variance,
    )


def _shrunken(moments: _Moments, towards: float) -> float:
    """Return the correlation over all that is given, drawn to a value by a few people's worth."""
    room = moments.room.sum()
    if room <= 0:
        return towards
    prior = _PEOPLE * room / max(moments.basis.sum(), 1e-9) * moments.variance.mean()
    drawn = (moments.excess.sum() + prior * towards) / max(room + prior, 1e-9)
    return float(np.clip(drawn, 0, _HIGHEST))


def _of_kinds(both: _Moments, people: Floats, common: float) -> Floats:
    """Return the correlation of each kind: its own counts for more, the more people have a case."""
    room = both.room.sum(axis=0)
    own = np.where(room > 0, both.excess.sum(axis=0) / np.maximum(room, 1e-9), common)
    drawn: Floats = (np.clip(own, 0, _HIGHEST) * people + _OWN * common) / (people + _OWN)
    return drawn


def law_of_sum(trials: Floats, rate: float, correlation: float) -> Floats:
    """Return the chances of 0, 1, ... cases among people of one beta-binomial law.

    Parameters
    ----------
    trials
        Of each person, whole numbers, shape (n_people,).
    rate, correlation
        The mean of people's rates, and how alike the trials of one person are.

    Returns
    -------
    numpy.ndarray
        Shape (sum of trials + 1,).

    References
    ----------
    Skellam, J. G. (1948). A probability distribution derived from the binomial distribution by
    regarding the probability of success as variable between the sets of trials. Journal of the
    Royal Statistical Society B 10, 257-261.

    Examples
    --------
    A person who speaks twice, and is alike in both, and one who speaks once:

    >>> law_of_sum(np.array([2.0, 1.0]), 0.5, 0.9).round(4).tolist()
    [0.2375, 0.2625, 0.2625, 0.2375]
    """
    sizes = np.sort(trials[trials > 0]).astype(np.int64)
    return _convolved(sizes, rate, max(correlation, 1e-6))


def _convolved(sizes: np.ndarray, rate: float, correlation: float) -> Floats:
    """Return the law of the sum of people with some numbers of trials, sorted."""
    total = int(sizes.sum())
    different, people = np.unique(sizes, return_counts=True)
    if total > _AT_ONCE and len(different) > 1:
        half = int(np.searchsorted(sizes.cumsum(), total / 2, side="right"))
        half = min(max(half, 1), len(sizes) - 1)
        parts = [_convolved(part, rate, correlation) for part in (sizes[:half], sizes[half:])]
        transforms = [np.fft.rfft(part, _power(total)) for part in parts]
        product = transforms[0] * transforms[1]
    else:
        product = np.ones(_power(total) // 2 + 1, dtype=np.complex128)
        for size, times in zip(different.tolist(), people.tolist(), strict=True):
            one = _betabinomial(size, rate, correlation)
            product *= np.fft.rfft(one, _power(total)) ** times
    return np.maximum(np.fft.irfft(product, _power(total))[: total + 1], 0)


def _power(total: int) -> int:
    """Return the power of two that holds 0 to `total`, at least 2."""
    return max(2, 1 << int(total).bit_length())


def _betabinomial(size: int, rate: float, correlation: float) -> Floats:
    from scipy.special import betaln, gammaln

    a, b = (part * (1 / correlation - 1) for part in (rate, 1 - rate))
    x = np.arange(size + 1)
    ways = gammaln(size + 1) - gammaln(x + 1) - gammaln(size - x + 1)
    return np.asarray(np.exp(ways + betaln(x + a, size - x + b) - betaln(a, b)), dtype=np.float64)


def law_of_similar_sum(trials: Floats, rate: float, correlation: float) -> Floats:
    """Return `law_of_sum` by one beta-binomial law of the same mean and variance: quickly.

    Parameters
    ----------
    trials, rate, correlation
        As in `law_of_sum`.
    """
    total = int(trials.sum())
    pairs = (trials * np.maximum(trials - 1, 0)).sum()
    alike = correlation * pairs / max(total * (total - 1), 1)
    return _betabinomial(total, rate, max(alike, 1e-9))


def effective_number(segments: Floats, correlation: Floats) -> Floats:
    """Return how many independent passages those of some people are worth, shape (n_kinds,).

    1 / sum w² (rho + (1 - rho) / m) of people with m passages each, a share w of all.

    Parameters
    ----------
    segments
        Of each person, shape (n_people,).
    correlation
        Of each kind, shape (n_kinds,).

    References
    ----------
    Graubard, B. I. and Korn, E. L. (2002). Inference for superpopulation parameters using sample
    surveys. Statistical Science 17, 73-96.

    Examples
    --------
    Five people of 30 passages each:

    >>> effective_number(np.full(5, 30.0), np.array([0.0, 0.1, 1.0])).round(1).tolist()
    [150.0, 38.5, 5.0]
    """
    there = segments[segments > 0]
    weight = there / there.sum()
    alike, apart = (weight**2).sum(), (weight**2 / there).sum()
    number: Floats = 1 / (alike * correlation + apart * (1 - correlation))
    return number
