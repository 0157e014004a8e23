"""The ledger of a release: every number of every table, entered once, with who stands behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import numpy as np
from scipy import sparse

from civic_qual.analysis.measures import MEASURES, Behind, Measure, Relations
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, quoted
from civic_qual.privacy.suppressing.losses import details, losses

if TYPE_CHECKING:
    from civic_qual.corpus.segments import Unit

Relation = tuple[list[int], list[int]]  # entries and their factors: the sum is at most 0


@dataclass(frozen=True, eq=False, kw_only=True)
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
    virtual
        Whether it stands in no table: never shown, and reckoned with all the same.
    width
        How wide the interval must be that an attacker is left with, if it is hidden.
    cost
        What the reader loses with it.
    detail
        Whether it is of a code below a theme, or of a crossed cell.
    relations
        Sparse, of shape (n_relations, n_numbers): `relations @ value <= 0` is known to hold.
    telling
        Pairs (number, other), of shape (n_pairs, 2): while the other is shown and not zero, the
        number is known to be at least `minimum`.
    needs
        Pairs (number, other), of shape (n_pairs, 2): where the number is not zero, neither is the
        other, since nothing is said where nobody is counted.
    whole
        For each number the index of that of all groups together; its own where it is that.
    atoms
        Of shape (n_atoms, n_numbers): which numbers count some people of a smallest part, those
        whom all groupings keep together.
    minimum
        How many people must stand behind a number that is shown.
    """

    value: Ints
    small: Bools
    fixed: Bools
    virtual: Bools
    width: Ints
    cost: Floats
    detail: Bools
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
        tuple(sorted(zip(numbers, factors, strict=True)))
        for numbers, factors in candidates
        if len(numbers) > 1
        and sum(
            factor * int(value[number]) for number, factor in zip(numbers, factors, strict=True)
        )
        <= 0
    }
    ordered = sorted(kept)
    lengths = [len(one) for one in ordered]
    numbers = np.array([number for one in ordered for number, _ in one], dtype=np.int64)
    factors = np.array([factor for one in ordered for _, factor in one], dtype=np.float64)
    return sparse.csr_array(
        (factors, numbers, np.cumsum([0, *lengths])), shape=(len(ordered), len(value))
    )


def parts_and_whole(
    whole: int, inside: list[int], touching: list[int], apart: bool = True
) -> Iterable[Relation]:
    """Yield what holds between a whole, the parts inside it, and all parts that touch it.

    The parts inside add up to no more than the whole if nothing counts in two of them (`apart`);
    none is more than the whole; the whole is no more than all that touch it.
    """
    if inside and apart:
        yield [*inside, whole], [1] * len(inside) + [-1]
    for part in inside:
        if part != whole:
            yield [part, whole], [1, -1]
    if touching:
        yield [whole, *touching], [1] + [-1] * len(touching)


class Counted(NamedTuple):
    """What a number counts: a measure and, where its things are segments, their unit."""

    measure: Measure
    unit: str = ""

    @property
    def people_like(self) -> bool:
        """Whether a number is nearly one of people: then who is missing from it shows as well."""
        return understood(self.measure).behind in ("person", "gathering")


def counted(measure: Measure, unit: Unit) -> Counted:
    """Return what a number of a measure counts, where a unit was asked for."""
    return Counted(measure, measure.unit(unit) or "")


def understood(measure: Measure) -> Relations:
    """Return the relations of a measure, if all that they say can be reckoned with here.

    Raises
    ------
    DisclosureError
        If something about them is not known: then nobody can say what is safe.
    """
    relations = measure.relations
    if measure is MEASURES.get(measure.name) and relations.behind in get_args(Behind):
        return relations
    raise DisclosureError(
        Message(
            "it is not known what numbers of the measure {measure} tell of others, so no table of "
            "it can be protected; keep such tables inside the study",
            measure=quoted(measure.name),
        )
    )


@dataclass(frozen=True)
class RowKey:
    """A row by what is carried and where it was looked for; plain tables have labels only."""

    members: frozenset[str]
    read: Hashable


