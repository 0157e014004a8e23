"""Workbooks: which are read at once, and that both ways find the same."""

import contextlib
import io
import zipfile

import openpyxl
import pytest

from civic_qual.errors import ReadError
from civic_qual.sheets import workbooks
from civic_qual.sheets.workbooks import workbook_rows

ROWS = [["speaker", "text"], ["I", "Who came?"], [], ["R", "Nobody, 12 of us."]]


def workbook(change=lambda sheet: sheet) -> bytes:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    plain, file = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if "sheet1" in name else part)
    return file.getvalue()


@pytest.fixture
def asked(monkeypatch):
    """Count the workbooks that are given to the worker, and read them at once."""
    given = []

    def in_worker(_task, data):
        given.append(data)
        return workbooks.rows_as_data(data)

    monkeypatch.setattr(workbooks, "in_worker", in_worker)
    return given


EXPECTED = {
    "Sheet": [(1, ("speaker", "text")), (2, ("I", "Who came?")), (4, ("R", "Nobody, 12 of us."))]
}


def test_an_ordinary_workbook_is_read_at_once(asked):
    assert workbook_rows(workbook()) == EXPECTED
    assert asked == []


def test_in_the_worker_the_same_is_found(monkeypatch):
    monkeypatch.setattr(workbooks, "_SMALL", 0)
    assert workbook_rows(workbook()) == EXPECTED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="4"', b'r="99999"'),
        (b'r="4"', b"r = '99999999'"),
        (b'r="4"', b'r="&#57;9999999"'),
        (b"</sheetData>", b'<row><c r="XFD9"/></row>' * 20 + b"</sheetData>"),
        (b"</sheetData>", b'<row r="5"><c r="ZZ5"/></row>' * 600 + b"</sheetData>"),
    ],
    ids=["row", "quotes", "entity", "column", "many"],
)
def test_what_claims_much_is_left_to_the_worker(asked, old, new):
    with contextlib.suppress(ReadError):
        workbook_rows(workbook(lambda part: part.replace(old, new)))
    assert len(asked) == 1


def test_another_encoding_hides_nothing(asked):
    def in_utf16(part):
        return part.decode().replace("encoding='UTF-8'", "").encode("utf-16")

    workbook_rows(workbook(in_utf16))
    assert len(asked) == 1
