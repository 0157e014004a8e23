"""Agreement of coders beyond chance: percent, kappa, alpha and AC1, for nominal values.

All four are 1 − D/E: the disagreement observed over the one expected by chance; they differ in
what they call chance. Where nothing varies, so that no disagreement could be expected, the answer
is NaN: neither 1 nor 0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from civic_qual.statistics.agreement_sums import AgreementSums, Floats, agreement_sums


def percent_agreement(values: npt.ArrayLike) -> float:
    """Return the share of pairs of judgements that agree, from 0 to 1.

    (1/n) Σ_u Σ_k r_uk(r_uk − 1) / (r_u(r_u − 1)), over the n units that two or more judged; r_uk
    coders of unit u said k, and r_u judged it (Fleiss 1971, equations 2 and 3; Gwet 2014 lets units
    be judged by some coders only).

    Parameters
    ----------
    values
        What each coder said of each unit, shape (n_units, n_coders); NaN where one said nothing.

    Examples
    --------
    >>> percent_agreement([[1, 1], [1, 0], [0, 0], [0, 0]])
    0.75
    """
    return _of_values(values, percent_of)


def cohen_kappa(values: npt.ArrayLike) -> float:
    """Return Cohen's kappa of two coders.

    κ = (p_o − p_e)/(1 − p_e), p_e = Σ_k p_k· p_·k, with the margins of each coder's own
    (Cohen 1960, equation 1).

    Parameters
    ----------
    values
        Shape (n_units, 2); a unit with a NaN is left out.

    Raises
    ------
    ValueError
        If there are not two coders.

    Examples
    --------
    Two people sort patients into three kinds (Cohen 1968, table 1, in hundredths): κ = .492.

    >>> table = [[44, 5, 1], [7, 20, 3], [9, 5, 6]]
    >>> pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(table[i][j])]
    >>> round(cohen_kappa(pairs), 3)
    0.492
    """
    if np.asarray(values).shape[-1] != 2:
        raise ValueError("Cohen's kappa is of two coders; for more take Krippendorff's alpha")
    return _of_values(values, kappa_of)


def krippendorff_alpha(values: npt.ArrayLike) -> float:
    """Return Krippendorff's alpha for nominal values: any number of coders, some silent.

    α = 1 − (n − 1) Σ_(c≠k) o_ck / Σ_(c≠k) n_c n_k, where o_ck are the coincidences of values
    within units, each unit's weighed by 1/(r_u − 1), and n_c their margins (Krippendorff 2011,
    section C).

    Parameters
    ----------
    values
        Shape (n_units, n_coders); NaN where a coder said nothing.

    Examples
    --------
    Four observers, twelve units, some values missing (Krippendorff 2011, section C): α = .743.

    >>> nan = float("nan")
    >>> observers = [[1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
    ...              [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
    ...              [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
    ...              [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan]]
    >>> round(krippendorff_alpha(np.transpose(observers)), 3)
    0.743
    """
    return _of_values(values, alpha_of)


def gwet_ac1(values: npt.ArrayLike) -> float:
    """Return Gwet's AC1 for nominal values: any number of coders, some silent.

    AC1 = (p_a − p_e)/(1 − p_e), with p_a as in `percent_agreement` and
    p_e = Σ_k π_k(1 − π_k)/(K − 1), π_k the mean over units of the share of coders who say k
    (Gwet 2008, section 3; with silent coders Gwet 2014, chapter 2).

    Parameters
    ----------
    values
        Shape (n_units, n_coders); NaN where a coder said nothing. K counts the values said; with
        0 and 1 alone it is 2.

    Examples
    --------
    Of 125 units two coders both say yes to 118 and both say no to none (Gwet 2002): kappa is
    next to nothing, AC1 next to everything.

    >>> units = [(1, 1)] * 118 + [(1, 0)] * 5 + [(0, 1)] * 2
    >>> round(cohen_kappa(units), 3), round(gwet_ac1(units), 3)
    (-0.023, 0.941)
    """
    return _of_values(values, ac1_of)


def percent_of(sums: AgreementSums) -> Floats:
    """Return percent agreement, whatever the leading axes of the sums."""
    return _share(sums.agreeing, sums.pairable)


def kappa_of(sums: AgreementSums) -> Floats:
    """Return Cohen's kappa, whatever the leading axes of the sums."""
    units = sums.table.sum(axis=(-2, -1))
    observed = _share(np.trace(sums.table, axis1=-2, axis2=-1), units)
    chance = _share((sums.table.sum(axis=-1) * sums.table.sum(axis=-2)).sum(axis=-1), units**2)
    return _beyond_chance(observed, chance)


def alpha_of(sums: AgreementSums) -> Floats:
    """Return Krippendorff's alpha, whatever the leading axes of the sums."""
    n = sums.votes.sum(axis=-1)
    chance = _share((sums.votes**2).sum(axis=-1) - n, n * (n - 1))
    return _beyond_chance(_share(sums.coincident, n), chance)


def ac1_of(sums: AgreementSums) -> Floats:
    """Return Gwet's AC1, whatever the leading axes of the sums."""
    likely = _share(sums.shares, sums.judged[..., None])
    chance = (likely * (1 - likely)).sum(axis=-1) / max(likely.shape[-1] - 1, 1)
    return _beyond_chance(percent_of(sums), chance)


def _of_values(values: npt.ArrayLike, coefficient: Callable[[AgreementSums], Floats]) -> float:
    told = np.asarray(values, dtype=np.float64)
    said = np.unique(told[~np.isnan(told)]).tolist()
    categories = (0, 1) if set(said) <= {0, 1} else said
    return float(coefficient(agreement_sums(told, categories).total()))


def _beyond_chance(observed: Floats, chance: Floats) -> Floats:
    """Return (observed - chance) / (1 - chance), NaN where chance alone makes everybody agree."""
    return _share(observed - chance, 1 - chance)


def _share(part: Floats, whole: Floats) -> Floats:
    """Divide, with NaN where there is nothing to divide by."""
    part, whole = np.broadcast_arrays(part, whole)
    out = np.full(part.shape, np.nan)
    np.divide(part, whole, out=out, where=whole > 1e-12)
    return out
