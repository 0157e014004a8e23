"""Theme tables as entries of a ledger: who stands behind each cell, and what it is out of."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civic_qual.analysis.measures import PARTICIPANTS
from civic_qual.analysis.tables.counting import Tally
from civic_qual.analysis.tables.layout import Column
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools, Ints
from civic_qual.coding.theme_rows import TableRow
from civic_qual.errors import DisclosureError
from civic_qual.privacy.ledger import (
    Counted,
    Entry,
    Key,
    Ledger,
    Relation,
    RowKey,
    counted,
    parts_and_whole,
)
from civic_qual.privacy.relations import ALL, NONE

LARGE = 10**9
_TOTAL_ROWS = ("any theme",)  # besides the name of the margin


def enter_frame(frame: pd.DataFrame, margin: str, number: int, ledger: Ledger) -> Ints:
    """Enter the counts of a table into the ledger and return their places, shaped like it.

    Raises
    ------
    DisclosureError
        If the table has no margin, or holds anything but counts.
    """
    values = _checked(frame)
    last, total = margin_column(frame, margin), margin_row(frame, margin)
    disjoint = total is not None and _disjoint(values, total)
    places = np.empty(values.shape, dtype=np.int64)
    for (row, column), value in np.ndenumerate(values):
        # The margins of one row in two tables are one number; cells of groups are not.
        group: Hashable = margin if column == last else (number, column)
        key = Key("frame", Counted(PARTICIPANTS), RowKey(frozenset(), str(frame.index[row])), group)
        # Without rows that add up nobody can say how many people a group holds.
        of = int(values[total, column]) if disjoint else int(value) or LARGE
        missing = of - int(value) if disjoint else None
        places[row, column] = ledger.enter(Entry(key, int(value), int(value), of, missing))
    return places


def frame_relations(frame: pd.DataFrame, margin: str, places: Ints) -> Iterator[Relation]:
    """Yield that groups add up to the margin, and rows to the row that holds them all."""
    last, total = margin_column(frame, margin), margin_row(frame, margin)
    for row in places.tolist():
        parts = row[:last] + row[last + 1 :]
        yield from parts_and_whole(row[last], parts, parts)
    if total is not None:
        disjoint = _disjoint(_checked(frame), total)
        for column in places.T.tolist():
            parts = column[:total] + column[total + 1 :]
            for inside in [parts] if disjoint else [[part] for part in parts]:
                yield from parts_and_whole(column[total], inside, parts)


def columns_of(frame: pd.DataFrame, margin: str, number: int) -> list[frozenset[Hashable]]:
    """Return the groups of a table, one by one, each with the margin that holds it."""
    last = margin_column(frame, margin)
    return [
        frozenset({margin, (number, place)}) for place in range(frame.shape[1]) if place != last
    ] or [frozenset({margin})]


def margin_column(frame: pd.DataFrame, margin: str) -> int:
    """Return the position of the margin among the columns."""
    named = [place for place, label in enumerate(frame.columns) if _first(label) == margin]
    if len(named) != 1:
        known = ", ".join(map(str, frame.columns))
        raise DisclosureError(
            f"a table of counts needs its margin, one column called {margin!r}: whoever adds up "
            f"the groups has it anyway. There are: {known}. Add the column, or name it with "
            "margin="
        )
    return named[0]


def margin_row(frame: pd.DataFrame, margin: str) -> int | None:
    """Return the position of the row that holds all others, if there is one."""
    named = [
        place for place, label in enumerate(frame.index) if _first(label) in (margin, *_TOTAL_ROWS)
    ]
    return named[0] if named else None


def _disjoint(values: Ints, total: int) -> bool:
    """Whether rows add up to their total in every column: then nobody is in two of them."""
    return bool((np.delete(values, total, axis=0).sum(axis=0) == values[total]).all())


def _first(label: Any) -> Any:
    return label[0] if isinstance(label, tuple) else label


def _checked(frame: pd.DataFrame) -> Ints:
    if frame.empty or not frame.index.is_unique:
        raise DisclosureError(
            "a table of counts needs rows and columns, and every row a label of "
            "its own; give it that, or leave the table out"
        )
    numbers = frame.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    if not (
        np.isfinite(numbers).all() and (numbers >= 0).all() and (numbers == np.rint(numbers)).all()
    ):
        raise DisclosureError(
            "a plain table must hold counts of people, whole numbers from 0 on; "
            "shares can be worked out again afterwards from what is shown"
        )
    checked: Ints = numbers.astype(np.int64)
    return checked


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the cells of a table and their denominators stand: shape (n_rows, n_columns)."""

    count: Ints
    denominator: Ints


