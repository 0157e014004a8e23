"""What a table shows, cell by cell, before it becomes HTML or plain text.

No share stands without what it is a share of: either the column says its n, or the cell does.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
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


def _base(table: ThemeTable, place: int, base: int | None) -> str:
    if table.marks is not None and table.marks.denominator[:, place].all():
        return f"n {SUPPRESSED}"
    if base is None:
        return ""
    return f"{base:,} words" if table.tally.over_words else f"n = {base:,}"


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
    out_of = "" if base_shown else f" of {base:,}" + (" words" if table.tally.over_words else "")
    if table.normalise == "share" and count:
        shaded = table.rows[row].id != ANY_THEME and not table.columns.all[place].remainder
        return Cell(f"{count:,}{out_of} ({percent(count, base)})", count / base if shaded else None)
    if table.normalise == "per_1000_words" and count:
        return Cell(f"{1000 * count / base:.2f} ({count:,}{out_of})")
    return Cell(f"{count:,}{out_of}")


_WIDTH = 96


def table_text(table: ThemeTable) -> str:
    """Return a table in columns, with what each column is out of, and its notes."""
    grid = table_grid(table)
    last = len(grid.heads) - 1
    lines = [
        [table.level if place == last else name, *(heads if place == last else _once(heads))]
        for place, (name, heads) in enumerate(zip(grid.names, grid.heads, strict=True))
    ]
    lines += [["", *grid.bases]] if any(grid.bases) else []
    lines += [
        ["  " * row.depth + row.name, *(cell.text for cell in cells)]
        for row, cells in zip(grid.rows, grid.cells, strict=True)
    ]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    shown = [
        "  ".join(
            [
                _padded(line[0], widths[0]),
                *(_padded(text, -width) for text, width in zip(line[1:], widths[1:], strict=True)),
            ]
        ).rstrip()
        for line in lines
    ]
    notes = [
        textwrap.fill(note, _WIDTH, initial_indent="- ", subsequent_indent="  ")
        for note in table.notes
    ]
    return "\n".join([*shown, "", *notes])


def _once(labels: Sequence[str]) -> list[str]:
    """Leave a label out where it is that of the column before."""
    return [text for label, width in runs(labels) for text in (label, *[""] * (width - 1))]


def _padded(text: str, width: int) -> str:
    """Fill a text with spaces on its right, or on its left for a negative width."""
    space = " " * (abs(width) - _width(text))
    return text + space if width > 0 else space + text


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: marks none, wide letters two."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


# In a notebook: its own colours, light or dark, are kept.
_STYLE = """
.cq-themes table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.cq-themes caption { text-align: left; font-weight: 600; padding: .3em 0; }
.cq-themes th, .cq-themes td { padding: .25em .7em; text-align: right; background: none; }
.cq-themes .over { text-align: center; border-bottom: 1px solid currentColor; }
.cq-themes tbody th, .cq-themes thead th:first-child { text-align: left; }
.cq-themes thead tr:last-child > * { border-bottom: 1px solid currentColor; }
.cq-themes .hidden { font-style: italic; opacity: .65; }
.cq-themes .margin { border-left: 1px solid currentColor; }
.cq-themes .base { font-weight: normal; font-size: .85em; }
.cq-themes .code th { font-weight: normal; padding-left: 2em; }
.cq-themes .any > * { border-top: 1px solid currentColor; }
.cq-themes .notes { font-size: .85em; max-width: 60em; padding-left: 1.2em; }
"""


def notebook_html(table: ThemeTable) -> str:
    """Return a table with its own small style sheet, as a notebook shows it."""
    return f'<style>{_STYLE}</style>\n<div class="cq-themes">{table_html(table)}</div>'


def table_html(table: ThemeTable, caption: str = "") -> str:
    """Return a table and its notes as a piece of HTML without styles."""
    return grid_html(table_grid(table), table.level, caption) + notes_html(table.notes)


def grid_html(grid: Grid, corner: str, caption: str = "") -> str:
    """Return a grid as an HTML table; `corner` stands over the labels of the rows."""
    parts = [
        "<table>",
        f"<caption>{escape(caption)}</caption>" if caption else "",
        "<thead>",
        *_heads(grid, corner),
        "</thead>",
        "<tbody>",
        *_body(grid),
        "</tbody>",
        "</table>\n",
    ]
    return "\n".join(part for part in parts if part)


def notes_html(notes: Iterable[str]) -> str:
    """Return notes as a list."""
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<ul class="notes">{items}</ul>'


def _heads(grid: Grid, corner: str) -> Iterable[str]:
    """Yield a row for each level of column labels, and one for what the columns are out of."""
    for depth, (name, labels) in enumerate(zip(grid.names, grid.heads, strict=True)):
        last = depth == len(grid.heads) - 1
        cells = [(label, 1) for label in labels] if last else runs(labels)
        over_labels = f'<th scope="col">{escape(corner if last else name.replace("_", " "))}</th>'
        yield (
            "<tr>"
            + over_labels
            + "".join(
                _head(label, width, last and grid.margins[place])
                for place, (label, width) in enumerate(cells)
            )
            + "</tr>"
        )
    if any(grid.bases):
        yield (
            '<tr class="base"><td></td>'
            + "".join(
                f"<td{_classes(Cell(base), margin)}>{base}</td>"
                for base, margin in zip(grid.bases, grid.margins, strict=True)
            )
            + "</tr>"
        )


def _body(grid: Grid) -> Iterable[str]:
    for row, cells in zip(grid.rows, grid.cells, strict=True):
        kind = "code" if row.depth else "any" if row.id == ANY_THEME else "theme"
        shown = "".join(
            f"<td{_classes(cell, margin)}>{cell.text}</td>"
            for cell, margin in zip(cells, grid.margins, strict=True)
        )
        yield f'<tr class="{kind}"><th scope="row">{escape(row.name)}</th>{shown}</tr>'


def _head(label: str, width: int, margin: bool) -> str:
    kind = ' class="margin"' if margin else ' class="over"' if width > 1 else ""
    return f'<th scope="col" colspan="{width}"{kind}>{escape(label)}</th>'


def _classes(cell: Cell, margin: bool) -> str:
    """Return the classes of a cell: margin or not, how dark in tenths, and whether it is pale."""
    shade = f"s{min(9, int(10 * cell.share))}" if cell.share else ""
    pale = (
        "zero"
        if cell.text in ("0", NOTHING_READ)
        else "hidden"
        if cell.text.endswith(SUPPRESSED)
        else ""
    )
    names = " ".join(filter(None, ["margin" if margin else "", shade, pale]))
    return f' class="{names}"' if names else ""
