"""The cells of a table file, sheet by sheet, before anything is known of what they hold."""

from __future__ import annotations

from dataclasses import dataclass

from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.sheets.reading import csv_sheet
from civic_qual.sheets.workbooks import workbook_rows

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a sheet that hold something, all of one width; the name of a csv file is ""."""

    name: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def csv_grid(data: bytes, encoding: str | None) -> Grid:
    """Read a csv or tsv file, whatever stands between its cells."""
    sheet = csv_sheet(data, encoding)
    return Grid("", _full((sheet.titles, *sheet.rows)), sheet.notes)


def workbook_grids(data: bytes) -> list[Grid]:
    """Read the sheets of a workbook that hold something.

    Raises
    ------
    ReadError
        If none does, or it is damaged.
    """
    grids = [
        Grid(name, _full(tuple(cells for _, cells in rows)))
        for name, rows in workbook_rows(data).items()
    ]
    full = [grid for grid in grids if grid.rows]
    if not full:
        raise ReadError(Message("the workbook is empty"))
    return full


def _full(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    kept = [tuple(cell.strip() for cell in row) for row in rows]
    width = max(map(len, kept), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in kept if any(row))
