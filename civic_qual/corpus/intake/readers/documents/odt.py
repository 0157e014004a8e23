"""OpenDocument text: paragraphs, tables, text boxes; not deleted or hidden text, nor notes."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from civic_qual.bounded.archives import attribute, elements, local, open_archive
from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.documents.assembling import LeftOut, document_of
from civic_qual.corpus.intake.readers.documents.flow import Flow
from civic_qual.messages import Message

KIND = Message("OpenDocument text")
BODY, STYLES = "content.xml", "styles.xml"
# What is no part of the text where it stands. Tracked deletions are kept before the text.
_SKIPPED = frozenset(
    {"note", "annotation", "tracked-changes", "desc", "title", "hidden-text", "hidden-paragraph",
     "page-number", "page-count", "forms", "sequence-decls", "ruby-text"}
)  # fmt: skip
_INDEXES = frozenset(
    {"table-of-content", "illustration-index", "table-index", "alphabetical-index", "user-index",
     "object-index", "bibliography"}
)  # fmt: skip
_COUNTED = {"note": "footnote", "annotation": "comment", "hidden-text": "hidden",
            "hidden-paragraph": "hidden", "deletion": "deletion"}  # fmt: skip
_MOST_SPACES, _MOST_REPEATED, _DIGITS = 1_000, 50, 9  # a document may claim any number


def read_odt(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read an OpenDocument text; the text is its paragraphs and table rows, one a line."""
    with open_archive(data, KIND, (BODY, STYLES)) as archive:
        reading = _Reading(_styles(archive))
        for event, element in elements(archive, BODY, KIND):
            reading.take(event, element, local(element.tag))
        return document_of(reading.flow.finished(), options, left_out=reading.left_out)


@dataclass
class _Style:
    """What a style says, and what it builds on."""

    parent: str = ""
    bold: bool | None = None
    hidden: bool = False
    heading: bool = False


@dataclass
class _Styles:
    """The styles of a document by name; those without names for users are made as needed."""

    known: dict[str, _Style] = field(default_factory=dict)
    now: _Style = field(default_factory=_Style)

    def take(self, event: str, element: Element, name: str) -> None:
        """Take in an element of a style."""
        if name == "style":
            if event == "start":
                title = attribute(element, "display-name") or attribute(element, "name")
                self.now = self.known.setdefault(attribute(element, "name"), _Style())
                self.now.parent = attribute(element, "parent-style-name")
                title = title.casefold().replace("_20_", " ")
                self.now.heading = title in {"title", "subtitle"} or title.startswith("heading")
            else:
                self.now = _Style()
        elif event == "start" and name == "text-properties":
            weight = attribute(element, "font-weight")
            if weight:
                self.now.bold = weight == "bold" or weight in {"600", "700", "800", "900"}
            self.now.hidden = attribute(element, "display") == "none"

    def line(self, style: str) -> list[_Style]:
        """Return a style and those it builds on, the nearest first."""
        found: list[_Style] = []
        while style in self.known and len(found) < 20:
            found.append(self.known[style])
            style = self.known[style].parent
        return found

    def bold(self, style: str) -> bool | None:
        """Whether a style is bold; None if it does not say."""
        return next((one.bold for one in self.line(style) if one.bold is not None), None)


def _styles(archive: zipfile.ZipFile) -> _Styles:
    styles = _Styles()
    if STYLES in archive.namelist():
        for event, element in elements(archive, STYLES, KIND):
            styles.take(event, element, local(element.tag))
    return styles


@dataclass
class _Cell:
    """How far a cell or row reaches, and how often it is repeated."""

    columns: int = 1
    repeated: int = 1


