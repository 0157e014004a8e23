"""A theme table as HTML, its notes below; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from civic_qual.analysis.tables.marks import SUPPRESSED
from civic_qual.analysis.tables.showing import NOTHING_READ, Cell, Grid, runs, table_grid
from civic_qual.coding.theme_rows import ANY_THEME

if TYPE_CHECKING:
    from civic_qual.analysis.tables.theme_table import ThemeTable

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
