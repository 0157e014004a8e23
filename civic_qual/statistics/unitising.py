"""Krippendorff's alpha for unitising: coders who mark spans that need not share their borders.

A continuum (a text, word by word) is cut by each coder into units with a value, and the gaps
between them. Two coders agree on a stretch as far as both give it the same value, or both leave
it out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints

Unit = tuple[int, int, int]  # start, end, value

GAP = 0  # the value of what a coder left out


def unitised_alpha(
    unitisations: Sequence[Sequence[Unit]], length: int, only_whether: bool = False
) -> float:
    """Return u-alpha of coders who have cut the same continuum.

    Parameters
    ----------
    unitisations
        Of each coder, the units as (start, end, value): end exclusive, values from 1 on; units of
        one coder do not overlap.
    length
        Of the continuum.
    only_whether
        Whether to tell only units from gaps, whatever their values.

    Returns
    -------
    float
        1 for the same units, about 0 for units put down by chance, NaN where nothing was marked
        or everything was marked as one.

    References
    ----------
    Krippendorff, K., Mathet, Y., Bouvry, S. and Widlöcher, A. (2016). On the reliability of
    unitizing textual continua: further developments. Quality & Quantity 50, 2347-2364; as in
    Krippendorff, K. (2019). Content analysis, fourth edition, section 12.6. Sage.

    Examples
    --------
    Three coders and a continuum of 60 (Krippendorff 2019, figure 12.11): .510, and .413 for
    telling units from gaps.

    >>> alex = [(0, 7, 1), (7, 13, 2), (30, 32, 5), (32, 37, 6), (37, 44, 6), (44, 60, 7)]
    >>> paul = [(0, 7, 1), (7, 13, 3), (13, 21, 5), (32, 44, 6)]
    >>> susan = [(0, 7, 1), (7, 13, 4), (13, 21, 5), (32, 37, 6), (37, 41, 6), (41, 44, 6)]
    >>> round(unitised_alpha([alex, paul, susan], 60), 3)
    0.51
    >>> round(unitised_alpha([alex, paul, susan], 60, only_whether=True), 2)
    0.41
    """
    kinds = max((value for units in unitisations for *_, value in units), default=1) + 1
    labels = np.zeros((len(unitisations), length), dtype=np.int64)
    own = np.zeros(kinds)
    for coder, units in enumerate(unitisations):
        for start, end, value in units:
            labels[coder, start:end] = value
            own[value] += (end - start) ** 2
        own[GAP] += (labels[coder] == GAP).sum()
    observed = coincidences(labels, kinds).sum(axis=0)
    return float(u_alpha_of(*(whether(observed, own) if only_whether else (observed, own))))


def coincidences(labels: Ints, kinds: int) -> Floats:
    """Return how much of each value meets each value at every position (2019, equation 32).

    Parameters
    ----------
    labels
        The value each coder gives each position, shape (n_coders, length).
    kinds
        How many values there are, the gap among them.

    Returns
    -------
    numpy.ndarray
        Shape (length, kinds, kinds): every ordered pair of coders, over the number of coders
        less one.
    """
    counts = np.stack([(labels == kind).sum(axis=0) for kind in range(kinds)], axis=-1)
    met = counts[:, :, None] * counts[:, None, :].astype(np.float64)
    met[:, range(kinds), range(kinds)] -= counts
    out: Floats = met / (len(labels) - 1)
    return out


def u_alpha_of(observed: npt.ArrayLike, own: npt.ArrayLike) -> Floats:
    """Return u-alpha of coincidences, whatever the leading axes (2019, equations 33 and 34).

    α = 1 − Σ_(c≠k) ℓ_ck / Σ_(c≠k) ε_ck, ε_ck = ℓ_c· ℓ_·k / (ℓ_·· − Σ L²/ℓ_··): a unit is not
    paired with itself, so the squares of all lengths L are taken off; a gap has no borders of its
    own, and each position of it is taken off once.

    Parameters
    ----------
    observed
        The coincidences, shape (..., kinds, kinds).
    own
        Of each value, the squares of the lengths of its units; of the gap, its length; of all
        coders together. Shape (..., kinds).
    """
    met, itself = np.asarray(observed, dtype=np.float64), np.asarray(own, dtype=np.float64)
    margin = met.sum(axis=-1)
    whole = margin.sum(axis=-1)
    differ = whole - np.trace(met, axis1=-2, axis2=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_chance = (whole**2 - (margin**2).sum(axis=-1)) / (whole - itself.sum(axis=-1) / whole)
        out: Floats = np.where(by_chance > 1e-12, 1 - differ / by_chance, np.nan)
    return out


def whether(observed: Floats, own: Floats) -> tuple[Floats, Floats]:
    """Return the same of two values only: gap, and any unit (2019, equation 35)."""
    gap = observed[..., GAP, GAP]
    mixed = observed[..., GAP, 1:].sum(axis=-1)
    units = observed[..., 1:, 1:].sum(axis=(-2, -1))
    met = np.stack([np.stack([gap, mixed], axis=-1), np.stack([mixed, units], axis=-1)], axis=-2)
    return met, np.stack([own[..., GAP], own[..., 1:].sum(axis=-1)], axis=-1)
