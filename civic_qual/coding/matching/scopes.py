"""The scopes of a corpus as columns: where each turn or sentence begins and ends, in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.codebook.model import Scope
from civic_qual.corpus.segments import Bools, Ints

if TYPE_CHECKING:
    from civic_qual.corpus.token_index import TokenIndex


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
