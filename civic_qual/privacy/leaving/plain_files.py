"""Texts and tables of plain characters."""

from __future__ import annotations

from civic_qual.privacy.leaving.contents import Contents
from civic_qual.sheets.reading import csv_sheet
from civic_qual.texts.decoding import decode


def read_text(data: bytes, found: Contents) -> None:
    """Read a text, line by line."""
    for number, line in enumerate(decode(data).text.splitlines(), 1):
        found.text(("line", number), line)


def read_table(data: bytes, found: Contents) -> None:
    """Read a CSV or TSV file as one table; as a text where it is none."""
    from civic_qual.errors import ReadError

    try:
        sheet = csv_sheet(data)
    except ReadError:
        read_text(data, found)
        return
    rows = [list(sheet.titles), *(list(row) for row in sheet.rows)]
    found.tables.append(((), rows))
