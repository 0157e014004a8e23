"""How wide limits will be after more segments are coded: the present counts, carried forward."""

from __future__ import annotations

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


def expected_width(
    bands: Bands, drawn: Floats, effective: Floats, effect: DesignEffect, confidence: float
) -> Floats:
    """Return the width expected if each band had so many drawn, shape (n_codes,).

    Parameters
    ----------
    bands
        What is known now; bands keep the shares that they have.
    drawn, effective
        How many would be drawn in each band, and what they are worth, (n_bands, n_codes).
    """
    share = (bands.effective * bands.share + bands.mean_score) / (bands.effective + 1)
    most = np.minimum(drawn, bands.size)
    worth = np.minimum(effective, most)
    low, high = share_limits(
        replace(
            bands,
            drawn=most,
            effective=worth,
            share=share,
            found=(most * share).sum(axis=0),
            coded=int(drawn.sum(axis=0).max()),
        ),
        effect,
        confidence,
    )
    width: Floats = high - low
    return width


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
