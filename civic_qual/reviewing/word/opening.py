"""A document taken apart: its text with what is anchored where, its tables, its comments.

Whoever made it, it comes through the bounded door: it is looked at before it is unpacked, and a
large one is read in the worker. Text that was inserted counts and text that was deleted does not,
whether or not somebody has accepted the changes.
"""

from __future__ import annotations

import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from civic_qual.bounded.archives import attribute, elements, local, open_archive, xml_size
from civic_qual.bounded.files import read_file
from civic_qual.bounded.worker import in_worker
from civic_qual.corpus.intake.readers.documents.docx_parts import KIND, parts_of, related_part
from civic_qual.corpus.intake.readers.documents.odt import BODY
from civic_qual.texts import normalise

_TASK = "civic_qual.reviewing.word.opening:as_data"
_AT_ONCE = 1_000_000  # bytes of XML
_TEXT_FOR = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Properties; what was deleted, or moved from here; the copy of a text box for old programs.
_PROPERTIES = frozenset({"pPr", "rPr", "trPr", "tcPr", "sdtPr", "tblPr", "tblGrid", "sectPr"})
_DELETED = frozenset({"del", "moveFrom"})
_NOT_SHOWN = frozenset({"Fallback", "instrText", "rt", "delText", "delInstrText"})


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: characters of the text, and in which row and column of a table it stands.

    Rows are numbered through the document; -1 outside of tables.
    """

    start: int
    end: int
    row: int
    column: int


@dataclass(frozen=True)
class Comment:
    """A comment: what it says, and on which characters of the text; -1 if on none.

    `answers` is the number, in the order of the file, of the comment that it was given in answer
    to, as far as the program that saved the file has kept that; -1 if not.
    """

    author: str
    text: str
    start: int
    end: int
    answers: int


@dataclass(frozen=True)
class OpenedDocument:
    """A document: its text, paragraphs with a line break between them, and its comments."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    comments: tuple[Comment, ...]


def open_document(path: str | Path) -> OpenedDocument:
    """Take a Word document apart, or one that was saved as OpenDocument text.

    Raises
    ------
    ReadError
        If it is none, damaged, or built to do harm.
    """
    data = read_file(Path(path))
    found = as_data(data) if xml_size(data) <= _AT_ONCE else in_worker(_TASK, data)
    return OpenedDocument(
        text=found["text"],
        paragraphs=tuple(Paragraph(*one) for one in found["paragraphs"]),
        comments=tuple(Comment(*one) for one in found["comments"]),
    )


def as_data(data: bytes) -> dict[str, Any]:
    """Take the bytes of a document apart, into what JSON can hold."""
    if _is_odt(data):
        from civic_qual.reviewing.word.odt import odt_as_data

        return odt_as_data(data)
    parts = parts_of(data)
    with open_archive(data, KIND, (parts.relations,)) as archive:
        texts = related_part(archive, parts.relations, "comments")
        threads = related_part(archive, parts.relations, "commentsExtended")
    with open_archive(data, KIND, (*parts.wanted, texts, threads)) as archive:
        body = _Body()
        for event, element in elements(archive, parts.body, KIND):
            body.take(event, element, local(element.tag))
        body.close()
        said = list(_comments(archive, texts)) if texts else []
        parents = dict(_parents(archive, threads)) if threads else {}
    number = {one.paragraph: index for index, one in enumerate(said) if one.paragraph}
    anchors = body.anchors([one.id for one in said])
    comments = [
        [one.author, one.text, *anchors[one.id], number.get(parents.get(one.paragraph, ""), -1)]
        for one in said
    ]
    return {"text": "".join(body.text), "paragraphs": body.paragraphs, "comments": comments}


def _is_odt(data: bytes) -> bool:
    """Return whether a document is OpenDocument text, whatever its name says."""
    with open_archive(data, KIND, (BODY,)) as archive:
        names = archive.namelist()
    return BODY in names and "[Content_Types].xml" not in names


