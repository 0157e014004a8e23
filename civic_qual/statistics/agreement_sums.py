"""Who said what, unit by unit, as sums: every coefficient of agreement is a function of them.

Sums add up over units, so they can be kept for each interview, and a bootstrap over interviews
is one product of matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
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
        """Add up the first axis with weights: of shape (n,), or (n_draws, n) for many draws."""
        told, columns = np.asarray(weights, dtype=np.float64), self._columns()
        # One product for all columns: thousands of draws are read from memory once.
        flat = told @ np.concatenate([one.reshape(len(one), -1) for one in columns], axis=1)
        ends = np.cumsum([int(np.prod(one.shape[1:])) for one in columns])[:-1]
        return AgreementSums(
            *(
                part.reshape(*told.shape[:-1], *one.shape[1:])
                for part, one in zip(np.split(flat, ends, axis=-1), columns, strict=True)
            )
        )

    def total(self) -> AgreementSums:
        """Add up the first axis."""
        return AgreementSums(*(column.sum(axis=0) for column in self._columns()))

    def take(self, places: npt.NDArray[np.bool_] | Ints) -> AgreementSums:
        """Keep some entries of the first axis."""
        return AgreementSums(*(column[places] for column in self._columns()))

    def by_group(self, group: Ints, size: int) -> AgreementSums:
        """Add up the units of each of `size` groups; `group` has shape (n_units,)."""
        return AgreementSums(*(_grouped(column, group, size) for column in self._columns()))

    def __add__(self, other: AgreementSums) -> AgreementSums:
        pairs = zip(self._columns(), other._columns(), strict=True)
        return AgreementSums(*(one + two for one, two in pairs))

    def _columns(self) -> list[Floats]:
        return [getattr(self, field.name) for field in fields(self)]


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
