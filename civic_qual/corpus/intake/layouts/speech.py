"""Lines to turns: what of them was said, and who said it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from civic_qual.corpus.intake.layouts.lines import Kind, Script
from civic_qual.corpus.intake.layouts.notes import spoken_pieces
from civic_qual.corpus.intake.layouts.times import seconds
from civic_qual.corpus.transcripts import Role, Span, Turn


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Lines that one speaker says, from `first` to `last`; the first's words begin at `words`."""

    first: int
    last: int
    speaker: str = ""
    role: Role = "unknown"
    words: int | None = None
    time: str = ""
    reported: bool = False


def turn_of(script: Script, one: Stretch) -> Turn:
    """Make a turn of a stretch of lines; lines of `script.outside` and notes in it are not said."""
    lines = script.lines
    last = one.last
    while last > one.first and last in script.outside:
        last -= 1
    start = lines[one.first].body if one.words is None else one.words
    end = max(lines[last].end, start)
    barred = [
        span
        for index in range(one.first + 1, last + 1)
        for span in (_behind(script, index - 1), _unsaid(script, index))
        if span
    ]
    spoken = spoken_pieces(script.text, start, end, barred)
    return Turn(
        start=lines[one.first].start,
        end=end,
        spoken=spoken,
        speaker=one.speaker,
        role=one.role,
        seconds=seconds(one.time or lines[one.first].time or _time_above(script, one.first)),
        reported=one.reported,
    )


def _unsaid(script: Script, index: int) -> Span | None:
    """Return what of a line that goes on is nobody's: all of it, or numbers and times before it."""
    line = script.lines[index]
    if index in script.outside:
        return line.start, line.end
    return (line.start, line.body) if line.number or line.time else None


def _behind(script: Script, index: int) -> Span | None:
    """Return a time that was taken off the end of a line."""
    end, following = script.lines[index].end, script.lines[index + 1].start
    return (end, following) if script.text[end:following].strip() else None


def _time_above(script: Script, index: int) -> str:
    return script.lines[index - 1].time if script.outside.get(index - 1) == "number" else ""


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


def unspoken(
    script: Script, words: Mapping[int, int], first: int
) -> Iterator[tuple[int, int, Kind]]:
    """Yield what of every line is not said, and what it is.

    `words` tells where the words of labelled lines begin; what stands above line `first` is
    nobody's.
    """
    for index, line in enumerate(script.lines):
        if index in script.outside:
            yield line.start, line.end, script.outside[index]
        elif index < first:
            yield line.start, line.end, "above"
        else:
            if line.body > line.start:
                yield line.start, line.body, "number"
            if words.get(index, 0) > line.body:
                yield line.body, words[index], "label"
