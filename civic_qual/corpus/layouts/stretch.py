"""The part of a text that holds an interview, and turns made of stretches of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from civic_qual.corpus.intake.layouts.notes import spoken_pieces
from civic_qual.corpus.layouts.label_shapes import Label
from civic_qual.corpus.model import Span, Turn
from civic_qual.corpus.paragraphs import trimmed


@dataclass(frozen=True, slots=True)
class Found:
    """The turns of a text, and what had to be assumed to find them."""

    turns: tuple[Turn, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The part of a text that holds an interview; headings in it are not spoken."""

    text: str
    start: int
    end: int
    headings: Sequence[Span]

    def spoken(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the spoken pieces of a stretch."""
        first = bisect_left(self.headings, (start, start))
        last = bisect_left(self.headings, (end, end))
        return spoken_pieces(self.text, start, end, self.headings[first:last])


def labelled_turn(body: Body, mark: Label, stop: int) -> Turn:
    """Make a turn of all that stands from a label to a place."""
    start, end = trimmed(body.text, mark.start, stop)
    return Turn(start, end, body.spoken(mark.end, stop), mark.name, seconds=mark.seconds)


def joined(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Join neighbouring turns of one speaker: a turn ends where another takes over."""
    groups = (list(group) for _, group in groupby(turns, key=lambda turn: turn.speaker))
    return tuple(run_on(group) for group in groups)


def run_on(turns: Sequence[Turn]) -> Turn:
    """Make one turn of several of one speaker."""
    if len(turns) == 1:
        return turns[0]
    spoken = tuple(piece for turn in turns for piece in turn.spoken)
    return replace(turns[0], end=turns[-1].end, spoken=spoken)
