"""The part of a text that holds an interview, and turns made of stretches of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from civic_qual.corpus.intake.layouts.labels import Label, is_header_key
from civic_qual.corpus.intake.layouts.notes import spoken_pieces
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.segments import trimmed
from civic_qual.corpus.transcripts import Span, Turn

_BOLD = r"(?:\*\*|__)?"
_FACT_LINE = re.compile(
    rf"[ \t]*(?:[-*•] )?{_BOLD}([^\W_][^:\n]{{0,40}}?){_BOLD}[ \t\u00a0]?:"
    rf"{_BOLD}[ \t]*([^\n]*)"
)
_LINE = re.compile(r"[^\n]*\n?")
_FOOTER = re.compile(
    r"\W*(?:transcribed by\b.{0,80}|transcription by\b.{0,80}|transcrit par\b.{0,80}"
    r"|.{0,60}(?:started|stopped) transcription"
    r"|(?:the )?end of (?:the )?(?:interview|recording|transcript|transcription)"
    r"|fin de (?:l['’]|la )(?:entretien|enregistrement|interview|discussion|transcription))\W*",
    re.IGNORECASE,
)
_LONGEST_HEADER = 40  # lines


def header_end(text: str, start: int = 0) -> int:
    r"""Return where the lines of facts (`Date: ...`, `Place: ...`) at the top of a text end.

    Examples
    --------
    >>> top = "Interview 7\nDate: 2022-05\nInterviewer: E1\n\nInterviewer: Hello."
    >>> top[header_end(top):]
    '\nInterviewer: Hello.'
    """
    end, facts, open_block = start, False, True
    place = start
    for line in _first_lines(text, start):
        place += len(line)
        fact = _FACT_LINE.match(line)
        if fact and role_of_label(fact[1]) and line.rstrip().endswith("?"):
            break  # an interview has begun
        if fact and is_header_key(fact[1]):
            end, facts = place, True
        elif not line.strip():
            open_block = False
        elif facts and open_block and fact and len(fact[2].split()) < 9:
            # `Interviewer: E1` among the facts, but only if a blank line closes their block.
            block_end = text.find("\n\n", place - 1)
            if 0 <= block_end < place + 400 and _all_short(text[place:block_end]):
                end = place
    return end


def footer_start(text: str, start: int = 0) -> int:
    """Return where the lines below an interview (`Transcribed by ...`) begin, or the text's end."""
    end = len(text)
    for _ in range(4):
        body = text[max(start, end - 400) : end].rstrip()
        line = body[body.rfind("\n") + 1 :]
        if not line or not _FOOTER.fullmatch(line):
            break
        end = max(start, end - 400) + len(body) - len(line)
    return end


def _first_lines(text: str, start: int) -> list[str]:
    lines: list[str] = []
    for match in _LINE.finditer(text, start):
        if len(lines) == _LONGEST_HEADER or not match[0]:
            break
        lines.append(match[0])
    return lines


def _all_short(block: str) -> bool:
    return all(len(line.split()) < 11 for line in block.split("\n"))


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
    return Turn(
        start=start,
        end=end,
        spoken=body.spoken(mark.end, stop),
        speaker=mark.name,
        seconds=mark.seconds,
    )


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
