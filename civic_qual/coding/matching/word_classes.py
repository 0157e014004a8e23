"""Word types that no item of a search tells apart are one class.

The four forms of *protect* are one class unless some item holds *protected* alone, so that what
is looked for in pairs of words does not grow with the forms of each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.coding.matching.fan_out import Ints, Ints32, Listed, listed

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
