"""What a table shows, cell by cell, and how it becomes HTML or plain text.

No share stands without what it is a share of: either the column says its n, or the cell does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from civic_qual.analysis.tables.layout import SUPPRESSED
from civic_qual.analysis.tables.notes import SHOWN_SUPPRESSED
from civic_qual.coding.carried import ANY_THEME, TableRow
from civic_qual.messages import Message, count, decimal, percent, render
from civic_qual.showing import aligned

if TYPE_CHECKING:
    from civic_qual.analysis.tables.theme_table import ThemeTable


NOTHING_READ = "–"

# Beside the style of every result: heads over several columns, margins, themes and their codes.
GRID_STYLE = """
.cq .grid th, .cq .grid td { text-align: right; }
.cq .grid .over { text-align: center; border-bottom: 1px solid currentColor; }
.cq .grid tbody th, .cq .grid thead th:first-child { text-align: left; }
.cq .grid thead tr:last-child > * { border-bottom: 1px solid currentColor; }
.cq .grid .hidden { font-style: italic; opacity: .65; }
.cq .grid .margin { border-left: 1px solid currentColor; }
.cq .grid .base { font-weight: normal; font-size: .85em; }
.cq .grid .code th { font-weight: normal; padding-left: 2em; }
.cq .grid .any > * { border-top: 1px solid currentColor; }
"""


@dataclass(frozen=True)
class Cell:
    """One cell as shown: its text and, where it is shaded, the share that says how dark.

    `pale` says why it is not read as the others are: "zero" or "hidden".
    """

    text: str
    share: float | None = None
    pale: str = ""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Texts in order: `heads` a level of column labels each, `bases` the n of each column."""

    names: tuple[str, ...]
    heads: tuple[tuple[str, ...], ...]
    bases: tuple[Cell, ...]
    rows: tuple[TableRow, ...]
    cells: tuple[tuple[Cell, ...], ...]
    margins: tuple[bool, ...]

    @property
    def has_bases(self) -> bool:
        """Whether a column says what it is out of."""
        return any(base.text for base in self.bases)


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
    bases = [_uniform(table, index) for index in range(len(columns))]
    stated = [
        base is not None or column.category is not None
        for base, column in zip(bases, columns, strict=True)
    ]
    return Grid(
        names=tuple(name.replace("_", " ") for name in table.columns.names),
        heads=tuple(zip(*(column.shown for column in columns), strict=True)),
        bases=tuple(_base(table, index, base) for index, base in enumerate(bases)),
        rows=table.rows,
        cells=tuple(
            tuple(_cell(table, row, index, stated[index]) for index in range(len(columns)))
            for row in range(len(table.rows))
        ),
        margins=tuple(column.margin for column in columns),
    )


def share_text(number: int, base: int) -> str:
    """Return a share in whole per cent; what is there is never shown as 0, nor all but all as 100.

    Examples
    --------
    >>> share_text(1, 3), share_text(1, 400), share_text(399, 400)
    ('33%', '<1%', '>99%')
    """
    share = 100 * number / base
    if 0 < share < 0.5:
        return Message("<{share}", share=percent(0.01))
    if 99.5 <= share < 100:
        return Message(">{share}", share=percent(0.99))
    return percent(int(f"{share:.0f}") / 100)


def _uniform(table: ThemeTable, column: int) -> int | None:
    """Return what a column is out of if that is shown, and the same in all rows, else None."""
    if table.hidden.denominator[:, column].any():
        return None
    bases = {int(base) for base in table.denominator[:, column]}
    return bases.pop() if len(bases) == 1 else None


def _base(table: ThemeTable, column: int, base: int | None) -> Cell:
    hidden = table.hidden.denominator[:, column]
    if hidden.all() and len(hidden):
        marks = {table.hidden.denominator_mark((row, column)) for row in range(len(hidden))}
        if len(marks) == 1 and SUPPRESSED not in marks:
            return Cell(Message("n = {number}", number=marks.pop()), pale="hidden")
        return Cell(Message("n {suppressed}", suppressed=SHOWN_SUPPRESSED), pale="hidden")
    if base is None:
        return Cell("")
    if table.tally.over_words:
        return Cell(Message.plural("{n} word", "{n} words", n=base))
    return Cell(Message("n = {number}", number=count(base)))


