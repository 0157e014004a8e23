"""Texts and tables of plain characters, and rich text, which is one with orders in it."""

from __future__ import annotations

import re

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


_RTF_TOLD = re.compile(rb"\\(author|operator|manager|company|category|doccomm|keywords) ([^{}\\]+)")
_RTF_KINDS = {
    "company": "organisation",
    **dict.fromkeys(("author", "operator", "manager"), "author"),
    **dict.fromkeys(("category", "doccomm", "keywords"), "described"),
}
_RTF_ORDERS = {
    rb"\\(?:deleted|revised)\b(?!0)": "tracked_change",
    rb"\\annotation\b": "comment",
    rb"\\v(?![a-z0-9])": "hidden_text",
    rb"\\objdata\b": "embedded_file",
    rb"\\pict\b": "picture",
}


def read_rich_text(data: bytes, found: Contents) -> None:
    """Read an RTF file: its words, also those that were deleted or hidden, and its orders."""
    for name, value in _RTF_TOLD.findall(data):
        kind = _RTF_KINDS[name.decode()]
        found.mark(kind, ("properties",), value.decode("cp1252", errors="replace"))
    for order, kind in _RTF_ORDERS.items():
        if re.search(order, data):
            found.mark(kind, ("changes",) if kind == "tracked_change" else ())
    from civic_qual.corpus.intake.readers.documents.rtf import read_rtf

    for number, line in enumerate(read_rtf(data).text.splitlines(), 1):
        found.text(("line", number), line)
