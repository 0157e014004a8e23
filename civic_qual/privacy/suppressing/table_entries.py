"""Theme tables as entries of a ledger: who stands behind each cell, and what it is out of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from civic_qual.analysis.measures import PARTICIPANTS
from civic_qual.analysis.tables.counting import Tally
from civic_qual.analysis.tables.layout import Column
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools, Ints
from civic_qual.coding.carried import TableRow
from civic_qual.privacy.suppressing.ledger import (
    Counted,
    Entry,
    Key,
    Ledger,
    Placed,
    RowKey,
    counted,
)
from civic_qual.privacy.suppressing.relations import ALL, NONE


def enter_table(
    table: ThemeTable, ledger: Ledger, mark: Callable[[Entry, int, int], Entry] | None = None
) -> Placed:
    """Enter all numbers of a table into the ledger, and return their indices.

    Parameters
    ----------
    mark
        Changes an entry before it is entered, by its row and column: as what an earlier release
        said or hid. What it is out of comes with `entry.key.base`.
    """
    writer = _Writer(table, ledger, mark)
    columns = table.columns.all
    shape = len(table.rows), len(columns)
    base, count = np.empty(shape, dtype=np.int64), np.empty(shape, dtype=np.int64)
    for place in np.ndindex(shape):
        row, column = table.rows[place[0]], columns[place[1]]
        base[place] = writer.enter(writer.base(row, column), place)
    for place, value in np.ndenumerate(table.count):
        row, column = table.rows[place[0]], columns[place[1]]
        count[place] = writer.enter(writer.cell(row, column, int(value)), place)
    if not table.tally.out_of_row:
        return Placed(count, base)
    # The codes of a family are out of the cell beside them that holds them all.
    whole = {column.group: index for index, column in enumerate(columns) if writer.whole(column)}
    out_of = [
        base[:, index] if writer.whole(column) else count[:, whole[column.group]]
        for index, column in enumerate(columns)
    ]
    return Placed(count, np.column_stack(out_of))


def group_masks(table: ThemeTable) -> list[Bools]:
    """Return which counted turns are in each group, and last an array for all of them."""
    groups, turns = table.tally.groups, np.unique(table.tally.words.turn)
    masks = [groups.of_turn[turns] == group for group in range(len(groups))]
    return [*masks, np.ones(len(turns), dtype=np.bool_)]


def group_keys(table: ThemeTable) -> list[bytes]:
    """Return under which key each group stands in the ledger, and last all of them."""
    return [digest(mask) for mask in group_masks(table)]


def groupings(table: ThemeTable) -> list[dict[bytes, Bools]]:
    """Return the groups of a table and, apart, the margin, under their keys."""
    *groups, whole = group_masks(table)
    return [{digest(mask): mask for mask in masks} for masks in (groups, [whole]) if masks]


def atoms(groupings: Sequence[Mapping[bytes, Bools]]) -> list[frozenset[Hashable]]:
    """Return the groups that each smallest part of the turns is in; none is cut by a group."""
    masks = {key: mask for grouping in groupings for key, mask in grouping.items()}
    parts = np.unique(np.array(list(masks.values())), axis=1).T
    return [
        frozenset(key for key, inside in zip(masks, part, strict=True) if inside) for part in parts
    ]


class Keys:
    """What the numbers of a table are called in the ledger."""

    def __init__(self, table: ThemeTable) -> None:
        self._tally = tally = table.tally
        spans = tally.carried.spans
        self.source = digest(spans.code, spans.start, spans.end)
        self.groups = group_keys(table)

    def row(self, row: TableRow) -> RowKey:
        """Return how a row is called."""
        return RowKey(frozenset(row.members), digest(self._tally.reads(row)))

    def cell(self, what: Counted, row: TableRow, column: Column) -> Key:
        """Return how it is called how many things of a kind carry a row in a column."""
        return Key(
            source=self.source,
            measure=what,
            row=self.row(row),
            group=self.groups[column.group],
            category=_category(self._tally, column),
        )

    def base(self, what: Counted, row: TableRow, column: Column) -> Key:
        """Return how it is called how many things were read for a row in the group of a column."""
        return Key(
            source="",
            measure=what,
            row=RowKey(frozenset(), digest(self._tally.reads(row))),
            group=self.groups[column.group],
            base=True,
        )


class _Writer:
    """Knows the groups of a table, and counts the people behind its cells."""

    def __init__(
        self,
        table: ThemeTable,
        ledger: Ledger,
        mark: Callable[[Entry, int, int], Entry] | None,
    ) -> None:
        tally = self._tally = table.tally
        self._ledger, self._mark = ledger, mark
        self._people = tally.counting(PARTICIPANTS)
        self._counted = counted(tally.measure, table.unit)
        self._out_of = counted(tally.out_of, table.unit)
        self._keys = Keys(table)

    def whole(self, column: Column) -> bool:
        """Whether a column counts a row whatever it is crossed with."""
        return _whole(self._tally, column)

    def enter(self, entry: Entry, place: tuple[int, ...]) -> int:
        """Enter what stands at a row and a column; return its index."""
        return self._ledger.enter(self._mark(entry, *place) if self._mark else entry)

    def base(self, row: TableRow, column: Column) -> Entry:
        """Return what was read for a row in the group of a column."""
        people = int(self._people.base(row)[column.group])
        key, read = self._keys.base(self._out_of, row, column), self._tally.base(row)
        return Entry(
            key=key,
            value=int(read[column.group]),
            people=people,
            group=people,
            base=int(read[-1]),
            known=key.group == self._keys.groups[-1],
        )

    def cell(self, row: TableRow, column: Column, value: int) -> Entry:
        """Return one cell: out of those read or, crossed with a family, of those who carry it."""
        tally, (word, thing) = self._tally, self._tally.found(row)
        here = tally.inside(column.group, column.category, word, thing)
        read = np.flatnonzero(tally.reads(row)) if self.whole(column) else word
        read = read[tally.inside(column.group, None, read, read)]
        people, group = self._distinct(word[here]), self._distinct(read)
        return Entry(
            key=self._keys.cell(self._counted, row, column),
            value=value,
            people=people,
            group=group,
            missing=self._missing(read, thing[here]),
            base=int(tally.base(row)[column.group]),
        )

    def _missing(self, read: Ints, things: Ints) -> int | None:
        """Return how many people a count leaves out that is of people, interviews or one each."""
        if not self._tally.measure.by_segment:
            return None
        there = self._tally.measure.thing(self._tally.said(read))
        one_each = len(np.unique(there)) == self._distinct(read)
        if not self._counted.people_like and not one_each:
            return None
        return self._distinct(read[~np.isin(there, things)])

    def _distinct(self, word: Ints) -> int:
        """Return how many people say some words; interviewers are none."""
        people = self._tally.measure.people(self._tally.said(word))
        return len(np.unique(people[people >= 0]))


def _whole(tally: Tally, column: Column) -> bool:
    """Whether a column counts a row whatever it is crossed with."""
    return tally.crossing is None or column.category == len(tally.crossing.ids) - 1


def _category(tally: Tally, column: Column) -> str:
    crossing, code = tally.crossing, column.category
    if crossing is None or code is None or _whole(tally, column):
        return ALL
    return f"{crossing.family.id}/{NONE if column.remainder else crossing.ids[code]}"


def digest(*parts: npt.NDArray[Any]) -> bytes:
    """Return a short name of some arrays: equal arrays, equal names."""
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(np.ascontiguousarray(part).tobytes() + b"|")
    return made.digest()
