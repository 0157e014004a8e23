"""The lines of a transcript as a document shows them: what is to be read, by whom it was said.

Offsets are characters of the transcript's text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import merged
from civic_qual.corpus.transcripts import Span
from civic_qual.reviewing.word.shown import writable

if TYPE_CHECKING:
    from civic_qual.corpus.model import Transcript
    from civic_qual.reviewing.word.small_print import Suggestion
    from civic_qual.study.work.queue import Item


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words of a line that look alike.

    Attributes
    ----------
    text
        The words.
    asked
        Whether they are to be read, or stand around what is.
    label
        Whether they say who speaks, and nobody says them.
    advised
        Whether a suggestion is of them.
    begins
        Passages that begin before them: number and key.
    opens, closes
        Suggestions whose words begin before them, and end behind them, by token.
    """

    text: str
    asked: bool
    label: bool
    advised: bool
    begins: tuple[tuple[int, str], ...] = ()
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of a transcript, in pieces."""

    pieces: tuple[Piece, ...]

    @property
    def asked(self) -> bool:
        """Whether anything in it is to be read."""
        return any(piece.asked for piece in self.pieces)

    @property
    def begins(self) -> tuple[int, ...]:
        """The numbers of the passages that begin in it."""
        return tuple(number for piece in self.pieces for number, _ in piece.begins)


@dataclass
class _Edges:
    """What begins and ends at one place of the text."""

    begins: list[tuple[int, str]] = field(default_factory=list)
    opens: list[str] = field(default_factory=list)


def marked_lines(
    one: Transcript, items: Sequence[Item], suggestions: Sequence[Suggestion]
) -> list[Line]:
    """Return the lines of a transcript that hold something, with what is to be read in them.

    Parameters
    ----------
    one
        The transcript.
    items
        Its passages, in the order of the text: they are numbered from 1.
    suggestions
        What is suggested; of several places of one code the first bears the comment.
    """
    lines = list(_lines(one.text))
    starts = [start for start, _ in lines]
    asked = _Ranges((item.start, item.end) for item in items)
    advised = _Ranges(span for made in suggestions for span in made.spans)
    labels = _Ranges((turn.start, turn.spoken[0][0]) for turn in one.turns if turn.spoken)
    edges: dict[int, _Edges] = {}
    ends: dict[int, list[str]] = {}
    for number, item in enumerate(items, start=1):
        place = _shown(lines, starts, item.start, item.end)
        if place:
            edges.setdefault(place[0], _Edges()).begins.append((number, item.key))
    for made in suggestions:
        place = _shown(lines, starts, *made.spans[0])
        if place:
            edges.setdefault(place[0], _Edges()).opens.append(made.token)
            ends.setdefault(place[1], []).append(made.token)
    cuts = sorted({*edges, *ends, *asked.edges, *advised.edges, *labels.edges})
    return [
        Line(
            tuple(
                Piece(
                    text=writable(one.text[start:end]),
                    asked=asked.holds(start),
                    label=labels.holds(start),
                    advised=advised.holds(start),
                    begins=tuple(edges[start].begins) if start in edges else (),
                    opens=tuple(edges[start].opens) if start in edges else (),
                    closes=tuple(ends.get(end, ())),
                )
                for start, end in _cut(cuts, *line)
            )
        )
        for line in lines
    ]


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _shown(lines: Sequence[Span], starts: Sequence[int], start: int, end: int) -> Span | None:
    """Return a passage without the empty lines at its ends; None if nothing is left of it."""
    first = max(bisect_left(starts, start + 1) - 1, 0)
    if first < len(lines) and lines[first][1] <= start:
        first += 1
    last = bisect_left(starts, end) - 1
    if first > last:
        return None
    return max(start, lines[first][0]), min(end, lines[last][1])


def _cut(cuts: Sequence[int], start: int, end: int) -> Iterator[Span]:
    """Yield the pieces of a stretch between the places where it is cut."""
    for cut in cuts[bisect_left(cuts, start + 1) : bisect_left(cuts, end)]:
        yield start, cut
        start = cut
    yield start, end


class _Ranges:
    """Stretches of a text, merged."""

    def __init__(self, spans: Iterable[Span]) -> None:
        edges = np.array([one for one in spans if one[0] < one[1]], dtype=np.int64).reshape(-1, 2)
        found = merged(edges[:, 0], edges[:, 1])
        self._starts, self._ends = found.start.tolist(), found.end.tolist()

    @property
    def edges(self) -> list[int]:
        """Where they begin and end."""
        return [*self._starts, *self._ends]

    def holds(self, place: int) -> bool:
        """Return whether a character is in one of them."""
        index = bisect_left(self._starts, place + 1) - 1
        return index >= 0 and place < self._ends[index]
