"""Tables as titles and rows of text cells, from csv, tsv and xlsx."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from civic_qual.bounded.files import read_file
from civic_qual.encodings import decode
from civic_qual.errors import ReadError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.normalise import normalise
from civic_qual.sheets.columns import column_kind
from civic_qual.sheets.workbooks import NumberedRow, workbook_rows
from civic_qual.sheets.writing import unguarded

_SEPARATORS = ",;\t|"
_LONGEST_TITLE_ROW = 100_000
_TITLE_ROWS = 10  # of a workbook: titles may stand below a heading


@dataclass(frozen=True, slots=True)
class Sheet:
    """Column titles and rows of as many cells, all text; "" where a cell is empty.

    `lines` counts from 1 where in the file each row begins; () if that is not known. `problems`
    says what of the file was not read.
    """

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()


def sheet_of_file(path: Path) -> Sheet:
    """Read a table file: csv, tsv, or xlsx.

    Raises
    ------
    ReadError
        If it cannot be read.
    """
    try:
        data = read_file(path)
        return xlsx_sheet(data) if path.suffix.lower() == ".xlsx" else csv_sheet(data)
    except ReadError as error:
        raise ReadError(Message("{file}: {problem}", file=path, problem=error)) from None


def csv_sheet(data: bytes, encoding: str | None = None) -> Sheet:
    """Read a csv or tsv file, whatever stands between its cells.

    Raises
    ------
    ReadError
        If it is empty, or a row has more cells than there are titles.
    """
    import pandas as pd

    decoded = decode(data, encoding)
    # pandas wants the line ends it knows; those inside quotes are the reader's business.
    whole = normalise(decoded.text)
    text = re.sub(r"\Asep=.\n", "", whole.lstrip("\n"))
    above = whole.count("\n") - text.count("\n")
    first = text[:_LONGEST_TITLE_ROW].partition("\n")[0]
    if not first.strip():
        raise ReadError(Message("the file is empty; export the table again"))
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=_separator(first),
            header=None,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            index_col=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ReadError(
            Message(
                "the table is not even ({reason}): put words that hold separators "
                "in double quotes, or save it as xlsx",
                reason=_reason(str(error)),
            )
        ) from None
    frame = frame.map(unguarded)  # the apostrophe that kept a spreadsheet from running a text
    cells = [tuple(str(cell) for cell in row) for row in frame.fillna("").itertuples(index=False)]
    lines = [line + above for line in _first_lines(text, _separator(first))][1:]
    return Sheet(
        _titles(cells[0]),
        tuple(cells[1:]),
        (decoded.note,) if decoded.note else (),
        tuple(lines) if len(lines) == len(cells) - 1 else (),
    )


def _first_lines(text: str, separator: str) -> list[int]:
    """Return where each row begins; rows may have several lines, and blank lines are no rows."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines, line = [], 1
    try:
        for row in reader:
            if len(row) > 1 or "".join(row).strip():
                lines.append(line)
            line = reader.line_num + 1
    except csv.Error:  # a cell as long as an interview
        return []
    return lines


def xlsx_sheet(data: bytes) -> Sheet:
    """Read the first sheet of a workbook that has a column of words, else the first one."""
    sheets = workbook_rows(data)
    for name, rows in sheets.items():
        for place, (_, row) in enumerate(rows[:_TITLE_ROWS]):
            if any(column_kind(title) in {"text", "transcript"} for title in row):
                return _sheet(rows[place:], [other for other in sheets if other != name])
    name = next(iter(sheets), "")
    if not name:
        raise ReadError(Message("the workbook is empty"))
    return _sheet(sheets[name], [other for other in sheets if other != name])


def _sheet(rows: Sequence[NumberedRow], others: Sequence[str]) -> Sheet:
    titles = _titles(rows[0][1])
    width = len(titles)
    unread = Message(
        "of this workbook one sheet was read, and not {sheets}: "
        "save each sheet you need as a file of its own",
        sheets=enumerated(map(quoted, others)),
    )
    return Sheet(
        titles,
        tuple((*row, *[""] * width)[:width] for _, row in rows[1:]),
        lines=tuple(line for line, _ in rows[1:]),
        problems=(unread,) if others else (),
    )


def _titles(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in cells)


def _separator(first: str) -> str:
    """Choose the separator that gives a column of words, or else the most columns."""

    def worth(separator: str) -> tuple[bool, int]:
        titles = next(csv.reader([first], delimiter=separator))
        known = any(column_kind(title) in {"text", "transcript"} for title in titles)
        return known, len(titles)

    return max(_SEPARATORS, key=worth)


def _reason(message: str) -> str:
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message)
    if found:
        return Message(
            "line {line} has {cells} cells where the first has {first}",
            line=found[2],
            cells=found[3],
            first=found[1],
        )
    if "EOF" in message:
        return Message("a double quote is opened and never closed")
    return Message("not a table")
