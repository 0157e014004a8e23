"""How wide limits may be after more segments are coded: possible futures of the present counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints
from civic_qual.statistics.banded_shares import share_limits
from civic_qual.statistics.bands import BANDS, Bands, band_of
from civic_qual.statistics.design_effect import DesignEffect
from civic_qual.statistics.intervals import wilson
from civic_qual.statistics.survey import inclusion_probabilities, score_measure

_SIZES = 48  # of samples tried, from now to everything
_FUTURES = 100
# Of the one case added to a band, on either side, whatever the machine says: with less of it the
# misses that nobody has seen yet are not reckoned with, and too many samples end too wide.
_LEAST = 0.3


def sizes_to_try(coded: int, total: int) -> Ints:
    """Return sizes of samples from what is coded to everything, each a step larger.

    Examples
    --------
    >>> sizes_to_try(100, 400)[[0, -1]].tolist()
    [100, 400]
    """
    return np.unique(np.geomspace(max(coded, 1), max(total, coded, 1), _SIZES).round()).astype(
        np.int64
    )


def widths_to_come(
    bands: Bands,
    plan: Iterable[tuple[Floats, Floats]],
    effect: DesignEffect,
    confidence: float,
    *,
    cluster_size: float | None = None,
    seed: int = 0,
) -> Floats:
    """Return the widths that a sample may end with, (n_sizes, n_codes, n_futures).

    A future draws what each band holds from what is known of it, the Beta law of its cases with
    one more, split by the machine's mean chance; then it finds cases by chance, size after size,
    and takes the limits as an estimate would.

    Parameters
    ----------
    bands
        What is known now.
    plan
        For each size, from small to large: how many would be drawn in each band in all, and what
        they are worth, (n_bands, n_codes) each.
    effect
        That of whole interviews, if such are drawn.
    cluster_size
        How many segments an interview has, if whole ones are drawn: the fewer there are, the
        wider are limits.

    References
    ----------
    Spiegelhalter, D. J., Abrams, K. R. and Myles, J. P. (2004). Bayesian approaches to clinical
    trials and health-care evaluation, chapter 6. Wiley (planning by predictive distributions).
    """
    rng = np.random.default_rng(seed)
    known = (bands.effective / effect.by_code)[..., None]
    cases = known * bands.share[..., None]
    one = np.clip(bands.mean_score, _LEAST, 1 - _LEAST)[..., None]
    shape = (*bands.size.shape, _FUTURES)
    held = rng.beta(cases + one, np.maximum(known - cases, 0) + 1 - one, shape)
    found, added = np.zeros(shape), np.zeros_like(known)
    widths = []
    for drawn, effective in plan:
        most = np.minimum(drawn, bands.size)
        worth = np.minimum(effective, most)
        in_all = np.round(np.maximum((worth / effect.by_code)[..., None] - known, 0))
        step = np.maximum(in_all - added, 0)
        added += step
        found += rng.binomial(step.astype(np.int64), held)
        share = np.where(known + added > 0, (cases + found) / np.maximum(known + added, 1e-12), one)
        clusters = None if cluster_size is None else _clusters(drawn, cluster_size)
        own = DesignEffect(effect.by_code, clusters)
        widths.append(_width(bands, most, worth, share, own, confidence))
    return np.array(widths)


def _clusters(drawn: Floats, size: float) -> int:
    return max(round(float(drawn.sum(axis=0).max()) / size), 2)


def _width(
    bands: Bands,
    drawn: Floats,
    worth: Floats,
    share: Floats,
    effect: DesignEffect,
    confidence: float,
) -> Floats:
    """Return the width of the limits in each future, (n_codes, n_futures)."""
    futures = share.shape[-1]
    low, high = share_limits(
        replace(
            bands,
            size=np.repeat(bands.size, futures, axis=1),
            mean_score=np.repeat(bands.mean_score, futures, axis=1),
            drawn=np.repeat(drawn, futures, axis=1),
            effective=np.repeat(worth, futures, axis=1),
            share=share.reshape(len(share), -1),
            found=(drawn[..., None] * share).sum(axis=0).ravel(),
            coded=int(drawn.sum(axis=0).max()),
        ),
        DesignEffect(np.repeat(effect.by_code, futures), effect.clusters),
        confidence,
    )
    return np.asarray(high - low, np.float64).reshape(-1, futures)


def drawn_evenly(bands: Bands, number: int) -> tuple[Floats, Floats]:
    """Return how many are expected in each band, and what they are worth: the same."""
    drawn = bands.weight * number
    return drawn, drawn


def drawn_by_score(chances: Floats, scores: Floats, number: int) -> tuple[Floats, Floats]:
    """Return how many are expected in each band of a sample by score, and what they are worth."""
    probability = inclusion_probabilities(score_measure(scores), number)
    band = band_of(chances)
    drawn, weight, size = (
        np.array([(amount[:, None] * (band == one)).sum(axis=0) for one in range(BANDS)])
        for amount in (probability, 1 / probability, np.ones(len(chances)))
    )
    return drawn, size**2 / np.maximum(weight, 1e-12)


def first_enough(sizes: Ints, widths: Floats, wanted: float) -> Floats:
    """Return the smallest size at which a width is reached, (n_codes,); NaN if it never is.

    Parameters
    ----------
    sizes, widths
        Shapes (n_sizes,) and (n_sizes, n_codes).

    Examples
    --------
    >>> first_enough(np.array([10, 20, 40]), np.array([[0.3], [0.2], [0.1]]), 0.15).tolist()
    [30.0]
    """
    found = np.full(widths.shape[1], np.nan)
    for code, width in enumerate(widths.T):
        reached = np.flatnonzero(width <= wanted)
        if len(reached):
            at = int(reached[0])
            before = max(at - 1, 0)
            fall = width[before] - width[at]
            part = (width[before] - wanted) / fall if fall > 0 else 1.0
            found[code] = np.ceil(sizes[before] + np.clip(part, 0, 1) * (sizes[at] - sizes[before]))
    return found


def by_hand_alone(share: Floats, sizes: Ints, confidence: float) -> Floats:
    """Return the widths of Wilson's limits without a machine, shape (n_sizes, n_codes)."""
    number = sizes[:, None].astype(np.float64)
    low, high = wilson(number * share[None, :], number, confidence)
    width: Floats = high - low
    return width


def likeness(residual: Floats, clusters: npt.NDArray[np.generic]) -> float:
    """Return how alike residuals of one cluster are: the intraclass correlation over all codes.

    The mean product of pairs within a cluster, over the mean square.

    Parameters
    ----------
    residual, clusters
        Shapes (n, n_codes) and (n,).

    References
    ----------
    Fisher, R. A. (1925). Statistical methods for research workers. Oliver & Boyd.

    Examples
    --------
    >>> likeness(np.array([[1.0], [1.0], [-1.0], [-1.0]]), np.array([1, 1, 2, 2]))
    1.0
    """
    _, which, counts = np.unique(clusters, return_inverse=True, return_counts=True)
    totals = np.zeros((len(counts), residual.shape[1]))
    np.add.at(totals, which, residual)
    pairs = float((counts * (counts - 1)).sum())
    square = float((residual**2).sum())
    if not pairs or not square:
        return 0.0
    return float(((totals**2).sum() - square) / pairs / (square / len(residual)))
