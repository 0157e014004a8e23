"""Every number of a release, once, and what everybody knows about them.

A number that stands in two tables is one entry: to hide it in one and show it in the other hides
nothing. What is known is a list of linear relations that hold: parts add up to their margin, a
code is found in no more passages than its theme, nobody is counted who was not read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from civic_qual.corpus.segments import Bools, Ints

Floats = npt.NDArray[np.float64]
Relation = tuple[list[int], list[int]]  # entries and their factors: the sum is at most 0


@dataclass(frozen=True, eq=False)
class Counts:
    """The numbers of a release, as columns of shape (n_numbers,).

    Attributes
    ----------
    value
        The true numbers.
    small
        Whether a number must be hidden for its own sake.
    fixed
        Whether it is known to everybody anyway, and never hidden.
    width
        How wide the interval must be that an attacker is left with, if it is hidden.
    cost
        What the reader loses with it.
    relations
        Sparse, of shape (n_relations, n_numbers): `relations @ value <= 0` is known to hold.
    telling
        Pairs (number, other), of shape (n_pairs, 2): while the other is shown and not zero, the
        number is known to be at least `minimum`.
    needs
        Pairs (number, other), of shape (n_pairs, 2): where the number is not zero, neither is the
        other, since nothing is said where nobody is counted.
    whole
        For each number the place of that of all groups together; its own where it is that.
    atoms
        Of shape (n_atoms, n_numbers): which numbers count some people of a smallest part, those
        whom all groupings keep together.
    minimum
        How many people must stand behind a number that is shown.
    """

    value: Ints
    small: Bools
    fixed: Bools
    width: Ints
    cost: Floats
    relations: sparse.csr_array
    telling: Ints
    needs: Ints
    whole: Ints
    atoms: Bools
    minimum: int

    def floor(self, hidden: Bools) -> Ints:
        """Return the least each number can be, by what the pattern of hidden numbers tells."""
        floor = np.zeros(len(self.value), dtype=np.int64)
        number, other = self.telling.T
        tells = ~hidden[other] & (self.value[other] > 0) & (self.value[number] >= self.minimum)
        floor[number[tells]] = self.minimum
        return floor

    def agrees(self, value: Ints, hidden: Bools) -> bool:
        """Whether other numbers agree with all that is shown and known."""
        number, other = self.needs.T
        return bool(
            (self.relations @ value <= 0).all()
            and (value >= self.floor(hidden)).all()
            and (value[~hidden] == self.value[~hidden]).all()
            and (value[other[value[number] > 0]] > 0).all()
        )


def known_relations(candidates: Iterable[Relation], value: Ints) -> sparse.csr_array:
    """Return the relations that hold for the true numbers, each once.

    An attacker may well know which of them hold; to count all of them makes the attacker only
    stronger, and the release safer.

    Examples
    --------
    >>> known_relations([([0, 1], [1, -1]), ([1, 0], [1, -1])], np.array([2, 5])).toarray().tolist()
    [[1.0, -1.0]]
    """
    kept = {
        tuple(sorted(zip(places, factors, strict=True)))
        for places, factors in candidates
        if len(places) > 1
        and sum(factor * int(value[place]) for place, factor in zip(places, factors, strict=True))
        <= 0
    }
    ordered = sorted(kept)
    lengths = [len(one) for one in ordered]
    places = np.array([place for one in ordered for place, _ in one], dtype=np.int64)
    factors = np.array([factor for one in ordered for _, factor in one], dtype=np.float64)
    return sparse.csr_array(
        (factors, places, np.cumsum([0, *lengths])), shape=(len(ordered), len(value))
    )


def parts_and_whole(whole: int, inside: list[int], touching: list[int]) -> Iterable[Relation]:
    """Yield what holds between a whole, the parts inside it, and all parts that touch it.

    The parts inside add up to no more than the whole if nothing counts in two of them; none is
    more than the whole; the whole is no more than all that touch it.
    """
    if inside:
        yield [*inside, whole], [1] * len(inside) + [-1]
    for part in inside:
        if part != whole:
            yield [part, whole], [1, -1]
    if touching:
        yield [whole, *touching], [1] + [-1] * len(touching)
