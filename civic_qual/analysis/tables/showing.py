"""What a table shows, cell by cell, before it becomes HTML or plain text.

No share stands without what it is a share of: either the column says its n, or the cell does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic_qual.analysis.tables.marks import SUPPRESSED
from civic_qual.coding.theme_rows import ANY_THEME, TableRow

if TYPE_CHECKING:
    from civic_qual.analysis.tables.theme_table import ThemeTable

NOTHING_READ = "–"


@dataclass(frozen=True)
class Cell:
    """One cell as shown: its text and, where it is shaded, the share that says how dark."""

    text: str
    share: float | None = None


@dataclass(frozen=True)
class Grid:
    """Texts in order: `heads` a level of column labels each, `bases` the n of each column."""

    names: tuple[str, ...]
    heads: tuple[tuple[str, ...], ...]
    bases: tuple[str, ...]
    rows: tuple[TableRow, ...]
    cells: tuple[tuple[Cell, ...], ...]
    margins: tuple[bool, ...]


def beside(titles: Sequence[str], grids: Sequence[Grid]) -> Grid:
    """Put grids of the same rows side by side, each under its title.

    Every grid has one level of heads; where all have one column, the title is head enough.
    """
    over = tuple(title for title, grid in zip(titles, grids, strict=True) for _ in grid.margins)
    under = tuple(head for grid in grids for head in grid.heads[-1])
    single = all(len(grid.margins) == 1 for grid in grids)
    return Grid(
        names=("",) if single else ("", ""),
        heads=(over,) if single else (over, under),
        bases=tuple(base for grid in grids for base in grid.bases),
        rows=grids[0].rows,
        cells=tuple(
            tuple(cell for row in rows for cell in row)
            for rows in zip(*(grid.cells for grid in grids), strict=True)
        ),
        margins=tuple(False if single else margin for grid in grids for margin in grid.margins),
    )


def table_grid(table: ThemeTable) -> Grid:
    """Put a table into words and numbers.

    Crossed with a family, a cell is out of its row's "all" beside it, and does not repeat that.
    """
    columns = table.columns.all
    uniform = [_uniform(table, place) for place in range(len(columns))]
    return Grid(
        names=table.columns.names,
        heads=tuple(zip(*(column.shown for column in columns), strict=True)),
        bases=tuple(_base(table, place, base) for place, base in enumerate(uniform)),
        rows=table.rows,
        cells=tuple(
            tuple(
                _cell(
                    table,
                    row,
                    place,
                    uniform[place] is not None or columns[place].category is not None,
                )
                for place in range(len(columns))
            )
            for row in range(len(table.rows))
        ),
        margins=tuple(column.margin for column in columns),
    )


def runs(labels: Sequence[str]) -> list[tuple[str, int]]:
    """Return labels with how often each stands side by side.

    Examples
    --------
    >>> runs(["CAR", "CAR", "Mali"])
    [('CAR', 2), ('Mali', 1)]
    """
    found: list[tuple[str, int]] = []
    for label in labels:
        if found and found[-1][0] == label:
            found[-1] = (label, found[-1][1] + 1)
        else:
            found.append((label, 1))
    return found


def percent(count: int, base: int) -> str:
    """Return a share in whole per cent; what is there is never shown as 0, nor all but all as 100.

    Examples
    --------
    >>> percent(1, 3), percent(1, 400), percent(399, 400)
    ('33%', '<1%', '>99%')
    """
    share = 100 * count / base
    if 0 < share < 0.5:
        return "<1%"
    if 99.5 <= share < 100:
        return ">99%"
    return f"{share:.0f}%"


def over_words(table: ThemeTable) -> bool:
    """Whether the counts of a table are seen against words, and are no part of an n."""
    return table.normalise == "per_1000_words" or table.measure in ("mentions", "words")


def _base(table: ThemeTable, place: int, base: int | None) -> str:
    if table.marks is not None and table.marks.denominator[:, place].all():
        return f"n {SUPPRESSED}"
    if base is None:
        return ""
    return f"{base:,} words" if over_words(table) else f"n = {base:,}"


def _uniform(table: ThemeTable, place: int) -> int | None:
    """Return what a column is out of if that is shown, and the same in all rows, else None."""
    if table.marks is not None and table.marks.denominator[:, place].any():
        return None
    bases = {int(base) for base in table.denominator[:, place]}
    return bases.pop() if len(bases) == 1 else None


def _cell(table: ThemeTable, row: int, place: int, base_shown: bool) -> Cell:
    count, base = int(table.count[row, place]), int(table.denominator[row, place])
    if table.marks is not None and table.marks.count[row, place]:
        return Cell(SUPPRESSED)
    if table.marks is not None and table.marks.denominator[row, place]:
        return Cell(f"{count:,}")
    if not base:
        return Cell(NOTHING_READ)
    out_of = "" if base_shown else f" of {base:,}" + (" words" if over_words(table) else "")
    if table.normalise == "share" and count:
        shaded = table.rows[row].id != ANY_THEME and not table.columns.all[place].remainder
        return Cell(f"{count:,}{out_of} ({percent(count, base)})", count / base if shaded else None)
    if table.normalise == "per_1000_words" and count:
        return Cell(f"{1000 * count / base:.2f} ({count:,}{out_of})")
    return Cell(f"{count:,}{out_of}")
