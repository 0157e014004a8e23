"""How a table is laid out: its columns, what of it is hidden, and its numbers as frames.

Columns are groups and their margin and, within each, the codes of a family.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civic_qual.analysis.tables.counting import Crossing
from civic_qual.analysis.tables.groups import ALL_GROUPS, Groups, free_label, shown_label
from civic_qual.arrays import Bools, Ints, Texts
from civic_qual.calls import offer
from civic_qual.coding.carried import TableRow
from civic_qual.errors import TableError
from civic_qual.messages import Message, count, enumerated, quoted
from civic_qual.messages import day as written_day

SUPPRESSED = "suppressed"  # in place of a number, in frames and files
TIDY = ("theme", "code", "name", "margin", "count", "denominator", "value")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its `key` (how `frame` and `passages` call it) and how it is shown.

    `group` is the index of its group (that of the margin is the number of groups), `category`
    that of its family code, None without a family; `remainder` marks "none of the family".
    """

    key: tuple[str, ...]
    shown: tuple[str, ...]
    group: int
    category: int | None
    margin: bool
    remainder: bool = False


@dataclass(frozen=True)
class Columns:
    """All columns in order, and the names of the levels of their keys."""

    names: tuple[str, ...]
    all: tuple[Column, ...]

    def index(self) -> pd.Index[Any]:
        """Return the columns as pandas names them."""
        keys = [column.key for column in self.all]
        if len(self.names) > 1:
            return pd.MultiIndex.from_tuples(keys, names=self.names)
        return pd.Index([key[0] for key in keys], name=self.names[0] or None)


def columns(groups: Groups, crossing: Crossing | None) -> Columns:
    """Lay out the columns in the order of `Tally.counts`."""
    if crossing is None:
        return Columns(groups.names or ("",), _of_groups(groups))
    by = bool(groups.names)
    made = tuple(
        Column(
            key=(*(column.key if by else ()), category),
            shown=(*(column.shown if by else ()), crossing.names[index]),
            group=column.group,
            category=index,
            margin=(column.margin and by) or index == len(crossing.ids) - 1,
            remainder=index == len(crossing.ids) - 2,
        )
        for column in _of_groups(groups)
        for index, category in enumerate(crossing.ids)
    )
    return Columns((*groups.names, crossing.family.id), made)


def _of_groups(groups: Groups) -> tuple[Column, ...]:
    margin = groups.margin if groups.names else ("all",)
    return (
        *(
            Column(
                key=label,
                shown=tuple(map(shown_label, label)),
                group=index,
                category=None,
                margin=False,
            )
            for index, label in enumerate(groups.labels)
        ),
        Column(
            key=margin,
            shown=(ALL_GROUPS if margin[0] == "all" else margin[0], *margin[1:]),
            group=len(groups),
            category=None,
            margin=True,
        ),
    )


@dataclass(frozen=True, eq=False)
class Standing:
    """Numbers of earlier releases that stand in a table, of shape (n_rows, n_columns).

    The days are empty where none stands.
    """

    count: Ints
    count_day: Texts
    denominator: Ints
    denominator_day: Texts

    @classmethod
    def nothing(cls, shape: tuple[int, ...]) -> Standing:
        """Return that none stands."""
        numbers, days = np.zeros(shape, dtype=np.int64), np.full(shape, "", dtype=object)
        return cls(numbers, days, numbers.copy(), days.copy())

    def put(self, place: tuple[int, int], number: int, day: str, *, base: bool) -> None:
        """Let a number stand, or, as base, what it is out of."""
        numbers = self.denominator if base else self.count
        days = self.denominator_day if base else self.count_day
        numbers[place], days[place] = number, day

    def chosen(self, rows: Ints | slice, columns: Ints | slice) -> Standing:
        """Return the same of some rows and columns."""
        return Standing(
            self.count[rows][:, columns],
            self.count_day[rows][:, columns],
            self.denominator[rows][:, columns],
            self.denominator_day[rows][:, columns],
        )


def standing_text(number: int, day: str) -> str:
    """Return a number of an earlier release, with its day.

    Examples
    --------
    >>> standing_text(28, "2024-03-03")
    '28 (as of 3 March 2024)'
    """
    when = written_day(datetime.date.fromisoformat(day))
    return Message("{number} (as of {day})", number=count(number), day=when)


