"""What spreadsheet programs keep: Excel (.xlsx), OpenDocument (.ods), csv and tsv.

Cells are text, with what a program did to them: which rows it hid, which cells it joined, which
ones it took for numbers or dates. A file says by its content what it is, whatever its name ends in.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from civic_qual.bounded.archives import attribute, elements, local, open_archive, xml_size
from civic_qual.bounded.worker import in_worker
from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.sheets.opendocument import opendocument_sheets, opendocument_told, small_part
from civic_qual.sheets.workbooks import (
    NumberedRow,
    claims_little,
    opened_workbook,
    told_rows,
    told_uncomputed,
)
from civic_qual.texts import decode, normalise

if TYPE_CHECKING:
    import zipfile

Marked: TypeAlias = Literal["date", "number"]
Area: TypeAlias = tuple[int, int, int, int]  # first row and column, last row and column, from 1
_TASK = "civic_qual.sheets.spreadsheets:sheets_as_data"
_SMALL = 1_000_000  # bytes unpacked
_SEPARATORS, _LOOKED_AT = ";,\t|", 40  # rows, to find what parts cells
_SPREADSHEET = Message("spreadsheet")


@dataclass(frozen=True, kw_only=True)
class SheetCells:
    """The rows of a sheet that hold something, all of one width, cells as text.

    Attributes
    ----------
    name
        Of the sheet; "" for csv.
    rows
        The rows, each with its number from 1.
    hidden
        The numbers of the rows that are hidden, by a filter or by hand.
    merged
        Cells that were made one: what they hold stands in the first of them.
    marked
        Which cells hold a number or a date, and no text: by row and column from 1.
    """

    name: str
    rows: tuple[NumberedRow, ...]
    hidden: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()
    marked: Mapping[tuple[int, int], Marked] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Spreadsheet:
    """The sheets of a file that hold something, and what the file says of itself.

    Attributes
    ----------
    sheets
        In the order of the file.
    properties
        Its own properties, by name.
    notes
        What a person should know of how it was read.
    comments
        How many comments stand at cells; they are not read.
    """

    sheets: tuple[SheetCells, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    comments: int = 0


def read_spreadsheet(
    data: bytes, knows: Callable[[str], bool], encoding: str | None = None
) -> Spreadsheet:
    """Read a spreadsheet, whichever program saved it.

    Parameters
    ----------
    data
        The content of the file.
    knows
        Whether a text is a title that is looked for: it tells what parts the cells of csv.
    encoding
        Of csv, if somebody named it.

    Raises
    ------
    ReadError
        If it is damaged, protected by a password, or claims more than it could honestly hold.
    """
    if not data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _csv_spreadsheet(data, knows, encoding)
    with open_archive(data, _SPREADSHEET) as archive:
        document = _is_opendocument(archive)
        small = xml_size(data) <= _SMALL and (document or claims_little(archive))
        told = opendocument_told(archive) if document else _told_by(archive)
        comments = 0 if document else _comments(archive)
    read = sheets_as_data(data) if small else in_worker(_TASK, data)
    return Spreadsheet(
        sheets=tuple(_sheet_of(**one) for one in read["sheets"]),
        properties=told,
        notes=() if document else tuple(told_uncomputed(data)),
        comments=comments + read["comments"],
    )


def sheets_as_data(data: bytes) -> dict[str, Any]:
    """Read an Excel workbook or an OpenDocument spreadsheet: its sheets, as JSON has them."""
    with open_archive(data, _SPREADSHEET) as archive:
        if _is_opendocument(archive):
            return opendocument_sheets(archive)
        return _excel_sheets(data, archive)


def _is_opendocument(archive: zipfile.ZipFile) -> bool:
    names = archive.namelist()
    return "content.xml" in names and "xl/workbook.xml" not in names


def _excel_sheets(data: bytes, archive: zipfile.ZipFile) -> dict[str, Any]:
    with opened_workbook(data) as book:
        sheets = [_excel_sheet(sheet, archive) for sheet in book.worksheets]
        return {"sheets": [one for one in sheets if one["rows"]], "comments": 0}


def _sheet_of(
    name: str, rows: list[Any], hidden: list[int], merged: list[Any], marked: list[Any]
) -> SheetCells:
    """Make a sheet of what came from the worker, where tuples are lists."""
    width = max((len(cells) for _, cells in rows), default=0)
    return SheetCells(
        name=str(name),
        rows=tuple(
            (int(line), (*map(str, cells), *[""] * (width - len(cells)))) for line, cells in rows
        ),
        hidden=frozenset(hidden),
        merged=tuple((a, b, c, d) for a, b, c, d in merged),
        marked={(row, column): kind for row, column, kind in marked},
    )


# Excel

_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_HIDDEN, _NUMBER = re.compile(rb'\bhidden="(?:1|true)"'), re.compile(rb'\br="(\d{1,7})"')
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\b[^<>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_MOST_MERGED = 10_000
_OFFICE = re.compile("_x([0-9A-Fa-f]{4})_")
_CUSTOM, _COMMENTS = "docProps/custom.xml", re.compile(r"xl/comments\d*\.xml|xl/comments/.*\.xml")


def _excel_sheet(sheet: Any, archive: zipfile.ZipFile) -> dict[str, Any]:
    """Read a sheet: its cells by openpyxl, and what hides them in its XML."""
    sheet.reset_dimensions()  # which a file may state as it likes
    marked: list[tuple[int, int, Marked]] = []

    def row_of(line: int, values: tuple[Any, ...]) -> tuple[Any, ...]:
        for column, value in enumerate(values, start=1):
            if value is None or isinstance(value, str | bool):
                continue
            dated = isinstance(value, datetime.date | datetime.time | datetime.timedelta)
            marked.append((line, column, "date" if dated else "number"))
        return tuple(_written(value) for value in values)

    rows = told_rows(
        row_of(line, values) for line, values in enumerate(sheet.iter_rows(values_only=True), 1)
    )
    raw = _raw(archive, getattr(sheet, "_worksheet_path", ""))
    merged = [
        (int(top), _column(left), int(bottom), _column(right))
        for left, top, right, bottom in _MERGED.findall(raw)[:_MOST_MERGED]
    ]
    return {
        "name": normalise(sheet.title),
        "rows": rows,
        "hidden": sorted(_hidden_rows(raw)),
        "merged": merged,
        "marked": marked,
    }


def _written(value: Any) -> Any:
    r"""Return a value with the signs put back that Excel writes as `_x000D_`."""
    if not isinstance(value, str) or "_x" not in value:
        return value
    return _OFFICE.sub(lambda found: chr(int(found[1], 16)), value)


def _hidden_rows(raw: bytes) -> Iterator[int]:
    for tag in _ROW.findall(raw):
        number = _NUMBER.search(tag)
        if number and _HIDDEN.search(tag):
            yield int(number[1])


def _raw(archive: zipfile.ZipFile, path: str) -> bytes:
    try:
        return archive.read(path.lstrip("/"))
    except Exception:  # not where it should be, or damaged: then nothing hides its rows
        return b""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _told_by(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the properties that a workbook was given."""
    if not small_part(archive, _CUSTOM):
        return {}
    told: dict[str, str] = {}
    try:
        for event, element in elements(archive, _CUSTOM, _SPREADSHEET):
            if event == "end" and local(element.tag) == "property":
                told[attribute(element, "name")] = "".join(element.itertext())
    except ReadError:  # what it says of itself is not what it holds
        return {}
    return told


