"""One pass over the words of a text, for all that a plan looks for, on plain arrays.

The text is gone through in blocks that fit into the cache, with a few array operations each,
whatever the number of leaves; only where the sign of a leaf stands is more done about it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import ModuleType
from typing import TypeAlias

import numpy as np

from civic_qual.arrays import Bools, Ints, Ints32
from civic_qual.coding.matching.phrases import PairTable, Steps
from civic_qual.coding.matching.plan import NO_CHECK, Plan

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
