"""The rows of a coding sheet found again in whatever came back: by heads and keys, not by place.

Heads may stand on any row of any sheet, columns in any order and with other names; a sheet may be
several pasted below each other. What a column without a known head holds says its content, where
one is missing and nothing else fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from civic_qual.messages import Message, enumerated, quoted, render
from civic_qual.messages.catalogues import languages
from civic_qual.results import INTERNAL
from civic_qual.reviewing.codes_meant import shown
from civic_qual.reviewing.sheet.columns import (
    CODE_COLUMNS,
    Column,
    Kind,
    column_meant,
    tick_meant,
)
from civic_qual.study.work.keys import is_key

if TYPE_CHECKING:
    from civic_qual.reviewing.codes_meant import CodeNames
    from civic_qual.sheets.spreadsheets import Marked, SheetCells

Fits: TypeAlias = Callable[[Sequence[str], int], bool]  # a cell of a row, by its column
_LONGEST_HEAD = 60  # letters
_MOST_UNCLEAR = 0.2  # of the cells of a column that is taken for one of codes
_MANY_KINDS = 4  # of columns, that only a coding sheet has together
_OURS = {"key", "passage", "code", "nothing", "answer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that holds something.

    Attributes
    ----------
    text
        What it holds.
    place
        Its column, from 1.
    title
        What the column is called in the file.
    marked
        "number" or "date" where it holds no text.
    """

    text: str
    place: int
    title: str
    marked: Marked | None = None


@dataclass(frozen=True, kw_only=True)
class FoundRow:
    """A row below the heads of a coding sheet, its cells by what they are."""

    sheet: str
    line: int
    hidden: bool
    cells: Mapping[Column, tuple[Cell, ...]]

    def text(self, kind: str) -> str:
        """Return what stands in the columns of a kind; several are put below each other."""
        found = [
            cell.text
            for column, cells in self.cells.items()
            if column.kind == kind
            for cell in cells
        ]
        return "\n".join(dict.fromkeys(found))

    def of(self, kind: str) -> Iterator[tuple[Column, Cell]]:
        """Yield the cells in the columns of a kind."""
        for column, cells in self.cells.items():
            if column.kind == kind:
                for cell in cells:
                    yield column, cell


