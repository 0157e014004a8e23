"""Tables of counts in files, whoever made them: rows, columns, totals, and what is hidden.

A grid is made of a tidy table (a row a number, as `theme_table.csv`) or of a crossed one, as pages
and workbooks show it. Totals are believed only where the numbers that are shown agree with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from civic_qual.privacy.leaving.contents import Place, Rows

Cell = tuple[str, str]  # row and column, as they are called
_HIDDEN = re.compile(
    r"suppressed|supprim[ée]e?s?|hidden|masqu[ée]e?s?|withheld|confidential|n/?d|x|\*+|"
    r"[<≤]\s*\d+|[-–—…]|\.\.\.?|:",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+|\d+)(?:[.,]0+)?(?:\s*\(.*\))?")
_BASE = re.compile(r"n\s*=\s*(.+)", re.IGNORECASE)
TOTALS = frozenset(
    {"all", "total", "totals", "sum", "overall", "together", "ensemble", "tous", "toutes", "tout"}
)
_TIDY = {"count", "margin"}
_ESTIMATED = {"theme", "group", "units", "human_n"}
_ANY = "any theme"  # what the theme of a row is called that counts any of them
_NOT_GROUPS = {"theme", "code", "name", "margin", "count", "denominator", "value", "measure"}
BASE = "n"  # what the row of denominators is called


@dataclass(kw_only=True)
class Grid:
    """One table of counts.

    Attributes
    ----------
    file, place
        Where it stands.
    shown
        What is shown, by row and column.
    hidden
        What is not.
    sums
        Sums that hold: a cell, and the cells that add up to it.
    bounds
        Sums of cells with signs that are 0 at most.
    counted
        Whether its columns say that they are counts.
    labels
        What rows and columns are called, in words that stand in no dictionary.
    """

    file: str
    place: Place
    shown: dict[Cell, int] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)
    sums: list[tuple[Cell, tuple[Cell, ...]]] = field(default_factory=list)
    bounds: list[list[tuple[Cell, int]]] = field(default_factory=list)
    counted: bool = False
    labels: set[str] = field(default_factory=set)

    @property
    def holds_counts(self) -> bool:
        """Whether its columns say so, or its numbers add up: else they may be anything."""
        return self.counted or bool(self.sums)

    def at_most(self, low: Cell, *high: Cell) -> None:
        """Note that a cell is at most the sum of others."""
        self.bounds.append([(low, 1), *((one, -1) for one in high)])


def grids_of(
    file: str, tables: Sequence[tuple[Place, Rows]], names: Mapping[str, str]
) -> Iterator[Grid]:
    """Yield the tables of counts of a file; `names` are what themes and codes are called."""
    for place, rows in tables:
        titles = [title.strip().lower() for title in rows[0]] if rows else []
        grid = Grid(file=file, place=place, counted=set(titles) >= _TIDY)
        if grid.counted:
            _tidy(grid, titles, rows[1:])
        elif set(titles) >= _ESTIMATED:
            yield from _estimated(grid, titles, rows[1:], names)
            continue
        else:
            _crossed(grid, rows)
        if grid.shown or grid.hidden:
            yield grid


def names_in(tables: Sequence[tuple[Place, Rows]]) -> dict[str, str]:
    """Return what themes and codes are called, by their ids, as tidy tables say it."""
    names: dict[str, str] = {}
    for _, rows in tables:
        for told in _told(rows[0], rows[1:]) if rows else ():
            if name := told.get("name", ""):
                names[told.get("code") or told.get("theme", "")] = name
    return names


def _told(titles: Sequence[str], rows: Rows) -> Iterator[dict[str, str]]:
    """Yield rows as dictionaries."""
    small = [title.strip().lower() for title in titles]
    for row in rows:
        yield {title: cell.strip() for title, cell in zip(small, row, strict=False)}


def _tidy(grid: Grid, titles: list[str], rows: Rows) -> None:
    """Read a table with a row a number, whose totals are marked in the column margin."""
    groups = [title for title in titles if title not in _NOT_GROUPS]
    themes: dict[str, str] = {}  # by what a theme is called
    codes: dict[str, dict[str, None]] = {}
    columns: dict[str, bool] = {}
    for told in _told(titles, rows):
        theme, name = told.get("theme", ""), told.get("name", "")
        name = name or told.get("code") or theme
        column = " / ".join(told[one] for one in groups) or "all"
        columns[column] = told["margin"].lower() in ("true", "1", "vrai", "yes")
        _label(grid, [*(told[one] for one in groups), name, theme])
        _put(grid, (name, column), told["count"])
        _put(grid, (BASE, column), told.get("denominator", ""))
        _from_share(grid, (name, column), told)
        grid.at_most((name, column), (BASE, column))
        if told.get("code"):
            codes.setdefault(theme, {})[name] = None
        else:
            themes[theme] = name
    _between_rows(grid, themes, codes, list(columns))
    _sum_columns(grid, columns)


def _between_rows(
    grid: Grid,
    themes: Mapping[str, str],
    codes: Mapping[str, Mapping[str, None]],
    columns: list[str],
) -> None:
    """Note what holds between a theme, the codes below it, and any theme at all."""
    for column in columns:
        for theme, below in codes.items():
            if theme in themes:
                grid.at_most((themes[theme], column), *((code, column) for code in below))
                for code in below:
                    grid.at_most((code, column), (themes[theme], column))
        if _ANY in themes:
            others = [name for theme, name in themes.items() if theme != _ANY]
            grid.at_most((themes[_ANY], column), *((one, column) for one in others))
            for one in others:
                grid.at_most((one, column), (themes[_ANY], column))


def _estimated(
    grid: Grid, titles: list[str], rows: Rows, names: Mapping[str, str]
) -> Iterator[Grid]:
    """Read estimates: what the machine counted, and what people found in the sample.

    A row that is hidden is blank in all its columns, so that nobody knows which number is small:
    its blanks are none that something else may not show.
    """
    for share, count, base in (("raw", "", "units"), ("", "human_positive", "human_n")):
        one = Grid(file=grid.file, place=grid.place)
        columns: dict[str, bool] = {}
        for told in _told(titles, rows):
            cell = (names.get(told["theme"], told["theme"]), told["group"])
            columns[told["group"]] = _is_total(told["group"])
            _label(one, [*cell, told["theme"]])
            _put(one, (BASE, cell[1]), told.get(base, ""))
            if share:
                told |= {"value": told.get(share, ""), "denominator": told.get(base, "")}
                _from_share(one, cell, told)
            else:
                _put(one, cell, told.get(count, ""))
            one.at_most(cell, (BASE, cell[1]))
        _sum_columns(one, columns)
        yield one


def _label(grid: Grid, names: Sequence[str]) -> None:
    grid.labels.update(part.casefold() for name in names for part in re.findall(r"\w+", name))


def _from_share(grid: Grid, cell: Cell, told: Mapping[str, str]) -> None:
    """Take a count that a share and what it is out of tell."""
    if cell in grid.shown:
        return
    try:
        share, out_of = float(told.get("value", "")), int(float(told.get("denominator", "")))
    except ValueError:
        return
    if 0 <= share <= 1 and abs(share * out_of - round(share * out_of)) < 0.01:
        grid.hidden.discard(cell)
        grid.shown[cell] = round(share * out_of)


def _sum_columns(grid: Grid, columns: Mapping[str, bool]) -> None:
    totals = [name for name, margin in columns.items() if margin]
    parts = [name for name, margin in columns.items() if not margin]
    if len(totals) == 1 and len(parts) > 1:
        for row in dict.fromkeys(row for row, _ in (*grid.shown, *grid.hidden)):
            _believe(grid, (row, totals[0]), [(row, part) for part in parts])


def _believe(grid: Grid, total: Cell, parts: list[Cell]) -> None:
    """Add a sum if all of its cells stand there, and what is shown does not speak against it."""
    known = [grid.shown.get(part) for part in parts]
    if any(part not in grid.shown and part not in grid.hidden for part in (*parts, total)):
        return
    shown = sum(one for one in known if one is not None)
    if total in grid.shown:
        off = grid.shown[total] - shown
        if off < 0 or (off > 0 and None not in known):
            return
    grid.sums.append((total, tuple(parts)))


def _put(grid: Grid, cell: Cell, text: str) -> None:
    """Keep a cell: a number, or a mark that it is hidden; anything else is none."""
    text = text.strip()
    if base := _BASE.fullmatch(text):
        text = base[1]
    if number := _NUMBER.fullmatch(text):
        grid.shown[cell] = int(re.sub(r"\D", "", number[1]))
        grid.hidden.discard(cell)
    elif text and _HIDDEN.fullmatch(text) and cell not in grid.shown:
        grid.hidden.add(cell)


def _crossed(grid: Grid, rows: Rows) -> None:
    """Read a table whose columns are groups, and whose rows are what is counted, or the reverse."""
    first = next((i for i, row in enumerate(rows) if sum(map(_is_number, row[1:])) >= 2), None)
    if first is None or not rows[0] or len(rows[0]) < 3 or len(rows) > 5_000:
        return
    heads = [" / ".join(_distinct(row[at] for row in rows[:first])) for at in range(len(rows[0]))]
    heads = [head or str(at) for at, head in enumerate(heads)]
    names: list[str] = []
    for row in rows[first:]:
        name = BASE if any(_BASE.fullmatch(cell.strip()) for cell in row) else row[0].strip()
        if not name or name in names:
            continue
        names.append(name)
        for head, cell in zip(heads[1:], row[1:], strict=False):
            _put(grid, (name, head), cell)
            if name != BASE:
                grid.at_most((name, head), (BASE, head))
    _label(grid, [*heads, *names])
    _sums_across(grid, heads[1:], names)
    _sums_down(grid, heads[1:], names)


def _sums_across(grid: Grid, heads: list[str], names: list[str]) -> None:
    """Find columns of totals: each adds up the columns before it, since the total before."""
    start = 0
    for at, head in enumerate(heads):
        if not _is_total(head):
            continue
        parts = heads[start:at]
        if len(parts) > 1:
            _believe_all(grid, [((name, head), [(name, one) for one in parts]) for name in names])
        start = at + 1


def _sums_down(grid: Grid, heads: list[str], names: list[str]) -> None:
    """Find a row of totals: themes do not add up, categories do, so the numbers must say it."""
    for at, name in enumerate(names):
        parts = [one for one in names[:at] if one != BASE]
        if _is_total(name) and len(parts) > 1:
            _believe_all(grid, [((name, head), [(one, head) for one in parts]) for head in heads])


def _believe_all(grid: Grid, sums: list[tuple[Cell, list[Cell]]]) -> None:
    """Add sums of one kind, unless one of them is shown not to hold."""
    before = len(grid.sums)
    asked = 0
    for total, parts in sums:
        asked += all(one in grid.shown or one in grid.hidden for one in (total, *parts))
        _believe(grid, total, parts)
    if len(grid.sums) - before < asked:
        del grid.sums[before:]


def _is_total(label: str) -> bool:
    return bool(TOTALS & set(re.findall(r"\w+", label.rpartition(" / ")[2].casefold())))


def _is_number(cell: str) -> bool:
    text = cell.strip()
    base = _BASE.fullmatch(text)
    return bool(_NUMBER.fullmatch(base[1] if base else text)) or bool(
        text and _HIDDEN.fullmatch(text)
    )


def _distinct(texts: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))