def enter_table(table: ThemeTable, ledger: Ledger) -> Placed:
    """Enter all numbers of a table into the ledger, and return their places."""
    writer = _Writer(table, ledger)
    columns = table.columns.all
    base = np.array([[writer.base(row, column) for column in columns] for row in table.rows])
    count = np.array(
        [
            [
                writer.cell(row, column, int(value))
                for column, value in zip(columns, values, strict=True)
            ]
            for row, values in zip(table.rows, table.count, strict=True)
        ]
    )
    if not table.tally.out_of_row:
        return Placed(count, base)
    # The codes of a family are out of the cell beside them that holds them all.
    whole = {column.group: place for place, column in enumerate(columns) if writer.whole(column)}
    out_of = [
        base[:, place] if writer.whole(column) else count[:, whole[column.group]]
        for place, column in enumerate(columns)
    ]
    return Placed(count, np.column_stack(out_of))


def group_masks(table: ThemeTable) -> list[Bools]:
    """Return which counted turns are in each group, and last an array for all of them."""
    groups, turns = table.tally.groups, np.unique(table.tally.words.turn)
    masks = [groups.of_turn[turns] == group for group in range(len(groups))]
    return [*masks, np.ones(len(turns), dtype=np.bool_)]


def groupings(table: ThemeTable) -> list[dict[bytes, Bools]]:
    """Return the groups of a table and, apart, the margin, under their keys."""
    *groups, whole = group_masks(table)
    return [{_digest(mask): mask for mask in masks} for masks in (groups, [whole]) if masks]


def atoms(groupings: Sequence[Mapping[bytes, Bools]]) -> list[frozenset[Hashable]]:
    """Return the groups that each smallest part of the turns is in; none is cut by a group."""
    masks = {key: mask for grouping in groupings for key, mask in grouping.items()}
    parts = np.unique(np.array(list(masks.values())), axis=1).T
    return [
        frozenset(key for key, inside in zip(masks, part, strict=True) if inside) for part in parts
    ]


class _Writer:
    """Knows the groups of a table, and counts the people behind its cells."""

    def __init__(self, table: ThemeTable, ledger: Ledger) -> None:
        tally = self._tally = table.tally
        self._ledger = ledger
        self._people = tally.counting(PARTICIPANTS)
        self._counted = counted(tally.measure, table.unit)
        self._out_of = counted(tally.out_of, table.unit)
        self._source = _digest(tally.spans.code, tally.spans.start, tally.spans.end)
        self._groups = [_digest(mask) for mask in group_masks(table)]

    def whole(self, column: Column) -> bool:
        """Whether a column counts a row whatever it is crossed with."""
        crossing = self._tally.crossing
        return crossing is None or column.category == len(crossing.ids) - 1

    def base(self, row: TableRow, column: Column) -> int:
        """Enter what was read for a row in the group of a column."""
        people = int(self._people.base(row)[column.group])
        group = self._groups[column.group]
        key = Key(
            "", self._out_of, RowKey(frozenset(), _digest(self._tally.reads(row))), group, base=True
        )
        read = self._tally.base(row)
        return self._ledger.enter(
            Entry(
                key,
                int(read[column.group]),
                people,
                people,
                base=int(read[-1]),
                known=group == self._groups[-1],
            )
        )

    def cell(self, row: TableRow, column: Column, value: int) -> int:
        """Enter one cell: out of those read or, crossed with a family, of those who carry it."""
        tally, (word, thing) = self._tally, self._tally.found(row)
        found = word[tally.inside(column.group, column.category, word, thing)]
        read = np.flatnonzero(tally.reads(row)) if self.whole(column) else word
        read = read[tally.inside(column.group, None, read, read)]
        people, group = self._distinct(found), self._distinct(read)
        row_key = RowKey(frozenset(row.members), _digest(tally.reads(row)))
        key = Key(
            self._source,
            self._counted,
            row_key,
            self._groups[column.group],
            ALL if self.whole(column) else _category(tally, column),
        )
        return self._ledger.enter(
            Entry(
                key,
                value,
                people,
                group,
                self._missing(found, read),
                int(tally.base(row)[column.group]),
            )
        )

    def _missing(self, found: Ints, read: Ints) -> int | None:
        """Return how many people a count of people or interviews leaves out."""
        if not self._counted.people_like:
            return None
        there, counts = (
            self._tally.measure.thing(self._tally.said(word)) for word in (read, found)
        )
        return self._distinct(read[~np.isin(there, counts)])

    def _distinct(self, word: Ints) -> int:
        return len(np.unique(self._tally.measure.people(self._tally.said(word))))


def _category(tally: Tally, column: Column) -> str:
    crossing, place = tally.crossing, column.category
    if crossing is None or place is None:
        return ALL
    return f"{crossing.family.id}/{NONE if column.remainder else crossing.ids[place]}"


def _digest(*parts: npt.NDArray[Any]) -> bytes:
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(np.ascontiguousarray(part).tobytes() + b"|")
    return made.digest()