@dataclass(kw_only=True)
class Found:
    """The rows of all sheets of a file, and what is to be said of how they were found.

    Attributes
    ----------
    rows
        The rows, sheet by sheet.
    columns
        Which columns there are.
    told
        What a person should know, a line each, with the sheet it is said of.
    """

    rows: list[FoundRow] = field(default_factory=list)
    columns: set[Column] = field(default_factory=set)
    told: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the content of a column without a known head is compared with."""

    fields: tuple[str, ...]
    names: CodeNames
    is_passage: Callable[[str, str], bool]  # of a key, or of any if that is ""


def found_rows(sheets: Sequence[SheetCells], known: Known) -> Found:
    """Return the rows of the coding sheets of a file.

    Rows without heads above them are looked for only where no sheet has heads.

    Parameters
    ----------
    sheets
        What the file holds.
    known
        What its columns may hold.
    """
    found = Found()
    heads = {
        place: [row for row, (_, cells) in enumerate(sheet.rows) if is_head(cells, known.fields)]
        for place, sheet in enumerate(sheets)
    }
    if not any(heads.values()):
        for place, sheet in enumerate(sheets):
            keyed = [row for row, (_, cells) in enumerate(sheet.rows) if any(map(is_key, cells))]
            if keyed:
                heads[place] = [keyed[0] - 1]
                missing = Message(
                    "the row with the names of the columns is missing; put it back if you can"
                )
                found.told.append((sheet.name, missing))
    for place, sheet in enumerate(sheets):
        if heads[place]:
            _read(sheet, heads[place], known, found)
        elif not _is_codebook(sheet) and any(heads.values()) and not _is_help(sheet):
            missed = Message("this sheet holds no passages, and was not read")
            found.told.append((sheet.name, missed))
    return found


def is_head(cells: Sequence[str], fields: tuple[str, ...] = ()) -> bool:
    """Whether a row names the columns of a coding sheet."""
    kinds = kinds_of(cells, fields)
    ours = len(kinds & _OURS) >= 2 and ("key" in kinds or "passage" in kinds)
    return (ours or len(kinds) >= _MANY_KINDS) and not any(map(is_key, cells))


def kinds_of(cells: Sequence[str], fields: tuple[str, ...] = ()) -> set[str]:
    """Return which kinds of columns a row names."""
    return {column.kind for column in _columns(cells, fields).values()}


_meant = lru_cache(maxsize=4096)(column_meant)


def _columns(cells: Sequence[str], fields: tuple[str, ...]) -> dict[int, Column]:
    meant = {
        place: _meant(cell, fields)
        for place, cell in enumerate(cells)
        if cell and len(cell) <= _LONGEST_HEAD
    }
    return {place: column for place, column in meant.items() if column is not None}


def _is_codebook(sheet: SheetCells) -> bool:
    """Whether a sheet is the list of codes, or the help, that came with the passages."""
    first = sheet.rows[0][1] if sheet.rows else ()
    kinds = [column.kind for column in _columns(first, ()).values()]
    return kinds[:1] == ["code"] and "passage" not in kinds and "key" not in kinds


def _is_help(sheet: SheetCells) -> bool:
    """Whether a sheet is the help that came with the passages: a column of sentences of ours."""
    return len(sheet.rows[0][1]) == 1 and any(cells[0] in _internal() for _, cells in sheet.rows)


@cache
def _internal() -> frozenset[str]:
    return frozenset(render(INTERNAL, language) for language in languages())


def _read(sheet: SheetCells, heads: Sequence[int], known: Known, found: Found) -> None:
    """Add the rows below each of the heads of a sheet, and those sorted above the first."""
    rows = [cells for _, cells in sheet.rows]
    for head, until in zip(heads, [*heads[1:], len(rows)], strict=True):
        block = list(range(head + 1, until))
        if head == heads[0]:  # sorted with their heads, rows may stand above them
            block = [*(one for one in range(max(head, 0)) if any(map(is_key, rows[one]))), *block]
        titles = rows[head] if head >= 0 else ("",) * len(rows[0])
        columns = _assigned(sheet, titles, [rows[one] for one in block], known, found)
        found.columns |= set(columns.values())
        for one in block:
            found.rows.append(_row(sheet, sheet.rows[one][0], rows[one], titles, columns))


def _row(
    sheet: SheetCells,
    line: int,
    cells: Sequence[str],
    titles: Sequence[str],
    columns: Mapping[int, Column],
) -> FoundRow:
    by_column: defaultdict[Column, list[Cell]] = defaultdict(list)
    for place, column in columns.items():
        if place < len(cells) and cells[place].strip():
            by_column[column].append(
                Cell(
                    text=cells[place].strip(),
                    place=place + 1,
                    title=titles[place],
                    marked=sheet.marked.get((line, place + 1)),
                )
            )
    return FoundRow(
        sheet=sheet.name,
        line=line,
        hidden=line in sheet.hidden,
        cells={column: tuple(every) for column, every in by_column.items()},
    )


# Columns whose heads are not known


def _assigned(
    sheet: SheetCells,
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    known: Known,
    found: Found,
) -> dict[int, Column]:
    """Return what each column holds, by its head, or else by its content."""
    columns = _columns(titles, known.fields)
    _one_key(columns, rows)
    looked_for: tuple[tuple[Kind, Fits], ...] = (
        ("key", _is_keyed),
        ("passage", _fits_key(columns, known)),
    )
    for kind, fits in looked_for:
        place = _best(titles, rows, columns, kind, fits)
        if place is not None:
            columns[place] = Column(kind)
            found.told.append((sheet.name, _taken_for(titles[place], place, columns[place])))
    unread = []
    for place in range(len(titles)):
        values = [cells[place] for cells in rows if cells[place].strip()]
        if place in columns or not values:
            continue
        column = _by_content(values, set(columns.values()), known)
        if column is None:
            unread.append(place)
            continue
        columns[place] = column
        found.told.append((sheet.name, _taken_for(titles[place], place, column)))
    if len(unread) == 1 and Column("memo") not in columns.values() and titles[unread[0]]:
        columns[unread[0]] = Column("memo")
        found.told.append((sheet.name, _taken_for(titles[unread[0]], unread[0], Column("memo"))))
    elif unread:
        names = enumerated([_called(titles[place], place) for place in unread], 8)
        found.told.append(
            (
                sheet.name,
                Message(
                    "these columns are not of the sheet, and were not read: {columns}",
                    columns=names,
                ),
            )
        )
    return columns


def _one_key(columns: dict[int, Column], rows: Sequence[Sequence[str]]) -> None:
    """Leave one column of keys, the one with most of them."""
    places = [place for place, column in columns.items() if column.kind == "key"]
    if len(places) > 1:
        keys = {place: sum(is_key(_key_part(cells[place])) for cells in rows) for place in places}
        best = max(places, key=lambda place: keys[place])
        for place in places:
            if place != best:
                del columns[place]


def _key_part(cell: str) -> str:
    return cell.split()[0] if cell.strip() else ""


def _by_content(values: Sequence[str], taken: set[Column], known: Known) -> Column | None:
    """Return the missing column that holds such values, if one does."""
    kinds = {column.kind for column in taken}
    if "nothing" not in kinds and all(tick_meant(value) is not None for value in values):
        return Column("nothing")
    missing = [
        Column("code", str(number))
        for number in range(1, CODE_COLUMNS + 1)
        if Column("code", str(number)) not in taken
    ]
    if missing and Column("code") not in taken:
        meant = [known.names.meant(value) for value in dict.fromkeys(values)]
        unclear = sum(bool(one.problems) for one in meant)
        if unclear <= _MOST_UNCLEAR * len(meant) and unclear < len(meant):
            return missing[0]
    return None


def _best(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    columns: Mapping[int, Column],
    kind: Kind,
    fits: Fits,
) -> int | None:
    """Return the column that holds what a missing one should, in most rows that hold anything."""
    if any(column.kind == kind for column in columns.values()):
        return None
    free = [place for place in range(len(titles)) if place not in columns]
    fitting = {place: sum(fits(cells, place) for cells in rows) for place in free}
    best = max(free, key=lambda place: fitting[place], default=None)
    if best is None or fitting[best] * 2 <= sum(bool(cells[best].strip()) for cells in rows):
        return None
    return best


def _is_keyed(cells: Sequence[str], place: int) -> bool:
    return is_key(_key_part(cells[place]))


def _fits_key(columns: Mapping[int, Column], known: Known) -> Fits:
    """Return whether a cell has the words of the passage whose key stands in its row."""

    def fits(cells: Sequence[str], place: int) -> bool:
        keys = [cells[one] for one, column in columns.items() if column.kind == "key"]
        return bool(cells[place].strip()) and known.is_passage("".join(keys), cells[place])

    return fits


def _taken_for(title: str, place: int, column: Column) -> Message:
    return Message(
        "column {title} was read as {column}, since it holds that and its name is another",
        title=_called(title, place),
        column=quoted(render(column.head("en"))),
    )


def _called(title: str, place: int) -> str:
    return shown(title) if title.strip() else letters_of(place + 1)


def letters_of(place: int) -> str:
    """Return what spreadsheets call a column, counted from 1.

    Examples
    --------
    >>> letters_of(1), letters_of(28)
    ('A', 'AB')
    """
    letters = ""
    while place:
        place, last = divmod(place - 1, 26)
        letters = chr(65 + last) + letters
    return letters
