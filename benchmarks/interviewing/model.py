"""What an interview is before it is written, and what is written: the truth goes along with both.

A written file is a row of spans. Each says what its text is: what somebody said, a stage
direction inside it, a label, a number, a time, or furniture that nobody said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text; case, punctuation and white space do not count."""
    return WORD.findall(text.casefold())


@dataclass(frozen=True)
class Person:
    """Somebody who speaks: how files call them, and how they call them when more is said."""

    id: str
    role: str
    label: str = ""
    first_label: str = ""


@dataclass(frozen=True)
class Span:
    """A piece of what is written; `kind` is said, aside, label, number, time or furniture."""

    text: str
    kind: str
    person: str = ""
    optional: bool = False
    bold: bool = False


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Utterance:
    """What one person says at once, by paragraphs; a back-channel may be left out by a reader."""

    person: Person
    paragraphs: tuple[Spans, ...]
    backchannel: bool = False
    first: bool = False


@dataclass(frozen=True)
class Interview:
    """A conversation: its kind, its people in the order of their first words, what they say."""

    kind: str
    language: str
    utterances: tuple[Utterance, ...]

    @property
    def people(self) -> dict[str, Person]:
        """The people who speak, by id."""
        return {one.person.id: one.person for one in self.utterances}

    @property
    def truth(self) -> list[tuple[str, str, bool]]:
        """Each word that is said, in order: the word, who says it, whether it may be left out."""
        return [
            (word, one.person.id, one.backchannel)
            for one in self.utterances
            for paragraph in one.paragraphs
            for span in paragraph
            if span.kind == "said"
            for word in words_of(span.text)
        ]


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, or a row of a table if it has several cells."""

    cells: tuple[Spans, ...]
    style: str = "text"

    @property
    def spans(self) -> Spans:
        """All spans in the order of reading."""
        return tuple(span for cell in self.cells for span in cell)

    @property
    def text(self) -> str:
        """The text of a paragraph."""
        return "".join(span.text for span in self.spans)


@dataclass
class Written:
    """A file to be: its blocks, how it is laid out, and the interview in it (None: it has none)."""

    blocks: list[Block]
    layout: str
    interview: Interview | None
    kind: str
    language: str
    features: dict[str, str] = field(default_factory=dict)

    @property
    def spans(self) -> list[Span]:
        """All spans of the file, in order."""
        return [span for block in self.blocks for span in block.spans]


def paragraph(*spans: Span, style: str = "text") -> Block:
    """Return a paragraph of some spans."""
    return Block((spans,), style)


def furniture(text: str, style: str = "text", *, bold: bool = False) -> Block:
    """Return a paragraph that nobody said."""
    return paragraph(Span(text, "furniture", bold=bold), style=style)


def said_by(person: Person, spans: Spans, *, optional: bool = False) -> Spans:
    """Return the spans of a paragraph with the person who says them."""
    return tuple(replace(span, person=person.id, optional=optional) for span in spans)
