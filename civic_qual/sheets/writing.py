"""The only writer of tables to disk: CSV, TSV and Excel workbooks, whole or not at all.

What a table holds comes back when its file is read: nothing is cut, and what a format cannot
hold is refused. No text becomes a formula. In a workbook texts are texts; in CSV, where a
spreadsheet takes any cell that begins with =, +, -, or @ for a formula, such a text gets an
apostrophe before it (`guarded`), which a reader takes off again (`unguarded`). The same table
gives the same file, byte by byte.

::

    cell of the frame           CSV, TSV                    workbook
    text                        as it is, or guarded        text, wrapped where it is long
    number                      shortest that reads back    number; beyond 15 digits text
    True, False                 True, False                 TRUE, FALSE
    date, time                  2022-05-01, ...T09:00:00    date; what Excel would round, text
    missing, ""                 nothing                     nothing
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from civic_qual.errors import WriteError
from civic_qual.messages import Message, count, quoted, render
from civic_qual.saving import whole_file
from civic_qual.sheets.cells import (
    AS_WRITTEN,
    FORBIDDEN,
    MADE,
    MOST_LETTERS,
    letters_in_excel,
    write_text,
)
from civic_qual.sheets.reading import guarded
from civic_qual.tidy import label, missing, tidied

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | float | bool | datetime.date | datetime.datetime | None

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet of Excel
NOTES = "notes"
_SEPARATORS = {".csv": ",", ".tsv": "\t"}
_EXACT, _LARGEST = 999_999_999_999_999, 9.99e307  # Excel keeps 15 digits
_FIRST_DAY = datetime.date(1900, 3, 1)  # before it Excel and the calendar disagree
_ESCAPE = "x005F_"  # a sign of Excel's own, which readers take away
_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FORMATS: Mapping[str, dict[str, object]] = {
    "head": {"bold": True, "text_wrap": True, "bottom": 1},
    "plain": {},
    "text": {"text_wrap": True},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss"},
}
_NARROW, _WIDE, _LONG = 8, 60, 40  # widths of columns, in letters; from _LONG on texts wrap


def write_sheet(
    frame: pd.DataFrame,
    path: str | PathLike[str],
    notes: Sequence[str] = (),
    *,
    name: str = "table",
    called: str | PathLike[str] | None = None,
) -> None:
    """Write one table; the ending of the path says how: .csv, .tsv or .xlsx.

    Parameters
    ----------
    frame
        A row a record. An index that has a name, or is no number, is written as columns; column
        names of several levels are joined with strokes.
    path
        The file. What stands there stays as it was unless all can be written.
    notes
        What must be said with the table: on a second sheet of a workbook; for CSV in a file
        beside it, `table.notes.txt` beside `table.csv`.
    name
        Of the sheet, in a workbook.
    called
        What a refusal calls the file, if it is put in its place afterwards.

    Raises
    ------
    WriteError
        If the ending is another, the file cannot be written, or the format cannot hold the table.

    See Also
    --------
    write_workbook : Several tables in one workbook.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_sheet(pd.DataFrame({"text": ["=1+1", "-3.5"], "n": [1, 2]}), folder / "a.csv")
    >>> print((folder / "a.csv").read_text(encoding="utf-8-sig"))
    text,n
    '=1+1,1
    -3.5,2
    <BLANKLINE>
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix == ".xlsx":
        _write_book({name: frame}, target, notes, Path(called or path))
    elif suffix in _SEPARATORS:
        _write_csv(frame, target, notes, _SEPARATORS[suffix], Path(called or path))
    else:
        raise WriteError(
            Message(
                "{file}: tables are written as .csv, .tsv or .xlsx; give the file one of these "
                "endings",
                file=Path(called or path),
            )
        )


