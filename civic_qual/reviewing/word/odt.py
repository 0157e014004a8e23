"""A document that came back as OpenDocument text, which LibreOffice saves if nobody says else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from civic_qual.bounded.archives import attribute, elements, local, open_archive
from civic_qual.corpus.intake.readers.documents.odt import BODY, KIND
from civic_qual.texts import normalise

# What is no part of the text where it stands. Tracked deletions are kept before the text.
_SKIPPED = frozenset(
    {"note", "tracked-changes", "desc", "title", "page-number", "page-count", "forms",
     "sequence-decls", "ruby-text", "initials", "creator-initials", "date"}
)  # fmt: skip
_PARAGRAPHS = frozenset({"p", "h"})
_TEXT_FOR = {"tab": "\t", "line-break": "\n"}
_MOST_SPACES = 1_000  # a document may claim any number
_BLANK = re.compile(r"[ \t\r\n]+")


def odt_as_data(data: bytes) -> dict[str, Any]:
    """Take the bytes of a document apart, into what JSON can hold: see `opening.as_data`."""
    body = _Body()
    with open_archive(data, KIND, (BODY,)) as archive:
        for event, element in elements(archive, BODY, KIND):
            body.take(event, element, local(element.tag))
    body.close()
    return {
        "text": "".join(body.text),
        "paragraphs": body.paragraphs,
        "comments": [one.as_data() for one in body.comments],
    }


@dataclass
class _Annotation:
    """A comment on its way: nothing says whom it answers but where it stands."""

    start: int
    end: int = -1
    author: str = ""
    lines: list[str] = field(default_factory=list)

    def as_data(self) -> list[Any]:
        """Return it as `opening.Comment` has it."""
        said = normalise("\n".join(self.lines)).strip()
        return [normalise(self.author), said, self.start, max(self.end, self.start), -1]


class _Body:
    """The text of a document on its way, and the comments in it.

    Text stands before and behind elements; what stands behind one is known when the next begins.
    """

    def __init__(self) -> None:
        self.text: list[str] = []
        self.paragraphs: list[list[int]] = []
        self.comments: list[_Annotation] = []
        self._length = self._begun = self._rows = 0
        self._skipping = self._open = 0  # what is left out, and paragraphs
        self._cells: list[list[int]] = []  # of open tables: row and column
        self._named: dict[str, _Annotation] = {}
        self._now: _Annotation | None = None
        self._by = False  # whether the name of an author is read
        self._last: tuple[str, Element] | None = None

    def take(self, event: str, element: Element, name: str) -> None:
        """Take in what stood before an element, then the element."""
        if self._last:
            before = self._last[1].text if self._last[0] == "start" else self._last[1].tail
            self._write(_BLANK.sub(" ", before or ""))
        self._last = event, element
        begins = event == "start"
        if name in _SKIPPED:
            self._skipping += 1 if begins else -1
        elif self._skipping:
            return
        elif name == "annotation":
            self._annotation(element) if begins else self._leave()
        elif name == "creator":
            self._by = begins
        elif self._now:
            if begins and name in _PARAGRAPHS:
                self._now.lines.append("")
            elif begins:
                self._write(_text_of(element, name))
        elif begins:
            self._begin(element, name)
        else:
            self._end(name)

    def close(self) -> None:
        """End a paragraph, if it holds anything."""
        if self._length > self._begun:
            row, column = self._cells[-1] if self._cells else (-1, -1)
            self.paragraphs.append([self._begun, self._length, row, column])
            self._add("\n")
            self._begun = self._length

    def _annotation(self, element: Element) -> None:
        self._now = _Annotation(self._length)
        self.comments.append(self._now)
        if name := attribute(element, "name"):
            self._named.setdefault(name, self._now)

    def _leave(self) -> None:
        self._now = None

    def _begin(self, element: Element, name: str) -> None:
        if name in _PARAGRAPHS:
            self.close()  # of a text box, within another
            self._open += 1
        elif name == "annotation-end":
            if made := self._named.get(attribute(element, "name")):
                made.end = self._length
        elif name == "table":
            self._cells.append([-1, -1])
        elif name == "table-row" and self._cells:
            self._cells[-1] = [self._rows, -1]
            self._rows += 1
        elif name in {"table-cell", "covered-table-cell"} and self._cells:
            self._cells[-1][1] += 1
        else:
            self._write(_text_of(element, name))

    def _end(self, name: str) -> None:
        if name in _PARAGRAPHS:
            self.close()
            self._open -= 1
        elif name == "table" and self._cells:
            self._cells.pop()

    def _write(self, text: str) -> None:
        if not text or self._skipping:
            return
        if self._by and self._now:
            self._now.author += text
        elif self._now:
            if self._now.lines:
                self._now.lines[-1] += text
        elif self._open > 0:
            self._add(text)

    def _add(self, text: str) -> None:
        self.text.append(text)
        self._length += len(text)


def _text_of(element: Element, name: str) -> str:
    if name == "s":
        count = attribute(element, "c")
        return " " * (min(int(count[:6]), _MOST_SPACES) if count.isdecimal() else 1)
    return _TEXT_FOR.get(name, "")
