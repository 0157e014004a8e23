"""Excel workbooks: their sheets, and what is hidden, cached or noted beside them."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from civic_qual.bounded.archives import attribute, elements, local, open_archive
from civic_qual.messages import Message
from civic_qual.privacy.leaving.contents import Contents, Rows
from civic_qual.privacy.leaving.word_files import read_office_parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

WORKBOOK = Message("Excel workbook")
_MOST_CELLS = 2_000_000
_HOLDS = {
    "xl/pivotCache/": "pivot_cache",
    "xl/externalLinks/": "linked_workbook",
    "xl/connections": "connection",
    "xl/revisions/": "tracked_change",
    "xl/embeddings/": "embedded_file",
}


def read_workbook(data: bytes, found: Contents) -> None:
    """Read an xlsx file, its hidden sheets, rows and columns too."""
    archive = open_archive(data, WORKBOOK)
    names = archive.namelist()
    read_office_parts(archive, found, WORKBOOK)
    for begin, kind in _HOLDS.items():
        if any(name.startswith(begin) and name.endswith(".xml") for name in names):
            found.mark(kind, ("properties",))
    for name in names:
        if re.match(r"xl/(?:comments\d*|threadedComments/|comments/|persons/)", name):
            _read_comments(archive, name, found)
    shared = list(_strings(archive)) if "xl/sharedStrings.xml" in names else []
    white = _white_styles(archive) if "xl/styles.xml" in names else set()
    sheets = _sheets(archive, found)
    for name in sorted(names):
        if match := re.fullmatch(r"xl/worksheets/(sheet\d+)\.xml", name):
            title = sheets.get(f"worksheets/{match[1]}.xml", match[1])
            _Sheet(found, title, shared, white).read(archive, name)


def _sheets(archive: zipfile.ZipFile, found: Contents) -> dict[str, str]:
    """Return the titles of sheets by their parts; say which are hidden."""
    parts = {
        attribute(one, "Id"): attribute(one, "Target").removeprefix("/xl/")
        for event, one in elements(archive, "xl/_rels/workbook.xml.rels", WORKBOOK)
        if event == "start" and local(one.tag) == "Relationship"
    }
    titles = {}
    for event, one in elements(archive, "xl/workbook.xml", WORKBOOK):
        tag = local(one.tag)
        if event != "start":
            if tag == "definedName" and attribute(one, "hidden") in ("1", "true"):
                found.mark("hidden_name", ("properties",), attribute(one, "name"))
            continue
        if tag == "sheet":
            rid = next((v for k, v in one.attrib.items() if k.endswith("}id")), "")
            titles[parts.get(rid, "")] = attribute(one, "name")
            if attribute(one, "state") in ("hidden", "veryHidden"):
                found.mark("hidden_sheet", ("sheet", attribute(one, "name")))
        if tag == "absPath":
            found.mark("path", ("properties",), attribute(one, "url"))
        if tag == "fileSharing" and attribute(one, "userName"):
            found.mark("author", ("properties",), attribute(one, "userName"))
    return titles


def _strings(archive: zipfile.ZipFile) -> Iterator[str]:
    for event, one in elements(archive, "xl/sharedStrings.xml", WORKBOOK):
        if event == "end" and local(one.tag) == "si":
            yield _said(one)
            one.clear()


def _said(element: Element) -> str:
    """Return the words in an element, without how they are pronounced."""
    return "".join(one.text or "" for one in element.iter() if local(one.tag) == "t")


def _white_styles(archive: zipfile.ZipFile) -> set[str]:
    """Return the numbers of formats that show nothing: white letters on no colour, or none."""
    fonts: list[bool] = []
    cells: list[tuple[str, str, str]] = []
    nothing = {
        attribute(one, "numFmtId")
        for event, one in elements(archive, "xl/styles.xml", WORKBOOK)
        if event == "end" and local(one.tag) == "numFmt" and attribute(one, "formatCode") == ";;;"
    }
    for event, one in elements(archive, "xl/styles.xml", WORKBOOK):
        if event != "end":
            continue
        if local(one.tag) == "font":
            colours = [c for c in one.iter() if local(c.tag) == "color"]
            fonts.append(
                any(attribute(c, "rgb").upper() == "FFFFFFFF" or attribute(c, "theme") == "0"
                    for c in colours)
            )  # fmt: skip
        if local(one.tag) == "cellXfs":
            cells = [
                (attribute(x, "fontId"), attribute(x, "fillId"), attribute(x, "numFmtId"))
                for x in one
            ]
    return {
        str(number)
        for number, (font, fill, form) in enumerate(cells)
        if form in nothing
        or (font.isdigit() and int(font) < len(fonts) and fonts[int(font)] and fill in ("", "0"))
    }


def _read_comments(archive: zipfile.ZipFile, name: str, found: Contents) -> None:
    for event, one in elements(archive, name, WORKBOOK):
        tag = local(one.tag)
        if event != "end":
            continue
        if tag == "author" and (one.text or "").strip():
            found.mark("comment", ("comments",), one.text or "")
        if tag == "person":
            found.mark("author", ("properties",), attribute(one, "displayName"))
        if tag in ("comment", "threadedComment"):
            found.mark("comment", ("comments",))
            words = _said(one) or "".join(one.itertext())
            found.text(("cell", "", attribute(one, "ref")), words)


class _Sheet:
    """One sheet, read row by row."""

    def __init__(self, found: Contents, title: str, shared: list[str], white: set[str]) -> None:
        self.found, self.title, self.shared, self.white = found, title, shared, white
        self.rows: Rows = []
        self.cells = 0

    def read(self, archive: zipfile.ZipFile, name: str) -> None:
        """Read the part, and keep its rows as a table."""
        where = ("sheet", self.title)
        for event, one in elements(archive, name, WORKBOOK):
            tag = local(one.tag)
            if tag in ("row", "col") and event == "start":
                hidden = attribute(one, "hidden") in ("1", "true")
                height = attribute(one, "ht") or attribute(one, "width")
                if hidden or height in ("0", "0.0"):
                    self.found.mark("hidden_row_or_column", where)
                if tag == "row":
                    self.rows.append([])
            if event == "start":
                continue
            if tag == "c":
                self._cell(one)
            if tag in ("headerFooter", "oddHeader", "oddFooter") and one.text:
                self.found.text(where, one.text)
            if tag == "row":
                one.clear()
        wide = max(map(len, self.rows), default=0)
        rows = [row + [""] * (wide - len(row)) for row in self.rows]
        self.found.tables.append((where, rows))

    def _cell(self, one: Element) -> None:
        self.cells += 1
        reference = attribute(one, "r")
        index = _column(reference) if reference else len(self.rows[-1] if self.rows else [])
        if self.cells > _MOST_CELLS or index > 16_384 or not self.rows:
            return
        value = next((part.text or "" for part in one if local(part.tag) == "v"), "")
        kind = attribute(one, "t")
        if kind == "s" and value.isdigit() and int(value) < len(self.shared):
            value = self.shared[int(value)]
        elif kind == "inlineStr":
            value = _said(one)
        if any(local(part.tag) == "f" for part in one):
            self.found.mark("formula", ("sheet", self.title))
        if value.strip() and attribute(one, "s") in self.white:
            self.found.mark("hidden_text", ("cell", self.title, reference), value[:60])
        row = self.rows[-1]
        row += [""] * (index + 1 - len(row))
        row[index] = value


def _column(reference: str) -> int:
    """Return the index of a column by the letters of a cell: "B3" is 1.

    Examples
    --------
    >>> _column("A1"), _column("AA7")
    (0, 26)
    """
    number = 0
    for letter in re.sub(r"[^A-Z]", "", reference.upper())[:4]:
        number = number * 26 + ord(letter) - 64
    return max(number - 1, 0)
