"""A theme table as plain text for a terminal, its notes below."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from civic_qual.analysis.tables.showing import runs, table_grid

if TYPE_CHECKING:
    from civic_qual.analysis.tables.theme_table import ThemeTable

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
