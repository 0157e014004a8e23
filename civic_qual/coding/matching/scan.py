"""Words and phrases looked for in a whole corpus, any number of them in one pass.

The text is gone through in blocks that fit into the cache, with a few array operations each,
whatever the number of leaves; only where the sign of a leaf stands is more done about it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from types import ModuleType
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Ints, Ints32, expanded, stable_order, starts
from civic_qual.coding.matching.hits import Spans
from civic_qual.coding.matching.phrases import PairTable, Steps
from civic_qual.coding.matching.plan import NO_CHECK, Plan, Tuning, plan
from civic_qual.coding.matching.reach import Leaf
from civic_qual.compiled import compiled
from civic_qual.corpus.token_index import TokenIndex

Tokens: TypeAlias = Ints32 | Ints
Found: TypeAlias = tuple[Tokens, Ints32]  # at which tokens, and what: leaves or states


def runs_in(word: Ints32, hard: Bools, plan: Plan, block: int) -> list[Found]:
    """Return first tokens and leaves of all runs in a text.

    Parameters
    ----------
    word, hard
        Columns of a token index.
    block
        Words looked at in one go, and signs of phrases followed in one go.

    Examples
    --------
    >>> from civic_qual.coding.matching.plan import plan
    >>> from civic_qual.coding.matching.reach import Leaf
    >>> leaf = Leaf((np.array([0], np.int32), np.array([1, 2], np.int32)))
    >>> word, hard = np.array([0, 1, 0, 0, 2], np.int32), np.zeros(5, bool)
    >>> runs_in(word, hard, plan([leaf], np.array([3, 1, 1])), block=9)[-1][0].tolist()
    [0, 3]
    """
    met: list[Found] = []
    noticed: list[Found] = []
    waiting = 0
    for begin in range(0, len(word), block):
        words, signs = _noticed(word, hard, begin, begin + block, plan)
        met.append(words)
        noticed.append(signs)
        waiting += len(signs[0])
        if waiting >= block:
            met.append(_followed(*joined(noticed), word, hard, plan))
            noticed, waiting = [], 0
    met.append(_followed(*joined(noticed), word, hard, plan))
    if plan.has_checks:
        return [_whole(*joined(met), word, hard, plan)]
    return met


def _noticed(word: Ints32, hard: Bools, begin: int, end: int, plan: Plan) -> tuple[Found, Found]:
    """Return the leaves of one word met in a block, and the states with which phrases begin."""
    # With one word more, for the pair that begins with the last word.
    class_ = plan.class_of_type.take(word[begin : end + 1], mode="clip")
    own = class_[: end - begin]
    at = np.flatnonzero(own < plan.n_heads)
    words = plan.states.ends.spread(own.take(at), narrow(at + begin, word))
    signs = []
    if plan.n_starts:
        at = np.flatnonzero(own < plan.n_starts)
        signs.append((at + begin, own.take(at)))
    if len(plan.pairs):
        at, number = plan.pairs.find(class_[:-1], class_[1:])
        soft = np.flatnonzero(~hard.take(at + (begin + 1)))
        signs.append((at.take(soft) + begin, number.take(soft) + plan.first_pair))
    return words, joined(signs)


def _followed(at: Tokens, state: Ints32, word: Ints32, hard: Bools, plan: Plan) -> Found:
    """Return the leaves met at the states that some states grow into, and at pairs themselves."""
    single, pair = np.flatnonzero(state < plan.first_pair), np.flatnonzero(state >= plan.first_pair)
    grown = _grown(at.take(single), state.take(single), word, hard, plan)
    at, state = joined([*grown, (at.take(pair), state.take(pair))])
    met = []
    while len(at):
        met.append(plan.states.ends.spread(state, at))
        at, state = joined(_grown(at, state, word, hard, plan))
    at, leaf = joined(met)
    return narrow(at if plan.has_checks else at - plan.anchor.take(leaf), word), leaf


def _grown(at: Tokens, state: Ints32, word: Ints32, hard: Bools, plan: Plan) -> list[Found]:
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


def _whole(at: Tokens, leaf: Ints32, word: Ints32, hard: Bools, plan: Plan) -> Found:
    """Return first tokens and leaves of what was met at some tokens, the rest of it checked."""
    wholly, partly = np.flatnonzero(leaf >= 0), np.flatnonzero(leaf < 0)
    checked = _checked(at.take(partly), -1 - leaf.take(partly), word, hard, plan)
    at, leaf = at.take(wholly), leaf.take(wholly)
    return joined([(at - plan.anchor.take(leaf), leaf), checked])


def _checked(at: Tokens, leaf: Ints32, word: Ints32, hard: Bools, plan: Plan) -> Found:
    """Return first token and leaf of those phrases, noticed somewhere, that do stand there."""
    first = at - plan.anchor.take(leaf)
    inside = np.flatnonzero((first >= 0) & (first + plan.length.take(leaf) <= len(word)))
    first, leaf = first.take(inside), leaf.take(inside)
    place, done = 0, []
    while len(leaf):
        met = np.flatnonzero(
            _met(first + place, plan.check.first.take(leaf) + place, word, hard, place > 0, plan)
        )
        first, leaf = first.take(met), leaf.take(met)
        place += 1
        longer = plan.length.take(leaf) > place
        done.append((first[~longer], leaf[~longer]))
        first, leaf = first[longer], leaf[longer]
    return joined(done)


def _met(at: Tokens, check: Ints, word: Ints32, hard: Bools, joined: bool, plan: Plan) -> Bools:
    """Whether the words at some places are those of phrases, and may follow the word before."""
    item = plan.check.values.take(check)
    met: Bools = item == NO_CHECK
    asked = np.flatnonzero(~met)
    class_ = plan.class_of_type.take(word.take(at.take(asked)))
    met[asked.take(plan.members.find(item.take(asked), class_)[0])] = True
    return met & ~hard.take(at) if joined else met


def narrow(tokens: Tokens, word: Ints32) -> Tokens:
    """Return tokens of a text in as few bits as they need: there may be millions of them."""
    return tokens.astype(np.int32) if len(word) < 1 << 31 else tokens.astype(np.int64)


def joined(columns: Sequence[Found]) -> Found:
    """Return pairs of columns, one after the other."""
    nothing = (np.empty(0, np.int32), np.empty(0, np.int32))
    first, leaf = zip(nothing, *columns, strict=True)
    return np.concatenate(first), np.concatenate(leaf)


SHARE = 1 << 18  # words for which a thread is worth it
ROOM = 1 << 18  # runs: more would not be at hand any longer when they are read
THREADS = min(4, os.cpu_count() or 1)


def compiled_runs_in(
    kernel: ModuleType, word: Ints32, hard: Bools, plan: Plan, room: int = ROOM, share: int = SHARE
) -> list[Found]:
    """Return what `one_pass.runs_in` does, in the order of the text.

    Parameters
    ----------
    kernel
        The compiled part `coding.matching._scan`.
    word, hard
        Columns of a token index.
    room
        How many runs are asked for in one go.
    share
        Each thread has so many words at least.
    """
    arrays = (word, hard, *compiled_arrays(plan))
    threads = max(1, min(THREADS, len(word) // share))
    borders = [len(word) * place // threads for place in range(threads + 1)]
    search = partial(_runs_between, kernel, arrays, plan, word, room)
    if threads == 1:
        return search(*borders)
    with ThreadPoolExecutor(threads) as pool:
        parts = pool.map(search, borders[:-1], borders[1:])
        return [found for part in parts for found in part]


def _runs_between(
    kernel: ModuleType,
    arrays: tuple[object, ...],
    plan: Plan,
    word: Ints32,
    room: int,
    token: int,
    end: int,
) -> list[Found]:
    """Return the runs whose signs stand between two tokens."""
    found = []
    first, leaf = np.empty(room, np.int64), np.empty(room, np.int32)
    while token < end:
        numbers = (token, end, plan.n_heads, plan.first_pair)
        after, n = kernel.scan((*arrays, first, leaf), numbers)
        found.append((narrow(first[:n], word), leaf[:n].copy()))
        if after == token:  # more than there is room for, in the fewest words looked at
            first, leaf = np.empty(2 * len(first), np.int64), np.empty(2 * len(leaf), np.int32)
        token = after
    return found


def compiled_arrays(plan: Plan) -> list[object]:
    """Return the tables of a plan in the order of the compiled part."""
    known = plan.states
    return [
        plan.class_of_type,
        *_table(plan.pairs),
        known.before,
        known.after,
        *_steps(known.right),
        *_steps(known.left),
        known.ends.first,
        known.ends.values,
        plan.anchor,
        plan.check.first,
        plan.check.values,
        *_table(plan.members),
    ]


def _steps(steps: Steps) -> list[object]:
    return [steps.grow, *_table(steps.pairs), steps.target]


def _table(pairs: PairTable) -> list[object]:
    return [pairs.bitmap, pairs.begin, pairs.keys]


def runs_of(leaf: Leaf, index: TokenIndex) -> Ints:
    """Return the first tokens of all runs of one leaf, sorted.

    The rarest word of a phrase is looked up in the index, the others where it stands.

    Examples
    --------
    >>> from civic_qual.coding.explain import one_turn
    >>> from civic_qual.corpus.model import Corpus
    >>> from civic_qual.corpus.token_index import token_index
    >>> index = token_index(Corpus((one_turn("a", "to be or not to be", "en"),)))
    >>> runs_of(Leaf((index.word[:1], index.word[1:2])), index)
    array([0, 4])
    """
    if not leaf.items:
        return np.zeros(0, np.int64)
    rarest, first = min(
        enumerate(_places(item, index) for item in leaf.items), key=lambda one: len(one[1])
    )
    first = first - rarest
    first = first[(first >= 0) & (first + len(leaf.items) <= len(index))]
    for step, item in enumerate(leaf.items):
        if step:
            first = first[~index.hard.take(first + step)]
        if step != rarest:
            first = first[_marks(item, index).take(index.word.take(first + step))]
    return first


def _places(item: Ints32, index: TokenIndex) -> Ints:
    """Return the tokens that are words of an item, sorted."""
    first, tokens = index.by_type
    known = item[item < len(first) - 1]
    places, _ = expanded(first[known], first[known + 1])
    return np.sort(tokens.take(places)).astype(np.int64)


def _marks(item: Ints32, index: TokenIndex) -> npt.NDArray[np.bool_]:
    marks = np.zeros(len(index.vocabulary), bool)
    marks[item] = True
    return marks


SAMPLE = 1 << 20  # words counted, at most, to learn which are rare


@dataclass(frozen=True, eq=False)
class LeafRuns:
    """Where leaves were met: the first token of each run, and the number of its leaf.

    Columns of shape (n_runs,), in no order to rely on; no run comes twice. They come in parts: of
    a word of one letter there may be millions, of which no rule has need.
    """

    parts: tuple[Found, ...]
    n_leaves: int

    @cached_property
    def first(self) -> Tokens:
        """The first token of every run."""
        return np.concatenate([np.empty(0, np.int32), *(first for first, _ in self.parts)])

    @cached_property
    def leaf(self) -> Ints32:
        """The leaf of every run."""
        return np.concatenate([np.empty(0, np.int32), *(leaf for _, leaf in self.parts)])

    def of(self, number: int) -> Tokens:
        """Return the first tokens of the runs of one leaf, sorted."""
        return self.by_leaf.of(number)

    def only(self, leaves: Ints) -> LeafRuns:
        """Return the runs of some leaves."""
        wanted = np.zeros(self.n_leaves, dtype=bool)
        wanted[leaves] = True
        if wanted.all():
            return self
        chosen = [np.flatnonzero(wanted.take(leaf)) for _, leaf in self.parts]
        parts = [
            (first.take(rows), leaf.take(rows))
            for (first, leaf), rows in zip(self.parts, chosen, strict=True)
        ]
        return LeafRuns(tuple(parts), self.n_leaves)

    @cached_property
    def by_leaf(self) -> RunsByLeaf:
        """The same, a leaf after the other."""
        counts = [np.bincount(leaf, minlength=self.n_leaves) for _, leaf in self.parts]
        begin = starts(sum(counts, np.zeros(self.n_leaves, np.int64)))
        sorted_first, free = np.empty(int(begin[-1]), np.int64), begin[:-1].copy()
        if all(first.dtype == np.int32 for first, _ in self.parts):
            sorted_first = np.empty(int(begin[-1]), np.int32)
        for (first, leaf), count in zip(self.parts, counts, strict=True):
            order = stable_order(leaf)
            place = np.arange(len(leaf)) + (free - starts(count)[:-1]).take(leaf.take(order))
            sorted_first[place] = first.take(order)
            free += count
        return RunsByLeaf(begin, sorted_first)


@dataclass(frozen=True, eq=False)
class RunsByLeaf:
    """The first tokens of runs: those of a leaf are `first[begin[leaf] : begin[leaf + 1]]`."""

    begin: Ints
    first: Tokens

    def of(self, number: int) -> Tokens:
        """Return the first tokens of the runs of one leaf, sorted."""
        begin, end = self.begin[number : number + 2].tolist()
        found = self.first[begin:end].copy()
        found.sort()
        return found


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
    >>> from civic_qual.codebook.rules.tree import Phrase, Word
    >>> from civic_qual.coding.matching.reach import Reach
    >>> from civic_qual.corpus.model import Corpus, Transcript, Turn
    >>> from civic_qual.corpus.token_index import token_index
    >>> turn = Turn(start=0, end=34, spoken=((3, 34),), speaker="R", language="en")
    >>> text = "R: Alerts reach the alert networks"
    >>> index = token_index(Corpus((Transcript(id="a", text=text, turns=(turn,)),)))
    >>> reach = Reach("en", index.vocabulary)
    >>> alert, phrase = Word("alert"), Phrase((Word("alert"), Word("network")))
    >>> found = scan([reach.node(alert), reach.node(phrase)], index)
    >>> found.of(0).tolist(), found.of(1).tolist()
    ([0, 3], [3])
    """
    tuning = tuning or Tuning()
    word, hard = index.word, index.hard
    if len(leaves) <= tuning.few:
        runs = [runs_of(leaf, index) for leaf in leaves]
        found = [
            (narrow(first, word), np.full(len(first), number, np.int32))
            for number, first in enumerate(runs)
        ]
    else:
        kernel = compiled("coding.matching._scan")
        search = (
            partial(compiled_runs_in, kernel) if kernel else partial(runs_in, block=tuning.block)
        )
        found = search(word, hard, plan(leaves, _frequency(index), tuning))
    return LeafRuns(tuple(found), len(leaves))


