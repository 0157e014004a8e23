"""One leaf looked for alone: the quickest way when a rule was edited and few leaves are new."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from civic_qual.coding.matching.fan_out import Ints, Ints32
from civic_qual.coding.matching.reach import Leaf


def runs_of(leaf: Leaf, word: Ints32, hard: npt.NDArray[np.bool_], frequency: Ints,
            block: int) -> Ints:
    """Return the first tokens of all runs of one leaf, sorted.

    The rarest word of a phrase is looked for in the whole text, the others where it stands.

    Parameters
    ----------
    word, hard
        Columns of a token index.
    frequency
        How often each word type stands in (a sample of) the text, shape (n_types,).
    block
        Words looked at in one go.

    Examples
    --------
    >>> leaf = Leaf((np.array([0], np.int32), np.array([1, 2], np.int32)))
    >>> word = np.array([0, 1, 0, 0, 2], np.int32)
    >>> runs_of(leaf, word, np.zeros(5, bool), np.array([3, 1, 1]), block=4)
    array([0, 3])
    """
    if not leaf.items or not all(map(len, leaf.items)):
        return np.zeros(0, np.int64)
    rarest = int(np.argmin([frequency.take(item).sum() for item in leaf.items]))
    first = _places(leaf.items[rarest], word, len(frequency), block) - rarest
    first = first[(first >= 0) & (first + len(leaf.items) <= len(word))]
    for step, item in enumerate(leaf.items):
        if step:
            first = first[~hard.take(first + step)]
        if step != rarest:
            first = first[_marks(item, len(frequency)).take(word.take(first + step))]
    return first


def _places(item: Ints32, word: Ints32, n_types: int, block: int) -> Ints:
    """Return the tokens that are words of an item."""
    marks = _marks(item, n_types)
    return np.concatenate([np.zeros(0, np.int64)] + [
        np.flatnonzero(marks.take(word[begin : begin + block], mode="clip")) + begin
        for begin in range(0, len(word), block)
    ])


def _marks(item: Ints32, n_types: int) -> npt.NDArray[np.bool_]:
    marks = np.zeros(n_types, bool)
    marks[item] = True
    return marks
