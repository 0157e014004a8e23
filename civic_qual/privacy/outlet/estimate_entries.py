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
from civic_qual.privacy.suppressing.table_entries import digest, enter_table, group_keys, groupings

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
    counts, bases
        Both of shape (2, K, G): of the machine, and of the person; what was found, and what was
        read. -1 where nothing was.
    sizes
        Of shape (G,): how many units a group has.
    uneven
        Of shape (K,): whether the units of a row count differently, so that an estimate of all
        tells more than the sum of its groups.
    by
        The groups, as masks over the turns that count.
    """

    rows: tuple[str, ...]
    labels: tuple[str, ...]
    counts: Ints
    bases: Ints
    sizes: Ints
    uneven: Bools
    by: tuple[Grouping, ...]

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


def enter_estimate(
    side: SideBySide, measure: SegmentMeasureName, ledger: Ledger
) -> EstimateEntries:
    """Enter what machine and person counted, row by row and group by group."""
    table = _table(side, side.human, measure)
    shape = (2, len(side.rows), len(side.labels))
    counts, bases = np.full(shape, -1), np.full(shape, -1)
    corrects = can_be_corrected(side, estimate_measure(measure))
    units = _units(side, measure) if corrects else []
    writer = _Writer(side, measure, table, ledger)
    for index, codings in enumerate((side.machine, side.human)):
        if not len(codings.read) or (index and not corrects):
            continue
        own = table if index else _table(side, codings, measure)
        if not corrects or _same(own, units, by_hand=bool(index)):
            placed = enter_table(own, ledger)
            counts[index], bases[index] = placed.count, placed.denominator
        else:
            counts[index], bases[index] = writer.enter(units, by_hand=bool(index))
    return EstimateEntries(
        rows=side.ids,
        labels=side.labels,
        counts=counts,
        bases=bases,
        sizes=writer.sizes(units) if corrects else bases[0].max(axis=0),
        uneven=_uneven(units[-1]) if corrects else np.zeros(len(side.rows), dtype=np.bool_),
        by=tuple(groupings(table)),
    )


def tables_behind(side: SideBySide, measure: SegmentMeasureName) -> list[ThemeTable]:
    """Return tables of what machine and person counted, by the groups of an estimate."""
    return [
        _table(side, codings, measure)
        for codings in (side.machine, side.human)
        if len(codings.read)
    ]


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


def _units(side: SideBySide, measure: SegmentMeasureName) -> list[Units]:
    of = estimate_measure(measure)
    return [units_of(side, group, of) for group in range(len(side.labels))]


def _same(table: ThemeTable, units: list[Units], *, by_hand: bool) -> bool:
    """Whether a table counts what an estimate rests on: then its numbers are the same numbers."""
    found = np.array([_found(one, by_hand=by_hand).sum(axis=0) for one in units]).T
    read = np.array([_read(one, by_hand=by_hand).sum(axis=0) for one in units]).T
    return np.array_equal(table.count, found) and np.array_equal(table.denominator, read)


def _found(units: Units, *, by_hand: bool) -> Bools:
    return units.coded > 0 if by_hand else units.found


def _read(units: Units, *, by_hand: bool) -> Bools:
    return np.ones(units.coded.shape, dtype=np.bool_) if by_hand else units.read


def _uneven(units: Units) -> Bools:
    """Return of which rows units count differently: drawn unequally, or only some scored."""
    chances = units.probability
    drawn = bool(len(chances)) and float(chances.max()) > float(chances.min()) * (1 + 1e-9)
    unscored = np.isnan(units.scores)
    some: Bools = np.asarray(unscored.any(axis=0) & ~unscored.all(axis=0), dtype=np.bool_)
    uneven: Bools = np.logical_or(some, drawn)
    return uneven


class _Writer:
    """Enters counts that no table of the release has: of what could be drawn, and of a sample."""

    def __init__(
        self, side: SideBySide, measure: SegmentMeasureName, table: ThemeTable, ledger: Ledger
    ) -> None:
        self._side, self._ledger = side, ledger
        self._counted = counted(estimate_measure(measure), side.sample.unit)
        self._groups = group_keys(table)
        self._people_are_units = measure == "participants"

    def enter(self, units: list[Units], *, by_hand: bool) -> tuple[Ints, Ints]:
        """Enter what was found and what was read, both of shape (K, G)."""
        everybody = units[-1]
        found = _found(everybody, by_hand=by_hand)
        source = digest(found, everybody.index if by_hand else _read(everybody, by_hand=False))
        shape = (len(self._side.rows), len(units))
        counts, bases = np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.int64)
        for group, one in enumerate(units):
            found, read = _found(one, by_hand=by_hand), _read(one, by_hand=by_hand)
            whose = self._people(group, one, by_hand=by_hand)
            for row, key in enumerate(self._side.rows):
                row_key = RowKey(
                    frozenset(key.members), (source, self._read_of(units, row, by_hand))
                )
                base = Key(
                    source=source,
                    measure=self._counted,
                    row=RowKey(frozenset(), row_key.read),
                    group=self._groups[group],
                    base=True,
                )
                bases[row, group] = self._base(base, read[:, row], whose, last=one is units[-1])
                key_of_count = Key(
                    source=source,
                    measure=self._counted,
                    row=row_key,
                    group=self._groups[group],
                )
                counts[row, group] = self._count(
                    key_of_count, found[:, row] & read[:, row], read[:, row], whose
                )
        return counts, bases

    def sizes(self, units: list[Units]) -> Ints:
        """Enter how many units each group has."""
        keys = [
            Key(
                source="",
                measure=self._counted,
                row=RowKey(frozenset(), "units"),
                group=group,
                base=True,
            )
            for group in self._groups
        ]
        return np.array(
            [
                self._base(
                    key,
                    np.ones(len(one), dtype=np.bool_),
                    self._people(group, one, by_hand=False),
                    last=one is units[-1],
                )
                for group, (key, one) in enumerate(zip(keys, units, strict=True))
            ]
        )

    def _base(self, key: Key, read: Bools, whose: Ints, *, last: bool) -> int:
        people = len(np.unique(whose[read]))
        number = int(read.sum())
        return self._ledger.enter(
            Entry(key=key, value=number, people=people, group=people, base=number, known=last)
        )

    def _count(self, key: Key, found: Bools, read: Bools, whose: Ints) -> int:
        people, group = len(np.unique(whose[found])), len(np.unique(whose[read]))
        one_each = group == int(read.sum())
        people_like = self._counted.people_like or one_each
        missing = len(np.unique(whose[read & ~found])) if people_like else None
        return self._ledger.enter(
            Entry(
                key=key,
                value=int(found.sum()),
                people=people,
                group=group,
                missing=missing,
                base=int(read.sum()),
            )
        )

    def _people(self, group: int, units: Units, *, by_hand: bool) -> Ints:
        """Return whose each unit is: a person where that is known, else who was heard together."""
        inside = self._side.segments.member[:, group]
        whose = self._side.segments.participant[inside]
        if self._people_are_units:
            whose = np.arange(len(units))
        elif len(whose) != len(units) or (whose < 0).any():
            whose = units.together
        return whose[units.index] if by_hand else whose

    def _read_of(self, units: list[Units], row: int, by_hand: bool) -> bytes:
        return digest(_read(units[-1], by_hand=by_hand)[:, row])
