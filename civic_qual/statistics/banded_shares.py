"""Shares of rare codes with limits that hold: a machine's scores, and a sample coded by people.

Segments are banded by the machine's score. How many are in each band is known, and what share of
each band carries the code is learned from the sample, with a Beta law a band; the bands' laws are
added up by their cumulants: post-stratification with posteriors in place of normal errors.
`docs/method.md` gives the formulas and the simulation that shows their coverage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.statistics.bands import LOWEST, UNSCORED, Bands, count_bands
from civic_qual.statistics.design_effect import DesignEffect, design_effect, no_clusters
from civic_qual.statistics.intervals import Limits, Numbers
from civic_qual.statistics.recalibration import Curve, fit_curve


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


class Cumulants(NamedTuple):
    """Mean, variance and third central moment, each of one shape."""

    mean: Floats
    variance: Floats
    third: Floats


def share_cumulants(
    successes: npt.ArrayLike, failures: npt.ArrayLike, number: npt.ArrayLike
) -> Cumulants:
    """Return the cumulants of the share among `number` draws whose chance is Beta distributed.

    The Beta-binomial law, divided by `number`.

    Parameters
    ----------
    successes, failures
        The parameters of the Beta law, above 0.
    number
        How many draws; need not be whole.

    References
    ----------
    Johnson, N. L., Kemp, A. W. and Kotz, S. (2005). Univariate discrete distributions, third
    edition, section 6.9.2. Wiley.

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


# Cases added before limits are taken: where the machine says no (or nothing), ...
_MISSED_HIGH, _MISSED_LOW, _MISSED_NONE = 0.6, 0.1, 0.5
# ... and in the other bands one case, split by the band's mean score, of which so much counts
# for the lower limit: less of it below `_FEW` coded segments, or if the machine learned from the
# coded ones, by which its mean scores were set, too. For the upper limit no band has less
# than its part of the missed cases, or a machine that gives a rare code middling scores everywhere
# would be believed too soon.
_BELIEVED, _BELIEVED_LESS, _FEW = 0.75, 0.5, 100
# Scores from fits that share most of their training are wrong together: how often variances are
# then taken, measured on coded texts and simulated studies.
_WRONG_TOGETHER = 1.05


class Cases(NamedTuple):
    """The parameters of Beta laws, (n_bands, n_codes): cases with and without the code."""

    carried: Floats
    not_carried: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class BandedShares:
    """The share of segments that carry each code; all arrays have the shape (n_codes,).

    Attributes
    ----------
    estimate
        The banded posterior mean: the smallest error, but it leans to the machine where codes
        are very rare.
    unbiased
        The difference estimator: nearly without bias, for sums and further analysis.
    people_only
        The weighted share in the sample alone.
    low, high
        The limits, at `confidence`; `limits` gives others.
    bands, effect
        The counts they come from, and the design effect of whole interviews.
    """

    estimate: Floats
    low: Floats
    high: Floats
    unbiased: Floats
    people_only: Floats
    confidence: float
    bands: Bands
    effect: DesignEffect

    def limits(self, confidence: Numbers) -> Limits:
        """Return the limits at another confidence, or at one for each code."""
        return share_limits(self.bands, self.effect, confidence)


def banded_shares(
    scores: Floats,
    positions: Ints,
    coded: Floats,
    *,
    probability: Floats | None = None,
    clusters: npt.ArrayLike | None = None,
    inside: Bools | None = None,
    confidence: float = 0.95,
    curve: Curve | None = None,
    learned: bool = False,
) -> BandedShares:
    """Estimate the share of segments that carry each code, with limits.

    Parameters
    ----------
    scores
        Shape (n_segments, n_codes): what the machine says of every segment, from 0 to 1; NaN
        where it did not read.
    positions
        Shape (n,): which segments people coded.
    coded
        Shape (n, n_codes): 1 where a person found the code, else 0.
    probability
        Shape (n,): with what probability each coded segment came into the sample; None if all
        had the same.
    clusters
        Shape (n,): the interview of each coded segment, if whole interviews were drawn.
    inside
        Shape (n_segments,): a group, for which shares are wanted. The curve is fitted to all.
    confidence
        Of both limits together.
    curve
        How scores become chances; None fits it to the sample.
    learned
        Whether the machine learned from the coded segments, and scored them from fits without
        them. Limits are then a little more cautious.

    Returns
    -------
    BandedShares

    References
    ----------
    Holt, D. and Smith, T. M. F. (1979). Post stratification. Journal of the Royal Statistical
    Society A 142, 33-46.
    Fisch, A., Maynez, J., Hofer, R. A., Dhingra, B., Globerson, A. and Cohen, W. W. (2024).
    Stratified prediction-powered inference for effective hybrid evaluation of language models.
    Advances in Neural Information Processing Systems 37.
    Fay, M. P. and Feuer, E. J. (1997). Confidence intervals for directly standardized rates: a
    method based on the gamma distribution. Statistics in Medicine 16, 791-801 (the cautious
    counts added for the upper and the lower limit).

    Examples
    --------
    A machine that misses a tenth of a code which one segment in five carries:

    >>> rng = np.random.default_rng(1)
    >>> truth = (np.arange(5000) % 5 == 0)[:, None]
    >>> scores = np.where(truth & (rng.random((5000, 1)) > 0.1), 0.9, 0.01)
    >>> positions = rng.choice(5000, size=200, replace=False)
    >>> shares = banded_shares(scores, positions, truth[positions].astype(float))
    >>> [round(float(one[0]), 2) for one in (shares.low, shares.estimate, shares.high)]
    [0.18, 0.2, 0.23]
    """
    curve = curve or fit_curve(scores[positions], coded)
    chances = curve(scores)
    weights = np.ones(len(positions)) if probability is None else 1 / probability
    names = None if clusters is None else np.asarray(clusters)
    if inside is not None:
        keep = inside[positions]
        positions = (np.cumsum(inside) - 1)[positions[keep]]
        chances, coded, weights = chances[inside], coded[keep], weights[keep]
        names = None if names is None else names[keep]
    bands = replace(count_bands(chances, positions, coded, weights), learned=learned)
    effect = (
        no_clusters(coded.shape[1])
        if names is None
        else design_effect(bands, chances[positions], coded, weights, names)
    ).times(_WRONG_TOGETHER if learned else 1.0)
    return _estimated(chances, positions, coded, weights, bands, effect, confidence)


