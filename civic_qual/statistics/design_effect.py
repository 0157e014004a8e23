"""How much less whole interviews tell than as many segments drawn one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats
from civic_qual.statistics.bands import Bands, band_of
from civic_qual.statistics.intervals import Numbers, normal_quantile

_QUANTILE = 0.9  # over codes: assumed at least, since codes with few cases hardly show theirs
_ENOUGH = 3  # cases from which a code's own design effect is listened to
_CAUTION = 4.0  # how much the assumed one weighs against the root of the cases seen


@dataclass(frozen=True, eq=False)
class DesignEffect:
    """How often the variance of independent draws must be taken, by code: (n_codes,).

    `clusters` is how many whole clusters were drawn, None if segments were drawn one by one.
    """

    by_code: Floats
    clusters: int | None = None

    def times(self, factor: float) -> DesignEffect:
        """Return the effect so many times as large."""
        return DesignEffect(self.by_code * factor, self.clusters)

    def at(self, confidence: Numbers) -> Floats:
        """Return the effect with that of few clusters: Student's t in place of the normal law."""
        if self.clusters is None:
            return self.by_code
        from scipy.special import stdtrit

        t = -stdtrit(max(self.clusters - 1, 1), (1 - np.asarray(confidence, float)) / 2)
        return np.asarray(self.by_code * (t / normal_quantile(confidence)) ** 2, np.float64)


def no_clusters(codes: int) -> DesignEffect:
    """Return the design effect of segments drawn one by one: none."""
    return DesignEffect(np.ones(codes))


def design_effect(
    bands: Bands, chances: Floats, coded: Floats, weights: Floats, clusters: npt.ArrayLike
) -> DesignEffect:
    """Work out the design effect from how residuals add up within clusters.

    Residuals are what people found less what its band has on average; a code's own effect is
    drawn towards the 90th percentile over all codes, and never below it.

    Parameters
    ----------
    bands
        The counts, as `count_bands` makes them.
    chances, coded
        Recalibrated scores and people's codings of the sampled segments, shape (n, n_codes).
    weights, clusters
        How many segments each stands for, and the interview of each, shape (n,).

    References
    ----------
    Kish, L. (1965). Survey sampling. Wiley.
    Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small
    expected number of positive counts estimated from survey data. Survey Methodology 24, 193-201.
    """
    names, which = np.unique(np.asarray(clusters), return_inverse=True)
    residual = _residuals(bands, chances, coded) * (weights * len(weights) / weights.sum())[:, None]
    totals = np.zeros((len(names), coded.shape[1]))
    np.add.at(totals, which, residual)
    own = (
        len(names)
        / max(len(names) - 1, 1)
        * (totals**2).sum(axis=0)
        / np.maximum((residual**2).sum(axis=0), 1e-9)
    )
    return DesignEffect(_drawn_together(own, bands.found), len(names))


def _residuals(bands: Bands, chances: Floats, coded: Floats) -> Floats:
    expected = (bands.share * bands.effective + bands.mean_score) / (bands.effective + 1)
    return coded - np.take_along_axis(expected, band_of(chances), axis=0)


def _drawn_together(own: Floats, found: Floats) -> Floats:
    """Draw each code's design effect to the one assumed for all, the less it has cases."""
    if not found.size or found.max() == 0:
        return np.ones(len(own))
    assumed = max(1.0, float(np.quantile(own[found >= min(_ENOUGH, found.max())], _QUANTILE)))
    cases = np.sqrt(found)
    return np.maximum((own * cases + _CAUTION * assumed) / (cases + _CAUTION), assumed)
