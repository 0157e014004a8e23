"""The text of scopes, for expressions: their spoken pieces, and where a text occurs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from civic_qual.coding.matching.needed_text import Needed
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.corpus.model import Span
from civic_qual.corpus.segments import Bools, Ints


class Piece(NamedTuple):
    """A spoken piece of a scope: its text, and the place of its first character."""

    scope: int
    place: int
    text: str


@dataclass(frozen=True, eq=False)
class ScopeTexts:
    """The texts of all scopes of one kind; made once, kept."""

    scopes: ScopeColumns

    def candidates(self, turns: Bools, needed: Needed, only: Ints | None = None) -> Ints:
        """Return the scopes of some turns in which an expression may match.

        Parameters
        ----------
        turns
            Which turns are searched, shape (n_turns,).
        needed
            What must occur in the text.
        only
            Scopes that matter; None for all.
        """
        turn = self._turn_of_scope
        chosen = np.flatnonzero(turns[turn]) if only is None else only[turns[turn[only]]]
        if needed.texts and len(chosen):
            searched = np.zeros(len(turns), dtype=bool)
            searched[turn[chosen]] = True
            chosen = chosen[self._holding(needed, searched)[turn[chosen]]]
        return chosen

    def pieces(self, chosen: Ints) -> Iterator[Piece]:
        """Yield the spoken pieces of some scopes, in order."""
        index = self.scopes.index
        before, origin, said = index.turns_before, index.origin, index.said
        turns = self._turn_of_scope[chosen]
        transcripts = np.searchsorted(before, turns, side="right") - 1
        places = turns - before[transcripts]
        for scope, number, place in zip(
            chosen.tolist(), transcripts.tolist(), places.tolist(), strict=True
        ):
            text, spoken = said[number][0], said[number][1][place].spoken
            for start, end in self._spoken(scope, spoken):
                yield Piece(scope, int(origin[number]) + start, text[start:end])

    def _spoken(self, scope: int, spoken: tuple[Span, ...]) -> Iterator[Span]:
        if self.scopes.within == "turn":
            yield from spoken
            return
        _, starts, ends = self._sentences
        for first, last in spoken:
            start, end = max(int(starts[scope]), first), min(int(ends[scope]), last)
            if start < end:
                yield start, end

    @cached_property
    def _sentences(self) -> tuple[Ints, Ints, Ints]:
        """The turn of every sentence, numbered through the corpus, and its offsets."""
        index = self.scopes.index
        own = [index.sentences(number) for number in range(len(index.said))]
        turns = [one.turn + before for one, before in zip(own, index.turns_before, strict=False)]
        none = np.empty(0, dtype=np.int64)
        return (
            np.concatenate([none, *turns]),
            np.concatenate([none, *(one.start for one in own)]),
            np.concatenate([none, *(one.end for one in own)]),
        )

    @cached_property
    def _turn_of_scope(self) -> Ints:
        if self.scopes.within == "turn":
            return np.arange(len(self.scopes.first) - 1)
        return self._sentences[0]

    def _holding(self, needed: Needed, searched: Bools) -> Bools:
        """Return in which of the turns searched one of the texts may occur."""
        held = np.zeros(len(searched), dtype=bool)
        before = self.scopes.index.turns_before
        for number, (text, turns) in enumerate(self.scopes.index.said):
            first, after = int(before[number]), int(before[number + 1])
            if searched[first:after].any():
                if needed.ignore_case:
                    text = self._lowered[number]
                starts = [turn.start for turn in turns]
                for wanted in needed.texts:
                    held[first + np.array(_turns_with(wanted, text, starts), dtype=int)] = True
        return held & searched

    @cached_property
    def _lowered(self) -> list[str]:
        """The texts in lower case; İ is the one letter that would become two."""
        return [text.replace("İ", "I").lower() for text, _ in self.scopes.index.said]


def _turns_with(wanted: str, text: str, starts: list[int]) -> list[int]:
    """Return the turns, told by where they start, in which a text begins."""
    found: list[int] = []
    place = text.find(wanted, starts[0])
    while place >= 0:
        found.append(bisect_right(starts, place) - 1)
        if found[-1] + 1 == len(starts):
            break
        place = text.find(wanted, starts[found[-1] + 1])
    return found