class _Body:
    """The text of a document on its way, and where comments begin and end in it."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.paragraphs: list[list[int]] = []
        self._length = self._begun = 0
        self._starts: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        self._marks: dict[str, int] = {}  # where a comment's sign stands
        self._within: list[str] = []  # properties that are open
        self._deleted = self._hidden = 0
        self._joined: list[bool] = []  # of open paragraphs: whether the next one goes on
        self._cells: list[list[int]] = []  # of open tables: row and column
        self._rows = 0

    def take(self, event: str, element: Element, name: str) -> None:
        begins = event == "start"
        if name in _NOT_SHOWN:
            self._hidden += 1 if begins else -1
        elif self._hidden:
            return
        elif name in _PROPERTIES:
            self._property(name, begins)
        elif self._within:
            if begins and name in _DELETED and self._within[-2:] == ["pPr", "rPr"] and self._joined:
                self._joined[-1] = True
        elif name in _DELETED:
            self._deleted += 1 if begins else -1
        elif name in _ANCHORS:
            if begins:
                self._anchor(attribute(element, "id"), name)
        elif begins:
            self._begin(name)
        else:
            self._end(element, name)

    def anchors(self, comments: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Return on which characters comments are; (-1, -1) if on none."""
        lost = self._lost_starts(comments)
        return {one: self._anchor_of(one, lost.get(one, -1)) for one in comments}

    def _anchor_of(self, comment: str, begun: int) -> tuple[int, int]:
        mark = self._marks.get(comment, -1)
        start = self._starts.get(comment, begun if begun >= 0 else mark)
        end = self._ends.get(comment, mark if mark >= start else start)
        return (start, end) if 0 <= start <= end else (-1, -1)

    def _lost_starts(self, comments: Sequence[str]) -> dict[str, int]:
        """Return where comments begin of which LibreOffice has left the sign alone, at their end.

        It does so with some that reach over paragraphs, and puts the sign of a comment that is
        nowhere where they begin, with a number before theirs, and another behind them.
        """
        numbered = {int(one): at for one, at in self._marks.items() if _is_number(one)}
        nowhere = numbered.keys() - {int(one) for one in comments if _is_number(one)}
        alone = [
            int(one)
            for one in comments
            if _is_number(one) and one not in self._starts and one in self._marks
        ]
        before = sorted(nowhere - {one + 1 for one in alone})
        found = {}
        for one in alone:
            index = bisect_left(before, one) - 1
            if one + 1 in nowhere and index >= 0 and numbered[before[index]] < numbered[one]:
                found[str(one)] = numbered[before[index]]
        return found

    def _property(self, name: str, begins: bool) -> None:
        if begins:
            self._within.append(name)
        elif self._within:
            self._within.pop()

    def _anchor(self, comment: str, name: str) -> None:
        found = {"commentRangeStart": self._starts, "commentRangeEnd": self._ends}
        found.get(name, self._marks).setdefault(comment, self._length)

    def _begin(self, name: str) -> None:
        if name == "p":
            if self._joined:  # of a text box, within another
                self.close()
            self._joined.append(False)
        elif name == "tbl":
            self._cells.append([-1, -1])
        elif name == "tr" and self._cells:
            self._cells[-1] = [self._rows, -1]
            self._rows += 1
        elif name == "tc" and self._cells:
            self._cells[-1][1] += 1

    def _end(self, element: Element, name: str) -> None:
        if name == "p":
            if not (self._joined and self._joined.pop()):
                self.close()
            element.clear()
        elif name == "tbl":
            if self._cells:
                self._cells.pop()
            element.clear()
        elif not self._deleted:
            self._write(element.text or "" if name == "t" else _TEXT_FOR.get(name, ""))

    def _write(self, text: str) -> None:
        if text:
            self.text.append(text)
            self._length += len(text)

    def close(self) -> None:
        """End a paragraph, if it holds anything."""
        if self._length > self._begun:
            row, column = self._cells[-1] if self._cells else (-1, -1)
            self.paragraphs.append([self._begun, self._length, row, column])
            self._write("\n")
            self._begun = self._length


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdecimal() and len(name) < 12 and name == str(int(name))


_ANCHORS = frozenset({"commentRangeStart", "commentRangeEnd", "commentReference"})


@dataclass
class _Said:
    """A comment as its part holds it."""

    id: str
    author: str
    paragraph: str = ""  # the name of its last one, which threads go by
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return normalise("\n".join(self.lines)).strip()


def _comments(archive: zipfile.ZipFile, part: str) -> Iterator[_Said]:
    now, hidden = _Said("", ""), 0
    for event, element in elements(archive, part, KIND):
        name, begins = local(element.tag), event == "start"
        if name in _DELETED or name in _PROPERTIES or name in _NOT_SHOWN:
            hidden += 1 if begins else -1
        elif hidden:
            continue
        elif name == "comment":
            if begins:
                now = _Said(attribute(element, "id"), normalise(attribute(element, "author")))
            else:
                yield now
                element.clear()
        elif name == "p":
            if begins:
                now.lines.append("")
                now.paragraph = attribute(element, "paraId")
        elif not begins and now.lines:
            now.lines[-1] += element.text or "" if name == "t" else _TEXT_FOR.get(name, "")


def _parents(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    for event, element in elements(archive, part, KIND):
        parent = attribute(element, "paraIdParent")
        if event == "start" and parent and local(element.tag) == "commentEx":
            yield attribute(element, "paraId"), parent