@dataclass(frozen=True, kw_only=True)
class Key:
    """What a number counts: equal keys are one number, wherever they stand.

    `source` is who coded what, `measure` what is counted, `row` the themes or codes, `group` the
    turns, `category` the code of a family they are crossed with; `base` marks what was read.
    """

    source: Hashable
    measure: Counted
    row: RowKey
    group: Hashable
    category: str = ""
    base: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A number, the distinct `people` behind it, and those who could be: the `group` read.

    `missing` are the people a count of people, interviews or one turn each leaves out, else None;
    `base` is the largest the number could be; `known` marks what everybody knows anyway, as what
    was published before. `virtual` numbers are never shown: they stand in no table.
    """

    key: Key
    value: int
    people: int
    group: int
    missing: int | None = None
    base: int | None = None
    known: bool = False
    virtual: bool = False

    def small(self, minimum: int, hide_zeros: bool) -> bool:
        """Whether few people stand behind the number, or behind what is missing from it."""
        few = 0 < self.people < minimum or 0 < self.group < minimum
        few |= self.missing is not None and 0 < self.missing < minimum
        nobody_or_all = 0 in (self.people, self.missing) and self.group > 0
        return few or (hide_zeros and nobody_or_all and not self.key.base)

    def width(self, minimum: int, small: bool) -> int:
        """Return how wide an interval must be left to an attacker.

        For people and interviews `minimum`; passages and words of few people are many, so half
        of their number at least. Nothing can be hidden better than by all that is possible. What
        is never shown need not be hidden unless it is small.
        """
        if self.virtual and not small:
            return 0
        wide = (
            minimum
            if self.key.measure.people_like or not small
            else max(minimum, -(-self.value // 2))
        )
        return wide if self.base is None else min(wide, self.base)


class Ledger:
    """Enters numbers, and lists what holds between them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._index: dict[tuple[Key, int], int] = {}

    def enter(self, entry: Entry) -> int:
        """Return the index of a number; one that is known already keeps the index it has."""
        index = self._index.setdefault((entry.key, entry.value), len(self.entries))
        if index == len(self.entries):
            self.entries.append(entry)
        elif entry != (there := self.entries[index]):
            self.entries[index] = _together(there, entry)
        return index

    def find(self, key: Key, value: int) -> int | None:
        """Return the index of a number, None if it was not entered."""
        return self._index.get((key, value))

    def alike(self, *but: str) -> Iterator[dict[Any, int]]:
        """Yield numbers that differ in some parts of their keys only, by those parts."""
        sets: dict[Key, dict[Any, int]] = defaultdict(dict)
        for index, entry in enumerate(self.entries):
            part = tuple(getattr(entry.key, name) for name in but)
            blank: dict[str, Any] = dict.fromkeys(but, "")
            sets[replace(entry.key, **blank)][part[0] if len(but) == 1 else part] = index
        yield from (one for one in sets.values() if len(one) > 1)

    def counts(
        self,
        *,
        minimum: int,
        hide_zeros: bool,
        relations: Iterator[Relation],
        telling: list[tuple[int, int]],
        needs: list[tuple[int, int]],
        atoms: Sequence[frozenset[Hashable]],
    ) -> Counts:
        """Lay out the ledger as columns."""
        value = self._column(lambda one: one.value)
        small = [one.small(minimum, hide_zeros) and not one.known for one in self.entries]
        true = [(one, other) for one, other in needs if not value[one] or value[other]]
        whole = self._whole(atoms)
        width = [one.width(minimum, few) for one, few in zip(self.entries, small, strict=True)]
        return Counts(
            value=value,
            small=np.array(small, dtype=np.bool_),
            fixed=self._column(lambda one: one.known).astype(np.bool_),
            virtual=self._column(lambda one: one.virtual and not one.known).astype(np.bool_),
            width=np.array(width, dtype=np.int64),
            cost=losses(self.entries, whole),
            detail=details(self.entries),
            relations=known_relations(relations, value),
            telling=np.array(telling, dtype=np.int64).reshape(-1, 2),
            needs=np.array(true, dtype=np.int64).reshape(-1, 2),
            whole=whole,
            atoms=np.array([[one.key.group in atom for one in self.entries] for atom in atoms]),
            minimum=minimum,
        )

    def _column(self, of: Callable[[Entry], int]) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.array([of(one) for one in self.entries], dtype=np.int64)

    def _whole(self, atoms: Sequence[frozenset[Hashable]]) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return for each number that of all groups: that of the group in every atom."""
        everybody = frozenset.intersection(*atoms)
        whole = np.arange(len(self.entries))
        for numbers in self.alike("group"):
            for of_all in [number for group, number in numbers.items() if group in everybody]:
                whole[list(numbers.values())] = of_all
        return whole


def _together(one: Entry, other: Entry) -> Entry:
    """Return one number that was entered twice: what either says of it holds."""
    return replace(
        one,
        people=min(one.people, other.people),
        known=one.known or other.known,
        virtual=one.virtual or other.virtual,
    )


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the cells of a table and their denominators stand in the ledger, shaped like it."""

    count: Ints
    denominator: Ints