_FREQUENCY: WeakKeyDictionary[TokenIndex, Ints] = WeakKeyDictionary()


def _frequency(index: TokenIndex) -> Ints:
    """Return how often each word type stands in a sample of the tokens, counted once."""
    if index not in _FREQUENCY:
        sample = index.word[:: 1 + len(index.word) // SAMPLE]
        _FREQUENCY[index] = np.bincount(sample, minlength=len(index.vocabulary))
    known = _FREQUENCY[index]
    more = len(index.vocabulary) - len(known)  # it may have grown, with other corpora
    return np.append(known, np.zeros(more, np.int64)) if more else known


@dataclass(frozen=True, eq=False)
class LeafWords:
    """The words met by the runs of leaves; a row is a run, `length` the words of each leaf."""

    runs: LeafRuns
    length: Ints32
    index: TokenIndex

    def spans(self, rows: Ints) -> Spans:
        """Return the places of the words of some runs."""
        first = self.runs.first.take(rows).astype(np.int64)
        after = first + self.length.take(self.runs.leaf.take(rows))
        words, _ = expanded(first, after)
        offsets = np.concatenate(([0], np.cumsum(after - first)))
        start, end = self.index.start[words], self.index.end[words]
        return Spans(offsets, start.astype(np.int64), end.astype(np.int64))
