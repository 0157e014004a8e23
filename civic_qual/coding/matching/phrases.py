"""Phrases as steps from word to word: what is known of a place once some words there are met.

A *state* stands for a few adjacent classes of words. It begins with one word of a phrase or two,
grows to the right as far as the phrase goes, then to the left. Phrases with the same words share
states, so that a place is looked at once for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from civic_qual.arrays import Bools, Ints, Ints32, Listed, listed, pair_key

_LEFT, _MIX = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)


class PairTable:
    """Distinct pairs of numbers from 0 on; they are numbered too, in no order to rely on.

    A bitmap over hashed pairs turns nearly all others away with a few operations a pair; what
    it lets through is looked up exactly, among the pairs of equal hash.

    Parameters
    ----------
    left, right
        Columns of one length; pairs may come twice.
    bits
        The bitmap has 2 ** bits places; from 1 to 31. By default as many as suit the set.
    """

    def __init__(self, left: Ints32, right: Ints32, bits: int | None = None) -> None:
        keys = np.unique(_key(left, right))
        size = len(keys).bit_length()
        self.bits = bits or min(24, max(10, size + 4))
        self.coarser = np.int32(max(0, self.bits - size - 1))
        place = self._place((keys >> 32).astype(np.int32), keys.astype(np.int32))
        order = np.argsort(place)
        self.keys = np.append(keys[order], -1)  # one more, which is no pair
        self.bitmap = np.zeros(1 << self.bits, bool)
        self.bitmap[place] = True
        count = np.bincount(place >> self.coarser, minlength=1 << self.bits >> self.coarser)
        self.begin = np.append(0, np.cumsum(count)).astype(np.int32)

    def __len__(self) -> int:
        return len(self.keys) - 1

    def find(self, left: Ints32, right: Ints32) -> tuple[Ints, Ints32]:
        """Look up pairs.

        Returns
        -------
        where
            The positions of the pairs found, ascending.
        number
            The number of each pair found.

        Examples
        --------
        >>> table = PairTable(np.array([3, 1], np.int32), np.array([4, 2], np.int32))
        >>> where, number = table.find(np.array([1, 1, 3], np.int32), np.array([2, 4, 4], np.int32))
        >>> where.tolist(), sorted(number.tolist())
        ([0, 2], [0, 1])
        """
        place = self._place(left, right)
        maybe = np.flatnonzero(self.bitmap.take(place, mode="clip"))
        key = _key(left.take(maybe), right.take(maybe))
        place = place.take(maybe) >> self.coarser
        number = self.begin.take(place)
        other = np.flatnonzero(self.keys.take(number) != key)
        if len(other):
            end = self.begin.take(place.take(other) + 1)
            number[other] = self._searched(key.take(other), number.take(other) + 1, end)
            found = np.flatnonzero(number >= 0)
            maybe, number = maybe.take(found), number.take(found)
        return maybe, number

    def _searched(self, key: Ints, number: Ints32, end: Ints32) -> Ints32:
        """Return the numbers of keys, each from a number on and before an end; else -1."""
        found = np.full(len(key), -1, np.int32)
        where = np.flatnonzero(number < end)
        while len(where):
            here = number.take(where)
            same = self.keys.take(here) == key.take(where)
            found[where[same]] = here[same]
            where = where[~same]
            number[where] += 1
            where = where[number.take(where) < end.take(where)]
        return found

    def _place(self, left: Ints32, right: Ints32) -> Ints32:
        mixed = left.view(np.uint32) * _LEFT
        mixed ^= right.view(np.uint32)
        mixed *= _MIX
        mixed >>= np.uint32(32 - self.bits)
        return mixed.view(np.int32)


def _key(left: Ints32, right: Ints32) -> Ints:
    key = left.astype(np.int64)
    key <<= 32
    key |= right
    return key


RIGHT, LEFT, NOWHERE = 1, -1, 0


@dataclass(frozen=True, eq=False)
class Steps:
    """To which state a state leads, by the class of the next word on one side.

    `grow` says by state whether it leads anywhere. `target` is the state reached, by the number
    that the pair of state and class has in `pairs`.
    """

    grow: Bools
    pairs: PairTable
    target: Ints32


@dataclass(frozen=True, eq=False)
class States:
    """All states of a search; the first ones are the classes themselves, then come pairs.

    A state noticed at a token covers `before` words before it, and `after` words with it.
    `ends` gives the leaves met there by number, and by minus one minus their number those of
    which some words are still to be checked.
    """

    before: Ints32
    after: Ints32
    right: Steps
    left: Steps
    ends: Listed


@dataclass(frozen=True, eq=False)
class Phrases:
    """The words of all leaves: those of leaf i are `items[first[i] : first[i + 1]]`.

    `classes` are those of every item, and `anchor` is the position in each leaf of the word, or
    the first of two, with which its states begin.
    """

    first: Ints
    items: Ints
    classes: Listed
    anchor: Ints


class Window(NamedTuple):
    """Which words of leaves their states cover, by leaf: from `low` on, before `high`."""

    low: Ints
    high: Ints


class _Growing:
    """States while they are being made."""

    def __init__(self, n_classes: int, n_pairs: int) -> None:
        self.n = n_classes + n_pairs
        self.before = [np.zeros(self.n, np.int64)]
        self.after = [np.repeat([1, 2], [n_classes, n_pairs])]
        self._steps: dict[int, list[tuple[Ints, Ints32, Ints]]] = {RIGHT: [], LEFT: []}

    def grow(self, side: int, state: Ints, class_: Ints32, before: Ints, after: Ints) -> Ints:
        """Return the states that states lead to; they cover so many words."""
        _, example, new = np.unique(pair_key(state, class_), return_index=True, return_inverse=True)
        target: Ints = self.n + new
        self.before.append(before[example])
        self.after.append(after[example])
        self._steps[side].append((state, class_, target))
        self.n += len(example)
        return target

    def steps(self, side: int, bits: int | None) -> Steps:
        nothing = (np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64))
        columns = zip(nothing, *self._steps[side], strict=True)
        state, class_, target = (np.concatenate(column).astype(np.int32) for column in columns)
        pairs = PairTable(state, class_, bits)
        targets = np.empty(len(pairs), np.int32)
        targets[pairs.find(state, class_)[1]] = target
        grow = np.zeros(self.n, bool)
        grow[state] = True
        return Steps(grow, pairs, targets)


def states(
    phrases: Phrases,
    leaf: Ints,
    state: Ints,
    n_classes: int,
    n_pairs: int,
    most_variants: int,
    most_steps: int,
    bits: int | None,
) -> tuple[States, Window]:
    """Return the states by which leaves are met, and the words of the leaves that they cover.

    Parameters
    ----------
    leaf, state
        With which states each leaf begins: classes, or `n_classes` plus the number of a pair.
    most_variants, most_steps
        A leaf does not grow into more states, or any further; its other words are to be checked.
    bits
        Size of bitmaps, see `PairTable`.
    """
    made = _Growing(n_classes, n_pairs)
    covered = Window(phrases.anchor.copy(), phrases.anchor.copy())
    covered.high[leaf] += made.after[0].take(state)
    resting = []
    for _ in range(most_steps):
        side, item = _next_words(phrases, covered, np.bincount(leaf), most_variants)
        goes = side.take(leaf) != NOWHERE
        resting.append((leaf[~goes], state[~goes]))
        leaf, state = leaf[goes], state[goes]
        if not len(leaf):
            break
        covered.high[: len(side)] += side == RIGHT
        covered.low[: len(side)] -= side == LEFT
        which, class_ = phrases.classes.of(item.take(leaf))
        leaf, state = leaf.take(which), state.take(which)
        before = (phrases.anchor - covered.low).take(leaf)
        after = (covered.high - phrases.anchor).take(leaf)
        for one in (RIGHT, LEFT):
            own = np.flatnonzero(side.take(leaf) == one)
            state[own] = made.grow(one, state[own], class_[own], before[own], after[own])
    resting.append((leaf, state))
    leaf, state = (np.concatenate(column) for column in zip(*resting, strict=True))
    whole = covered.high - covered.low == np.diff(phrases.first)
    ends = listed(state, np.where(whole.take(leaf), leaf, -1 - leaf), made.n)
    before, after = (np.concatenate(some).astype(np.int32) for some in (made.before, made.after))
    return States(before, after, made.steps(RIGHT, bits), made.steps(LEFT, bits), ends), covered


def _next_words(
    phrases: Phrases, covered: Window, states: Ints, most_variants: int
) -> tuple[Ints, Ints]:
    """Return by leaf on which side it grows, and by which item; `states` says how many it has."""
    leaf = np.flatnonzero(states)
    low, high = covered.low.take(leaf), covered.high.take(leaf)
    to_right = high < np.diff(phrases.first).take(leaf)
    longer = np.flatnonzero(to_right | (low > 0))
    leaf, to_right = leaf[longer], to_right[longer]
    position = np.where(to_right, high[longer], low[longer] - 1)
    item = phrases.items.take(phrases.first.take(leaf) + position)
    few = states.take(leaf) * phrases.classes.count(item) <= most_variants
    side, items = np.zeros(len(states), np.int64), np.zeros(len(states), np.int64)
    side[leaf[few]] = np.where(to_right, RIGHT, LEFT)[few]
    items[leaf[few]] = item[few]
    return side, items
