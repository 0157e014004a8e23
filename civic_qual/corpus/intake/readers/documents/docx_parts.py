"""The parts of a Word document: which holds its text, and what its styles mean.

Word calls the main part `word/document.xml`, Word Online and SharePoint call it
`word/document2.xml`: the relationships of the archive say which it is.
"""

from __future__ import annotations

import hashlib
import posixpath
import zipfile
from dataclasses import dataclass, field

from civic_qual.bounded.archives import attribute, elements, local, open_archive
from civic_qual.messages import Message

KIND = Message("Word document")
_ROOT, _MAIN, _STYLES = "_rels/.rels", "word/document.xml", "word/styles.xml"
_OFF = frozenset({"0", "false", "off", "none"})
# Names of styles stay English in every language; `toc 1` is a line of the table of contents.
_HEADINGS = ("heading", "toc", "index", "table of")
_TITLES = frozenset({"title", "subtitle", "header", "footer", "caption"})


@dataclass(frozen=True)
class Parts:
    """The names of the main part and of its styles, and all that need be opened."""

    body: str
    styles: str
    relations: str

    @property
    def wanted(self) -> tuple[str, ...]:
        """The parts that are read."""
        return (_ROOT, self.relations, self.body, self.styles)


def parts_of(data: bytes) -> Parts:
    """Find the parts of a Word document by their relationships, else by their usual names."""
    with open_archive(data, KIND, (_ROOT,)) as archive:
        body = related_part(archive, _ROOT, "officeDocument") or _MAIN
    folder, name = posixpath.split(body)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    with open_archive(data, KIND, (relations,)) as archive:
        styles = related_part(archive, relations, "styles") or _STYLES
    return Parts(body, styles, relations)


def related_part(archive: zipfile.ZipFile, part: str, kind: str) -> str:
    """Return the part to which a relationship of some kind leads, or ""."""
    if part not in archive.namelist():
        return ""
    for _, element in elements(archive, part, KIND):
        if local(element.tag) == "Relationship":
            ours = attribute(element, "Type").rpartition("/")[2] == kind
            if ours and attribute(element, "TargetMode") != "External":
                target = attribute(element, "Target")
                base = posixpath.dirname(posixpath.dirname(part))
                found = posixpath.normpath(posixpath.join("/", base, target)).lstrip("/")
                if found in archive.namelist():
                    return found
    return ""


@dataclass
class _Style:
    """A style as it is written: its name, what it builds on, and what it adds."""

    name: str = ""
    parent: str = ""
    bold: bool | None = None
    outline: bool = False


@dataclass(frozen=True)
class Styles:
    """The styles whose paragraphs nobody says, and those in bold letters."""

    headings: frozenset[str] = frozenset()
    bold: frozenset[str] = frozenset()

    @classmethod
    def read(cls, archive: zipfile.ZipFile, part: str) -> Styles:
        """Read the styles; ids are translated, but names stay English."""
        if part not in archive.namelist():
            return cls()
        content = _digest(archive, part)
        if content in _KNOWN:
            return _KNOWN[content]
        styles = cls._read(archive, part)
        if len(_KNOWN) < _MOST_KNOWN:
            _KNOWN[content] = styles
        return styles

    @classmethod
    def _read(cls, archive: zipfile.ZipFile, part: str) -> Styles:
        read = _Read()
        for event, element in elements(archive, part, KIND):
            name = local(element.tag)
            if event == "start" and name == "style":
                read.now = read.styles.setdefault(attribute(element, "styleId"), _Style())
            elif event == "end" and name == "style":
                read.now = _Style()
                element.clear()
            elif event == "start":
                value = attribute(element, "val")
                if name == "name":
                    read.now.name = value.casefold()
                elif name == "basedOn":
                    read.now.parent = value
                elif name == "b":
                    read.now.bold = value.casefold() not in _OFF
                elif name == "outlineLvl":
                    read.now.outline = value != "9"
        return cls(
            frozenset(one for one in read.styles if any(map(_is_heading, read.line(one)))),
            frozenset(one for one in read.styles if _first_told(read.line(one))),
        )


# Documents of one folder mostly have the same styles, which are as long as an interview.
_KNOWN: dict[bytes, Styles] = {}
_MOST_KNOWN = 64


def _digest(archive: zipfile.ZipFile, part: str) -> bytes:
    try:
        return hashlib.sha256(archive.read(part)).digest()
    except Exception:  # damaged: whoever reads it will say so
        return b""


@dataclass
class _Read:
    """The styles read so far, and the one now open."""

    styles: dict[str, _Style] = field(default_factory=dict)
    now: _Style = field(default_factory=_Style)

    def line(self, style: str) -> list[_Style]:
        """Return a style and those it builds on, the nearest first."""
        found: list[_Style] = []
        while style in self.styles and len(found) < 20:
            found.append(self.styles[style])
            style = self.styles[style].parent
        return found


def _is_heading(style: _Style) -> bool:
    return style.outline or style.name.startswith(_HEADINGS) or style.name in _TITLES


def _first_told(line: list[_Style]) -> bool:
    return next((one.bold for one in line if one.bold is not None), False)
