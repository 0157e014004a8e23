"""Excel workbooks: the rows of each sheet as text, read by openpyxl; and what a cell is as text.

A workbook of a few kilobytes may claim a million rows of sixteen thousand cells, and openpyxl
makes them all. So the names of its cells are looked at before, and a workbook that is large, or
claims to be, is read in the worker.
"""

from __future__ import annotations

import datetime
import html
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from civic_qual.bounded.archives import open_archive
from civic_qual.bounded.worker import in_worker
from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.texts import normalise

if TYPE_CHECKING:
    from openpyxl import Workbook

NumberedRow = tuple[int, tuple[str, ...]]
_TASK = "civic_qual.sheets.workbooks:rows_as_data"
_MOST_EMPTY = 100_000  # rows without a word, between two that have some
_SMALL, _FEW_ROWS, _FEW_CELLS = 1_000_000, 20_000, 300_000  # bytes unpacked; and what is claimed
_SHEET = re.compile(r"xl/.*sheets/.*")
_NAMED = re.compile(rb"""(?<![:\w])r\s*=\s*["'](?:([A-Z]{0,3})(\d{1,7})["'])?""")


def workbook_rows(data: bytes) -> dict[str, list[NumberedRow]]:
    """Return the rows of each sheet that has any, by its name, with their numbers from 1.

    Raises
    ------
    ReadError
        If it is damaged, or claims more than it could honestly hold.
    """
    with open_archive(data, Message("Excel workbook")) as archive:
        small = claims_little(archive)
    sheets = rows_as_data(data) if small else in_worker(_TASK, data)
    return {
        str(name): [(int(line), tuple(map(str, cells))) for line, cells in rows]
        for name, rows in sheets
    }


_NAMES = re.compile(r"xl/workbook\.xml")
_SHEET_NAMED = re.compile(r"<(?:\w+:)?sheet\b[^<>]*>")
_MOST_NAMES = 1_000_000  # bytes


def hidden_sheets(data: bytes) -> frozenset[str]:
    """Return the names of the sheets that nobody sees who opens a workbook."""
    told = b"".join(_parts(data, _NAMES, most=_MOST_NAMES)).decode("utf-8", errors="replace")
    tags = [
        one for one in _SHEET_NAMED.findall(told) if re.search('state="(?:very)?hidden"', one, re.I)
    ]
    names = [re.search(' name="([^"]*)"', one) for one in tags]
    return frozenset(normalise(html.unescape(name[1])) for name in names if name)


_UNCOMPUTED = re.compile(
    rb'<c\b(?![^<>]*\bt="str")[^<>]*>\s*<f\b(?:[^<>]*/>|[^<>]*>[^<]*</f>)'
    rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)


def told_uncomputed(data: bytes) -> Iterator[str]:
    """Yield what is to be said of formulas that no program has computed."""
    cells = _uncomputed(data)
    if cells:
        yield Message.plural(
            "{n} cell holds a formula that was never computed, and was read as empty; open the "
            "workbook in Excel or LibreOffice, save it, and read it again",
            "{n} cells hold formulas that were never computed, and were read as empty; open the "
            "workbook in Excel or LibreOffice, save it, and read it again",
            n=cells,
        )


def _uncomputed(data: bytes) -> int:
    """Return how many cells hold a formula and not what it comes to, so that they read as empty.

    Programs that write workbooks leave that to whoever opens them next in Excel or LibreOffice.
    """
    return sum(len(_UNCOMPUTED.findall(sheet)) for sheet in _parts(data, _SHEET))


def _parts(data: bytes, named: re.Pattern[str], most: int | None = None) -> Iterator[bytes]:
    """Yield the parts of a workbook that are named so, up to a size, as far as they are whole."""
    with open_archive(data, Message("Excel workbook")) as archive:
        for part in archive.infolist():
            if named.fullmatch(part.filename) and (most is None or part.file_size <= most):
                try:
                    yield archive.read(part)
                except Exception:  # a damaged part, of which zipfile raises many things
                    return


def claims_little(archive: zipfile.ZipFile) -> bool:
    """Whether a workbook is small, and its sheets name only rows and columns near the first."""
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > _SMALL:
        return False
    try:
        return all(
            _names_little(archive.read(part)) for part in parts if _SHEET.fullmatch(part.filename)
        )
    except Exception:  # a damaged part, of which zipfile raises many things
        return False


def _names_little(sheet: bytes) -> bool:
    widest = last = 1
    for letters, number in _NAMED.findall(sheet):
        if not number:  # not as programs write it
            return False
        last = max(last, int(number))
        widest = max(widest, _column(letters))
    rows = 1 + sheet.count(b"row")  # at least as many as there are
    return b"\0" not in sheet and last <= _FEW_ROWS and rows * widest <= _FEW_CELLS


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def rows_as_data(data: bytes) -> list[Any]:
    """Read a workbook: name and rows of each sheet, the rows with their numbers."""
    with opened_workbook(data) as book:
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # which a file may state as it likes
            sheets.append([sheet.title, told_rows(sheet.iter_rows(values_only=True))])
        return [[name, rows] for name, rows in sheets if rows]


@contextmanager
def opened_workbook(data: bytes) -> Iterator[Workbook]:
    """Offer a workbook to read, what its formulas come to in their place.

    Raises
    ------
    ReadError
        If it is damaged, which may show only while it is read.
    """
    import openpyxl

    try:
        with warnings.catch_warnings():  # of openpyxl, about styles it does not know
            warnings.simplefilter("ignore")
            yield openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (ReadError, MemoryError):
        raise
    except Exception as error:
        # openpyxl raises whatever its XML or zip reader meets: KeyError, ParseError, ...
        raise ReadError(
            Message(
                "this Excel workbook is damaged ({error}); "
                "open it and save it again, or save it as csv",
                error=type(error).__name__,
            )
        ) from None


def told_rows(rows: Iterable[tuple[Any, ...]]) -> list[tuple[int, list[str]]]:
    """Return the rows that hold something, as texts, all of one width, with their numbers from 1.

    Raises
    ------
    ReadError
        If there are more empty rows between two than anybody leaves.
    """
    found: list[tuple[int, list[str]]] = []
    before = 0
    for line, cells in enumerate(rows, start=1):
        texts = [cell_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            found.append((line, texts))
            before = line
        elif line - before > _MOST_EMPTY:
            raise ReadError(
                Message(
                    "this Excel workbook has more than {most} empty rows below row {row}; "
                    "delete them, or copy the table into a new workbook",
                    most=_MOST_EMPTY,
                    row=before,
                )
            )
    width = max((len(texts) for _, texts in found), default=0)
    return [(line, texts + [""] * (width - len(texts))) for line, texts in found]


def cell_text(value: object) -> str:
    """Return a cell as normalised text without white space around it; "" where it is missing.

    Whole numbers lose the `.0` that spreadsheets and missing values give them, dates their
    midnight.

    Examples
    --------
    >>> cell_text(2022.0), cell_text(float("nan")), cell_text(datetime.datetime(2022, 5, 1))
    ('2022', '', '2022-05-01')
    """
    if value is None or value != value or str(value) in {"NaT", "<NA>"}:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return normalise(str(value)).strip()
