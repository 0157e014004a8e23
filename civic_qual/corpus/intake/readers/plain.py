"""Plain text and Markdown: the transcript's text is the file's own."""

from __future__ import annotations

import re

from civic_qual.corpus.front_matter import front_matter
from civic_qual.corpus.intake.layouts.turns import find_turns
from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.model import Span
from civic_qual.corpus.normalise import normalise
from civic_qual.encodings import decode

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+[^\n]*", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$", re.MULTILINE)


def read_plain(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a plain text file, with attributes from its front matter if it has one."""
    return _document(data, options, markdown=False)


def read_markdown(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a Markdown file: as plain text, but headings are not spoken."""
    return _document(data, options, markdown=True)


def _document(data: bytes, options: ReadOptions, *, markdown: bool) -> Document:
    decoded = decode(data, options.encoding)
    text = normalise(decoded.text)
    front = front_matter(text)
    headings: list[Span] = []
    if markdown:
        headings = sorted(
            match.span()
            for pattern in (_HEADING, _RULE)
            for match in pattern.finditer(text, front.end)
        )
    found = find_turns(text, headings, front.end, options.speakers)
    notes = (decoded.note, *front.notes, *found.notes)
    return Document(text, found.turns, front.attributes, tuple(note for note in notes if note))
