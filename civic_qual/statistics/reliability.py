"""Agreement of coders beyond chance: percent, kappa, alpha and AC1, for nominal values.

All four are 1 − D/E: the disagreement observed over the one expected by chance; they differ in
what they call chance. Where nothing varies, so that no disagreement could be expected, the answer
is NaN: neither 1 nor 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints
from civic_qual.messages import Message
from civic_qual.statistics.bootstrap import cluster_draws, skewed_interval


@dataclass(frozen=True, eq=False, kw_only=True)
class AgreementSums:
    """Sums over units; the leading axes are units, interviews or draws, K is the number of values.

    A unit is *pairable* when at least two coders judged it.

    Parameters
    ----------
    pairable
        The pairable units.
    agreeing
        Of each pairable unit, the share of the pairs of its coders who say the same.
    coincident
        The same, times the number of its coders: Krippendorff's coincidences on the diagonal.
    votes
        How often each value was said in pairable units, shape (..., K).
    judged
        The units that anybody judged.
    shares
        Of each judged unit, the share of its coders who say each value, shape (..., K).
    table
        For two coders, who said what together, shape (..., K, K): rows are the first one's.
    """

    pairable: Floats
    agreeing: Floats
    coincident: Floats
    votes: Floats
    judged: Floats
    shares: Floats
    table: Floats

    def weighted(self, weights: npt.ArrayLike) -> AgreementSums:
        """Add up the first axis with weights: of shape (n,), or (draws, n) for many draws."""
        told, columns = np.asarray(weights, dtype=np.float64), [*self._columns().values()]
        # One product for all columns: thousands of draws are read from memory once.
        flat = told @ np.concatenate([one.reshape(len(one), -1) for one in columns], axis=1)
        ends = np.cumsum([int(np.prod(one.shape[1:])) for one in columns])[:-1]
        parts = iter(np.split(flat, ends, axis=-1))
        return self._each(lambda one: next(parts).reshape(*told.shape[:-1], *one.shape[1:]))

    def total(self) -> AgreementSums:
        """Add up the first axis."""
        return self._each(lambda column: column.sum(axis=0))

    def take(self, places: npt.NDArray[np.bool_] | Ints) -> AgreementSums:
        """Keep some entries of the first axis."""
        return self._each(lambda column: column[places])

    def by_group(self, group: Ints, size: int) -> AgreementSums:
        """Add up the units of each of `size` groups; `group` has shape (n_units,)."""
        return self._each(lambda column: _grouped(column, group, size))

    def __add__(self, other: AgreementSums) -> AgreementSums:
        return AgreementSums(
            **{name: one + getattr(other, name) for name, one in self._columns().items()}
        )

    def _columns(self) -> dict[str, Floats]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def _each(self, changed: Callable[[Floats], Floats]) -> AgreementSums:
        """Return what comes of each column, in their order."""
        return AgreementSums(**{name: changed(one) for name, one in self._columns().items()})


def agreement_sums(values: npt.ArrayLike, categories: Sequence[float] = (0, 1)) -> AgreementSums:
    """Return the sums of every unit.

    Parameters
    ----------
    values
        What each coder said of each unit, shape (n_units, n_coders); NaN where one said nothing.
    categories
        The values that can be said.

    Examples
    --------
    >>> sums = agreement_sums([[1, 1], [1, 0], [0, float("nan")]]).total()
    >>> float(sums.pairable), float(sums.agreeing), sums.votes.tolist(), sums.table.tolist()
    (2.0, 1.0, [1.0, 3.0], [[0.0, 0.0], [1.0, 1.0]])
    """
    told = np.asarray(values, dtype=np.float64)
    said = np.stack([told == one for one in categories], axis=-1).astype(np.float64)
    counts = said.sum(axis=1)
    coders = counts.sum(axis=-1)
    pairable = (coders >= 2).astype(np.float64)
    same = (counts * (counts - 1)).sum(axis=-1)
    table = (
        np.einsum("uk,ul->ukl", said[:, 0], said[:, 1])
        if told.shape[1] == 2
        else np.zeros((*counts.shape, counts.shape[-1]))
    )
    return AgreementSums(
        pairable=pairable,
        agreeing=same / np.maximum(coders * (coders - 1), 1),
        coincident=same / np.maximum(coders - 1, 1),
        votes=counts * pairable[:, None],
        judged=(coders >= 1).astype(np.float64),
        shares=counts / np.maximum(coders, 1)[:, None],
        table=table,
    )


def _grouped(column: Floats, group: Ints, size: int) -> Floats:
    added: Floats = np.zeros((size, *column.shape[1:]))
    np.add.at(added, group, column)
    return added


def percent_agreement(values: npt.ArrayLike) -> float:
    """Return the share of pairs of judgements that agree, from 0 to 1.

    (1/n) Σ_u Σ_k r_uk(r_uk − 1) / (r_u(r_u − 1)), over the n units that two or more judged; r_uk
    coders of unit u said k, and r_u judged it.

    Parameters
    ----------
    values
        What each coder said of each unit, shape (n_units, n_coders); NaN where one said nothing.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological
    Bulletin 76, 378-382, equations 2 and 3. Units that only some coders judged: Gwet, K. L.
    (2014). Handbook of inter-rater reliability, fourth edition, chapter 2. Advanced Analytics.

    Examples
    --------
    >>> percent_agreement([[1, 1], [1, 0], [0, 0], [0, 0]])
    0.75
    """
    return _of_values(values, percent_of)


def cohen_kappa(values: npt.ArrayLike) -> float:
    """Return Cohen's kappa of two coders.

    κ = (p_o − p_e)/(1 − p_e), p_e = Σ_k p_k· p_·k, with the margins of each coder's own.

    Parameters
    ----------
    values
        Shape (n_units, 2); a unit with a NaN is left out.

    Raises
    ------
    ValueError
        If there are not two coders.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
    Measurement 20, 37-46, equation 1.

    Examples
    --------
    Two people sort patients into three kinds (Cohen 1968, table 1, in hundredths): κ = .492.

    >>> table = [[44, 5, 1], [7, 20, 3], [9, 5, 6]]
    >>> pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(table[i][j])]
    >>> round(cohen_kappa(pairs), 3)
    0.492
    """
    if np.asarray(values).shape[-1] != 2:
        raise ValueError(
            Message("Cohen's kappa is of two coders; for more take Krippendorff's alpha")
        )
    return _of_values(values, kappa_of)


def krippendorff_alpha(values: npt.ArrayLike) -> float:
    """Return Krippendorff's alpha for nominal values: any number of coders, some silent.

    α = 1 − (n − 1) Σ_(c≠k) o_ck / Σ_(c≠k) n_c n_k, where o_ck are the coincidences of values
    within units, each unit's weighed by 1/(r_u − 1), and n_c their margins.

    Parameters
    ----------
    values
        Shape (n_units, n_coders); NaN where a coder said nothing.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of
    Pennsylvania, section C.

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
    p_e = Σ_k π_k(1 − π_k)/(K − 1), π_k the mean over units of the share of coders who say k.

    Parameters
    ----------
    values
        Shape (n_units, n_coders); NaN where a coder said nothing. K counts the values said; with
        0 and 1 alone it is 2.

    References
    ----------
    Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high
    agreement. British Journal of Mathematical and Statistical Psychology 61, 29-48, section 3.
    With silent coders Gwet, K. L. (2014). Handbook of inter-rater reliability, fourth edition,
    chapter 2. Advanced Analytics.

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


