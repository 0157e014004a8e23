"""Words and phrases looked for in a whole corpus, any number of them in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Ints, Ints32, Listed, expanded, listed
from civic_qual.coding.matching.hits import Spans
from civic_qual.coding.matching.passes import Tokens, compiled_runs_in, joined, narrow, runs_in
from civic_qual.coding.matching.plan import Tuning, plan
from civic_qual.coding.matching.reach import Leaf
from civic_qual.compiled import compiled
from civic_qual.corpus.token_index import TokenIndex


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

    Columns of shape (n_runs,), in no order to rely on; no run comes twice.
    """

    first: Tokens
    leaf: Ints32
    n_leaves: int

    def of(self, number: int) -> Ints:
        """Return the first tokens of the runs of one leaf, sorted."""
        begin, end = self._by_leaf.first[number : number + 2].tolist()
        return np.sort(self.first.take(self._by_leaf.values[begin:end])).astype(np.int64)

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
    return LeafRuns(*joined(found), len(leaves))


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