def write_workbook(
    sheets: Mapping[str, pd.DataFrame],
    path: str | PathLike[str],
    notes: Sequence[str] = (),
) -> None:
    """Write tables into one Excel workbook, a sheet each, and notes on a last sheet, a row each.

    Parameters
    ----------
    sheets
        The tables by the names of their sheets. What Excel does not allow in a name becomes a
        space, and a long name is shortened.
    path
        A file that ends in .xlsx.
    notes
        What must be said with them.

    Raises
    ------
    WriteError
        If the file cannot be written, or a workbook cannot hold a table.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise WriteError(
            Message("{file}: a workbook is a .xlsx file; give it this ending", file=target)
        )
    _write_book(sheets, target, notes, target)


def _write_book(
    sheets: Mapping[str, pd.DataFrame], target: Path, notes: Sequence[str], called: Path
) -> None:
    from xlsxwriter import Workbook

    names = _sheet_names([*sheets, *([NOTES] if notes else [])])
    tables = [*map(_Table.of, sheets.values()), *([_Table.of_notes(notes)] if notes else [])]
    for name, table in zip(names, tables, strict=True):
        table.check(
            Message("{file}, sheet {sheet}", file=called, sheet=quoted(name)), workbook=True
        )
    made = io.BytesIO()
    book = Workbook(made, AS_WRITTEN)
    book.set_properties({"created": MADE})
    formats = {kind: book.add_format(how | {"valign": "top"}) for kind, how in _FORMATS.items()}
    for name, table in zip(names, tables, strict=True):
        _fill(book.add_worksheet(name), table, formats)
    book.close()
    with whole_file(target) as beside:
        beside.write_bytes(made.getvalue())


class _Table:
    """Column names, and the cells of each column as what they are in a file."""

    def __init__(self, names: Sequence[str], columns: Sequence[list[Cell]]) -> None:
        self.names, self.columns = list(names), columns

    @classmethod
    def of(cls, frame: pd.DataFrame) -> _Table:
        tidy = tidied(frame)
        return cls(
            [render(label(name)) for name in tidy.columns],
            [_cells(tidy.iloc[:, place]) for place in range(tidy.shape[1])],
        )

    @classmethod
    def of_notes(cls, notes: Iterable[str]) -> _Table:
        return cls([NOTES], [[render(note) for note in notes]])

    @property
    def size(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def check(self, where: str, *, workbook: bool) -> None:
        """Refuse what the format cannot hold, and say where it stands."""
        if workbook and (self.size >= MOST_ROWS or len(self.names) > MOST_COLUMNS):
            raise WriteError(
                Message(
                    "{where}: the table has {rows} rows and {columns} columns, and a sheet of "
                    "Excel holds {most_rows} rows and {most_columns} columns; write it as .csv, or "
                    "choose rows first",
                    where=where,
                    rows=count(self.size),
                    columns=count(len(self.names)),
                    most_rows=count(MOST_ROWS - 1),
                    most_columns=count(MOST_COLUMNS),
                )
            )
        for name in self.names:
            problem = _problem(name, workbook)
            if problem:
                raise WriteError(
                    Message("{where}, name of a column: {problem}", where=where, problem=problem)
                )
        for name, cells in zip(self.names, self.columns, strict=True):
            texts = {cell for cell in cells if isinstance(cell, str)}
            problems = {text: _problem(text, workbook) for text in texts}
            for row, cell in enumerate(cells if any(problems.values()) else (), start=2):
                problem = problems[cell] if isinstance(cell, str) else None
                if problem:
                    raise WriteError(
                        Message(
                            "{where}, column {column}, row {row}: {problem}",
                            where=where,
                            column=quoted(name),
                            row=count(row),
                            problem=problem,
                        )
                    )


def _problem(text: str, workbook: bool) -> str | None:
    """Return why a format cannot hold a text, None if it can."""
    found = FORBIDDEN.search(text) if not text.isprintable() else None
    if found:
        return Message(
            "the text holds the character {character}, which no spreadsheet keeps; take it out "
            "of the text, and write it again",
            character=f"U+{ord(found[0]):04X}",
        )
    if not workbook:
        return None
    if _ESCAPE in text:
        return Message(
            "the text holds {sign}, which Excel reads as a sign of its own; write the table as "
            ".csv",
            sign=quoted(_ESCAPE),
        )
    if len(text) > MOST_LETTERS // 2 and letters_in_excel(text) > MOST_LETTERS:
        return Message(
            "the text has {letters} letters, and a cell of Excel holds {most}; write the table as "
            ".csv, or take a finer unit",
            letters=count(len(text)),
            most=count(MOST_LETTERS),
        )
    return None


def _cells(column: pd.Series[Any]) -> list[Cell]:
    return [_cell(value) for value in column.tolist()]


def _cell(value: Any) -> Cell:
    """Return a value as what it is in a file: text, number, truth, date, or nothing."""
    if type(value) in (float, int):  # most cells, so first
        return None if value != value else value
    if isinstance(value, str):
        return render(value) or None
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    if missing(value):
        return None
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value if value.tzinfo is None else value.isoformat()
    if isinstance(value, datetime.date):
        return value
    return str(value) or None


# CSV


def _write_csv(
    frame: pd.DataFrame, target: Path, notes: Sequence[str], separator: str, called: Path
) -> None:
    table = _Table.of(frame)
    table.check(str(called), workbook=False)
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=separator, lineterminator="\n")
    writer.writerow([guarded(name) for name in table.names])
    writer.writerows(zip(*map(_csv_column, table.columns), strict=True))
    with ExitStack() as stack:
        beside = stack.enter_context(whole_file(target))
        if notes:
            told = stack.enter_context(whole_file(target.with_suffix(".notes.txt")))
            told.write_bytes("".join(f"{render(note)}\n" for note in notes).encode("utf-8-sig"))
        beside.write_bytes(made.getvalue().encode("utf-8-sig"))


def _csv_column(cells: Sequence[Cell]) -> list[object]:
    """Return the cells of a column as they are written; of equal texts only one is looked at."""
    texts = {cell: guarded(cell) for cell in {cell for cell in cells if isinstance(cell, str)}}
    return [texts[cell] if isinstance(cell, str) else _csv_cell(cell) for cell in cells]


def _csv_cell(cell: Cell) -> object:
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    return cell


# Workbooks


def _fill(sheet: Worksheet, table: _Table, formats: Mapping[str, Format]) -> None:
    """Write one sheet: a head that stays in sight, and columns as wide as they need to be."""
    for place, (name, cells) in enumerate(zip(table.names, table.columns, strict=True)):
        widest = max((_length(cell) for cell in cells), default=0)
        text = formats["text" if widest > _LONG else "plain"]
        sheet.set_column(place, place, min(max(_NARROW, widest + 1, len(name) + 2), _WIDE), text)
        sheet.write_string(0, place, name, formats["head"])
        for row, cell in enumerate(cells, start=1):
            if cell is not None:
                _write_cell(sheet, row, place, cell, text, formats)
    sheet.freeze_panes(1, 0)
    if table.size and table.names != [NOTES]:
        sheet.autofilter(0, 0, table.size, len(table.names) - 1)


def _write_cell(
    sheet: Worksheet, row: int, column: int, cell: Cell, text: Format, formats: Mapping[str, Format]
) -> None:
    if isinstance(cell, bool):
        written = sheet.write_boolean(row, column, cell, formats["plain"]) == 0
    elif _fits(cell):
        written = sheet.write_number(row, column, cell, formats["plain"]) == 0
    elif isinstance(cell, datetime.date) and _is_kept(cell):
        moment = isinstance(cell, datetime.datetime) and cell.time() != datetime.time()
        how = formats["moment" if moment else "date"]
        written = sheet.write_datetime(row, column, cell, how) == 0
    else:
        said = cell if isinstance(cell, str) else str(_csv_cell(cell))
        written = write_text(sheet, row, column, said, text)
    if not written:
        raise WriteError(
            Message(
                "row {row}: a cell could not be written; write the table as .csv",
                row=count(row + 1),
            )
        )


def _fits(cell: Cell) -> bool:
    """Whether a cell is a number that Excel keeps: not beyond its range, nor its digits."""
    if isinstance(cell, float):
        return abs(cell) < _LARGEST
    return isinstance(cell, int) and abs(cell) <= _EXACT


def _is_kept(cell: datetime.date) -> bool:
    """Whether Excel keeps a date as it is: not too early, and to the second."""
    if isinstance(cell, datetime.datetime):
        return cell.date() >= _FIRST_DAY and not cell.microsecond
    return cell >= _FIRST_DAY


def _length(cell: Cell) -> int:
    if isinstance(cell, str):
        return max(map(len, cell.split("\n")))
    return 10 if isinstance(cell, float) else len(str(cell)) if cell is not None else 0


def _sheet_names(wanted: Iterable[str]) -> list[str]:
    """Return names that Excel allows, at most 31 letters and no two alike."""
    made: list[str] = []
    for name in wanted:
        plain = " ".join(_IN_NAMES.sub(" ", name).split()).strip("'")[:31].strip() or "table"
        taken = {one.casefold() for one in made} | {"history"}
        tried, number = plain, 2
        while tried.casefold() in taken:
            tried, number = f"{plain[: 31 - len(str(number)) - 1]} {number}", number + 1
        made.append(tried)
    return made