def _comments(archive: zipfile.ZipFile) -> int:
    names = archive.namelist()
    parts = [name for name in names if _COMMENTS.fullmatch(name) and small_part(archive, name)]
    return sum(len(re.findall(rb"<(?:\w+:)?comment\b", _raw(archive, name))) for name in parts)


# csv


def _csv_spreadsheet(
    data: bytes, knows: Callable[[str], bool], encoding: str | None
) -> Spreadsheet:
    decoded = decode(data, encoding)
    text = re.sub(r"\Asep=.\n", "", normalise(decoded.text))
    rows = max(
        (_csv_rows(text, separator, _LOOKED_AT) for separator in _SEPARATORS),
        key=lambda found: (
            sum(knows(cell) for _, row in found for cell in row),
            max((len(row) for _, row in found), default=0),
        ),
    )
    separator = next(one for one in _SEPARATORS if _csv_rows(text, one, _LOOKED_AT) == rows)
    every = told_rows(tuple(row) for _, row in _csv_rows(text, separator))
    sheet = SheetCells(name="", rows=tuple((line, tuple(row)) for line, row in every))
    return Spreadsheet(
        sheets=(sheet,) if sheet.rows else (), notes=(decoded.note,) if decoded.note else ()
    )


def _csv_rows(text: str, separator: str, most: int | None = None) -> list[tuple[int, list[str]]]:
    """Return rows with their numbers as a spreadsheet counts them, empty ones too."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=most is None)
    rows: list[tuple[int, list[str]]] = []
    try:
        for number, row in enumerate(reader, start=1):
            rows.append((number, row))
            if number == most:
                break
    except csv.Error:
        if most is None:
            raise ReadError(
                Message(
                    "row {row} is not even: a double quote is opened and never closed; open the "
                    "file in a spreadsheet, and save it as .xlsx",
                    row=len(rows) + 1,
                )
            ) from None
    return rows
