"""Words and phrases looked for in a whole corpus, any number of them in one pass.

The text is gone through in blocks that fit into the cache, with a few array operations each,
whatever the number of leaves; only where a leaf may begin is anything done about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from civic_qual.coding.fan_out import Ints, Ints32, Listed, listed
from civic_qual.coding.plan import NO_CHECK, Plan, Tuning, plan
from civic_qual.coding.reach import Leaf
from civic_qual.coding.single_leaf import runs_of
from civic_qual.corpus.token_index import TokenIndex

Bools: TypeAlias = npt.NDArray[np.bool_]
Found: TypeAlias = tuple[Ints, Ints32]  # where, and what: a leaf or a state

SAMPLE = 1 << 20  # words counted, at most, to learn which are rare


@dataclass(frozen=True, eq=False)
class LeafRuns:
    """Where leaves were met: the first token of each run, and the number of its leaf.

    Columns of shape (n_runs,), in no order to rely on; no run comes twice.
    """

    first: Ints
    leaf: Ints32
    n_leaves: int

    def of(self, number: int) -> Ints:
        """Return the first tokens of the runs of one leaf, sorted."""
        begin, end = self._by_leaf.first[number : number + 2].tolist()
        return np.sort(self.first.take(self._by_leaf.values[begin:end]))

    @cached_property
    def _by_leaf(self) -> Listed:
        return listed(self.leaf, np.arange(len(self.leaf)), self.n_leaves)


def scan(leaves: Sequence[Leaf], index: TokenIndex, tuning: Tuning | None = None) -> LeafRuns:
    """Find all runs of some leaves in a corpus.

    Parameters
    ----------
    leaves
        Resolved on the vocabulary of the index.
    tuning
        For tests and measurements only.

    Examples
    --------
    >>> from civic_qual.codebook.tree import Phrase, Word
    >>> from civic_qual.coding.reach import Reach
    >>> from civic_qual.corpus.model import Corpus, Transcript, Turn
    >>> from civic_qual.corpus.token_index import token_index
    >>> turn = Turn(0, 34, ((3, 34),), "R", language="en")
    >>> text = "R: Alerts reach the alert networks"
    >>> index = token_index(Corpus((Transcript("a", text, (turn,)),)))
    >>> reach = Reach("en", index.vocabulary)
    >>> alert, phrase = Word("alert"), Phrase((Word("alert"), Word("network")))
    >>> found = scan([reach.node(alert), reach.node(phrase)], index)
    >>> found.of(0).tolist(), found.of(1).tolist()
    ([0, 3], [3])
    """
    tuning = tuning or Tuning()
    word, hard, frequency = index.word, index.hard, _frequency(index)
    if len(leaves) <= tuning.few:
        runs = [runs_of(leaf, word, hard, frequency, tuning.block) for leaf in leaves]
        found = [(first, np.full(len(first), number, np.int32))
                 for number, first in enumerate(runs)]
    else:
        made = plan(leaves, frequency, tuning)
        found = [runs_between(word, hard, begin, begin + tuning.block, made)
                 for begin in range(0, len(word), tuning.block)]
    return LeafRuns(*_joined(found), len(leaves))


def runs_between(word: Ints32, hard: Bools, begin: int, end: int, plan: Plan) -> Found:
    """Return first token and leaf of all runs whose sign stands in tokens from begin to end.

    This is all that is done in the text, on plain arrays.
    """
    # With one word more, for the pair that begins with the last word.
    class_ = plan.class_of_type.take(word[begin : end + 1], mode="clip")
    own = class_[: end - begin]
    at = np.flatnonzero(own < plan.n_heads)
    which, leaf = plan.states.ends.of(own.take(at))
    at = at.take(which)
    at += begin
    noticed = []
    if len(plan.pairs):
        first, number = plan.pairs.find(class_[:-1], class_[1:])
        first += begin
        soft = np.flatnonzero(~hard.take(first + 1))
        noticed.append((first.take(soft), number.take(soft) + plan.first_pair))
    if plan.n_starts:
        first = np.flatnonzero(own < plan.n_starts)
        noticed += _grown(first + begin, own.take(first), word, hard, plan)
    first, phrase = _joined(_grown_out(*_joined(noticed), word, hard, plan))
    if plan.has_checks:
        return _whole(*_joined([(at, leaf), (first, phrase)]), word, hard, plan)
    return _joined([(at, leaf), (first - plan.anchor.take(phrase), phrase)])


def _grown_out(at: Ints, state: Ints32, word: Ints32, hard: Bools, plan: Plan) -> list[Found]:
    """Return the leaves met at all states that some states grow into, themselves included."""
    met = []
    while len(at):
        which, leaf = plan.states.ends.of(state)
        met.append((at.take(which), leaf))
        at, state = _joined(_grown(at, state, word, hard, plan))
    return met


def _grown(at: Ints, state: Ints32, word: Ints32, hard: Bools, plan: Plan) -> list[Found]:
    """Return the states that states at some tokens lead to, by the word on their left or right."""
    known, grown = plan.states, []
    for steps, is_right in ((known.right, True), (known.left, False)):
        grows = np.flatnonzero(steps.grow.take(state))
        token, before = at.take(grows), state.take(grows)
        if is_right:
            behind = token + known.after.take(before)
            near = behind < len(word)
        else:
            behind = token - known.before.take(before)
            near = behind > 0
        near &= ~hard.take(behind, mode="clip")
        there = np.flatnonzero(near)
        token, before, behind = token.take(there), before.take(there), behind.take(there)
        class_ = plan.class_of_type.take(word.take(behind if is_right else behind - 1))
        where, number = steps.pairs.find(before, class_)
        grown.append((token.take(where), steps.target.take(number)))
    return grown


def _whole(at: Ints, leaf: Ints32, word: Ints32, hard: Bools, plan: Plan) -> Found:
    """Return first tokens and leaves of what was met at some tokens, the rest of it checked."""
    wholly, partly = np.flatnonzero(leaf >= 0), np.flatnonzero(leaf < 0)
    checked = _checked(at.take(partly), -1 - leaf.take(partly), word, hard, plan)
    at, leaf = at.take(wholly), leaf.take(wholly)
    return _joined([(at - plan.anchor.take(leaf), leaf), checked])


def _checked(at: Ints, leaf: Ints32, word: Ints32, hard: Bools,
             plan: Plan) -> Found:
    """Return first token and leaf of those phrases, noticed somewhere, that do stand there."""
    first = at - plan.anchor.take(leaf)
    inside = np.flatnonzero((first >= 0) & (first + plan.length.take(leaf) <= len(word)))
    first, leaf = first.take(inside), leaf.take(inside)
    place, done = 0, []
    while len(leaf):
        met = np.flatnonzero(_met(first + place, plan.check.first.take(leaf) + place,
                                  word, hard, place > 0, plan))
        first, leaf = first.take(met), leaf.take(met)
        place += 1
        longer = plan.length.take(leaf) > place
        done.append((first[~longer], leaf[~longer]))
        first, leaf = first[longer], leaf[longer]
    return _joined(done)


def _met(at: Ints, check: Ints, word: Ints32, hard: Bools, joined: bool, plan: Plan) -> Bools:
    """Whether the words at some places are those of phrases, and may follow the word before."""
    item = plan.check.values.take(check)
    met: Bools = item == NO_CHECK
    asked = np.flatnonzero(~met)
    class_ = plan.class_of_type.take(word.take(at.take(asked)))
    met[asked.take(plan.members.find(item.take(asked), class_)[0])] = True
    return met & ~hard.take(at) if joined else met


def _joined(columns: Sequence[Found]) -> Found:
    nothing = (np.empty(0, np.int64), np.empty(0, np.int32))
    first, leaf = zip(nothing, *columns, strict=True)
    return np.concatenate(first), np.concatenate(leaf)


_FREQUENCY: WeakKeyDictionary[TokenIndex, Ints] = WeakKeyDictionary()


def _frequency(index: TokenIndex) -> Ints:
    """Return how often each word type stands in a sample of the tokens, counted once."""
    if index not in _FREQUENCY:
        sample = index.word[:: 1 + len(index.word) // SAMPLE]
        _FREQUENCY[index] = np.bincount(sample, minlength=len(index.vocabulary))
    known = _FREQUENCY[index]
    more = len(index.vocabulary) - len(known)  # it may have grown, with other corpora
    return np.append(known, np.zeros(more, np.int64)) if more else known
