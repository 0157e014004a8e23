"""Bars a reader can compare: colours that stay apart for everyone, numbers beside them.

matplotlib is loaded when something is drawn, and none of its settings is changed for others.
"""

from __future__ import annotations

import io
import re
import warnings
from html import escape
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from civic_qual.analysis.tables.notes import SHOWN_SUPPRESSED
from civic_qual.analysis.tables.showing import share_text
from civic_qual.errors import TableError
from civic_qual.messages import Message, count, decimal, render

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from civic_qual.analysis.tables.theme_table import ThemeTable


DOTS_PER_INCH = 110


class Chart(Figure):
    """A matplotlib figure with a picture of itself as its value in a notebook.

    Figures made through pyplot are kept alive until closed; this one goes when its user goes.
    """

    def _repr_png_(self) -> bytes:
        target = io.BytesIO()
        self.savefig(target, format="png", dpi=DOTS_PER_INCH)
        return target.getvalue()


# Okabe and Ito's colours, told apart with any colour vision; then again, hatched.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")
HATCHES = ("", "////", "....", "xxxx")
_LETTERS = 9  # points: of names and titles
_MOST_GROUPS = len(COLOURS) * len(HATCHES)
_SETTINGS: dict[Any, Any] = {
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "svg.fonttype": "none",  # text stays text: it can be found, read aloud and copied
    "svg.hashsalt": "civic_qual",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
}


def table_bars(table: ThemeTable) -> Figure:
    """Draw a theme table as horizontal bars, grouped by row, a colour a group.

    Raises
    ------
    TableError
        If there are more groups than can be told apart.
    """
    import matplotlib as mpl

    groups = _groups(table)
    if not drawable(table):
        raise TableError(
            Message(
                "{number} groups cannot be told apart in one chart; "
                "draw at most {most}, by fewer attributes",
                number=count(len(groups)),
                most=_MOST_GROUPS,
            )
        )
    with mpl.rc_context(_SETTINGS):
        height = 0.9 + len(table.rows) * (0.2 * len(groups) + 0.22)
        figure = Chart(figsize=(9.5, height), layout="constrained")
        axes = figure.add_subplot()
        _draw(axes, table, groups)
        if len(groups) > 1:
            _legend(figure, table, groups)
    return figure


def drawable(table: ThemeTable) -> bool:
    """Whether the groups of a table are few enough to be told apart in one chart."""
    return len(_groups(table)) <= _MOST_GROUPS


def _groups(table: ThemeTable) -> list[int]:
    """Return the columns that are groups, or the only one there is."""
    groups = [index for index, column in enumerate(table.columns.all) if not column.margin]
    return groups or [len(table.columns.all) - 1]


def figure_svg(figure: Figure, title: str) -> str:
    """Return a figure as a piece of SVG for a page, with a title for those who cannot see it.

    The same figure gives the same text, letter by letter.
    """
    import matplotlib as mpl

    target = io.StringIO()
    with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        # The page draws the letters with fonts of its own; here they are only measured.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    svg = target.getvalue()
    return _named(svg[svg.index("<svg") :], title)


def _draw(axes: Axes, table: ThemeTable, groups: list[int]) -> None:
    values = table.value
    for number, column in enumerate(groups):
        heights = [
            row + (number - (len(groups) - 1) / 2) * 0.8 / len(groups)
            for row in range(len(table.rows))
        ]
        shown = [0 if value != value else value for value in values[:, column]]
        axes.barh(
            heights,
            shown,
            height=0.8 / len(groups) * 0.86,
            edgecolor="white",
            color=COLOURS[number % len(COLOURS)],
            hatch=HATCHES[number // len(COLOURS)],
            linewidth=0,
        )
        for row, (height, value) in enumerate(zip(heights, shown, strict=True)):
            axes.annotate(
                render(_number(table, row, column)),
                (value, height),
                (4, 0),
                va="center",
                textcoords="offset points",
                fontsize=8,
                color="#333333",
            )
    _dress(axes, table)


def _dress(axes: Axes, table: ThemeTable) -> None:
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    axes.set_yticks(range(len(table.rows)), [render(row.name) for row in table.rows])
    axes.invert_yaxis()
    axes.margins(x=0.22, y=0.02)
    axes.set_xlim(left=0)
    axes.tick_params(length=0, labelsize=_LETTERS)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    if table.normalise == "share":
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(integer=table.normalise is None))
    axes.set_xlabel(
        render(table.tally.measure.axis(table.unit, table.normalise)), fontsize=_LETTERS
    )


def _legend(figure: Figure, table: ThemeTable, groups: list[int]) -> None:
    from matplotlib.patches import Patch

    names = [
        " / ".join(render(part) for part in table.columns.all[index].shown if part)
        for index in groups
    ]
    patches = [
        Patch(
            facecolor=COLOURS[number % len(COLOURS)],
            edgecolor="white",
            linewidth=0,
            hatch=HATCHES[number // len(COLOURS)],
        )
        for number in range(len(groups))
    ]
    # A label that begins with an underscore would be dropped; a space nobody sees saves it.
    figure.legend(
        patches,
        [f"\u200b{name}" if name.startswith("_") else name for name in names],
        loc="outside upper left",
        ncols=min(6, len(groups)),
        frameon=False,
        fontsize=_LETTERS,
    )


def _number(table: ThemeTable, row: int, column: int) -> str:
    number, base = int(table.count[row, column]), int(table.denominator[row, column])
    if table.value_hidden[row, column]:
        return SHOWN_SUPPRESSED
    unknown = bool(table.hidden.denominator[row, column])
    if not base and not unknown:
        return Message("nothing read")
    if table.normalise == "per_1000_words":
        return decimal(1000 * number / base, 2)
    if table.normalise == "share":
        return Message(
            "{share} ({number} of {base})",
            share=share_text(number, base),
            number=count(number),
            base=count(base),
        )
    if table.tally.over_words or unknown:
        return count(number)
    return Message("{number} of {base}", number=count(number), base=count(base))


def _named(svg: str, title: str) -> str:
    """Say what a picture shows, and let it take the width it is given."""
    text = escape(render(title), quote=True)
    opening: Any = re.match(r"<svg[^>]*>", svg)
    kept = re.sub(r' (?:width|height)="[^"]*"', "", opening[0])
    named = kept[:-1] + f' role="img" aria-label="{text}"><title>{text}</title>'
    return named + re.sub(r"<metadata>.*?</metadata>", "", svg[opening.end() :], flags=re.S)
