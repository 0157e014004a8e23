"""What a reader hands back, whatever the format: a normalised text with its turns.

Formats that keep speakers apart give utterances. Others give *blocks*: paragraphs stand one a
line; a table row is a line, `[00:01:02] Speaker: words` where the table has a column of speakers,
else its cells with a TAB between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from civic_qual.corpus.intake.layouts.labels import could_be_speaker
from civic_qual.corpus.intake.layouts.times import BARE, STAMP
from civic_qual.corpus.intake.layouts.turns import find_turns, spoken_pieces
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role, Span, Turn
from civic_qual.sheets.reading import column_kind
from civic_qual.texts import normalise


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is told of a file before it is read: its encoding, and labels that are speakers."""

    encoding: str | None = None
    speakers: frozenset[str] = frozenset()  # case-folded


DEFAULTS = ReadOptions()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A transcript as its file has it, before anything is known of roles and participants.

    A turn's role is "unknown" unless the file itself states it; `participants` maps speakers
    to the participants a file names beside them; `problems` say what of the file was not read.
    """

    text: str
    turns: tuple[Turn, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    participants: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words somebody says, in a format that keeps them apart from who says them."""

    speaker: str
    words: str
    role: Role = "unknown"
    language: str = ""
    seconds: float | None = None


def built_document(
    utterances: Iterable[Utterance],
    attributes: Mapping[str, str] | None = None,
    participants: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
) -> Document:
    r"""Build the text of a transcript, one `Speaker: words` line an utterance.

    Line breaks inside an utterance become spaces, so that a line is always a turn.

    Examples
    --------
    >>> document = built_document([Utterance("I", "Who came?"), Utterance("", "Nobody.")])
    >>> document.text
    'I: Who came?\nNobody.'
    """
    lines: list[str] = []
    turns: list[Turn] = []
    place = 0
    for one in utterances:
        speaker, words = _one_line(one.speaker), _one_line(one.words)
        label = f"{speaker}: " if speaker else ""
        line = label + words
        if not line:
            continue
        pieces = spoken_pieces(line, len(label), len(line))
        spoken = tuple((place + first, place + last) for first, last in pieces)
        turns.append(
            Turn(
                start=place,
                end=place + len(line),
                spoken=spoken,
                speaker=speaker,
                role=one.role,
                language=one.language,
                seconds=one.seconds,
            )
        )
        lines.append(line)
        place += len(line) + 1
    return Document(
        text="\n".join(lines),
        turns=tuple(turns),
        attributes=attributes or {},
        notes=notes,
        participants=participants or {},
    )


def _one_line(text: str) -> str:
    return " ".join(normalise(text).split())


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
