"""What estimates rest on, as entries of the ledger: what machine and person counted, by group.

An estimate and its limits are worked out from two counts: of what the machine found in a group,
and of what the person found in the part of the sample that lies in it. From the columns of a row
both can be worked out again (the width of limits alone tells the count by hand), so a row is
shown if both may be known, and otherwise not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.estimates.units import Units, can_be_corrected, estimate_measure, units_of
from civic_qual.analysis.measures import SegmentMeasureName
from civic_qual.analysis.tables.theme_table import ThemeTable, theme_table
from civic_qual.arrays import Bools, Ints
from civic_qual.privacy.suppressing.ledger import (
    Entry,
    Key,
    Ledger,
    Relation,
    RowKey,
    counted,
)
from civic_qual.privacy.suppressing.relations import Grouping, of_bases
from civic_qual.privacy.suppressing.table_entries import (
    digest,
    enter_table,
    group_keys,
    groupings,
)
from civic_qual.statistics.readers.cells import FOUND, NOT_READ

if TYPE_CHECKING:
    from civic_qual.analysis.estimates.side_by_side import SideBySide
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings


@dataclass(frozen=True, kw_only=True, eq=False)
class EstimateEntries:
    """Where the counts behind K rows in G groups (the last is all) stand in the ledger.

    Attributes
    ----------
    rows, labels
        What themes and groups are called.
    kinds
        Who counted: "machine", "by hand" and, where several read, each reader and what was
        settled.
    counts, bases
        Both of shape (n_kinds, K, G): what was found, and what was read; -1 where nothing was.
    sizes
        Of shape (G,): how many units a group has.
    uneven
        Of shape (K,): whether the units of a row count differently, so that an estimate of all
        tells more than the sum of its groups.
    by
        The groups, as masks over the turns that count.
    tables
        The theme tables that hold the same rows, of each whose codings are at hand.
    """

    rows: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    counts: Ints
    bases: Ints
    sizes: Ints
    uneven: Bools
    by: tuple[Grouping, ...]
    tables: tuple[ThemeTable, ...]

    def relations(self) -> Iterator[Relation]:
        """Yield that nothing is more than what it is out of."""
        pairs = zip(self.counts.ravel().tolist(), self.bases.ravel().tolist(), strict=True)
        yield from of_bases((one, other) for one, other in pairs if one >= 0)

    def hidden(self, hides: Bools) -> tuple[Bools, Bools]:
        """Return which rows are hidden, (K, G), and which groups are, (G,)."""
        hides = np.append(hides, False)  # what is not there hides nothing
        group = hides[self.sizes] | hides[self.bases].any(axis=(0, 1))
        row = hides[self.counts].any(axis=0) | group
        # The groups add up to all; where they count unevenly, an estimate of all is another sum.
        row[:, -1] |= self.uneven & row[:, :-1].any(axis=1)
        return row, group


@dataclass(frozen=True, kw_only=True, eq=False)
class _Counted:
    """What somebody counted, group by group: what was found and read, both (U, K), and whose."""

    kind: str
    codings: Codings | None
    found: list[Bools]
    read: list[Bools]
    whose: list[Ints]

    @property
    def numbers(self) -> tuple[Ints, Ints]:
        """How much was found and read, both of shape (K, G)."""
        found = [(one & read).sum(axis=0) for one, read in zip(self.found, self.read, strict=True)]
        return np.array(found).T, np.array([one.sum(axis=0) for one in self.read]).T


def enter_estimate(
    side: SideBySide, measure: SegmentMeasureName, ledger: Ledger
) -> EstimateEntries:
    """Enter what machine and people counted, row by row and group by group."""
    if not can_be_corrected(side, estimate_measure(measure)):
        return _uncorrected(side, measure, ledger)
    units = [units_of(side, group, estimate_measure(measure)) for group in range(len(side.labels))]
    counted = [_by_machine(side, measure, units), *_by_people(side, measure, units)]
    tables = {one.kind: _table(side, one.codings, measure) for one in counted if one.codings}
    writer = _Writer(side, measure, next(iter(tables.values())), ledger)
    placed = [writer.place(one, tables.get(one.kind)) for one in counted]
    return EstimateEntries(
        rows=side.ids,
        labels=side.labels,
        kinds=tuple(one.kind for one in counted),
        counts=np.array([count for count, _ in placed]),
        bases=np.array([base for _, base in placed]),
        sizes=writer.sizes(units, counted[0].whose),
        uneven=_uneven(units[-1]),
        by=tuple(groupings(next(iter(tables.values())))),
        tables=tuple(tables.values()),
    )


def _uncorrected(side: SideBySide, measure: SegmentMeasureName, ledger: Ledger) -> EstimateEntries:
    """Enter what the machine alone counted of people or interviews."""
    table = _table(side, side.machine, measure)
    placed = enter_table(table, ledger)
    return EstimateEntries(
        rows=side.ids,
        labels=side.labels,
        kinds=("machine",),
        counts=placed.count[None],
        bases=placed.denominator[None],
        sizes=placed.denominator[0],
        uneven=np.zeros(len(side.rows), dtype=np.bool_),
        by=tuple(groupings(table)),
        tables=(table,),
    )


def tables_behind(side: SideBySide, measure: SegmentMeasureName) -> list[ThemeTable]:
    """Return tables of what the machine and the only person counted, by an estimate's groups."""
    alone = [side.human] if len(side.human.coders) == 1 else []
    return [_table(side, one, measure) for one in (side.machine, *alone) if len(one.read)]


