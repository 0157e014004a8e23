"""The scopes of a corpus: where each turn or sentence begins and ends, in words, and its text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from civic_qual.arrays import Bools, Ints, Ints32
from civic_qual.codebook.model import Rule, Scope
from civic_qual.codebook.rules.tree import conditions_met
from civic_qual.coding.columns import Labels
from civic_qual.corpus.model import NOT_COUNTED, Span, Transcript

if TYPE_CHECKING:
    from civic_qual.corpus.token_index import TokenIndex


Where: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


class Heard(NamedTuple):
    """Turns as a mask, shape (n_turns,); `all` says that no turn of the language is missing."""

    turns: Bools
    all: bool


class Listening:
    """Masks of the turns of a corpus, each worked out once.

    `everybody` says that rules without `speaker` also listen to interviewers and observers.
    """

    def __init__(self, transcripts: Sequence[Transcript], everybody: bool = False) -> None:
        turns = [turn for transcript in transcripts for turn in transcript.turns]
        self._everybody = everybody
        self._attributes = [transcript.attributes for transcript in transcripts]
        self._turns = np.array([len(transcript.turns) for transcript in transcripts], np.int64)
        self._language = Labels.of([turn.language for turn in turns], len(turns))
        self._role = Labels.of([turn.role for turn in turns], len(turns))
        self._known: dict[tuple[str, tuple[str, ...], Where], Heard] = {}

    def to(self, rule: Rule) -> Heard:
        """Return the turns a rule listens to: for equal conditions the same object."""
        asked = (rule.language, rule.speaker, rule.where)
        if asked not in self._known:
            spoken = self._language.among({rule.language})
            turns = spoken & self._roles(rule.speaker) & self._interviews(rule.where)
            self._known[asked] = Heard(turns, bool((turns == spoken).all()))
        return self._known[asked]

    def _roles(self, speaker: tuple[str, ...]) -> Bools:
        if speaker:
            return self._role.among(speaker)
        if self._everybody:
            return np.ones(len(self._role), dtype=bool)
        return ~self._role.among(NOT_COUNTED)

    def _interviews(self, where: Where) -> Bools:
        met = [conditions_met(where, attributes) for attributes in self._attributes]
        return np.repeat(np.array(met, dtype=bool), self._turns)


@dataclass(frozen=True, eq=False)
class ScopeColumns:
    """All turns, or all sentences, of an indexed corpus; a *token* is the number of a word.

    A *stretch* is a row of words without punctuation between them, inside one scope: no phrase
    leaves it. Make one object for an index and a kind of scope, and keep it: its columns are
    worked out when they are first asked for.
    """

    index: TokenIndex
    within: Scope = "turn"

    @cached_property
    def first(self) -> Ints:
        """The first token of every scope, and the number of tokens: shape (n_scopes + 1,)."""
        index = self.index
        first = index.turn_first if self.within == "turn" else index.sentence_first
        return np.asarray(first, dtype=np.int64)

    def of(self, tokens: Ints) -> Ints:
        """Return the scopes of some tokens."""
        column = self.index.turn if self.within == "turn" else self.index.sentence
        scopes: Ints = column[tokens].astype(np.int64)
        return scopes

    def begin(self, tokens: Ints) -> Ints:
        """Return the first token of the scopes of some tokens."""
        return self.first[self.of(tokens)]

    def after(self, tokens: Ints) -> Ints:
        """Return the token after the scopes of some tokens."""
        return self.first[self.of(tokens) + 1]

    def same(self, tokens: Ints, others: Ints) -> Bools:
        """Whether tokens stand in one scope, pair by pair."""
        equal: Bools = self.of(tokens) == self.of(others)
        return equal

    def stretch(self, tokens: Ints) -> Ints:
        """Return the stretches of some tokens."""
        numbers: Ints = self._stretch[tokens].astype(np.int64)
        return numbers

    def stretch_after(self, tokens: Ints) -> Ints:
        """Return the token after the stretches of some tokens."""
        return self._stretch_first[self.stretch(tokens) + 1].astype(np.int64)

    @cached_property
    def _broken(self) -> Bools:
        """Whether a stretch begins with a token."""
        broken = np.array(self.index.hard, dtype=bool)
        broken[self.first[:-1][self.first[:-1] < len(broken)]] = True
        return broken

    @cached_property
    def _stretch(self) -> Ints:
        return np.cumsum(self._broken, dtype=np.int32) - 1  # type: ignore[return-value]

    @cached_property
    def _stretch_first(self) -> Ints32:
        first = np.flatnonzero(self._broken).astype(np.int32)  # as many as words, at worst
        return np.append(first, np.int32(len(self._broken)))


class Needed(NamedTuple):
    """Texts one of which must occur; none if nothing is known."""

    texts: tuple[str, ...] = ()
    ignore_case: bool = False


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