COEFFICIENTS: Mapping[str, Callable[[AgreementSums], Floats]] = {
    "percent": percent_of,
    "kappa": kappa_of,
    "alpha": alpha_of,
    "ac1": ac1_of,
}

_BOTH_YES, _BOTH_NO, _DIFFER = 0.5, 0.5, 0.5  # pseudo-units, so that none seen is not none
_SEED_OF_PSEUDO_UNITS = 1


def coefficients_with_intervals(
    sums: AgreementSums,
    n_coders: int,
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> dict[str, tuple[float, float, float]]:
    """Return estimate, low and high of percent, kappa, alpha and AC1.

    Interviews are drawn again with replacement, and every draw gets a random half of a unit each
    of "all say yes", "all say no" and "they differ": gamma-distributed weights, which for single
    units would make Jeffreys' prior. Without them a code on which two people never met would have
    no upper limit, and one on which they never differed no lower one. Percentiles are moved for
    skewness and widened for few interviews (`skewed_interval`).

    Parameters
    ----------
    sums
        By interview, first axis; of values 0 and 1.
    n_coders
        How many there are; kappa is NaN unless two.
    confidence
        Between 0 and 1.
    draws
        How many draws.
    seed
        Of the draws.

    Returns
    -------
    dict
        By coefficient. All three are NaN where the coefficient is not defined; of one interview
        alone there is no interval.

    References
    ----------
    Field, C. A. and Welsh, A. H. (2007). Bootstrapping clustered data. Journal of the Royal
    Statistical Society B 69, 369-390.
    Rubin, D. B. (1981). The Bayesian bootstrap. Annals of Statistics 9, 130-134 (the same
    weights, without the halves).
    """
    whole = sums.total()
    estimates = {name: float(of(whole)) for name, of in COEFFICIENTS.items()}
    n_clusters = len(sums.pairable)
    if n_clusters < 2:
        return {name: (value, np.nan, np.nan) for name, value in estimates.items()}
    weights = _pseudo_weights(n_coders)
    pseudo = agreement_sums(_pseudo_units(n_coders))
    random = np.random.default_rng([seed, _SEED_OF_PSEUDO_UNITS])
    drawn = sums.weighted(cluster_draws(n_clusters, draws, seed)) + pseudo.weighted(
        random.gamma(weights, size=(draws, len(weights)))
    )
    left_out = sums.weighted(1 - np.eye(n_clusters)) + pseudo.weighted(weights[None])
    return {
        name: _stretched(value, *skewed_interval(of(drawn), of(left_out), confidence))
        for (name, of), value in zip(COEFFICIENTS.items(), estimates.values(), strict=True)
    }


def _stretched(value: float, low: float, high: float) -> tuple[float, float, float]:
    """Let an interval hold its estimate: none has, where the estimate is not defined."""
    if np.isnan(value):
        return value, np.nan, np.nan
    return value, min(low, value), max(high, value)


def _pseudo_units(n_coders: int) -> Floats:
    """Return all say yes, all say no, and each coder alone says yes."""
    return np.vstack([np.ones(n_coders), np.zeros(n_coders), np.eye(n_coders)])


def _pseudo_weights(n_coders: int) -> Floats:
    return np.array([_BOTH_YES, _BOTH_NO, *[_DIFFER / n_coders] * n_coders])
