"""Shares with limits that reckon with readers' own errors.

What readers say of the sampled segments is not the truth, so the truth is drawn many times
(`latent_truth`). For each draw the banded estimator has its laws, as if the draw were known; their
cumulants are added up over draws by the law of total cumulance, and the limits are quantiles of
the Pearson type III law with them, as they are without errors. Where everything is settled, both
are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints
from civic_qual.statistics.banded_shares import (
    BandedShares,
    Cumulants,
    cautious_high,
    cautious_low,
    difference_estimate,
    limit_cumulants,
    pearson3_quantile,
    posterior_mean,
)
from civic_qual.statistics.bands import BANDS, LOWEST, UNSCORED, Bands, band_of
from civic_qual.statistics.intervals import Limits, Numbers
from civic_qual.statistics.readers.cells import Cells, Readings, count_cells, side_by_side_cells
from civic_qual.statistics.readers.latent_truth import (
    LONG,
    Added,
    Chains,
    LatentTruth,
    latent_truth,
)

_LOWER, _MIDDLE, _UPPER = 0, 1, 2  # the laws that are drawn from
_SILENT = (LOWEST, UNSCORED)
_THINNED = 4  # with clusters cumulants differ by confidence, and are taken from every so many draws


class Group(NamedTuple):
    """A group of segments, as `banded_shares` takes them, and its shares if readers were right.

    `chances` (n_segments, n_codes), `positions` and `weights` (n,), `readings` of these n.
    """

    chances: Floats
    positions: Ints
    weights: Floats
    readings: Readings
    shares: BandedShares


@dataclass(frozen=True, eq=False, kw_only=True)
class ReaderShares(BandedShares):
    """Banded shares in which the readers' own errors are reckoned with.

    `people_only` and `bands` are what readers say; `lower` and `upper` are draws of the share of
    each band that is true, (D, n_bands, n_codes), and `nothing` how often none was, (n_codes,);
    `known` is how many were settled as true, (n_codes,).
    """

    lower: npt.NDArray[np.float32]
    upper: npt.NDArray[np.float32]
    nothing: Floats
    known: Floats

    def limits(self, confidence: Numbers) -> Limits:
        """Return the limits at another confidence, or at one for each code."""
        tail = (1 - np.asarray(confidence, float)) / 2
        lower, upper = self._cumulants(confidence)
        low, high = pearson3_quantile(*lower, tail), pearson3_quantile(*upper, 1 - tail)
        seen = self.known / max(self.bands.total, 1)
        return (
            np.where(self.nothing > tail, 0.0, np.clip(low, seen, 1.0)),
            np.clip(high, seen, 1.0),
        )

    def _cumulants(self, confidence: Numbers) -> tuple[Cumulants, Cumulants]:
        if self.effect.clusters is None:
            return self._without_clusters
        return self._over_draws(self.bands.effective / self.effect.at(confidence), _THINNED)

    @cached_property
    def _without_clusters(self) -> tuple[Cumulants, Cumulants]:
        return self._over_draws(self.bands.effective / self.effect.by_code)

    def _over_draws(self, effective: Floats, every: int = 1) -> tuple[Cumulants, Cumulants]:
        lower, _ = limit_cumulants(_holding(self.bands, self.lower[::every]), effective)
        _, upper = limit_cumulants(_holding(self.bands, self.upper[::every]), effective)
        return over_draws(lower), over_draws(upper)


def _holding(bands: Bands, share: npt.NDArray[np.float32]) -> Bands:
    return replace(bands, share=share.astype(np.float64))


def over_draws(each: Cumulants) -> Cumulants:
    """Return the cumulants of a law that is one of many by chance, those along the first axis.

    References
    ----------
    Brillinger, D. R. (1969). The calculation of cumulants via conditioning. Annals of the
    Institute of Statistical Mathematics 21, 215-218.

    Examples
    --------
    Always 0, or always 2: a coin with the values 0 and 2 has mean 1 and variance 1.

    >>> zero = np.zeros(2)
    >>> [float(one) for one in over_draws(Cumulants(np.array([0.0, 2.0]), zero, zero))]
    [1.0, 1.0, 0.0]
    """
    mean = each.mean.mean(axis=0)
    away = each.mean - mean
    return Cumulants(
        mean,
        each.variance.mean(axis=0) + (away**2).mean(axis=0),
        each.third.mean(axis=0) + 3 * (away * each.variance).mean(axis=0) + (away**3).mean(axis=0),
    )


def reader_shares(
    groups: Sequence[Group], *, by_band: bool, chains: Chains = LONG
) -> tuple[list[ReaderShares], LatentTruth]:
    """Reckon with readers' errors in the shares of groups, of which the last holds all segments.

    Readers' rates are learned from the last group, and used in all.

    Parameters
    ----------
    groups
        The groups, with their shares if readers were right.
    by_band
        Whether readers' rates are learned apart where the machine says no. It takes settled
        segments: of two readers alone both rates can hardly be told from what is there.
    chains
        How long the truth is drawn.

    Returns
    -------
    tuple
        The shares of each group, and the draws they come from.
    """
    codes = groups[-1].chances.shape[1]
    counted = [
        count_cells(one.readings, band_of(one.chances[one.positions]), one.weights)
        for one in groups
    ]
    cells = side_by_side_cells(counted, codes)
    silent = np.isin(np.arange(BANDS), _SILENT)
    feeds = cells.column >= (len(groups) - 1) * codes
    drawn = latent_truth(
        cells,
        _added([one.shares for one in groups]),
        codes=codes,
        apart=np.where(silent | (not by_band), 0, 1),
        feeds=feeds,
        chains=chains,
    )
    ends = np.cumsum([len(one) for one in counted])[:-1]
    return [
        _shares(group, own, chance, drawn, slice(number * codes, (number + 1) * codes))
        for number, (group, own, chance) in enumerate(
            zip(groups, counted, np.split(drawn.chance, ends), strict=True)
        )
    ], drawn


def _added(groups: Sequence[BandedShares]) -> Added:
    """Return what is believed before anything is read, by law: lower, middle, upper."""
    cases = []
    for shares in groups:
        bands = shares.bands
        effective = bands.effective / shares.effect.by_code
        middle = bands.mean_score, 1 - bands.mean_score
        cases.append((cautious_low(bands), middle, cautious_high(bands, effective)))
    carried, without = (
        np.concatenate([[law[side] for law in laws] for laws in cases], axis=2) for side in (0, 1)
    )
    return Added(np.maximum(carried, 1e-3), np.maximum(without, 1e-3))


def _shares(
    group: Group, cells: Cells, chance: Floats, drawn: LatentTruth, columns: slice
) -> ReaderShares:
    told, codes = group.shares, group.chances.shape[1]
    share = drawn.share[..., columns]
    made = ReaderShares(
        **{name: getattr(told, name) for name in BandedShares.__dataclass_fields__},
        lower=share[_LOWER],
        upper=share[_UPPER],
        nothing=drawn.nothing[_LOWER][:, columns].mean(axis=0),
        known=np.bincount(cells.column, weights=cells.true, minlength=codes).astype(float),
    )
    low, high = made.limits(told.confidence)
    believed = _holding(told.bands, share[_MIDDLE].mean(axis=0))
    estimate = posterior_mean(believed, told.effect.at(told.confidence))
    coded = _expected(group, cells, chance)
    return replace(
        made,
        estimate=np.clip(estimate, low, high),
        low=low,
        high=high,
        unbiased=difference_estimate(group.chances, group.positions, coded, group.weights),
    )


def _expected(group: Group, cells: Cells, chance: Floats) -> Floats:
    """Return how probably each sampled segment carries each code, (n, K)."""
    band = band_of(group.chances[group.positions])
    patterns = 3 ** np.arange(group.readings.readers)
    size = int(3**group.readings.readers)
    codes = np.arange(band.shape[1])
    at = (codes * BANDS + band) * size + group.readings.ticks @ patterns
    known = np.zeros(len(codes) * BANDS * size)
    known[(cells.column * BANDS + cells.band) * size + cells.ticks @ patterns] = chance
    settled = group.readings.settled
    return np.where(np.isnan(settled), known[at], np.nan_to_num(settled))
