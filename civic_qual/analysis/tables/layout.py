"""The columns of a table: groups and their margin and, within each, the codes of a family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civic_qual.analysis.tables.counting import Crossing
from civic_qual.analysis.tables.groups import Groups, free_label
from civic_qual.analysis.tables.marks import marked
from civic_qual.calls import offer
from civic_qual.coding.theme_rows import TableRow
from civic_qual.errors import TableError

if TYPE_CHECKING:
    from civic_qual.analysis.tables.theme_table import ThemeTable
    from civic_qual.arrays import Texts


@dataclass(frozen=True)
class Column:
    """One column: its `key` (how `frame` and `passages` call it) and how it is shown.

    `group` is the position of its group (that of the margin is the number of groups), `category`
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


def columns(groups: Groups, crossing: Crossing | None) -> Columns:
    """Lay out the columns in the order of `Tally.counts`."""
    if crossing is None:
        return Columns(groups.names or ("",), _of_groups(groups))
    made = tuple(
        Column(
            key=(*column.key, category) if groups.names else (category,),
            shown=(*column.shown, crossing.names[place])
            if groups.names
            else (crossing.names[place],),
            group=column.group,
            category=place,
            margin=(column.margin and bool(groups.names)) or place == len(crossing.ids) - 1,
            remainder=place == len(crossing.ids) - 2,
        )
        for column in _of_groups(groups)
        for place, category in enumerate(crossing.ids)
    )
    return Columns((*groups.names, crossing.family.id), made)


def _of_groups(groups: Groups) -> tuple[Column, ...]:
    size = len(groups)
    margin = groups.margin if groups.names else ("all",)
    return (
        *(
            Column(label, tuple(part.replace("_", " ") for part in label), place, None, False)
            for place, label in enumerate(groups.labels)
        ),
        Column(margin, margin, size, None, True),
    )


TIDY = ("theme", "code", "name", "margin", "count", "denominator", "value")


def wide_frame(table: ThemeTable, values: npt.NDArray[Any]) -> pd.DataFrame:
    """Lay out values of shape (n_rows, n_columns) under the names of a table."""
    names, keys = table.columns.names, [column.key for column in table.columns.all]
    index: pd.Index[Any] = (
        pd.MultiIndex.from_tuples(keys, names=names)
        if len(names) > 1
        else pd.Index([key[0] for key in keys], name=names[0] or None)
    )
    rows = pd.Index([row.id for row in table.rows], name=table.level)
    return pd.DataFrame(values, index=rows, columns=index)


def long_frame(table: ThemeTable) -> pd.DataFrame:
    """Lay out a table with one row a cell, as `ThemeTable.long` says.

    An attribute with the name of a column stands as `attribute_<name>`, as in codings.csv.
    """
    rows, columns, marks = table.rows, table.columns.all, table.marks
    tidy: dict[str, Any] = {
        "theme": np.repeat(_texts(row.theme for row in rows), len(columns)),
        "code": np.repeat(_texts("" if row.depth == 0 else row.id for row in rows), len(columns)),
        "name": np.repeat(_texts(row.name for row in rows), len(columns)),
    }
    for level, name in enumerate(table.columns.names):
        if name:
            keys = _texts(column.key[level] for column in columns)
            own = f"attribute_{name}" if name in TIDY else name
            tidy[free_label(own, set(tidy))] = np.tile(keys, len(rows))
    return pd.DataFrame(
        tidy
        | {
            "margin": np.tile([column.margin for column in columns], len(rows)),
            "count": marked(table.count, marks.count if marks else None).ravel(),
            "denominator": marked(table.denominator, marks.denominator if marks else None).ravel(),
            "value": marked(table.value if table.normalise else table.count, table.hidden).ravel(),
        }
    )


def row_named(table: ThemeTable, wanted: str) -> TableRow:
    """Return the row of a name, or say which there are."""
    rows = {row.id: row for row in table.rows}
    if wanted not in rows:
        raise TableError(f"the table has no row {wanted!r}" + offer(wanted, rows))
    return rows[wanted]


def column_named(table: ThemeTable, wanted: str | Sequence[str] | None) -> Column:
    """Return the column of a key, the margin for None, or say which there are."""
    if wanted is None:
        return table.columns.all[-1]
    key = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    columns = {column.key: column for column in table.columns.all}
    if key not in columns:
        known = ", ".join(str(one[0] if len(one) == 1 else one) for one in columns)
        raise TableError(f"the table has no column {wanted!r}; there are: {known}")
    return columns[key]


def _texts(values: Iterable[str]) -> Texts:
    return np.array(list(values), dtype=object)
