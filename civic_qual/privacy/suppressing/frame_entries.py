"""Plain tables of counts of people as entries of a ledger: all that is known is their margin."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from civic_qual.analysis.measures import PARTICIPANTS
from civic_qual.arrays import Ints
from civic_qual.coding.carried import ANY_THEME
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.privacy.suppressing.ledger import (
    Counted,
    Entry,
    Key,
    Ledger,
    Relation,
    RowKey,
    parts_and_whole,
)

LARGE = 10**9


def enter_frame(frame: pd.DataFrame, margin: str, number: int, ledger: Ledger) -> Ints:
    """Enter the counts of a table into the ledger and return their indices, shaped like it.

    Raises
    ------
    DisclosureError
        If the table has no margin, or holds anything but counts.
    """
    values = _checked(frame)
    last, total = margin_column(frame, margin), margin_row(frame, margin)
    disjoint = total is not None and _disjoint(values, total)
    numbers = np.empty(values.shape, dtype=np.int64)
    for (row, column), value in np.ndenumerate(values):
        # The margins of one row in two tables are one number; cells of groups are not.
        group: Hashable = margin if column == last else (number, column)
        label = RowKey(frozenset(), str(frame.index[row]))
        key = Key(source="frame", measure=Counted(PARTICIPANTS), row=label, group=group)
        # Without rows that add up nobody can say how many people a group holds.
        of = int(values[total, column]) if disjoint else int(value) or LARGE
        missing = of - int(value) if disjoint else None
        numbers[row, column] = ledger.enter(
            Entry(key=key, value=int(value), people=int(value), group=of, missing=missing)
        )
    return numbers


def frame_relations(frame: pd.DataFrame, margin: str, numbers: Ints) -> Iterator[Relation]:
    """Yield that groups add up to the margin, and rows to the row that holds them all."""
    last, total = margin_column(frame, margin), margin_row(frame, margin)
    for row in numbers.tolist():
        parts = row[:last] + row[last + 1 :]
        yield from parts_and_whole(row[last], parts, parts)
    if total is not None:
        disjoint = _disjoint(_checked(frame), total)
        for column in numbers.T.tolist():
            parts = column[:total] + column[total + 1 :]
            for inside in [parts] if disjoint else [[part] for part in parts]:
                yield from parts_and_whole(column[total], inside, parts)


def columns_of(frame: pd.DataFrame, margin: str, number: int) -> list[frozenset[Hashable]]:
    """Return the groups of a table, one by one, each with the margin that holds it."""
    last = margin_column(frame, margin)
    return [
        frozenset({margin, (number, index)}) for index in range(frame.shape[1]) if index != last
    ] or [frozenset({margin})]


def margin_column(frame: pd.DataFrame, margin: str) -> int:
    """Return the index of the margin among the columns."""
    named = [index for index, label in enumerate(frame.columns) if _first(label) == margin]
    if len(named) != 1:
        raise DisclosureError(
            Message(
                "a table of counts needs its margin, one column called {margin}: whoever adds up "
                "the groups has it anyway. There are: {columns}. Add the column, or name it with "
                "margin=",
                margin=quoted(margin),
                columns=enumerated(map(str, frame.columns)),
            )
        )
    return named[0]


def margin_row(frame: pd.DataFrame, margin: str) -> int | None:
    """Return the index of the row that holds all others, if there is one."""
    named = [
        index for index, label in enumerate(frame.index) if _first(label) in (margin, ANY_THEME)
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
            Message(
                "a table of counts needs rows and columns, and every row a label of "
                "its own; give it that, or leave the table out"
            )
        )
    numbers = frame.apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    if not (
        np.isfinite(numbers).all() and (numbers >= 0).all() and (numbers == np.rint(numbers)).all()
    ):
        raise DisclosureError(
            Message(
                "a plain table must hold counts of people, whole numbers from 0 on; "
                "shares can be worked out again afterwards from what is shown"
            )
        )
    checked: Ints = numbers.astype(np.int64)
    return checked
