"""Tables on pages, and labels with words beside them: lines whose parts begin where others do.

A cell's lines follow each other, and the cells of a row begin at one height. A line that reaches
over the columns ends the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from civic_qual.corpus.intake.readers.documents.blocks import Cell, Paragraph, Table
from civic_qual.corpus.intake.readers.documents.pages.line_ends import in_one_line
from civic_qual.corpus.intake.readers.documents.pages.lines import PageLine, Part

_FEWEST_ROWS = 3
_NEAR = 5.0  # points
_LEVEL, _NEXT = 0.5, 1.7  # times the height of a line: beside it; the next line of its cell
_HIGHER = 4.0  # times the height: a cell of fewer lines stands in the middle of its row
_MOST_BACK = 15  # lines of a cell beside which another may begin


@dataclass
class PageTable:
    """Rows of cells, each cell its lines; `lines` are all as they came, if it is none after all."""

    columns: list[float]
    rows: list[dict[int, list[str]]] = field(default_factory=list)
    lines: list[PageLine] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)
    beside: int = 0  # rows with words in more than one cell

    def table(self, words: Counter[str]) -> Table:
        """Return it as readers of documents do."""
        places = range(len(self.columns))
        return Table(
            tuple(
                tuple(self._cell(index, place, words) for place in places)
                for index in range(len(self.rows))
            )
        )

    def _cell(self, row: int, place: int, words: Counter[str]) -> Cell:
        text = in_one_line(self.rows[row].get(place, []), words)
        return Cell((Paragraph(text, bold=len(text) if row in self.bold else 0),))

    def column(self, part: Part) -> int | None:
        """Return the column in which words begin, if they end before the next one."""
        for place, left in enumerate(self.columns):
            if abs(part.left - left) < _NEAR:
                after = self.columns[place + 1] if place + 1 < len(self.columns) else None
                return place if after is None or part.right < after + _NEAR else None
        return None


def with_tables(
    pages: Sequence[Sequence[PageLine]], aside: set[int]
) -> Iterator[PageLine | PageTable]:
    """Yield lines, and tables where lines are rows of one; those `aside` are in none."""
    table: PageTable | None = None
    for page in pages:
        for line in _cells_beside(page):
            ours = [one for one in line if id(one) not in aside]
            if table is not None and ours and _goes_on(table, ours):
                continue
            if table is not None:
                yield from _finished(table)
                table = None
            if len(ours) == len(line) and (len(line) > 1 or len(line[0].parts) > 1):
                table = PageTable(_lefts(line))
                _goes_on(table, line)
            else:
                yield from line
    if table is not None:
        yield from _finished(table)


def _finished(table: PageTable) -> Iterator[PageLine | PageTable]:
    if table.beside >= _FEWEST_ROWS:
        yield table
    else:
        yield from table.lines


def _lefts(group: Sequence[PageLine]) -> list[float]:
    return sorted({part.left for part in (*group[0].parts, *group[-1].parts)})


def _cells_beside(page: Sequence[PageLine]) -> Iterator[list[PageLine]]:
    """Yield lines, and together those of a cell and the line that begins beside its first."""
    waiting: list[PageLine] = []
    for line in page:
        first = _beside(waiting, line)
        if first is None:
            waiting.append(line)
            continue
        yield from ([one] for one in waiting[:first])
        yield [*waiting[first:], line]
        waiting = []
    yield from ([one] for one in waiting)


def _beside(before: Sequence[PageLine], line: PageLine) -> int | None:
    """Return where the cell begins beside which a line stands, or a little higher; else None."""
    if not before or line.bottom < before[-1].bottom - _LEVEL * line.height:
        return None
    first = None
    for index in range(len(before) - 1, max(-1, len(before) - 1 - _MOST_BACK), -1):
        one = before[index]
        follows = index + 1 == len(before) or (
            0 < one.bottom - before[index + 1].bottom < _NEXT * one.height
        )
        if one.right > line.left or not follows:
            break
        first = index
    if first is None or len(before) - first >= _MOST_BACK:
        return None
    height = line.bottom - before[first].bottom
    return first if abs(height) < _HIGHER * line.height else None


def _goes_on(table: PageTable, group: Sequence[PageLine]) -> bool:
    """Take lines into a table; not if they reach over its columns or begin elsewhere."""
    taken: list[tuple[PageLine, list[tuple[int, str]]]] = []
    for line in group:
        places: list[tuple[int, str]] = []
        for part in line.parts:
            place = table.column(part)
            if place is None:
                return False
            places.append((place, part.text))
        taken.append((line, places))
    first = taken[0][1]
    row_begins = len(group) > 1 or len(first) > 1 or (first[0][0] == 0 and not _wraps(table, group))
    if (row_begins and not _over_the_page(table, group[0])) or not table.rows:
        table.rows.append({})
        if group[0].bold >= len(group[0].text):
            table.bold.add(len(table.rows) - 1)
    for line, places in taken:
        for place, text in places:
            table.rows[-1].setdefault(place, []).append(text)
        table.lines.append(line)
    table.beside += len(group) > 1 or len(first) > 1
    return True


def _over_the_page(table: PageTable, line: PageLine) -> bool:
    """Whether a row goes on with a line at the head of a page."""
    if not table.lines or line.bottom < table.lines[-1].bottom:
        return False
    return line.text[:1].islower()


def _wraps(table: PageTable, group: Sequence[PageLine]) -> bool:
    """Whether a line goes on with the first cell of the row: `Chief of` / `the quarter`."""
    if not table.lines:
        return False
    before, line = table.lines[-1], group[0]
    close = 0 < before.bottom - line.bottom < 1.5 * line.height
    return close and len(before.parts) > 1 and len(line.text.split()) <= 3
