"""Where the interviews stand in a document that came back, with their boxes and numbers.

There may be several, if somebody pasted documents together. What is the document's own (numbers,
keys, boxes) is found by its form and taken out, so that the interview's text is left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from civic_qual.corpus.transcripts import Span
from civic_qual.reviewing.word.opening import Comment, OpenedDocument, Paragraph
from civic_qual.reviewing.word.shown import MARK, ShownText, shown_text
from civic_qual.reviewing.word.small_print import SmallPrint, small_prints
from civic_qual.study.work.keys import as_key

# How lines begin by which the parts of a document are found.
BOX, BEGINS, ENDS = "\u25ba", "\u25bc\u25bc\u25bc", "\u25b2\u25b2\u25b2"
_NUMBERED = re.compile(r"\[\s*(\d{1,6})\s+([A-Za-z2-9]{7})\s*\] ?")
_ASKS = re.compile(rf"{BOX}[^\n\[]{{0,200}}\[\s*(\d{{1,6}})\s*\]\s*\W\s*\[\s*(\d{{1,6}})\s*\]")
_HOW = re.compile(r"\s*(?:\([^()]*\))?\s*:?\s*")  # what stands between it and what was typed


@dataclass(frozen=True)
class Box:
    """A box for what was read, and what stands in it."""

    first: int
    last: int
    written: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Part:
    """An interview in a document.

    Attributes
    ----------
    start, end
        Where its text stands in that of the document.
    numbered
        The numbers and keys that stand before its passages.
    boxes
        What is said to be read, the box at the head first.
    own
        Stretches within it that are the document's own.
    document
        The whole.
    print
        What the document says of it; None if that was deleted.
    """

    start: int
    end: int
    numbered: tuple[tuple[int, str], ...]
    boxes: tuple[Box, ...]
    own: tuple[Span, ...]
    document: OpenedDocument
    print: SmallPrint | None

    @cached_property
    def number(self) -> dict[str, int]:
        """The numbers of its passages by their keys: as they were printed, else as they stand."""
        if self.print:
            return dict(self.print.number)
        return {key: number for number, key in reversed(self.numbered)}

    @cached_property
    def keys(self) -> frozenset[str]:
        """All keys that it names."""
        return frozenset(self.number).union(key for _, key in self.numbered)

    @cached_property
    def shown(self) -> ShownText:
        """The interview's text, and where it stands in the document's."""
        text = self.document.text
        outside = [(0, self.start), *self.own, (self.end, len(text))]
        return shown_text(text, outside)

    def holds(self, comment: Comment) -> bool:
        """Return whether a comment stands in it, or reaches into it."""
        return comment.start >= 0 and (
            self.start <= comment.start < self.end or comment.start < self.start < comment.end
        )

    def words(self, start: int, end: int) -> str:
        """Return words of the document without what is its own."""
        found = self.shown.inside(start, end)
        return self.shown.text[slice(*found)] if found else ""


def parts_of_document(document: OpenedDocument) -> list[Part]:
    """Return the interviews of a document, in their order."""
    looked = _Looking(document)
    prints = small_prints(document.text)
    parts = []
    for number, found in enumerate(looked.found):
        printed = _print_of({one.key for one in found.marks}, number, prints, len(looked.found))
        own = sorted({*found.own, *((one.start, one.end) for one in found.marks)})
        parts.append(
            Part(
                start=found.start,
                end=found.end,
                numbered=tuple((one.number, one.key) for one in found.marks),
                boxes=tuple(found.boxes),
                own=tuple(_apart(own)),
                document=document,
                print=printed,
            )
        )
    return parts


def _print_of(
    keys: Collection[str], number: int, prints: Sequence[SmallPrint], parts: int
) -> SmallPrint | None:
    """Return the small print of a part: what names its keys, else what stands in its place."""
    shared = [len(set(keys).intersection(one.items)) for one in prints]
    if keys and prints:
        best = max(shared)
        alike = [one for one, count in zip(prints, shared, strict=True) if best and count == best]
        return alike[0] if alike else None
    return prints[number] if len(prints) == parts else None


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield stretches in order, those that share a character made one."""
    reach = 0
    for start, end in spans:
        if end > reach:
            yield max(start, reach), end
            reach = end


class _Mark(NamedTuple):
    """A number and a key before a passage, and where they stand."""

    start: int
    end: int
    number: int
    key: str


@dataclass
class _Found:
    """A part on its way."""

    start: int
    end: int = 0
    boxes: list[Box] = field(default_factory=list)
    own: list[Span] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)


class _Looking:
    """Goes through a document, paragraph by paragraph."""

    def __init__(self, document: OpenedDocument) -> None:
        self.found: list[_Found] = []
        self._text = document.text
        self._rows: defaultdict[int, list[Paragraph]] = defaultdict(list)
        for paragraph in document.paragraphs:
            self._rows[paragraph.row].append(paragraph)
        self._boxes: list[Box] = []  # of the head, before the interview begins
        self._now: _Found | None = None
        for paragraph in document.paragraphs:
            self._take(paragraph)
        self._close(len(self._text))
        if not self.found:
            self._without_borders()

    def _take(self, paragraph: Paragraph) -> None:
        said = self._said(paragraph)
        if said.startswith(BEGINS):
            if self._now:
                self._close(paragraph.start)
            self._now = _Found(paragraph.end, boxes=self._boxes)
            self._boxes = []
        elif said.startswith(ENDS):
            if self._now:
                self._close(paragraph.start)
        elif said.startswith(BOX) and (asks := _ASKS.match(said)):
            row = self._rows[paragraph.row] if paragraph.row >= 0 else [paragraph]
            answer = [self._said(one) for one in row if one.column != paragraph.column]
            answer.append(_HOW.sub("", said[asks.end() :], count=1))
            written = "\n".join(filter(None, answer)).strip()
            (self._now.boxes if self._now else self._boxes).append(
                Box(int(asks[1]), int(asks[2]), written)
            )
            if self._now:
                self._now.own += [(one.start, one.end) for one in row]

    def _said(self, paragraph: Paragraph) -> str:
        return self._text[paragraph.start : paragraph.end].replace(MARK, "").strip()

    def _close(self, end: int) -> None:
        now, self._now = self._now, None
        if now:
            now.end = max(end, now.start)
            now.marks = list(self._marks(now.start, now.end))
            self.found.append(now)

    def _marks(self, start: int, end: int) -> Iterator[_Mark]:
        for found in _NUMBERED.finditer(self._text, start, end):
            if key := as_key(found[2]):
                yield _Mark(*found.span(), int(found[1]), key)

    def _without_borders(self) -> None:
        """Take the whole for one interview, if it has passages with keys."""
        if any(True for _ in self._marks(0, len(self._text))):
            self._now = _Found(0, boxes=self._boxes)
            self._close(len(self._text))
