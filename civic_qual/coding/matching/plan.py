"""How to look for many leaves at once: by what sign each is noticed, and what is checked then.

A single word is noticed by its class. A phrase is noticed by its rarest two words that stand
side by side, as a pair of classes, or by its rarest word alone if that is rare enough or the
pairs would be too many; its other words are checked where it was noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats, Ints, Ints32, Listed, listed, starts
from civic_qual.coding.matching.phrases import PairTable, Phrases, States, states
from civic_qual.coding.matching.reach import Leaf

_ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


@dataclass(frozen=True, eq=False)
class WordClasses:
    """The class of every word type, and the classes that make up every item.

    `of_type` has shape (n_types,); the last class, `n - 1`, is that of types in no item.
    """

    n: int
    of_type: Ints32
    of_item: Listed

    def renumbered(self, number: Ints32) -> WordClasses:
        """Return the same classes with new numbers, `number` by old one; the last stays last."""
        of_item = Listed(self.of_item.first, number.take(self.of_item.values))
        return WordClasses(self.n, number.take(self.of_type), of_item)


def word_classes(
    types: Ints32, items: npt.NDArray[np.integer], n_types: int, n_items: int, mix_bits: int = 64
) -> WordClasses:
    """Sort the word types of items into classes.

    Parameters
    ----------
    types, items
        One entry for every type of every item.
    n_types, n_items
        How many there are.
    mix_bits
        How much of the fingerprint of a set of items is kept; fewer bits give more classes than
        needed, and the same result.

    Examples
    --------
    >>> classes = word_classes(np.array([0, 1, 2]), np.array([0, 0, 1]), n_types=4, n_items=2)
    >>> classes.of_type.tolist(), classes.of_item.values.tolist()
    ([1, 1, 0, 2], [1, 0])
    """
    held = np.unique(types.astype(np.int64) << 32 | items)
    type_, item = (held >> 32).astype(np.int32), held.astype(np.int32)
    first = np.flatnonzero(np.diff(type_, prepend=-1))
    sets = Listed(np.append(first, len(held)), item)
    class_, example = _distinct(sets, mix_bits)
    of_type = np.full(n_types, len(example), np.int32)
    of_type[type_.take(first)] = class_
    which, its_items = sets.of(example)
    return WordClasses(len(example) + 1, of_type, listed(its_items, which, n_items))


def _distinct(sets: Listed, mix_bits: int) -> tuple[Ints, Ints]:
    """Return the class of each set, and an example set of each class."""
    if not len(sets.values):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    mark = np.add.reduceat(_mixed(sets.values), sets.first[:-1]) >> np.uint64(64 - mix_bits)
    _, example, class_ = np.unique(mark, return_index=True, return_inverse=True)
    # Equal marks hardly ever stand for unequal sets; where they do, the set is its own class.
    odd = np.flatnonzero(~_equal(sets, example.take(class_)))
    class_[odd] = len(example) + np.arange(len(odd))
    return class_, np.append(example, odd)


def _mixed(numbers: Ints32) -> npt.NDArray[np.uint64]:
    mixed = (numbers.astype(np.uint64) + np.uint64(1)) * _ODD[0]
    for shift, odd in zip((30, 27), _ODD[1:], strict=True):
        mixed = (mixed ^ mixed >> np.uint64(shift)) * odd
    return mixed ^ mixed >> np.uint64(31)


def _equal(sets: Listed, others: Ints) -> npt.NDArray[np.bool_]:
    """Whether each set equals another one, given by its number."""
    every = np.arange(len(others))
    equal: npt.NDArray[np.bool_] = sets.count(every) == sets.count(others)
    same_size = np.flatnonzero(equal)
    which, own = sets.of(same_size)
    different = own != sets.of(others.take(same_size))[1]
    equal[same_size.take(which[different])] = False
    return equal


NO_CHECK = -1


@dataclass(kw_only=True, frozen=True)
class Tuning:
    """What makes a search quick or slow; the result is the same.

    Parameters
    ----------
    few
        So many leaves are each looked for alone.
    most_variants
        A phrase is not known by states, or noticed by pairs, if they were more than this.
    most_steps
        Nor is it known by states of more words than this beyond its sign.
    anchored_share
        All phrases are noticed by one word if, at most, such a share of all words of the text
        has to be looked at for it.
    bits
        Size of bitmaps, see `PairTable`.
    mix_bits
        See `word_classes`.
    block
        Words looked at in one go: their columns fit into the cache.
    """

    few: int = 6
    most_variants: int = 256
    most_steps: int = 8
    anchored_share: float = 0.02
    bits: int | None = None
    mix_bits: int = 64
    block: int = 1 << 16


@dataclass(kw_only=True, frozen=True, eq=False)
class Plan:
    """A search made ready: plain columns and tables.

    Classes below `n_starts` are words from which states of phrases grow, those below `n_heads`
    are the sign of any leaf, by one word. Pairs of classes in `pairs` are signs too; their
    states are `first_pair` plus their number. `anchor` is the position in its phrase of the
    word, or of the first of the two, by which a leaf is noticed, and `length` its words, both
    of shape (n_leaves,). `check` holds for every word of a leaf the item that it must belong
    to, if no state tells that, and `members` the pairs of item and class that do belong
    together.
    """

    class_of_type: Ints32
    n_starts: int
    n_heads: int
    pairs: PairTable
    first_pair: int
    states: States
    anchor: Ints32
    length: Ints32
    check: Listed
    members: PairTable

    @property
    def has_checks(self) -> bool:
        """Whether states do not tell everything."""
        return len(self.members) > 0


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
    by_word, by_pair = _signs(words, frequent, classes, float(frequency.sum()), tuning)
    return _assembled(words, classes, by_word, by_pair, tuning)


def _words(leaves: Sequence[Leaf]) -> _Words:
    rows = [leaf.items for leaf in leaves]
    items = list(chain.from_iterable(rows))
    length = np.fromiter(map(len, rows), np.int64, len(rows))
    leaf = np.repeat(np.arange(len(leaves)), length)
    size = np.fromiter(map(len, items), np.int64, len(items))
    length[leaf[size == 0]] = 0
    kept = np.flatnonzero(length.take(leaf))
    # Arrays are told apart by identity: reach resolves equal words of rules to one array.
    identity = np.fromiter(map(id, items), np.int64, len(items))[kept]
    _, example, item = np.unique(identity, return_index=True, return_inverse=True)
    distinct = [items[place] for place in kept[example].tolist()]
    return _Words(leaf[kept], item, length, distinct)


def _signs(
    words: _Words, frequent: Floats, classes: WordClasses, text: float, tuning: Tuning
) -> tuple[Ints, Ints]:
    """Return which words are signs by themselves, and which with the word after them."""
    single = np.flatnonzero(words.length.take(words.leaf) == 1)
    phrases = np.flatnonzero(words.length > 1)
    rarest = _least(frequent, words).take(phrases)
    pairs = classes.of_item.count(words.item[:-1]) * classes.of_item.count(words.item[1:])
    joined = (words.leaf[:-1] == words.leaf[1:]) & (pairs <= tuning.most_variants)
    cost = np.full(len(frequent), np.inf)
    np.multiply(frequent[:-1], frequent[1:], out=cost[:-1], where=joined)
    rarest_pair = _least(cost, words).take(phrases)
    by_word = np.isinf(cost.take(rarest_pair))
    by_word |= frequent.take(rarest).sum() <= tuning.anchored_share * text
    return np.concatenate((single, rarest[by_word])), rarest_pair[~by_word]


def _least(values: Floats, words: _Words) -> Ints:
    """Return for every leaf the position of its word with the least value; 0 if it has none."""
    least = np.zeros(len(words.length), np.int64)
    if len(values):
        begin = np.flatnonzero(np.diff(words.leaf, prepend=-1))
        lowest = np.minimum.reduceat(values, begin)
        count = words.length.take(words.leaf.take(begin))
        where = np.flatnonzero(values == np.repeat(lowest, count))[::-1]
        least[words.leaf[where]] = where  # the last one written, the first of equals, stays
    return least


def _assembled(
    words: _Words, classes: WordClasses, by_word: Ints, by_pair: Ints, tuning: Tuning
) -> Plan:
    """Return the plan in which some words, and some pairs of words, are signs of their leaf."""
    n_starts, n_heads, classes = _first_of_all(words, by_word, classes)
    which, class_ = classes.of_item.of(words.item[by_word])
    pairs, which_pair, number = _pairs(words.item, by_pair, classes.of_item, tuning)
    leaf = np.concatenate((words.leaf[by_word[which]], words.leaf[by_pair[which_pair]]))
    state = np.concatenate((class_, number + np.int32(classes.n))).astype(np.int64)
    first = starts(words.length)
    position = np.arange(len(words.leaf)) - first.take(words.leaf)
    anchor = np.zeros(len(words.length), np.int64)
    anchor[words.leaf[by_word]] = position[by_word]
    anchor[words.leaf[by_pair]] = position[by_pair]
    phrases = Phrases(first, words.item, classes.of_item, anchor)
    known, covered = states(
        phrases,
        leaf,
        state,
        classes.n,
        len(pairs),
        tuning.most_variants,
        tuning.most_steps,
        tuning.bits,
    )
    told = (position >= covered.low.take(words.leaf)) & (position < covered.high.take(words.leaf))
    check = np.where(told, NO_CHECK, words.item).astype(np.int32)
    item = np.unique(check[~told])
    which, member = classes.of_item.of(item)
    return Plan(
        class_of_type=classes.of_type,
        n_starts=n_starts,
        n_heads=n_heads,
        pairs=pairs,
        first_pair=classes.n,
        states=known,
        anchor=anchor.astype(np.int32),
        length=words.length.astype(np.int32),
        check=Listed(first, check),
        members=PairTable(item.take(which), member, tuning.bits),
    )


def _first_of_all(
    words: _Words, by_word: Ints, classes: WordClasses
) -> tuple[int, int, WordClasses]:
    """Return how many classes begin phrases, how many are signs, and classes in that order."""
    which, class_ = classes.of_item.of(words.item[by_word])
    rank = np.full(classes.n, 2)
    rank[class_] = 1
    rank[class_[words.length.take(words.leaf[by_word[which]]) > 1]] = 0
    number = np.empty(classes.n, np.int32)
    number[np.argsort(rank, kind="stable")] = np.arange(classes.n, dtype=np.int32)
    return int((rank < 1).sum()), int((rank < 2).sum()), classes.renumbered(number)


def _pairs(
    item: Ints, by_pair: Ints, classes: Listed, tuning: Tuning
) -> tuple[PairTable, Ints, Ints32]:
    """Return all pairs of classes that are signs; for each of which words, and its number."""
    left, right = item[by_pair], item[by_pair + 1]
    many, wide = classes.count(left), classes.count(right)
    which: Ints = np.repeat(np.arange(len(by_pair)), many * wide)
    step = np.arange(len(which)) - starts(many * wide).take(which)
    row, column = np.divmod(step, wide.take(which))
    one = classes.values.take(classes.first.take(left.take(which)) + row)
    other = classes.values.take(classes.first.take(right.take(which)) + column)
    pairs = PairTable(one, other, tuning.bits)
    return pairs, which, pairs.find(one, other)[1]
