"""Word documents: paragraphs, tables, headings; not deleted text, comments or footnotes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from civic_qual.bounded.archives import attribute, elements, local, open_archive
from civic_qual.corpus.intake.readers.document import (
    DEFAULTS,
    Block,
    Document,
    Paragraph,
    ReadOptions,
    Table,
    document_of,
)
from civic_qual.messages import Message

KIND = Message("Word document")
BODY, STYLES = "word/document.xml", "word/styles.xml"
_TEXT_FOR = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Text that was deleted or moved away, and the copy of a text box kept for old programs.
_OFF = frozenset({"0", "false", "off", "none"})
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "pPr", "rPr"})


def read_docx(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a Word document; the text is its paragraphs and table rows, one a line."""
    with open_archive(data, KIND, (BODY, STYLES)) as archive:
        return document_of(_blocks(archive), options)


@dataclass
class _Cells:
    """A table being read: its finished rows, and the paragraphs of the cell now open."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)


@dataclass
class _Open:
    """A paragraph being read: its text so far, and how many letters that begin it are bold."""

    pieces: list[str] = field(default_factory=list)
    heading: bool = False
    bold: int = 0
    in_bold: bool = False
    only_bold: bool = True  # so far

    def run(self, *, bold: bool) -> None:
        """Begin a run of letters, or tell that those of this run are bold."""
        self.in_bold = bold

    def add(self, text: str) -> None:
        """Add letters of a run."""
        self.pieces.append(text)
        if text.strip() and not self.in_bold:
            self.only_bold = False
        if self.only_bold and self.in_bold:
            self.bold = sum(map(len, self.pieces))


def _blocks(archive: zipfile.ZipFile) -> Iterator[Block]:
    headings = _heading_styles(archive)
    tables: list[_Cells] = []
    paragraphs: list[_Open] = []  # a text box puts one inside another
    skipping = 0
    for event, element in elements(archive, BODY, KIND):
        name = local(element.tag)
        if event == "start" and paragraphs:
            if name == "pStyle":
                paragraphs[-1].heading = attribute(element, "val") in headings
            elif name in {"r", "b"}:
                paragraphs[-1].run(bold=name == "b" and attribute(element, "val") not in _OFF)
        if name in _SKIPPED:
            skipping += 1 if event == "start" else -1
        elif skipping:
            pass
        elif event == "start":
            if name == "p":
                paragraphs.append(_Open())
            elif name == "tbl":
                tables.append(_Cells())
        elif name == "p":
            yield from _close_paragraph(paragraphs, tables)
        elif name in {"tc", "tr", "tbl"}:
            yield from _close_table_part(name, tables)
        elif paragraphs:
            paragraphs[-1].add(element.text or "" if name == "t" else _TEXT_FOR.get(name, ""))
        if event == "end" and name in {"p", "tbl"}:
            element.clear()


def _close_paragraph(paragraphs: list[_Open], tables: list[_Cells]) -> Iterator[Block]:
    closed = paragraphs.pop()
    text = "".join(closed.pieces)
    if tables:
        tables[-1].cell.append(text)
    else:
        yield Paragraph(text, closed.heading, closed.bold)


def _close_table_part(name: str, tables: list[_Cells]) -> Iterator[Block]:
    open_table = tables[-1]
    if name == "tc":
        open_table.row.append("\n".join(text for text in open_table.cell if text.strip()))
        open_table.cell = []
    elif name == "tr":
        open_table.rows.append(tuple(open_table.row))
        open_table.row = []
    else:
        tables.pop()
        if tables:  # a table inside a cell becomes lines of that cell
            tables[-1].cell.extend("\t".join(row) for row in open_table.rows)
        else:
            yield Table(tuple(open_table.rows))


def _heading_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the ids of heading styles; ids are translated, but names stay English."""
    found: set[str] = set()
    if STYLES not in archive.namelist():
        return frozenset()
    style = ""
    for event, element in elements(archive, STYLES, KIND):
        name = local(element.tag)
        if event == "start" and name == "style":
            style = attribute(element, "styleId")
        elif event == "start" and name == "name":
            title = attribute(element, "val").casefold()
            if title.startswith("heading") or title in {"title", "subtitle"}:
                found.add(style)
    return frozenset(found)