def _estimated(
    chances: Floats,
    positions: Ints,
    coded: Floats,
    weights: Floats,
    bands: Bands,
    effect: DesignEffect,
    confidence: float,
) -> BandedShares:
    low, high = share_limits(bands, effect, confidence)
    estimate = np.clip(posterior_mean(bands, effect.at(confidence)), low, high)
    people_only = (weights[:, None] * coded).sum(axis=0) / max(weights.sum(), 1e-300)
    unbiased = difference_estimate(chances, positions, coded, weights)
    return BandedShares(
        estimate=estimate,
        low=low,
        high=high,
        unbiased=unbiased,
        people_only=people_only,
        confidence=confidence,
        bands=bands,
        effect=effect,
    )


def posterior_mean(bands: Bands, effect: Floats) -> Floats:
    """Return the banded posterior mean, (n_codes,): what was seen, and the machine's one case."""
    effective = bands.effective / effect
    unseen = (effective * bands.share + bands.mean_score) / (effective + 1)
    seen = bands.drawn / np.maximum(bands.size, 1)
    mean: Floats = (bands.weight * (seen * bands.share + (1 - seen) * unseen)).sum(axis=0)
    return mean


def share_limits(bands: Bands, effect: DesignEffect, confidence: Numbers) -> Limits:
    """Return the limits of the shares, (n_codes,) each, at a confidence of both together."""
    effective = bands.effective / effect.at(confidence)
    tail = (1 - np.asarray(confidence, float)) / 2
    lower, upper = limit_cumulants(bands, effective)
    low, high = pearson3_quantile(*lower, tail), pearson3_quantile(*upper, 1 - tail)
    seen = bands.found / max(bands.total, 1)
    return np.where(bands.found == 0, 0.0, np.maximum(low, seen)), np.minimum(high, 1.0)


def limit_cumulants(bands: Bands, effective: Floats) -> tuple[Cumulants, Cumulants]:
    """Return the cumulants of the laws of the lower and of the upper limits.

    `bands.share` may have more axes in front: then so have they.
    """
    return (
        _added_up(bands, effective, cautious_low(bands)),
        _added_up(bands, effective, cautious_high(bands, effective)),
    )


def cautious_high(bands: Bands, effective: Floats) -> Cases:
    """Return what is added for the upper limits: the machine misses more than it seems to."""
    part = effective / np.maximum(effective.sum(axis=0), 1e-12)
    return _added(_MISSED_HIGH, np.maximum(bands.mean_score, _MISSED_HIGH * part))


def cautious_low(bands: Bands) -> Cases:
    """Return what is added for the lower limits: the machine is less often right than it seems."""
    few = bands.coded < _FEW or bands.learned
    believed = _BELIEVED_LESS if few else _BELIEVED
    return _added(_MISSED_LOW, believed * bands.mean_score)


def _added(missed: float, believed: Floats) -> Cases:
    # The score tells nothing where it is next to 0 or was never given.
    silent = np.isin(np.arange(len(believed)), (LOWEST, UNSCORED))[:, None]
    return Cases(np.where(silent, missed, believed), np.where(silent, _MISSED_NONE, 1 - believed))


def _added_up(bands: Bands, effective: Floats, added: Cases) -> Cumulants:
    """Add up the bands: what was coded is known, only the rest of each band is uncertain."""
    seen = bands.drawn / np.maximum(bands.size, 1)
    rest = (bands.size - bands.drawn) * np.where(
        bands.drawn > 0, effective / np.maximum(bands.drawn, 1), 1.0
    )
    carried = effective * bands.share
    without = np.maximum(effective - carried, 0)
    share = share_cumulants(carried + added.carried, without + added.not_carried, rest)
    part = bands.weight * (1 - seen)
    known = (bands.weight * seen * bands.share).sum(axis=-2)
    return Cumulants(
        known + (part * share.mean).sum(axis=-2),
        (part**2 * share.variance).sum(axis=-2),
        (part**3 * share.third).sum(axis=-2),
    )
