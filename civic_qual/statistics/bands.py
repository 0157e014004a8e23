"""Segments in bands of a machine's score, and what people found in the sampled ones of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints

CUTS = (0.02, 0.10, 0.40)  # between bands, on the scale of recalibrated scores
LOWEST, UNSCORED = 0, len(CUTS) + 1  # "the machine says no"; what it could not read
BANDS = len(CUTS) + 2


@dataclass(frozen=True, eq=False, kw_only=True)
class Bands:
    """Counts by band and code, each of shape (n_bands, n_codes) unless said otherwise.

    `size` is how many segments there are, `mean_score` their mean chance, `drawn` how many of
    them were sampled, `effective` what these are worth when some stand for more than others
    (Kish 1965: (Σw)² / Σw²), `share` the weighted share of those that carry the code. `found`
    (n_codes,) counts them in all bands; `total` segments there are, `coded` were coded. `learned`
    tells whether the machine learned from these.
    """

    size: Floats
    mean_score: Floats
    drawn: Floats
    effective: Floats
    share: Floats
    found: Floats
    total: int
    coded: int
    learned: bool = False

    @property
    def weight(self) -> Floats:
        """The share of all segments that is in each band."""
        return self.size / max(self.total, 1)


def band_of(chances: Floats) -> npt.NDArray[np.int8]:
    """Return the band of recalibrated scores, of the same shape.

    Examples
    --------
    >>> band_of(np.array([0.001, 0.02, 0.3, 0.9, np.nan])).tolist()
    [0, 1, 2, 3, 4]
    """
    # Comparing three times is faster than searching; NaN is above no cut.
    above = sum((chances >= cut for cut in CUTS), np.zeros(chances.shape, dtype=np.int8))
    return np.where(np.isnan(chances), UNSCORED, above).astype(np.int8)


def count_bands(chances: Floats, positions: Ints, coded: Floats, weights: Floats) -> Bands:
    """Count what is in each band.

    Parameters
    ----------
    chances
        Shape (n_segments, n_codes), recalibrated scores of all segments; NaN where there is none.
    positions, coded, weights
        Of the sampled segments: where they are (n,), what people found in them (n, n_codes), and
        how many segments each stands for (n,), on any scale.
    """
    everywhere, scored = band_of(chances), np.nan_to_num(chances)
    size = np.array([(everywhere == band).sum(axis=0) for band in range(BANDS)], np.float64)
    score = np.array(
        [np.where(everywhere == band, scored, 0.0).sum(axis=0) for band in range(BANDS)]
    )
    bands = everywhere[positions]
    weight = weights[:, None] * (len(weights) / max(weights.sum(), 1e-300))
    heaviness, squares, found, drawn = (
        np.array([(amount * (bands == band)).sum(axis=0) for band in range(BANDS)])
        for amount in (weight, weight**2, weight * coded, 1.0)
    )
    mean_score = score / np.maximum(size, 1)
    # Where the machine says nothing, people's share overall is the best guess.
    mean_score[UNSCORED] = found.sum(axis=0) / max(len(positions), 1)
    return Bands(
        size=size,
        mean_score=mean_score,
        drawn=drawn,
        effective=heaviness**2 / np.maximum(squares, 1e-12),
        share=found / np.maximum(heaviness, 1e-12),
        found=np.asarray(coded.sum(axis=0), np.float64),
        total=len(chances),
        coded=len(positions),
    )
