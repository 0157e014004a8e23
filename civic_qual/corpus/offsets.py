"""Where things stand in a text: turns and spoken pieces are disjoint, in order, and inside it.

Every offset counts Unicode code points of `Transcript.text`, the characters of a Python text;
start inclusive, end exclusive. Words, sentences, segments and codings rest on what is checked here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from civic_qual.errors import ReadError
from civic_qual.messages import Message, count, quoted

if TYPE_CHECKING:
    from civic_qual.corpus.transcripts import Turn


def check_offsets(transcript: str, text: str, turns: Sequence[Turn]) -> None:
    """Refuse turns and spoken pieces that overlap, are out of order, or leave the text.

    Every transcript that is made is checked. A turn may be empty, and a spoken piece, too.

    Parameters
    ----------
    transcript
        Its id, for the message.
    text, turns
        What it holds.

    Raises
    ------
    ReadError
        If they do; the message says which turn, counted from 1.

    Examples
    --------
    >>> from civic_qual.corpus.model import Turn
    >>> check_offsets("a", "R: Oui.", (Turn(start=0, end=7, spoken=((3, 7),)),))
    >>> check_offsets("a", "R: Oui.", (Turn(start=0, end=7, spoken=((3, 9),)),))
    Traceback (most recent call last):
    ...
    civic_qual.errors.ReadError: transcript 'a', turn 1: the spoken piece 3 to 9 is not inside ...
    """
    size, free = len(text), 0
    for number, turn in enumerate(turns, start=1):
        if not free <= turn.start <= turn.end <= size or not _in_order(turn):
            problem = _wrong_turn(turn, free, size) or _wrong_piece(turn)
            raise ReadError(
                Message(
                    "transcript {transcript}, turn {number}: {problem}",
                    transcript=quoted(transcript),
                    number=number,
                    problem=problem,
                )
            )
        free = turn.end


def _in_order(turn: Turn) -> bool:
    """Whether the spoken pieces of a turn are where they should be."""
    free = turn.start
    for start, end in turn.spoken:
        if not free <= start <= end:
            return False
        free = end
    return free <= turn.end


def _wrong_turn(turn: Turn, free: int, size: int) -> str:
    """Say why a turn is not where it should be, the turn before it ending at `free`."""
    start, end = count(turn.start), count(turn.end)
    if turn.end < turn.start:
        return Message(
            "it ends at character {end}, before it begins at {start}; "
            "count start and end in characters of the text",
            start=start,
            end=end,
        )
    if turn.start < 0 or turn.end > size:
        return Message(
            "characters {start} to {end} are not inside the text, which has {size}; "
            "count start and end in characters of the text",
            start=start,
            end=end,
            size=count(size),
        )
    if turn.start < free:
        return Message(
            "it begins at character {start}, before the turn before it ends at {free}; "
            "turns stand in the order of the text and share no character",
            start=start,
            free=count(free),
        )
    return ""


def _wrong_piece(turn: Turn) -> str:
    """Say which spoken piece of a turn is not where it should be; "" if none."""
    free = turn.start
    for first, last in turn.spoken:
        start, end = count(first), count(last)
        if not turn.start <= first <= last <= turn.end:
            return Message(
                "the spoken piece {start} to {end} is not inside the turn, "
                "which is {first} to {last}",
                start=start,
                end=end,
                first=count(turn.start),
                last=count(turn.end),
            )
        if first < free:
            return Message(
                "the spoken piece {start} to {end} begins before the piece before it ends, at "
                "{free}; pieces stand in the order of the text and share no character",
                start=start,
                end=end,
                free=count(free),
            )
        free = last
    return ""
