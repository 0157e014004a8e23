"""Word and OpenDocument files: their text, and what they carry that nobody sees on the page."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

from civic_qual.bounded.archives import attribute, elements, local, open_archive
from civic_qual.messages import Message
from civic_qual.privacy.leaving.contents import Contents, Place, Rows

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

WORD, OPEN = Message("Word document"), Message("OpenDocument file")
_MOST_REPEATED = 100  # empty cells that a file says stand in a row
SMALLEST = 4  # half points: smaller letters are there not to be seen
_PEOPLE = {"creator", "lastModifiedBy", "manager", "initial-creator", "printed-by", "editor"}
_ABOUT = {
    **dict.fromkeys(_PEOPLE, "author"),
    **dict.fromkeys(("company", "Company"), "organisation"),
    **dict.fromkeys(("template", "Template", "HyperlinkBase"), "path"),
    **dict.fromkeys(("keywords", "description", "subject", "category", "comments"), "described"),
    **dict.fromkeys(("lpwstr", "user-defined"), "own_property"),
}
_STORIES = re.compile(r"word/(document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_HEADINGS = {"footnotes", "endnotes", "comments", "header", "footer"}
_LOCAL = re.compile(r"^(?:file:|[A-Za-z]:[\\/]|\\\\|/(?:home|Users)/)", re.IGNORECASE)
_WHITE = frozenset({"FFFFFF", "#FFFFFF", "FEFEFE", "#FEFEFE"})


def read_word(data: bytes, found: Contents) -> None:
    """Read a docx file with all its stories, comments and tracked changes."""
    archive = open_archive(data, WORD)
    read_office_parts(archive, found, WORD)
    for name in sorted(archive.namelist()):
        if story := _STORIES.fullmatch(name):
            _Story(found, re.sub(r"\d", "", story[1])).read(archive, name)
        elif name in ("word/people.xml", "word/commentsExtended.xml"):
            for event, one in elements(archive, name, WORD):
                if event == "start" and local(one.tag) == "person":
                    found.mark("author", ("properties",), attribute(one, "author"))
        elif name == "word/settings.xml":
            told = archive.read(name)
            if b"mailMerge" in told:
                found.mark("path", ("part", "mail merge"), "mailMerge")


def read_office_parts(archive: zipfile.ZipFile, found: Contents, kind: str) -> None:
    """Read what files of Office have in common: properties, links, thumbnails, embedded files."""
    for name in sorted(archive.namelist()):
        lower = name.lower()
        if lower.startswith("docprops/") and lower.endswith(".xml"):
            read_properties(archive, name, found, kind)
        elif lower.startswith("docprops/thumbnail"):
            found.mark("thumbnail", ("properties",))
        elif lower.endswith(".rels"):
            _read_links(archive, name, found, kind)
        elif "/embeddings/" in lower:
            found.mark("embedded_file", ("part", name.rpartition("/")[2]))
        elif "printersettings" in lower and not lower.endswith("/"):
            found.mark("printer", ("properties",))
        elif lower.startswith("customxml/item") and not lower.startswith("customxml/itemprops"):
            found.mark("custom_part", ("part", name))


def read_properties(archive: zipfile.ZipFile, name: str, found: Contents, kind: str) -> None:
    """Read who wrote a file, where, and what else its properties say."""
    for event, one in elements(archive, name, kind):
        told = (one.text or "").strip()
        what = _ABOUT.get(local(one.tag))
        if event == "end" and told and what and told not in ("Normal.dotm", "Normal", "openpyxl"):
            found.mark(what, ("properties",), told)


def _read_links(archive: zipfile.ZipFile, name: str, found: Contents, kind: str) -> None:
    for event, one in elements(archive, name, kind):
        target = attribute(one, "Target")
        if event == "start" and attribute(one, "TargetMode") == "External" and _LOCAL.match(target):
            found.mark("path", ("part", name), target)


class _Story:
    """One part of a Word document, read paragraph by paragraph."""

    def __init__(self, found: Contents, name: str) -> None:
        self.found, self.name = found, name
        self.number, self.said, self.deleted = 0, "", ""
        self.hidden = self.shaded = False
        self.rows: Rows = []
        self.cell: str | None = None

    @property
    def place(self) -> Place:
        """Where it stands now."""
        if self.name in _HEADINGS:
            return ("part", self.name)
        return ("paragraph", self.number)

    def read(self, archive: zipfile.ZipFile, name: str) -> None:
        """Read the part."""
        at: dict[str, Callable[[Element], None]] = {
            "p": self._end_paragraph, "t": self._say, "delText": self._delete,
            "r": self._end_run, "vanish": self._hide, "color": self._colour, "sz": self._size,
            "tab": self._space, "br": self._space, "shd": self._shade, "tc": self._end_cell,
            "tbl": self._end_table,
        }  # fmt: skip
        for event, one in elements(archive, name, WORD):
            tag = local(one.tag)
            if event == "start":
                self._start(tag, one)
            elif tag in at:
                at[tag](one)
            if event == "end" and tag == "p":
                one.clear()

    def _start(self, tag: str, one: Element) -> None:
        if tag == "p":
            self.number += 1
        if tag == "tr":
            self.rows.append([])
        if tag == "tc":
            self.cell, self.shaded = "", False
        if tag in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"):
            self.found.mark("tracked_change", ("changes",), attribute(one, "author"))
        if tag == "comment":
            self.found.mark("comment", ("comments",), attribute(one, "author"))
        if tag == "instrText" and one.text and _LOCAL.search(one.text):
            self.found.mark("path", self.place, one.text)

    def _say(self, one: Element) -> None:
        self.said += one.text or ""
        if self.hidden and one.text and one.text.strip():
            self.found.mark("hidden_text", self.place, one.text[:60])

    def _delete(self, one: Element) -> None:
        self.deleted += one.text or ""

    def _space(self, _: Element) -> None:
        self.said += " "

    def _hide(self, one: Element) -> None:
        if attribute(one, "val") not in ("0", "false"):
            self.hidden = True

    def _colour(self, one: Element) -> None:
        if attribute(one, "val").upper() in _WHITE and not self.shaded:
            self.hidden = True

    def _shade(self, one: Element) -> None:
        if attribute(one, "fill").upper() not in ("", "AUTO", "FFFFFF"):
            self.shaded = True

    def _size(self, one: Element) -> None:
        value = attribute(one, "val")
        if value.isdigit() and int(value) <= SMALLEST:
            self.hidden = True

    def _end_run(self, _: Element) -> None:
        self.hidden = False

    def _end_paragraph(self, _: Element) -> None:
        self.found.text(self.place, self.said)
        if self.deleted.strip():
            self.found.text(self.place, self.deleted)
            self.found.mark("deleted_text", self.place, self.deleted[:60])
        if self.cell is not None:
            self.cell = f"{self.cell} {self.said}".strip()
        else:
            self.shaded = False
        self.said = self.deleted = ""
        self.hidden = False

    def _end_cell(self, _: Element) -> None:
        if self.rows:
            self.rows[-1].append(self.cell or "")
        self.cell, self.shaded = None, False

    def _end_table(self, _: Element) -> None:
        wide = max(map(len, self.rows), default=0)
        rows = [row + [""] * (wide - len(row)) for row in self.rows]
        self.found.tables.append((("paragraph", self.number), rows))
        self.rows = []


def read_open(data: bytes, found: Contents) -> None:
    """Read an odt or ods file."""
    archive = open_archive(data, OPEN)
    for name in archive.namelist():
        if name.startswith("Thumbnails/"):
            found.mark("thumbnail", ("properties",))
        elif name.startswith("Object "):
            found.mark("embedded_file", ("part", name.partition("/")[0]))
    if "meta.xml" in archive.namelist():
        read_properties(archive, "meta.xml", found, OPEN)
    if "settings.xml" in archive.namelist():
        for event, one in elements(archive, "settings.xml", OPEN):
            named = attribute(one, "name") in ("PrinterName", "PrinterSetup")
            if event == "end" and named and (one.text or "").strip():
                found.mark("printer", ("properties",), (one.text or "")[:60])
    _OpenContent(found, _hiding_styles(archive)).read(archive)


def _hiding_styles(archive: zipfile.ZipFile) -> set[str]:
    """Return the names of styles in which nobody sees what is written, and of hidden tables."""
    hiding = set()
    for part in ("styles.xml", "content.xml"):
        if part not in archive.namelist():
            continue
        style = ""
        for event, one in elements(archive, part, OPEN):
            tag = local(one.tag)
            if event == "start" and tag == "style":
                style = attribute(one, "name")
            if event == "start" and tag in ("text-properties", "table-properties"):
                white = attribute(one, "color").upper() in _WHITE
                if attribute(one, "display") in ("none", "false") or white:
                    hiding.add(style)
    return hiding


class _OpenContent:
    """The content of an OpenDocument file, read paragraph by paragraph and row by row."""

    def __init__(self, found: Contents, hiding: set[str]) -> None:
        self.found, self.hiding = found, hiding
        self.number, self.sheet = 0, ""
        self.rows: Rows = []
        self.aside: list[str] = []  # inside comments, or what was deleted

    def read(self, archive: zipfile.ZipFile) -> None:
        """Read the part."""
        for event, one in elements(archive, "content.xml", OPEN):
            tag = local(one.tag)
            if event == "start":
                self._start(tag, one)
            else:
                self._end(tag, one)

    def _start(self, tag: str, one: Element) -> None:
        self.number += tag in ("p", "h")
        if tag in ("tracked-changes", "annotation"):
            self.aside.append(tag)
        if tag == "table":
            self.sheet, self.rows = attribute(one, "name"), []
            if attribute(one, "style-name") in self.hiding:
                self.found.mark("hidden_sheet", ("sheet", self.sheet))
        if tag == "table-row":
            self.rows.append([])
        if attribute(one, "visibility") in ("collapse", "filter"):
            self.found.mark("hidden_row_or_column", ("sheet", self.sheet))
        if attribute(one, "formula"):
            self.found.mark("formula", ("sheet", self.sheet))

    def _end(self, tag: str, one: Element) -> None:
        if tag in ("span", "p") and attribute(one, "style-name") in self.hiding:
            said = "".join(one.itertext())
            self.found.mark("hidden_text", ("paragraph", self.number), said[:60])
        if tag == "creator" and self.aside:
            noted = "annotation" in self.aside
            kind = "comment" if noted else "tracked_change"
            self.found.mark(kind, ("comments",) if noted else ("changes",), one.text or "")
        if tag in ("p", "h"):
            self._end_paragraph("".join(one.itertext()))
        if tag == "table-cell" and self.rows:
            told = attribute(one, "number-columns-repeated")
            words = next(("".join(p.itertext()) for p in one if local(p.tag) == "p"), "")
            repeated = min(int(told), _MOST_REPEATED) if told.isdigit() else 1
            self.rows[-1] += [attribute(one, "value") or words] * repeated
        if tag == "table":
            wide = max(map(len, self.rows), default=0)
            rows = [row + [""] * (wide - len(row)) for row in self.rows]
            self.found.tables.append((("sheet", self.sheet), rows))
            self.sheet = ""
        if tag in ("tracked-changes", "annotation"):
            self.aside.pop()

    def _end_paragraph(self, said: str) -> None:
        noted = "annotation" in self.aside
        self.found.text(("part", "comments") if noted else ("paragraph", self.number), said)
        if "tracked-changes" in self.aside and said.strip():
            self.found.mark("deleted_text", ("changes",), said[:60])
