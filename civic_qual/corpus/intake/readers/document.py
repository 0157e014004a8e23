"""What a reader hands back, whatever the format: a normalised text with its turns.

Formats that keep speakers apart give utterances. Others give *blocks*: paragraphs stand one a
line; a table row is a line, `[00:01:02] Speaker: words` where the table has a column of speakers,
else its cells with a TAB between.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from civic_qual.corpus.intake.account import Account, account_of
from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.layouts.label_words import NOBODYS, log_odds
from civic_qual.corpus.intake.layouts.lines import Features, Kind
from civic_qual.corpus.intake.layouts.notes import spoken_pieces
from civic_qual.corpus.intake.layouts.times import TIME
from civic_qual.corpus.intake.layouts.turns import Reading, read_layout
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role, Span, Turn
from civic_qual.sheets.reading import column_kind
from civic_qual.texts import normalise


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is told of a file before it is read: its encoding, and labels that are speakers.

    `known` maps labels, as `label_words.key_of` writes them, to their roles.
    """

    encoding: str | None = None
    known: Mapping[str, Role] = field(default_factory=dict)


DEFAULTS = ReadOptions()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A transcript as its file has it, before anything is known of roles and participants.

    A turn's role is "unknown" unless the file itself states it; `participants` maps speakers
    to the participants a file names beside them; `problems` say what of the file was not read.
    `account` tells how it was read, and what is doubtful; `stated` are roles by speaker that facts
    of the file state, and `aliases` other labels of speakers, case-folded.
    """

    text: str
    turns: tuple[Turn, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    participants: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    account: Account = field(default_factory=Account)
    stated: Mapping[str, Role] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)


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
    *,
    layout: str = "table",
    doubts: tuple[Doubt, ...] = (),
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
    labels: list[tuple[int, int, Kind]] = []
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
        labels.append((place, place + len(label), "label"))
        lines.append(line)
        place += len(line) + 1
    text = "\n".join(lines)
    return Document(
        text=text,
        turns=tuple(turns),
        attributes=attributes or {},
        notes=notes,
        participants=participants or {},
        account=account_of(text, turns, layout=layout, kinds=labels, doubts=doubts),
    )


def read_document(
    text: str,
    start: int,
    features: Features,
    options: ReadOptions,
    *,
    attributes: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
) -> Document:
    """Find the turns of a text, and make a document of it."""
    reading: Reading = read_layout(text, start, features=features, known=options.known)
    return Document(
        text=text,
        turns=reading.turns,
        attributes=attributes or {},
        notes=notes,
        account=reading.account,
        stated=reading.stated,
        aliases=reading.aliases,
    )


def _one_line(text: str) -> str:
    return " ".join(normalise(text).split())


_TIME = re.compile(rf"\s*{TIME}\s*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document; line breaks inside it are LF, and `bold` letters begin it."""

    text: str
    heading: bool = False
    bold: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document, row by row, cell by cell."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


def document_of(blocks: Iterable[Block], options: ReadOptions = DEFAULTS) -> Document:
    """Put blocks together and find the turns."""
    lines: list[str] = []
    headings: list[Span] = []
    bold: list[Span] = []
    place = 0
    for block in blocks:
        for one in _paragraphs(block):
            line = normalise(one.text)
            if one.heading and line:
                headings.append((place, place + len(line)))
            if one.bold and line:
                lead = len(line) - len(line.lstrip())
                bold.append(
                    (place + lead, place + min(len(normalise(one.text[: one.bold])), len(line)))
                )
            lines.append(line)
            place += len(line) + 1
    features = Features(headings=headings, bold=bold)
    return read_document("\n".join(lines), 0, features, options)


def _paragraphs(block: Block) -> Iterator[Paragraph]:
    """Yield the lines of a block; the titles of a table's columns are headings."""
    if isinstance(block, Paragraph):
        yield block
        return
    speaker, time = _speaker_column(block.rows), _time_column(block.rows)
    for row in block.rows:
        if speaker is None:
            yield Paragraph("\t".join(row))
        else:
            yield _row_line(row, speaker, time)


def _row_line(row: Sequence[str], speaker: int, time: int | None) -> Paragraph:
    name = row[speaker].strip().rstrip(":").strip() if speaker < len(row) else ""
    words = [cell for place, cell in enumerate(row) if place not in (speaker, time)]
    if column_kind(name) == "speaker":  # the row of column titles
        return Paragraph("\t".join(row), heading=True)
    if not name:
        return Paragraph("\t".join(row))
    stamp = row[time].strip(" []()") if time is not None and time < len(row) else ""
    return Paragraph((f"[{stamp}] " if stamp else "") + f"{name}: " + "\t".join(words))


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
            if log_odds(name) > NOBODYS and (counts[name.casefold()] > 1 or role_of_label(name))
        ]
        if len(names) > 1 and len(good) > 0.6 * len(names):
            return place
    return None
