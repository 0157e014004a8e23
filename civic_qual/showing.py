"""Tables and notes as people see them: HTML for notebooks and pages, plain text for terminals.

Every text is escaped, and in HTML no cell is cut: passages are there to be read.
"""

from __future__ import annotations

import math
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape
from numbers import Real
from typing import TYPE_CHECKING, Any

from civic_qual.messages import Message, count, render
from civic_qual.messages.terminal import visible
from civic_qual.tidy import label, missing

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 100  # shown at once; a frame holds all of them
_LONG = 40  # letters from which on a column is one of texts, and wraps
_WIDTH, _CUT = 96, 60  # of a terminal: of a line, and of a text in a table

# Colours are those of the page around it, light or dark; nothing is fetched.
STYLE = """
.cq { font-variant-numeric: tabular-nums; max-width: 100%; }
.cq .wide { overflow-x: auto; }
.cq table { border-collapse: collapse; }
.cq caption { text-align: left; font-weight: 600; padding: .3em 0; }
.cq th, .cq td { padding: .25em .7em; text-align: left; vertical-align: top; background: none;
  white-space: nowrap; }
.cq .number { text-align: right; }
.cq .text { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 16em; max-width: 44em; }
.cq thead th { border-bottom: 1px solid currentColor; vertical-align: bottom; }
.cq tbody tr + tr > * { border-top: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.cq .notes { font-size: .85em; max-width: 60em; padding-left: 1.2em; }
.cq .more { font-size: .85em; font-style: italic; }
"""


def styled(*parts: str, style: str = "") -> str:
    """Return pieces of HTML as a notebook shows them: with their own small style sheet."""
    return f'<style>{STYLE}{style}</style>\n<div class="cq">{"".join(parts)}</div>'


def table_html(frame: pd.DataFrame, caption: str = "", most: int = MOST_ROWS) -> str:
    """Return a tidy frame as an HTML table; its texts are whole and wrap.

    Parameters
    ----------
    frame
        A row a record; its index is not shown.
    caption
        What stands over it.
    most
        How many rows are shown; below stands how many more there are.
    """
    shown = frame.iloc[:most]
    kinds = [_kind(shown.iloc[:, place].tolist()) for place in range(shown.shape[1])]
    heads = "".join(
        f'<th scope="col"{_class(kind)}>{escape(render(label(name)))}</th>'
        for name, kind in zip(frame.columns, kinds, strict=True)
    )
    columns = [_cells(shown.iloc[:, place].tolist()) for place in range(shown.shape[1])]
    rows = (
        "".join(
            f"<td{_class(kind)}>{escape(cell)}</td>"
            for cell, kind in zip(cells, kinds, strict=True)
        )
        for cells in zip(*columns, strict=True)
    )
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    above = f"<caption>{escape(render(caption))}</caption>" if caption else ""
    return (
        f'<div class="wide" tabindex="0"><table>{above}<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>{body}</tbody></table></div>{_more_html(len(frame), most)}\n"
    )


def notes_html(notes: Iterable[str]) -> str:
    """Return notes as a list; nothing if there are none.

    Examples
    --------
    >>> notes_html(["a < b"])
    '<ul class="notes"><li>a &lt; b</li></ul>'
    """
    items = "".join(f"<li>{escape(render(note))}</li>" for note in notes)
    return f'<ul class="notes">{items}</ul>' if items else ""


def table_text(frame: pd.DataFrame, caption: str = "", most: int = MOST_ROWS) -> str:
    """Return a tidy frame in columns for a terminal; a long text is cut, and ends in "…"."""
    shown = frame.iloc[:most]
    raw = [shown.iloc[:, place].tolist() for place in range(shown.shape[1])]
    cells = [[_cut(cell) for cell in _cells(values)] for values in raw]
    lines = aligned(
        [[label(name) for name in frame.columns], *zip(*cells, strict=True)],
        numbers=[_kind(values) == "number" for values in raw],
    )
    return "\n".join([*filter(None, [visible(render(caption))]), *lines, *_more(len(frame), most)])


def aligned(rows: Iterable[Sequence[str]], *, numbers: Sequence[bool]) -> list[str]:
    r"""Return rows of texts as lines of a terminal, in columns; those of numbers to the right.

    Examples
    --------
    >>> print(*aligned([["theme", "n"], ["plan", "12"]], numbers=[False, True]), sep="\n")
    theme   n
    plan   12
    """
    shown = [[visible(render(text)).replace("\n", "\\n") for text in row] for row in rows]
    wide = [max(map(width, column)) for column in zip(*shown, strict=True)]
    sides = [-one if number else one for one, number in zip(wide, numbers, strict=True)]
    return [
        "  ".join(padded(text, side) for text, side in zip(row, sides, strict=True)).rstrip()
        for row in shown
    ]


def notes_text(notes: Iterable[str]) -> str:
    """Return notes as a list for a terminal."""
    return "\n".join(
        textwrap.fill(visible(render(note)), _WIDTH, initial_indent="- ", subsequent_indent="  ")
        for note in notes
    )


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes: marks none, wide letters two."""
    return sum(
        0
        if unicodedata.combining(letter)
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


def padded(text: str, wide: int) -> str:
    """Fill a text with spaces on its right, or on its left for a negative width."""
    space = " " * (abs(wide) - width(text))
    return text + space if wide > 0 else space + text


def number_text(value: float) -> str:
    """Return a number as it is read: no more digits than tell something.

    Examples
    --------
    >>> [number_text(one) for one in (3, 1234.5, 12.345, 0.12345, 0.00012, float("inf"))]
    ['3', '1234', '12.35', '0.123', '0.00012', 'inf']
    """
    if not isinstance(value, float) or not math.isfinite(value):
        return str(value)
    size = abs(value)
    if size >= 1000 or value == 0:
        return f"{value:.0f}"
    if size >= 10:
        return f"{value:.2f}"
    return f"{value:.3f}" if size >= 0.001 else f"{value:.2g}"


def _cells(values: Sequence[Any]) -> list[str]:
    """Return the cells of a column as texts; whole numbers stay whole beside missing ones."""
    whole = all(isinstance(one, float) and (one.is_integer() or one != one) for one in values)
    return [
        ""
        if missing(one)
        else str(int(one))
        if whole
        else number_text(one)
        if isinstance(one, float)
        else render(str(one) if not isinstance(one, str) else one)
        for one in values
    ]


def _kind(values: Sequence[Any]) -> str:
    """Return what a column holds: numbers, long texts, or short words."""
    there = [one for one in values if not missing(one)]
    if there and all(isinstance(one, Real) and not isinstance(one, bool) for one in there):
        return "number"
    return "text" if any(isinstance(one, str) and len(one) > _LONG for one in there) else ""


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CUT else line[: _CUT - 1].rstrip() + "…"


def _more(rows: int, most: int) -> list[str]:
    if rows <= most:
        return []
    told = Message(
        "{most} of {rows} rows are shown; .frame holds all", most=count(most), rows=count(rows)
    )
    return [render(told)]


def _more_html(rows: int, most: int) -> str:
    return "".join(f'<p class="more">{escape(line)}</p>' for line in _more(rows, most))
