"""How to draw a sample at random with inclusion probabilities that are known exactly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints
from civic_qual.messages import Message

SHARE_BY_SCORE = 0.3  # of a sample by score; the rest is spread evenly, and is the floor


def uniforms(seed: int, size: int, stream: int = 0) -> Floats:
    """Return random numbers from 0 up to 1, the same ones on every computer.

    Only the raw bits of PCG64 are used, which numpy promises never to change.

    Parameters
    ----------
    seed
        Not negative.
    size
        How many.
    stream
        Another stream is another, independent row of numbers.

    References
    ----------
    O'Neill, M. E. (2014). PCG: a family of simple fast space-efficient statistically good
    algorithms for random number generation. Harvey Mudd College, HMC-CS-2014-0905.

    Examples
    --------
    >>> uniforms(1, 2).round(6).tolist()
    [0.511822, 0.950464]
    """
    bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(stream,) if stream else ()))
    raw = np.asarray(bits.random_raw(size), dtype=np.uint64)
    return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53


def shuffled(seed: int, size: int, stream: int = 0) -> Ints:
    """Return the numbers from 0 to size - 1 in random order.

    Examples
    --------
    >>> sorted(shuffled(1, 4).tolist())
    [0, 1, 2, 3]
    """
    return np.argsort(uniforms(seed, size, stream), kind="stable")


def allocated(sizes: npt.ArrayLike, n: int, minimum: int = 0) -> Ints:
    """Share n out among strata in proportion to their sizes, with a minimum for each.

    What is left over after rounding down goes to the largest remainders (Hamilton's method).

    Parameters
    ----------
    sizes
        How many units each stratum has, shape (n_strata,).
    n
        The size of the sample, at most the sum of the sizes.
    minimum
        Every stratum gets so many, or all it has.

    Raises
    ------
    ValueError
        If n is smaller than all minima together, or larger than the population.

    Examples
    --------
    >>> allocated([900, 90, 10], 100, minimum=5).tolist()
    [86, 9, 5]
    """
    size = np.asarray(sizes, dtype=np.int64)
    given = np.minimum(size, minimum)
    if not given.sum() <= n <= size.sum():
        raise ValueError(
            Message(
                "{n} cannot be shared out: from {least} to {most} can",
                n=n,
                least=int(given.sum()),
                most=int(size.sum()),
            )
        )
    # Strata whose fair share is below the minimum keep the minimum; the others share the rest.
    poor = np.zeros(len(size), dtype=np.bool_)
    while True:
        left = n - given[poor].sum()
        share = np.where(poor, given, size * (left / max(size[~poor].sum(), 1)))
        now = poor | (share < given)
        if (now == poor).all():
            break
        poor = now
    whole = np.floor(share + 1e-9).astype(np.int64)
    order = np.argsort(whole - share, kind="stable")
    whole[order[: n - whole.sum()]] += 1
    return whole


def inclusion_probabilities(measure: npt.ArrayLike, n: int) -> Floats:
    """Return probabilities in proportion to a measure that add up to n, none above 1.

    Units that would be above 1 are certain, and the rest is shared out anew.

    Parameters
    ----------
    measure
        Positive, shape (n_units,).
    n
        At most n_units.

    References
    ----------
    Särndal, C.-E., Swensson, B. and Wretman, J. (1992). Model assisted survey sampling, section
    3.6.1. Springer.

    Examples
    --------
    >>> inclusion_probabilities([1, 1, 2, 96], 2).tolist()
    [0.25, 0.25, 0.5, 1.0]
    """
    size = np.asarray(measure, dtype=np.float64)
    certain = np.zeros(len(size), dtype=np.bool_)
    while True:
        rest = size[~certain].sum()
        out = np.where(certain, 1.0, size * ((n - certain.sum()) / rest if rest else 0.0))
        above = ~certain & (out >= 1)
        if not above.any():
            return out
        certain |= above


def systematic(probability: npt.ArrayLike, order: npt.NDArray[np.int64], start: float) -> Ints:
    """Draw units with given inclusion probabilities: a fixed number of them, in random order.

    Units are laid end to end in the order told, each as long as its probability; those on which
    start, start + 1, start + 2 ... fall are drawn. So each one's probability of being drawn is
    exactly the given one, whatever the order.

    Parameters
    ----------
    probability
        Shape (n_units,), adding up to a whole number.
    order
        The units in random order, shape (n_units,).
    start
        A random number from 0 up to 1.

    Returns
    -------
    numpy.ndarray
        The positions drawn, in order.

    References
    ----------
    Madow, W. G. (1949). On the theory of systematic sampling, II. Annals of Mathematical
    Statistics 20, 333-354.
    Hartley, H. O. and Rao, J. N. K. (1962). Sampling with unequal probabilities and without
    replacement. Annals of Mathematical Statistics 33, 350-374 (in random order).

    Examples
    --------
    >>> systematic([0.5, 0.5, 1.0], np.array([0, 1, 2]), 0.2).tolist()
    [0, 2]
    """
    ends = np.cumsum(np.asarray(probability, dtype=np.float64)[order])
    if not len(ends):
        return np.empty(0, dtype=np.int64)
    ends[-1] = round(float(ends[-1]))  # what adding up lost, so that the number drawn is fixed
    passed = np.ceil(ends - start).astype(np.int64)
    return np.sort(order[np.diff(passed, prepend=0) > 0])


def score_measure(scores: npt.ArrayLike, share: float = SHARE_BY_SCORE) -> Floats:
    """Return a measure of size that tops up an even sample where scores are high.

    (1 - share)/N + share · Σ_c m_c/M_c/K, where m_c is the score for code c, M_c its total over
    the population and K the number of codes with any: every code pulls equally, rare or not, and
    no unit falls below a floor of 1 - share of its even chance. It adds up to 1.

    Parameters
    ----------
    scores
        Shape (n_units, n_codes), not negative; NaN, where nothing was scored, pulls nothing.
    share
        From 0, an even sample, up to 1.

    Examples
    --------
    >>> score_measure([[0.0], [0.0], [1.0], [0.0]], share=0.2).round(6).tolist()
    [0.2, 0.2, 0.4, 0.2]
    """
    values = np.nan_to_num(np.asarray(scores, dtype=np.float64))
    totals = values.sum(axis=0)
    pulling = totals > 0
    even = np.full(len(values), 1 / len(values))
    if not pulling.any():
        return even
    pull: Floats = (values[:, pulling] / totals[pulling]).mean(axis=1)
    return (1 - share) * even + share * pull
