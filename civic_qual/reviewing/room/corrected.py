"""A transcript with other words: its turns stand where the same words stand in the new text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from civic_qual.corpus.revisions import align, gaps
from civic_qual.corpus.segments import trimmed
from civic_qual.errors import StudyError
from civic_qual.messages import Message
from civic_qual.texts import normalise

if TYPE_CHECKING:
    from civic_qual.corpus.model import Span, Transcript, Turn

    _Change = tuple[Span, Span]  # what was changed: where it stood, and where it stands

_MOST = 5_000_000  # letters


def with_turn(one: Transcript, number: int, said: str) -> Transcript:
    """Return a transcript in one turn of which other words are said.

    Raises
    ------
    StudyError
        If there is no such turn, or nobody says anything in it.

    Examples
    --------
    >>> from civic_qual.corpus.model import Transcript, Turn
    >>> one = Transcript(id="a", text="R: Yes.", turns=(Turn(start=0, end=7, spoken=((3, 7),)),))
    >>> made = with_turn(one, 0, "Yes, they came.")
    >>> made.text, made.turns[0].spoken
    ('R: Yes, they came.', ((3, 18),))
    """
    if not 0 <= number < len(one.turns) or not one.turns[number].spoken:
        raise StudyError(Message("nobody says anything in turn {n}", n=number + 1))
    turn, new = one.turns[number], _whole(said)
    first, last = turn.spoken[0][0], turn.spoken[-1][1]
    text = one.text[:first] + new + one.text[last:]
    if len(turn.spoken) > 1:  # notes stand between what is said, and stay what they are
        return with_text(one, text)
    _refuse_nothing(text)
    return _moved(one, text, [((first, last), (first, first + len(new)))])


def with_text(one: Transcript, text: str) -> Transcript:
    """Return a transcript with another text; words between turns are of the one before.

    Who speaks where is not asked anew: a turn stands where its words stand, and one whose words
    are gone is gone.

    Raises
    ------
    StudyError
        If there is no text.
    """
    new = _whole(text)
    _refuse_nothing(new)
    return _moved(one, new, [*gaps(align(one.text, new))])


def _refuse_nothing(text: str) -> None:
    if not text.strip():
        raise StudyError(Message("nothing is left of the transcript: write what was said"))
    if len(text) > _MOST:
        raise StudyError(Message("a transcript has {n} letters at most here", n=_MOST))


def _whole(text: str) -> str:
    """Return a text as transcripts have it, without halves of characters."""
    return normalise(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _moved(one: Transcript, text: str, changes: Sequence[_Change]) -> Transcript:
    return replace(one, text=text, turns=tuple(_Moving(one, text, changes).turns()))


class _Moving:
    """Finds the turns of a transcript in another text.

    A border stays between the letters between which it was. What was put in at a border belongs
    to what is said beside it, and of what was changed across one all belongs to what ends there.
    """

    def __init__(self, one: Transcript, new: str, changes: Sequence[_Change]) -> None:
        self._one, self._new, self._changes = one, new, changes

    def turns(self) -> Iterator[Turn]:
        """Yield the turns that are left, in order and apart."""
        moved: list[tuple[int, Turn]] = []
        for number, turn in enumerate(self._one.turns):
            free = moved[-1][1].end if moved else 0
            labelled = bool(turn.spoken) and turn.start < turn.spoken[0][0]
            start = max(free, self._place(turn.start, with_inserted=labelled))
            end = max(start, self._place(turn.end, with_inserted=True))
            if self._new[start:end].strip():
                pieces = tuple(self._pieces(turn, start, end))
                moved.append((number, replace(turn, start=start, end=end, spoken=pieces)))
        ends = [turn.start for _, turn in moved[1:]] + [len(self._new)]
        for (number, turn), until in zip(moved, ends, strict=True):
            yield self._with_what_follows(number, turn, until)

    def _pieces(self, turn: Turn, first: int, last: int) -> Iterator[Span]:
        free = first
        for start, end in turn.spoken:
            begin = max(free, self._place(start, with_inserted=False))
            stop = min(last, self._place(end, with_inserted=True))
            if begin < stop:
                yield begin, stop
                free = stop

    def _with_what_follows(self, number: int, turn: Turn, until: int) -> Turn:
        """Return a turn with words that were put behind it, where none stood before."""
        start, end = trimmed(self._new, turn.end, until)
        if start >= end or not turn.spoken or self._stood_behind(number):
            return turn
        return replace(turn, end=end, spoken=(*turn.spoken, (start, end)))

    def _stood_behind(self, number: int) -> bool:
        turns, text = self._one.turns, self._one.text
        until = turns[number + 1].start if number + 1 < len(turns) else len(text)
        return bool(text[turns[number].end : until].strip())

    def _place(self, place: int, *, with_inserted: bool) -> int:
        """Return where a border stands; `with_inserted`: behind what was put in just there."""
        number = bisect_right(self._changes, place, key=lambda one: one[0][0]) - 1
        if number < 0:
            return place
        (old, old_end), (new, new_end) = self._changes[number]
        if place > old_end:
            return place - old_end + new_end
        if place == old and not (old == old_end and with_inserted):
            return new
        return new_end