def _table(side: SideBySide, codings: Codings, measure: SegmentMeasureName) -> ThemeTable:
    """Count the same rows by the same groups."""
    names = list(side.segments.groups.names) or None
    level: Level = "code" if any(row.depth for row in side.rows) else "theme"
    table = theme_table(codings, by=names, level=level, measure=measure, unit=side.sample.unit)
    at = {row.id: index for index, row in enumerate(table.rows)}
    rows = [at[name] for name in side.ids]
    return replace(
        table,
        rows=tuple(table.rows[row] for row in rows),
        count=table.count[rows],
        denominator=table.denominator[rows],
    )


def _by_machine(side: SideBySide, measure: SegmentMeasureName, units: list[Units]) -> _Counted:
    return _Counted(
        kind="machine",
        codings=side.machine if len(side.machine.read) else None,
        found=[one.found for one in units],
        read=[one.read for one in units],
        whose=[_whose(side, measure, group, one) for group, one in enumerate(units)],
    )


def _by_people(
    side: SideBySide, measure: SegmentMeasureName, units: list[Units]
) -> Iterator[_Counted]:
    """Yield what is taken for true and, where several read, what each of them found."""
    whose = [_whose(side, measure, group, one)[one.index] for group, one in enumerate(units)]
    alone = len(side.human.coders) == 1
    yield _Counted(
        kind="by hand",
        codings=side.human if alone else None,
        found=[one.coded > 0 for one in units],
        read=[np.ones(one.coded.shape, dtype=np.bool_) for one in units],
        whose=whose,
    )
    if alone or measure != "segments":
        return
    here = [side.segments.member[side.by_person.index, group] for group in range(len(units))]
    readings = [side.read_twice.readings.of(one) for one in here]
    for reader in range(side.read_twice.readings.readers):
        yield _Counted(
            kind=f"reader {reader + 1}",
            codings=None,
            found=[one.ticks[:, :, reader] == FOUND for one in readings],
            read=[one.ticks[:, :, reader] != NOT_READ for one in readings],
            whose=whose,
        )
    yield _Counted(
        kind="settled",
        codings=None,
        found=[one.settled == 1 for one in readings],
        read=[~np.isnan(one.settled) for one in readings],
        whose=whose,
    )


def _whose(side: SideBySide, measure: SegmentMeasureName, group: int, units: Units) -> Ints:
    """Return whose each unit is: a person where that is known, else who was heard together."""
    if measure == "participants":
        return np.arange(len(units))
    whose = side.segments.participant[side.segments.member[:, group]]
    return units.together if len(whose) != len(units) or (whose < 0).any() else whose


def _uneven(units: Units) -> Bools:
    """Return of which rows units count differently: drawn unequally, or only some scored."""
    chances = units.probability
    drawn = bool(len(chances)) and float(chances.max()) > float(chances.min()) * (1 + 1e-9)
    unscored = np.isnan(units.scores)
    some: Bools = np.asarray(unscored.any(axis=0) & ~unscored.all(axis=0), dtype=np.bool_)
    uneven: Bools = np.logical_or(some, drawn)
    return uneven


class _Writer:
    """Enters counts: as those of a table where they are the same, else as numbers of their own."""

    def __init__(
        self, side: SideBySide, measure: SegmentMeasureName, table: ThemeTable, ledger: Ledger
    ) -> None:
        self._rows, self._ledger = side.rows, ledger
        self._counted = counted(estimate_measure(measure), side.sample.unit)
        self._groups = group_keys(table)

    def place(self, one: _Counted, table: ThemeTable | None) -> tuple[Ints, Ints]:
        """Enter what was found and what was read, both of shape (K, G)."""
        count, base = one.numbers
        same = table is not None and np.array_equal(table.count, count)
        if table is not None and same and np.array_equal(table.denominator, base):
            placed = enter_table(table, self._ledger)
            return placed.count, placed.denominator
        for row in range(len(self._rows)):
            where = digest(one.found[-1], one.read[-1][:, row])
            for group in range(len(self._groups)):
                found, read = one.found[group][:, row], one.read[group][:, row]
                key = Key(
                    source=one.kind,
                    measure=self._counted,
                    row=RowKey(frozenset(self._rows[row].members), where),
                    group=self._groups[group],
                )
                base[row, group] = self._base(
                    replace(key, row=RowKey(frozenset(), where), base=True),
                    read,
                    one.whose[group],
                )
                count[row, group] = self._count(key, found & read, read, one.whose[group])
        return count, base

    def sizes(self, units: list[Units], whose: list[Ints]) -> Ints:
        """Enter how many units each group has."""
        return np.array(
            [
                self._base(
                    Key(
                        source="",
                        measure=self._counted,
                        row=RowKey(frozenset(), "units"),
                        group=key,
                        base=True,
                    ),
                    np.ones(len(one), dtype=np.bool_),
                    people,
                )
                for key, one, people in zip(self._groups, units, whose, strict=True)
            ]
        )

    def _base(self, key: Key, read: Bools, whose: Ints) -> int:
        people, number = len(np.unique(whose[read])), int(read.sum())
        known = key.group == self._groups[-1]
        return self._ledger.enter(
            Entry(key=key, value=number, people=people, group=people, base=number, known=known)
        )

    def _count(self, key: Key, found: Bools, read: Bools, whose: Ints) -> int:
        number, group = int(read.sum()), len(np.unique(whose[read]))
        # Who is missing from a count shows where it is of people, or nearly so.
        people_like = self._counted.people_like or group == number
        return self._ledger.enter(
            Entry(
                key=key,
                value=int(found.sum()),
                people=len(np.unique(whose[found])),
                group=group,
                missing=len(np.unique(whose[read & ~found])) if people_like else None,
                base=number,
            )
        )