def _cell(table: ThemeTable, row: int, column: int, stated: bool) -> Cell:
    number, base = int(table.count[row, column]), int(table.denominator[row, column])
    if table.hidden.count[row, column]:
        return _hidden(table.hidden.count_mark((row, column)))
    if table.hidden.denominator[row, column]:
        return Cell(count(number), pale="" if number else "zero")
    if not base:
        return Cell(NOTHING_READ, pale="zero")
    out_of = count(number) if stated else _out_of(table, number, base)
    if table.normalise == "share" and number:
        shaded = table.rows[row].id != ANY_THEME and not table.columns.all[column].remainder
        text = Message("{number} ({share})", number=out_of, share=share_text(number, base))
        return Cell(text, number / base if shaded else None)
    if table.normalise == "per_1000_words" and number:
        rate = decimal(1000 * number / base, 2)
        return Cell(Message("{rate} ({number})", rate=rate, number=out_of))
    return Cell(out_of, pale="" if number or not stated else "zero")


def _hidden(mark: str) -> Cell:
    """Return what is shown in place of a hidden number: of an earlier release, or nothing."""
    return Cell(SHOWN_SUPPRESSED if mark == SUPPRESSED else mark, pale="hidden")


def _out_of(table: ThemeTable, number: int, base: int) -> str:
    if table.tally.over_words:
        return Message("{number} of {base} words", number=count(number), base=count(base))
    return Message("{number} of {base}", number=count(number), base=count(base))


def grid_text(grid: Grid, corner: str) -> str:
    """Return a grid in columns for a terminal; `corner` stands over the labels of the rows."""
    last = len(grid.heads) - 1
    lines = [
        [corner if level == last else name, *(heads if level == last else _once(heads))]
        for level, (name, heads) in enumerate(zip(grid.names, grid.heads, strict=True))
    ]
    lines += [["", *(base.text for base in grid.bases)]] if grid.has_bases else []
    lines += [
        ["  " * row.depth + render(row.name), *(cell.text for cell in cells)]
        for row, cells in zip(grid.rows, grid.cells, strict=True)
    ]
    return "\n".join(aligned(lines, numbers=[False] + [True] * len(grid.bases)))


def _once(labels: Sequence[str]) -> list[str]:
    """Leave a label out where it is that of the column before."""
    return [text for label, size in runs(labels) for text in (label, *[""] * (size - 1))]


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


def grid_html(grid: Grid, corner: str, caption: str = "") -> str:
    """Return a grid as an HTML table; `corner` stands over the labels of the rows."""
    parts = [
        '<table class="grid">',
        f"<caption>{_escaped(caption)}</caption>" if caption else "",
        "<thead>",
        *_heads(grid, corner),
        "</thead>",
        "<tbody>",
        *_body(grid),
        "</tbody>",
        "</table>\n",
    ]
    return "\n".join(part for part in parts if part)


def _heads(grid: Grid, corner: str) -> Iterable[str]:
    """Yield a row for each level of column labels, and one for what the columns are out of."""
    for level, (name, labels) in enumerate(zip(grid.names, grid.heads, strict=True)):
        last = level == len(grid.heads) - 1
        cells = [(label, 1) for label in labels] if last else runs(labels)
        heads = "".join(
            _head(label, size, last and grid.margins[index])
            for index, (label, size) in enumerate(cells)
        )
        yield f'<tr><th scope="col">{_escaped(corner if last else name)}</th>{heads}</tr>'
    if grid.has_bases:
        bases = "".join(map(_data, grid.bases, grid.margins))
        yield f'<tr class="base"><td></td>{bases}</tr>'


def _body(grid: Grid) -> Iterable[str]:
    for row, cells in zip(grid.rows, grid.cells, strict=True):
        kind = "code" if row.depth else "any" if row.id == ANY_THEME else "theme"
        shown = "".join(map(_data, cells, grid.margins))
        yield f'<tr class="{kind}"><th scope="row">{_escaped(row.name)}</th>{shown}</tr>'


def _head(label: str, size: int, margin: bool) -> str:
    kind = ' class="margin"' if margin else ' class="over"' if size > 1 else ""
    return f'<th scope="col" colspan="{size}"{kind}>{_escaped(label)}</th>'


def _data(cell: Cell, margin: bool) -> str:
    """Return a cell with its classes: margin or not, how dark in tenths, whether it is pale."""
    shade = f"s{min(9, int(10 * cell.share))}" if cell.share else ""
    names = " ".join(filter(None, ["margin" if margin else "", shade, cell.pale]))
    kind = f' class="{names}"' if names else ""
    return f"<td{kind}>{_escaped(cell.text)}</td>"


def _escaped(text: str) -> str:
    """Return a text as markup: a page is a border, where messages are said in its language."""
    return escape(render(text))
