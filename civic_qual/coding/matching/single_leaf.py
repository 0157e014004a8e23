"""One leaf looked for alone: the quickest way when a rule was edited and few leaves are new."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import expanded
from civic_qual.coding.matching.fan_out import Ints, Ints32
from civic_qual.coding.matching.reach import Leaf
from civic_qual.corpus.token_index import TokenIndex


def runs_of(leaf: Leaf, index: TokenIndex) -> Ints:
    """Return the first tokens of all runs of one leaf, sorted.

    The rarest word of a phrase is looked up in the index, the others where it stands.

    Examples
    --------
    >>> from civic_qual.coding.one_turn import one_turn
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