class _Reading:
    """A document on its way from elements to a flow of paragraphs.

    Text stands before and behind elements; what stands behind one is known when the next begins
    or the one around it ends, so the parents of what is open are kept.
    """

    def __init__(self, styles: _Styles) -> None:
        self.flow, self.left_out, self.styles = Flow(), LeftOut(), styles
        self._skipping = 0
        self._indexes = 0
        self._last: tuple[str, Element] | None = None
        self._bold: list[bool] = []  # of the paragraph and the spans now open
        self._hidden: list[bool] = []
        self._cells: list[_Cell] = []
        self._covered = 0

    def take(self, event: str, element: Element, name: str) -> None:
        """Take in what stood before this element, then the element."""
        self._text_before()
        self._last = (event, element)
        if name in _COUNTED and event == "start":
            self.left_out.counts[_COUNTED[name]] += 1
        if name in _SKIPPED:
            self._skipping += 1 if event == "start" else -1
        elif self._skipping:
            pass
        elif name in _INDEXES:
            self._indexes += 1 if event == "start" else -1
        elif event == "start":
            self._start(element, name)
        else:
            self._end(element, name)

    def _text_before(self) -> None:
        """Write the text between the last element and this one."""
        if self._last is None:
            return
        event, element = self._last
        text = element.text if event == "start" else element.tail
        if text and not self._skipping and self._bold:
            self._write(text.replace("\n", " ").replace("\t", " "))
        if event == "end":
            element.clear()

    def _write(self, text: str) -> None:
        if any(self._hidden):
            self.left_out.counts["hidden"] += bool(text.strip())
        elif self._bold:
            self.flow.write(text, bold=self._bold[-1])

    def _start(self, element: Element, name: str) -> None:
        style = attribute(element, "style-name")
        if name in {"style", "text-properties"}:
            self.styles.take("start", element, name)
        elif name in {"p", "h"}:
            heading = name == "h" or any(one.heading for one in self.styles.line(style))
            self.flow.open_paragraph(heading=heading or self._indexes > 0)
            self._bold.append(bool(self.styles.bold(style)))
            self._hidden.append(any(one.hidden for one in self.styles.line(style)))
        elif name == "span":
            told = self.styles.bold(style)
            self._bold.append(told if told is not None else bool(self._bold and self._bold[-1]))
            self._hidden.append(any(one.hidden for one in self.styles.line(style)))
        elif name == "section":
            self._hidden.append(attribute(element, "display") == "none")
        elif name == "s":
            self._write(" " * _number(attribute(element, "c"), _MOST_SPACES))
        elif name in {"tab", "line-break"}:
            self._write("\t" if name == "tab" else "\n")
        elif name == "table":
            self.flow.open_table()
        elif name == "table-cell":
            self._cells.append(
                _Cell(
                    _number(attribute(element, "number-columns-spanned"), _MOST_REPEATED),
                    _number(attribute(element, "number-columns-repeated"), _MOST_REPEATED),
                )
            )
            self.flow.open_cell()

    def _end(self, element: Element, name: str) -> None:
        if name == "style":
            self.styles.take("end", element, name)
        elif name in {"p", "h"} and self._bold:
            self.flow.close_paragraph()
            self._bold.pop()
            self._hidden.pop()
        elif name == "span" and self._bold:
            self._bold.pop()
            self._hidden.pop()
        elif name == "section" and self._hidden:
            self._hidden.pop()
        elif name == "table":
            self.flow.close_table()
        elif name == "table-row":
            self.flow.close_row()
        elif name == "table-cell" and self._cells:
            cell = self._cells.pop()
            self.flow.close_cell(cell.columns)
            self.flow.empty_cells(cell.repeated - 1)
            self._covered = cell.columns - 1
        elif name == "covered-table-cell":
            times = _number(attribute(element, "number-columns-repeated"), _MOST_REPEATED)
            beside = min(times, self._covered)  # of the cell just read
            self._covered -= beside
            self.flow.empty_cells(times - beside)


def _number(told: str, most: int) -> int:
    number = told[:_DIGITS] if told.isascii() and told.isdigit() else "1"
    return max(1, min(int(number), most))