@dataclass(frozen=True, eq=False)
class Hidden:
    """Which numbers of a table are not shown, both of shape (n_rows, n_columns).

    Some of these may be shown as they were in an earlier release: they are `standing`.
    """

    count: Bools
    denominator: Bools
    standing: Standing | None = None

    @classmethod
    def nothing(cls, shape: tuple[int, ...]) -> Hidden:
        """Return that all is shown."""
        return cls(np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_))

    def chosen(self, rows: Ints | slice, columns: Ints | slice) -> Hidden:
        """Return the same of some rows and columns."""
        return Hidden(
            self.count[rows][:, columns],
            self.denominator[rows][:, columns],
            self.standing.chosen(rows, columns) if self.standing else None,
        )

    def count_mark(self, place: tuple[int, ...]) -> str:
        """Return what stands in place of a count that is not shown."""
        if self.standing is not None and self.standing.count_day[place]:
            return standing_text(int(self.standing.count[place]), self.standing.count_day[place])
        return SUPPRESSED

    def denominator_mark(self, place: tuple[int, ...]) -> str:
        """Return what stands in place of what a count is out of, where that is not shown."""
        stands = self.standing
        if stands is not None and stands.denominator_day[place]:
            return standing_text(int(stands.denominator[place]), stands.denominator_day[place])
        return SUPPRESSED


def marked(
    values: npt.NDArray[Any],
    hidden: Bools,
    mark: Callable[[tuple[int, ...]], str] = lambda _: SUPPRESSED,
) -> npt.NDArray[Any]:
    """Return values with a mark where they are not shown; by its place, if marks differ.

    Examples
    --------
    >>> marked(np.array([3, 7]), np.array([True, False])).tolist()
    ['suppressed', 7]
    """
    if not hidden.any():
        return values
    shown = values.astype(object)
    for place in zip(*np.nonzero(hidden), strict=True):
        shown[place] = mark(place)
    return shown


def long_frame(
    rows: Sequence[TableRow], columns: Columns, numbers: dict[str, npt.NDArray[Any]]
) -> pd.DataFrame:
    """Lay out a table with one row a cell: its row, its groups, whether it is a margin, numbers.

    An attribute with the name of a column stands as `attribute_<name>`, as in codings.csv.
    """
    size = len(columns.all)
    tidy: dict[str, Any] = {
        "theme": np.repeat(_texts(row.theme for row in rows), size),
        "code": np.repeat(_texts("" if row.depth == 0 else row.id for row in rows), size),
        # Of objects, so that names stay what each language says in its own way.
        "name": pd.Series(np.repeat(_texts(row.name for row in rows), size), dtype=object),
    }
    for level, name in enumerate(columns.names):
        if name:
            own = f"attribute_{name}" if name in TIDY else name
            keys = _texts(column.key[level] for column in columns.all)
            tidy[free_label(own, set(tidy))] = np.tile(keys, len(rows))
    tidy["margin"] = np.tile([column.margin for column in columns.all], len(rows))
    return pd.DataFrame(tidy | {name: values.ravel() for name, values in numbers.items()})


def row_named(rows: Sequence[TableRow], wanted: str) -> TableRow:
    """Return the row of an id, or of a name as it is shown; or say which there are."""
    by_name = {row.name: row for row in rows}
    by_id = {row.id: row for row in rows}
    if wanted in by_name and wanted not in by_id:
        return by_name[wanted]
    if wanted not in by_id:
        raise TableError(
            Message(
                "the table has no row {row}{instead}",
                row=quoted(wanted),
                instead=offer(wanted, by_id),
            )
        )
    return by_id[wanted]


def column_named(columns: Columns, wanted: str | Sequence[str] | None) -> Column:
    """Return the column of a key, the margin for None, or say which there are."""
    by_key = {column.key: column for column in columns.all}
    if wanted is None:
        if columns.all[-1].margin or len(columns.all) == 1:
            return columns.all[-1]
        raise TableError(
            Message("say which column is meant; there are: {columns}", columns=_keys(by_key))
        )
    key = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    if key not in by_key:
        raise TableError(
            Message(
                "the table has no column {column}; there are: {columns}",
                column=quoted(wanted),
                columns=_keys(by_key),
            )
        )
    return by_key[key]


def _keys(keys: Iterable[tuple[str, ...]]) -> str:
    return enumerated([str(key[0] if len(key) == 1 else key) for key in keys])


def columns_with(columns: Columns, name: str, values: Sequence[object]) -> Bools:
    """Return which columns have one of some values of an attribute, or say which there are.

    Raises
    ------
    TableError
        If no column has such a value.
    """
    level = columns.names.index(name)
    there = _texts(column.key[level] for column in columns.all)
    for value in values:
        if value not in there:
            known = [key for key in dict.fromkeys(there.tolist()) if key]
            raise TableError(
                Message(
                    "no column has {attribute} {value}{instead}",
                    attribute=name,
                    value=quoted(value),
                    instead=offer(str(value), known),
                )
            )
    return np.isin(there, _texts(values))


def _texts(values: Iterable[Any]) -> Texts:
    return np.array(list(values), dtype=object)
