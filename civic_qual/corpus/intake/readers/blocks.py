"""Paragraphs and tables of a document, put together into the text of a transcript.

Paragraphs stand one a line. A table row is a line: `[00:01:02] Speaker: words` where the table
has a column of speakers, else its cells with a TAB between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from civic_qual.corpus.intake.layouts.labels import could_be_speaker
from civic_qual.corpus.intake.layouts.times import BARE, STAMP
from civic_qual.corpus.intake.layouts.turns import find_turns
from civic_qual.corpus.intake.readers.document import Document
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Span
from civic_qual.normalise import normalise
from civic_qual.sheets.columns import column_kind

_TIME = re.compile(rf"\s*(?:{STAMP}|{BARE})\s*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document; line breaks inside it are LF."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document, row by row, cell by cell."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


def document_of(blocks: Iterable[Block], speakers: frozenset[str] = frozenset()) -> Document:
    """Put blocks together and find the turns."""
    lines: list[str] = []
    headings: list[Span] = []
    place = 0
    for block in blocks:
        heading = isinstance(block, Paragraph) and block.heading
        for text in _lines(block):
            line = normalise(text)
            if heading and line:
                headings.append((place, place + len(line)))
            lines.append(line)
            place += len(line) + 1
    text = "\n".join(lines)
    found = find_turns(text, headings, speakers=speakers)
    return Document(text=text, turns=found.turns, notes=found.notes)


def _lines(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    speaker, time = _speaker_column(block.rows), _time_column(block.rows)
    if speaker is None:
        return ["\t".join(row) for row in block.rows]
    return [_row_line(row, speaker, time) for row in block.rows]


def _row_line(row: Sequence[str], speaker: int, time: int | None) -> str:
    name = row[speaker].strip().rstrip(":").strip() if speaker < len(row) else ""
    words = [cell for place, cell in enumerate(row) if place not in (speaker, time)]
    if column_kind(name) == "speaker" or not name:  # the row of column titles
        return "\t".join(row)
    stamp = row[time].strip(" []()") if time is not None and time < len(row) else ""
    return (f"[{stamp}] " if stamp else "") + f"{name}: " + "\t".join(words)


def _time_column(rows: Sequence[Sequence[str]]) -> int | None:
    for place in range(min(3, max(map(len, rows), default=0))):
        cells = [row[place] for row in rows if place < len(row) and row[place].strip()]
        if cells and sum(bool(_TIME.fullmatch(cell)) for cell in cells) > 0.6 * len(cells):
            return place
    return None


def _speaker_column(rows: Sequence[Sequence[str]]) -> int | None:
    """Find the column whose cells are names that come back, with words in another column."""
    width = max(map(len, rows), default=0)
    for place in range(min(3, width - 1)):
        names = [
            row[place].strip().rstrip(":").strip()
            for row in rows
            if place < len(row) and row[place].strip()
        ]
        counts = Counter(name.casefold() for name in names)
        good = [
            name
            for name in names
            if could_be_speaker(name) and (counts[name.casefold()] > 1 or role_of_label(name))
        ]
        if len(names) > 1 and len(good) > 0.6 * len(names):
            return place
    return None
