"""What stands beside a passage on a sheet: who speaks, the question, what was said around it.

A passage that is too long to be seen in one cell is cut into parts, a row each, where a line, a
sentence or a word ends. The parts of a passage are always the same, so that a row is known by the
key of its passage and its number: `B7KQ2MX 2/3`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from civic_qual.sheets.cells import letters_in_excel

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus, Transcript, Turn
    from civic_qual.study.work.queue import Item, Span

WIDTH, MOST_LINES = 68, 30  # letters of a line of a passage; lines that the highest row shows
_AROUND, _QUESTION = 200, 300  # letters of what is said around a passage
_MOST = WIDTH * MOST_LINES
_CUT = "[…]"
_ENDS = (re.compile(r"\n"), re.compile(r"[.!?…؟]['\"»”)\]]*\s"), re.compile(r"\s"))
_JOINED = re.compile("[\u0300-\u036f\u064b-\u065f\u200d\ufe0f\U0001f3fb-\U0001f3ff]|(?<=\u200d).")
_TURNS_BACK = 12  # how far a question may lie back


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a row shows of a passage, as text."""

    speaker: str
    question: str
    before: str
    passage: str
    after: str


def lines_of(text: str, width: int) -> int:
    r"""Return how many lines a text takes in a column of so many letters, rather too many.

    Examples
    --------
    >>> lines_of("Oui.", 20), lines_of("Who came?\nThey came at night, they were many.", 20)
    (1, 4)
    """
    lines = 0
    for line in text.split("\n"):
        letters = len(line) if line.isascii() else letters_in_excel(line)
        lines += 1 if letters <= width else 1 + -(-letters // width)
    return lines


def parts_of(text: str) -> list[Span]:
    """Return where the parts of a passage stand in it: one for all but very long ones.

    Examples
    --------
    >>> parts_of("They came at night."), len(parts_of("They came at night. " * 250))
    ([(0, 19)], 3)
    """
    parts: list[Span] = []
    start = 0
    while lines_of(text[start : start + _MOST + 1], WIDTH) > MOST_LINES:
        end = _end_of_part(text, start)
        parts.append((start, end))
        start = end
    return [*parts, (start, len(text))] if start < len(text) or not parts else parts


def _end_of_part(text: str, start: int) -> int:
    """Return where a part ends: after a line, a sentence or a word, and never within a letter."""
    low, most = start + 1, start + _MOST
    while low < most:  # the longest one that is seen as a whole
        middle = (low + most + 1) // 2
        if lines_of(text[start:middle], WIDTH) > MOST_LINES:
            most = middle - 1
        else:
            low = middle
    least = start + (most - start) // 2
    for end in _ENDS:
        found = [one.end() for one in end.finditer(text, least, most)]
        if found:
            return found[-1]
    while most > least and _JOINED.match(text, most):
        most -= 1
    return most


@dataclass(frozen=True)
class Passages:
    """The passages of a corpus, with what stands around them; of nobody who did not agree."""

    corpus: Corpus
    _ends: dict[str, list[int]] = field(default_factory=dict, init=False)

    def text(self, item: Item) -> str:
        """Return the words of a passage, without those of people who did not agree."""
        return self.words(item.transcript, item.start, item.end)

    def words(self, transcript: str, begin: int = 0, until: int | None = None) -> str:
        """Return the words of a transcript, or of a part of it, as `text` does."""
        text = self.corpus[transcript].text[begin:until]
        until = begin + len(text)
        for start, end in reversed(self._alone.get(transcript, ())):
            first, last = max(start, begin) - begin, min(end, until) - begin
            if first < last:
                text = f"{text[:first]}{_blanked(text[first:last])}{text[last:]}"
        return text

    def beside(self, item: Item, part: Span) -> Beside:
        """Return what a row shows of a part of a passage."""
        one = self.corpus[item.transcript]
        start, end = item.start + part[0], item.start + part[1]
        first = last = self._turn_after(one, start)
        while last < len(one.turns) and one.turns[last].start < end:
            last += 1
        question = self._question(one, first)
        speakers = dict.fromkeys(turn.speaker for turn in one.turns[first:last] if turn.speaker)
        return Beside(
            speaker=", ".join(speakers),
            question=_last_of(_said(one, question), _QUESTION) if question else "",
            before=self._before(one, start, first, question),
            passage=self.text(item)[part[0] : part[1]].strip(),
            after=self._after(one, end, last - 1),
        )

    def _question(self, one: Transcript, first: int) -> Turn | None:
        """Return what the interviewer said last before a turn."""
        for turn in reversed(one.turns[max(0, first - _TURNS_BACK) : first]):
            if turn.role == "interviewer" and turn.spoken:
                return turn
        return None

    def _before(self, one: Transcript, start: int, first: int, question: Turn | None) -> str:
        own = one.turns[first] if first < len(one.turns) else None
        if own and own.start < start and (said := _said(one, own, until=start)):
            return _last_of(said, _AROUND)
        for turn in reversed(one.turns[:first]):
            if turn.spoken and turn is not question:
                return _last_of(_named(one, turn), _AROUND)
        return ""

    def _after(self, one: Transcript, end: int, last: int) -> str:
        own = one.turns[last] if 0 <= last < len(one.turns) else None
        if own and own.end > end and (said := _said(one, own, since=end)):
            return _first_of(said, _AROUND)
        for turn in one.turns[last + 1 :]:
            if turn.spoken:
                return _first_of(_named(one, turn), _AROUND)
        return ""

    def _turn_after(self, one: Transcript, start: int) -> int:
        """Return which turn is the first that ends after a character."""
        if one.id not in self._ends:
            self._ends[one.id] = [turn.end for turn in one.turns]
        return bisect_right(self._ends[one.id], start)

    @cached_property
    def _alone(self) -> Mapping[str, list[Span]]:
        """Where those speak who did not agree, by transcript."""
        return {
            name: [
                (turn.start, turn.end)
                for turn, heard in zip(read.turns, self.corpus[name].turns, strict=True)
                if turn.spoken and not heard.spoken
            ]
            for name, read in self.corpus.withheld.items()
            if name in self.corpus
        }


def _blanked(text: str) -> str:
    """Return as many signs in the place of words, so that everything else stays where it is."""
    return re.sub(r"\S", "▪", text)


def _said(one: Transcript, turn: Turn | None, *, since: int = 0, until: int | None = None) -> str:
    """Return what was really said in a turn, as one line."""
    until = len(one.text) if until is None else until
    pieces = [
        one.text[max(start, since) : min(end, until)]
        for start, end in (turn.spoken if turn else ())
        if start < until and end > since
    ]
    return " ".join(" ".join(pieces).split())


def _named(one: Transcript, turn: Turn) -> str:
    said = _said(one, turn)
    return f"{turn.speaker}: {said}" if turn.speaker else said


def _last_of(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{_CUT} {text[-most:].partition(' ')[2] or text[-most:]}"


def _first_of(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{text[:most].rpartition(' ')[0] or text[:most]} {_CUT}"
