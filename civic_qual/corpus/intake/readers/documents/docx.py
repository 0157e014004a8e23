"""Word documents: paragraphs, tables and text boxes; not deleted or hidden text, nor notes."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from civic_qual.bounded.archives import attribute, elements, local, open_archive
from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.documents.assembling import LeftOut, document_of
from civic_qual.corpus.intake.readers.documents.docx_parts import KIND, Parts, Styles, parts_of
from civic_qual.corpus.intake.readers.documents.flow import Flow
from civic_qual.messages import Message

_TEXT_FOR = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Text that was deleted or moved away, the copy of a text box kept for old programs, codes of
# fields, how letters are pronounced, and what a form asks to be filled in.
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "rt"})
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "footnote",
          "commentReference": "comment"}  # fmt: skip
_OFF = frozenset({"0", "false", "off", "none"})
_LEVELS = "012345678"  # of an outline; 9 is text
EMBEDDED = Message(
    "a document is embedded in it and was not read; open it, copy the text and save it again"
)


def read_docx(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a Word document; the text is its paragraphs and table rows, one a line."""
    parts = parts_of(data)
    with open_archive(data, KIND, parts.wanted) as archive:
        reading = _Reading(archive, parts)
        return document_of(
            reading.flow.finished(),
            options,
            left_out=reading.left_out,
            problems=(EMBEDDED,) if reading.embedded else (),
        )


@dataclass
class _Properties:
    """What is said of a paragraph, run, row or cell before its words come."""

    within: list[str] = field(default_factory=list)  # pPr, rPr, trPr, tcPr, sdtPr


class _Reading:
    """A document on its way from elements to a flow of paragraphs."""

    def __init__(self, archive: zipfile.ZipFile, parts: Parts) -> None:
        self.flow, self.left_out, self.embedded = Flow(), LeftOut(), False
        self._styles = Styles.read(archive, parts.styles)
        self._within: list[str] = []  # the properties that are open
        self._skipping = 0
        self._deleted_words = False
        self._runs: list[_Run] = []
        self._paragraphs: list[_Marks] = []
        self._cells: list[_Span] = []
        self._rows: list[bool] = []  # whether the row was deleted
        self._forms: list[bool] = []  # whether a form's field shows what to fill in
        for event, element in elements(archive, parts.body, KIND):
            self._take(event, element, local(element.tag))

    def _take(self, event: str, element: Element, name: str) -> None:
        if name in _SKIPPED and not self._within:
            self._skip(event, name)
        elif self._skipping:
            if event == "end" and name == "delText" and (element.text or "").strip():
                self._deleted_words = True
        elif name in _PROPERTIES:
            if event == "start":
                self._within.append(name)
            elif self._within:
                self._within.pop()
        elif self._within:
            if event == "start":
                self._property(element, name)
        elif event == "start":
            self._start(name)
        else:
            self._end(element, name)
        if event == "end" and name in {"p", "tbl", "pict", "drawing"}:
            element.clear()

    def _skip(self, event: str, name: str) -> None:
        self._skipping += 1 if event == "start" else -1
        if event == "end" and not self._skipping and name == "del":
            self.left_out.counts["deletion"] += self._deleted_words
            self._deleted_words = False

    def _property(self, element: Element, name: str) -> None:
        value, kind = attribute(element, "val"), self._within[0]
        off = value.casefold() in _OFF
        if kind == "pPr" and self._paragraphs:
            marks = self._paragraphs[-1]
            if name == "pStyle":
                marks.bold = value in self._styles.bold
                if value in self._styles.headings:
                    self.flow.make_heading()
            elif name == "outlineLvl" and value and value in _LEVELS:
                self.flow.make_heading()
            elif name in {"del", "moveFrom"} and self._within[-1] == "rPr":
                marks.joined = True
        elif kind == "rPr" and self._runs:
            run = self._runs[-1]
            if name == "b":
                run.bold = not off
            elif name == "vanish":
                run.hidden = not off
            elif name == "rStyle" and value in self._styles.bold:
                run.bold = True
        elif kind == "tcPr" and self._cells:
            if name == "gridSpan" and value.isdecimal():
                self._cells[-1].columns = int(value[:4])
        elif kind == "trPr" and self._rows:
            if name == "gridBefore" and value.isdecimal():
                self.flow.empty_cells(int(value[:4]))
            elif name == "del":
                self._rows[-1] = True
        elif kind == "sdtPr" and name == "showingPlcHdr" and self._forms:
            self._forms[-1] = not off

    def _start(self, name: str) -> None:
        if name == "p":
            self.flow.open_paragraph()
            self._paragraphs.append(_Marks())
        elif name == "r":
            self._runs.append(_Run(self._paragraphs[-1].bold if self._paragraphs else False))
        elif name == "tbl":
            self.flow.open_table()
        elif name == "tr":
            self._rows.append(False)
        elif name == "tc":
            self.flow.open_cell()
            self._cells.append(_Span())
        elif name == "sdt":
            self._forms.append(False)
        elif name == "altChunk":
            self.embedded = True
        elif name in _NOTES:
            self.left_out.counts[_NOTES[name]] += 1

    def _end(self, element: Element, name: str) -> None:
        if name == "p" and self._paragraphs:
            self.flow.close_paragraph(joined=self._paragraphs.pop().joined)
        elif name == "r" and self._runs:
            self.left_out.counts["hidden"] += self._runs.pop().held_back
        elif name == "tbl":
            self.flow.close_table()
        elif name == "tr" and self._rows:
            if self._rows.pop():
                self.left_out.counts["deletion"] += 1
                self.flow.drop_row()
            else:
                self.flow.close_row()
        elif name == "tc" and self._cells:
            self.flow.close_cell(self._cells.pop().columns)
        elif name == "sdt" and self._forms:
            self._forms.pop()
        else:
            self._write(element.text or "" if name == "t" else _TEXT_FOR.get(name, ""))

    def _write(self, text: str) -> None:
        if not text or any(self._forms):
            return
        run = self._runs[-1] if self._runs else _Run(False)
        if run.hidden:
            run.held_back = run.held_back or bool(text.strip())
        else:
            self.flow.write(text, bold=run.bold)


_PROPERTIES = frozenset({"pPr", "rPr", "trPr", "tcPr", "sdtPr", "tblPr", "sectPr"})


@dataclass
class _Run:
    """Letters of one kind: in bold, or not shown at all."""

    bold: bool
    hidden: bool = False
    held_back: bool = False


@dataclass
class _Marks:
    """What holds for a whole paragraph; its mark may be deleted, so that the next goes on."""

    bold: bool = False
    joined: bool = False


@dataclass
class _Span:
    """Over how many columns a cell reaches."""

    columns: int = 1
