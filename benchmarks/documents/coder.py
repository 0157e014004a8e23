"""A coder at work in a document: what is done at random, and what must then be in the study."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.documents.pen import Pen

DECISIONS = ("leave", "leave", "delete", "no", "code", "retype", "rename", "resolve", "write over")
NO = ("no", "non", "No.", "NON !", "no ", "Non")


@dataclass
class Truth:
    """What a coder has decided.

    Attributes
    ----------
    codings
        Transcript, start, end and code of what the coder says a passage carries.
    rejections
        The same of suggestions that do not hold, a row a place.
    readings
        Transcript, start and end of the passages that were read.
    """

    codings: set[tuple[str, int, int, str]] = field(default_factory=set)
    rejections: set[tuple[str, int, int, str]] = field(default_factory=set)
    readings: set[tuple[str, int, int]] = field(default_factory=set)

    def __ior__(self, other: Truth) -> Truth:
        self.codings |= other.codings
        self.rejections |= other.rejections
        self.readings |= other.readings
        return self


@dataclass(frozen=True)
class Given:
    """What a coder was given: plain values, so that nothing of the library is needed here.

    Attributes
    ----------
    transcript, text
        The interview.
    passages
        Start and end of each, in the order of the text.
    spoken
        Start and end of all that somebody says.
    advice
        Code and places of each suggestion, with the index of its passage.
    names
        What codes are called, in any language, by their ids.
    """

    transcript: str
    text: str
    passages: Sequence[tuple[int, int]]
    spoken: Sequence[tuple[int, int]]
    advice: Sequence[tuple[int, str, tuple[tuple[int, int], ...]]]
    names: dict[str, list[str]]


def work(
    given: Given, path: Path, out: Path, draw: random.Random, *, own: float = 0.5, share: float = 1
) -> Truth:
    """Work in a document at random; return what was decided.

    Parameters
    ----------
    given
        What it shows.
    path, out
        The document, and where it is written when the coder is done.
    draw
        Of chance.
    own
        How many comments the coder writes on words of their own, for each passage.
    share
        How often a suggestion is looked at; the others are left.
    """
    coder = _Coder(given, Pen(path), draw)
    coder.say_what_is_read()
    coder.decide(share)
    coder.comment(own)
    coder.pen.save(out, threads=draw.random() < 0.8)
    return coder.truth


class _Coder:
    """Somebody who works in a document."""

    def __init__(self, given: Given, pen: Pen, draw: random.Random) -> None:
        self.given, self.pen, self.draw = given, pen, draw
        self.truth = Truth()
        self.read: set[int] = set()
        self.codes = sorted(given.names)
        self.lines = []
        start = 0
        for line in given.text.split("\n"):
            if line.strip():
                self.lines.append((start, start + len(line)))
            start += len(line) + 1

    def say_what_is_read(self) -> None:
        """Fill in a box, or several, or none."""
        n, draw = len(self.given.passages), self.draw
        kind = draw.choice(["all", "all", "all", "up to", "up to", "ranges", "nothing"])
        if kind == "all":
            self.pen.fill(0, draw.choice(["all", "All", "tout", "Tout.", "yes", "oui"]))
            self.read = set(range(n))
        elif kind == "up to":
            last = draw.randint(1, n)
            words = draw.choice(
                ["up to {}", "up to P{}", "jusqu'à P{}", "jusqu’à {}", "Up to [{}]"]
            )
            self.pen.fill(0, words.format(last))
            self.read = set(range(last))
        elif kind == "ranges" and n > 1:
            first = draw.randint(1, n - 1)
            self.pen.fill(0, f"{first}-{n}")
            self.read = set(range(first - 1, n))
        elif draw.random() < 0.5:
            self.pen.fill(0, draw.choice(["nothing", "rien", "no"]))
        for number in self.read:
            self.truth.readings.add((self.given.transcript, *self.given.passages[number]))

    def decide(self, share: float) -> None:
        """Decide on suggestions."""
        by_place = {
            (spans[0][0], code): (number, spans) for number, code, spans in self.given.advice
        }
        for _, comment in sorted(self.pen.suggestions().items()):
            line, place = self.pen.stands(comment)
            code = self._code_of(comment)
            number, spans = by_place[self.lines[line][0] + place, code]
            act = self.draw.choice(DECISIONS) if self.draw.random() < share else "leave"
            becomes = self._do(act, comment, code)
            if number in self.read:
                rows = {(self.given.transcript, *span) for span in spans}
                if becomes:
                    self.truth.codings |= {(*row, becomes) for row in rows}
                if becomes != code:
                    self.truth.rejections |= {(*row, code) for row in rows}

    def _code_of(self, comment: str) -> str:
        lines = ["".join(p.itertext()) for p in self.pen._of(comment)]
        return lines[-1].split(" · ")[0]

    def _do(self, act: str, comment: str, code: str) -> str:
        """Do one thing to a suggestion; return the code that holds then, or ""."""
        pen, draw = self.pen, self.draw
        other = draw.choice([one for one in self.codes if one != code])
        if act == "delete":
            pen.delete(comment)
            return ""
        if act == "no":
            pen.answer(comment, draw.choice(NO))
            return ""
        if act == "code":
            pen.answer(comment, draw.choice([other, *self.given.names[other]]))
            return other
        if act == "retype":
            pen.write_over(comment, f"{code} ·", f"{other} ·")
            return other
        if act == "rename":
            (name,) = [one for one in self.given.names[code] if self._says(comment, one)][:1]
            new = draw.choice([other.upper(), *self.given.names[other], "no"])
            pen.write_over(comment, name, new)
            return "" if new == "no" else other
        if act == "write over":
            pen.rewrite(comment, other)
            return other
        if act == "resolve":
            pen.resolve(comment)
        return code

    def _says(self, comment: str, name: str) -> bool:
        return any(name == "".join(p.itertext()) for p in self.pen._of(comment))

    def comment(self, own: float) -> None:
        """Put comments on words of one's own choice: overlapping, and over two paragraphs, too."""
        for number, (start, end) in enumerate(self.given.passages):
            if self.draw.random() >= own:
                continue
            found = self._words(start, end)
            if not found:
                continue
            begin, stop = found
            code = self.draw.choice(self.codes)
            words = self.draw.choice([code, *self.given.names[code]])
            self.pen.comment(words, self._place(begin), self._place(stop, at_end=True))
            if number in self.read:
                self.truth.codings.add((self.given.transcript, begin, stop, code))

    def _words(self, start: int, end: int) -> tuple[int, int] | None:
        """Choose words that somebody says: within a paragraph, or from one into the next."""
        pieces = [one for one in self.given.spoken if one[0] < end and start < one[1]]
        pieces = [(max(one[0], start), min(one[1], end)) for one in pieces]
        pieces = [one for one in pieces if one[1] - one[0] > 3]
        if not pieces:
            return None
        first = self.draw.choice(pieces)
        begin = self._on_words(self.draw.randrange(first[0], first[1] - 2), first[1])
        later = [one for one in self.given.spoken if one[0] >= first[1]][:1]
        # Over two passages would be asked about, and nothing of it be done.
        later = [one for one in later if not self._in_another((start, end), one)]
        if later and self.draw.random() < 0.2:
            stop = self.draw.randint(min(later[0][0] + 1, later[0][1]), later[0][1])
        else:
            stop = self.draw.randint(begin + 1, first[1])
        words = self.given.text[begin:stop]
        if not any(map(str.isalnum, words)) or words[-1] == "\n" or words[0] == "\n":
            return None
        return begin, stop

    def _in_another(self, passage: tuple[int, int], piece: tuple[int, int]) -> bool:
        others = [one for one in self.given.passages if one != passage]
        return any(first < piece[1] and piece[0] < last for first, last in others)

    def _on_words(self, place: int, end: int) -> int:
        while place < end - 1 and self.given.text[place] == "\n":
            place += 1
        return place

    def _place(self, place: int, *, at_end: bool = False) -> tuple[int, int]:
        """Return the line of a character, and which one it is there."""
        starts = [start for start, _ in self.lines]
        line = bisect_right(starts, place - int(at_end)) - 1
        return line, place - starts[line]
