"""Blocks of a document to the text of a transcript, with its turns.

Paragraphs stand one a line. Of a table a row is a line, or two where it holds a question and an
answer. What a reader leaves out is counted, and said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from civic_qual.corpus.intake.layouts.label_words import NOBODYS, key_of, log_odds
from civic_qual.corpus.intake.layouts.lines import Features
from civic_qual.corpus.intake.questions import ends_with_mark
from civic_qual.corpus.intake.readers.document import Document, ReadOptions, read_document
from civic_qual.corpus.intake.readers.documents.blocks import Block, Cell, Paragraph, Table
from civic_qual.corpus.intake.readers.documents.columns import Columns
from civic_qual.corpus.intake.readers.documents.rows import Lines, lines_of
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role, Span
from civic_qual.messages import Message, count, enumerated, quoted
from civic_qual.texts import normalise, unescaped
from civic_qual.texts.mojibake import Mending, mending_of

# Where more headings than that ask, they are the interviewer's questions.
_FEWEST_ASKING, _ASKING = 3, 0.5
_LABEL = re.compile(r"(?P<name>[^:\n]{1,60}?)[ \u00a0]?:")


@dataclass
class LeftOut:
    """What of a document is not speech and stands in no line: how many of each kind."""

    counts: Counter[str] = field(default_factory=Counter)

    def note(self) -> tuple[str, ...]:
        """Say it in one sentence, or not at all."""
        told = [say(self.counts[kind]) for kind, say in _SAID.items() if self.counts[kind]]
        return (Message("not read as speech: {what}", what=enumerated(told)),) if told else ()


def _footnotes(n: int) -> str:
    return Message.plural("{number} footnote", "{number} footnotes", n=n, number=count(n))


def _comments(n: int) -> str:
    return Message.plural("{number} comment", "{number} comments", n=n, number=count(n))


def _deletions(n: int) -> str:
    return Message.plural(
        "{number} tracked deletion", "{number} tracked deletions", n=n, number=count(n)
    )


def _hidden(n: int) -> str:
    return Message.plural(
        "{number} hidden passage", "{number} hidden passages", n=n, number=count(n)
    )


def _page_lines(n: int) -> str:
    return Message.plural(
        "{number} line of page heads and page numbers",
        "{number} lines of page heads and page numbers",
        n=n,
        number=count(n),
    )


_SAID = {
    "deletion": _deletions,
    "hidden": _hidden,
    "comment": _comments,
    "page": _page_lines,
    "footnote": _footnotes,
}


def document_of(
    blocks: Iterable[Block],
    options: ReadOptions,
    *,
    left_out: LeftOut | None = None,
    notes: Sequence[str] = (),
    problems: Sequence[str] = (),
) -> Document:
    """Put blocks together and find the turns."""
    blocks = _spoken_not_headings([*_tables_joined(blocks)])
    mending = mending_of(text for block in blocks for text in _texts(block))
    made = _Text(mending)
    before: Columns | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            made.add(block)
            continue
        lines = lines_of(_mended_table(block, mending), before)
        before = lines.columns or before
        made.add_table(lines)
    told = [*notes, *(left_out.note() if left_out else ()), *made.notes()]
    known = {**made.names, **options.known}
    document = read_document(
        "\n".join(made.lines), 0, made.features, replace(options, known=known), notes=tuple(told)
    )
    return replace(document, problems=tuple(problems)) if problems else document


class _Text:
    """The lines of a document so far, and where headings and bold letters stand in them."""

    def __init__(self, mending: Mending) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Role] = {}
        self._mending = mending
        self._headings: list[Span] = []
        self._bold: list[Span] = []
        self._left_out: list[str] = []
        self._place = 0

    @property
    def features(self) -> Features:
        """What is known of the text beyond its letters."""
        return Features(headings=self._headings, bold=self._bold)

    def add(self, one: Paragraph) -> None:
        """Add a paragraph; every line of it that begins in bold is marked."""
        line = self._normal(one.text)
        bold = len(self._normal(one.text[: one.bold])) if one.bold else 0
        place = 0
        for part in line.split("\n"):
            lead = len(part) - len(part.lstrip())
            if bold > place + lead and part.strip():
                end = min(bold, place + len(part))
                self._bold.append((self._place + place + lead, self._place + end))
            place += len(part) + 1
        if one.heading and line:
            self._headings.append((self._place, self._place + len(line)))
        self.lines.append(line)
        self._place += len(line) + 1

    def add_table(self, table: Lines) -> None:
        """Add the lines of a table, and whoever speaks in it."""
        for line in table.lines:
            self.add(line)
        self.names.update(table.names)
        self._left_out += table.left_out

    def notes(self) -> Iterator[str]:
        """Say which columns were left out, and that letters were put back."""
        if self._mending.note:
            yield self._mending.note
        titles = [*dict.fromkeys(title for title in self._left_out if title)]
        if titles:
            yield Message(
                "columns of a table that are nobody's words were left out: {titles}",
                titles=enumerated([quoted(title) for title in titles], 5),
            )

    def _normal(self, text: str) -> str:
        return normalise(unescaped(self._mending.of(text)))


def _tables_joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Join tables of as many columns that follow each other: each holds a row or a page."""
    rows: list[tuple[Cell, ...]] = []  # of the table that may go on
    between: list[Block] = []
    width = 0
    for block in blocks:
        if isinstance(block, Table):
            if not rows or width != block.width:
                yield from _ended(rows, between)
                rows, width = [], block.width
            rows += block.rows
            between = []
        elif rows and not block.text.strip():
            between.append(block)
        else:
            yield from _ended(rows, between)
            rows, between = [], []
            yield block
    yield from _ended(rows, between)


def _ended(rows: Sequence[tuple[Cell, ...]], between: Iterable[Block]) -> Iterator[Block]:
    if rows:
        yield Table(tuple(rows))
    yield from between


def _spoken_not_headings(blocks: list[Block]) -> list[Block]:
    """Let headings be paragraphs in bold where they are said: questions, labels, labelled words."""
    headings = [
        one
        for one in blocks
        if isinstance(one, Paragraph) and one.heading and one.text and not one.aside
    ]
    times = Counter(key_of(one.text) for one in headings)
    asking = [one for one in headings if ends_with_mark(one.text)]
    all_ask = len(asking) >= max(_FEWEST_ASKING, _ASKING * len(headings))

    def said(one: Paragraph) -> bool:
        if all_ask and ends_with_mark(one.text):
            return True
        label = _LABEL.match(one.text)
        if label is not None and role_of_label(label["name"]):
            return bool(one.text[label.end() :].strip())
        back = times[key_of(one.text)]
        return back > 1 and log_odds(one.text.strip(" :")) > (NOBODYS if back > 2 else 0.0)

    spoken = {id(one) for one in headings if said(one)}
    return [
        Paragraph(one.text, bold=len(one.text))
        if isinstance(one, Paragraph) and id(one) in spoken
        else one
        for one in blocks
    ]


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    else:
        yield from (one.text for row in block.rows for cell in row for one in cell.paragraphs)


def _mended_table(table: Table, mending: Mending) -> Table:
    """Put back the letters of a table before anything of it is looked for in lists of words."""
    if not mending:
        return table
    return Table(
        tuple(
            tuple(
                Cell(
                    tuple(replace(one, text=mending.of(one.text)) for one in cell.paragraphs),
                    cell.columns,
                )
                for cell in row
            )
            for row in table.rows
        )
    )
