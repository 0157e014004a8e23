"""How to look for many leaves at once: by what sign each is noticed, and what is checked then.

A single word is noticed by its class. A phrase is noticed by its rarest two words that stand
side by side, as a pair of classes, or by its rarest word alone if that is rare enough or the
pairs would be too many; its other words are checked where it was noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from civic_qual.coding.fan_out import Listed, listed, starts
from civic_qual.coding.pair_table import PairTable
from civic_qual.coding.reach import Leaf
from civic_qual.coding.word_classes import WordClasses, word_classes

Ints: TypeAlias = npt.NDArray[np.int64]
Ints32: TypeAlias = npt.NDArray[np.int32]
Floats: TypeAlias = npt.NDArray[np.float64]

NO_CHECK = -1


@dataclass(frozen=True)
class Tuning:
    """What makes a search quick or slow; the result is the same.

    Parameters
    ----------
    most_pairs
        A phrase is not noticed by a pair that stands for more pairs of classes.
    anchored_share
        Phrases are noticed by one word as long as so many of all words of the text, at most,
        are looked at for it.
    bits
        Size of bitmaps, see `PairTable`.
    mix_bits
        See `word_classes`.
    block
        Words looked at in one go: their columns fit into the cache.
    chunk
        Words after which the phrases noticed are checked.
    """

    most_pairs: int = 4096
    anchored_share: float = 0.05
    bits: int | None = None
    mix_bits: int = 64
    block: int = 1 << 15
    chunk: int = 1 << 20


@dataclass(frozen=True, eq=False)
class Plan:
    """A search made ready: plain columns and tables.

    `head` gives by class the leaves noticed by one word: single words by their number, phrases
    by minus one minus their number. Classes below `n_heads` have such leaves. `pair` gives by
    number of a pair in `pairs` the phrases noticed by it. `anchor` is the position in its
    phrase of the word, or of the first of the two, by which a leaf is noticed, and `length` its
    words, both of shape (n_leaves,). `check` holds for every word of a leaf the item that it
    must belong to, and `members` the pairs of item and class that do belong together.
    """

    class_of_type: Ints32
    n_heads: int
    head: Listed
    pairs: PairTable
    pair: Listed
    anchor: Ints32
    length: Ints32
    check: Listed
    members: PairTable


@dataclass(frozen=True, eq=False)
class _Words:
    """The words of all leaves that can be met, one after the other: leaf and item of each."""

    leaf: Ints
    item: Ints
    length: Ints  # by leaf; 0 if it can never be met
    distinct: Sequence[Ints32]  # the word types of every item


def plan(leaves: Sequence[Leaf], frequency: Ints, tuning: Tuning | None = None) -> Plan:
    """Make ready the search for some leaves.

    Parameters
    ----------
    frequency
        How often each word type stands in (a sample of) the text, shape (n_types,).

    Examples
    --------
    >>> leaf = Leaf((np.array([0], np.int32), np.array([2], np.int32)))
    >>> made = plan([leaf], np.array([900, 90, 10]))
    >>> made.anchor.tolist(), made.length.tolist(), made.class_of_type.tolist()
    ([1], [2], [1, 2, 0])
    """
    tuning = tuning or Tuning()
    words = _words(leaves)
    size = np.fromiter(map(len, words.distinct), np.int64, len(words.distinct))
    types = np.concatenate([*words.distinct, np.empty(0, np.int32)])
    items = np.repeat(np.arange(len(size)), size)
    of_item = np.bincount(items, frequency.take(types), len(size)).astype(np.float64)
    frequent = of_item.take(words.item)
    classes = word_classes(types, items, len(frequency), len(size), tuning.mix_bits)
    by_word, by_pair = _signs(words, frequent, classes, frequency.sum(), tuning)
    return _assembled(words, classes, by_word, by_pair, tuning)


def _words(leaves: Sequence[Leaf]) -> _Words:
    items = [item for leaf in leaves for item in leaf.items]
    length = np.fromiter((len(leaf.items) for leaf in leaves), np.int64, len(leaves))
    leaf = np.repeat(np.arange(len(leaves)), length)
    size = np.fromiter(map(len, items), np.int64, len(items))
    length[leaf[size == 0]] = 0
    kept = np.flatnonzero(length.take(leaf))
    # Arrays are told apart by identity: reach resolves equal words of rules to one array.
    identity = np.fromiter(map(id, items), np.int64, len(items))[kept]
    _, example, item = np.unique(identity, return_index=True, return_inverse=True)
    distinct = [items[place] for place in kept[example].tolist()]
    return _Words(leaf[kept], item, length, distinct)


def _signs(words: _Words, frequent: Floats, classes: WordClasses,
           text: float, tuning: Tuning) -> tuple[Ints, Ints]:
    """Return which words are signs by themselves, and which with the word after them."""
    single = np.flatnonzero(words.length.take(words.leaf) == 1)
    phrases = np.flatnonzero(words.length > 1)
    rarest = _least(frequent, words).take(phrases)
    pairs = classes.of_item.count(words.item[:-1]) * classes.of_item.count(words.item[1:])
    joined = (words.leaf[:-1] == words.leaf[1:]) & (pairs <= tuning.most_pairs)
    cost = np.full(len(frequent), np.inf)
    np.multiply(frequent[:-1], frequent[1:], out=cost[:-1], where=joined)
    rarest_pair = _least(cost, words).take(phrases)
    by_word = np.isinf(cost.take(rarest_pair))
    order = np.argsort(frequent.take(rarest))
    cheap = np.cumsum(frequent.take(rarest[order])) <= tuning.anchored_share * text
    by_word[order[cheap]] = True
    return np.concatenate((single, rarest[by_word])), rarest_pair[~by_word]


def _least(values: Floats, words: _Words) -> Ints:
    """Return for every leaf the position of its word with the least value; 0 if it has none."""
    order = np.lexsort((values, words.leaf))[::-1]
    least = np.zeros(len(words.length), np.int64)
    least[words.leaf[order]] = order  # the last one written stays
    return least


def _assembled(words: _Words, classes: WordClasses, by_word: Ints, by_pair: Ints,
               tuning: Tuning) -> Plan:
    """Return the plan in which some words, and some pairs of words, are signs of their leaf."""
    which, class_ = classes.of_item.of(words.item[by_word])
    is_head = np.zeros(classes.n, bool)
    is_head[class_] = True
    classes = classes.renumbered(_first_of_all(is_head))
    head = _heads(words, by_word, classes)
    pairs, pair = _pairs(words, by_pair, classes, tuning)
    position = np.arange(len(words.leaf)) - starts(words.length).take(words.leaf)
    anchor = np.zeros(len(words.length), np.int32)
    anchor[words.leaf[by_word]] = position[by_word]
    anchor[words.leaf[by_pair]] = position[by_pair]
    check = words.item.astype(np.int32)
    check[np.concatenate((by_word, by_pair, by_pair + 1))] = NO_CHECK
    item = np.unique(check[check != NO_CHECK])
    which, member = classes.of_item.of(item)
    return Plan(classes.of_type, int(is_head.sum()), head, pairs, pair, anchor,
                words.length.astype(np.int32), Listed(starts(words.length), check),
                PairTable(item.take(which), member, tuning.bits))


def _first_of_all(chosen: npt.NDArray[np.bool_]) -> Ints32:
    """Return new numbers that put those chosen first and else keep the order."""
    number = np.empty(len(chosen), np.int32)
    number[np.argsort(~chosen, kind="stable")] = np.arange(len(chosen), dtype=np.int32)
    return number


def _heads(words: _Words, by_word: Ints, classes: WordClasses) -> Listed:
    which, class_ = classes.of_item.of(words.item[by_word])
    leaf = words.leaf[by_word]
    number = np.where(words.length.take(leaf) == 1, leaf, -1 - leaf)
    return listed(class_, number.take(which), classes.n)


def _pairs(words: _Words, by_pair: Ints, classes: WordClasses,
           tuning: Tuning) -> tuple[PairTable, Listed]:
    """Return all pairs of classes that are signs, and the leaves of each."""
    left, right = words.item[by_pair], words.item[by_pair + 1]
    first, class_ = classes.of_item.first, classes.of_item.values
    many, wide = classes.of_item.count(left), classes.of_item.count(right)
    which = np.repeat(np.arange(len(by_pair)), many * wide)
    step = np.arange(len(which)) - starts(many * wide).take(which)
    row, column = np.divmod(step, wide.take(which))
    one = class_.take(first.take(left.take(which)) + row)
    other = class_.take(first.take(right.take(which)) + column)
    pairs = PairTable(one, other, tuning.bits)
    number = pairs.find(one, other)[1]
    return pairs, listed(number, words.leaf[by_pair].take(which), len(pairs))
