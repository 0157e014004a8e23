"""The scopes of a corpus as columns: where each turn or sentence begins and ends, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from civic_qual.arrays import Bools, Ints
from civic_qual.codebook.model import Rule, Scope
from civic_qual.codebook.rules.conditions import conditions_met
from civic_qual.coding.columns import Labels
from civic_qual.corpus.model import NOT_COUNTED, Transcript

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
        return self._stretch_first[self.stretch(tokens) + 1]

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
    def _stretch_first(self) -> Ints:
        return np.append(np.flatnonzero(self._broken), len(self._broken))
