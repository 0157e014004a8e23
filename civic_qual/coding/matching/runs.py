"""Words and phrases found, as columns: one run an entry, whole corpora at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from civic_qual.arrays import LOW, Bools, Ints, Rows, distinct, expanded, pair_key
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.errors import UnrunnableRuleError
from civic_qual.messages import Message, count

MOST_RUNS = 5_000_000  # of one phrase with gaps: more would fill the memory, and say nothing


@dataclass(frozen=True, eq=False)
class Runs:
    """First and last token of every run, shape (n_runs,), sorted by both.

    `words` holds the tokens that were met, a row a run: those of a gap are not among them. It
    is None where no run has a gap, so that every token from first to last was met.
    """

    first: Ints
    last: Ints
    words: Rows | None = None

    def __len__(self) -> int:
        return len(self.first)

    def take(self, chosen: Bools) -> Runs:
        """Return the runs that a mask chooses."""
        rows = np.flatnonzero(chosen)
        words = None if self.words is None else self.words.take(rows)
        return Runs(self.first[rows], self.last[rows], words)

    def words_of(self, rows: Ints) -> Rows:
        """Return the tokens that some runs met."""
        if self.words is None:
            return Rows.ranges(self.first[rows], self.last[rows])
        return self.words.take(rows)

    def met(self, rows: Ints, tokens: Ints) -> Bools:
        """Whether runs met tokens, pair by pair."""
        if self.words is None:
            inside: Bools = (self.first[rows] <= tokens) & (tokens <= self.last[rows])
            return inside
        known, wanted = self.words.keys, pair_key(rows, tokens)
        if not len(known):
            return np.zeros(len(wanted), dtype=bool)
        place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        found: Bools = known[place] == wanted
        return found


def no_runs() -> Runs:
    """Return what finds nothing."""
    return Runs(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def united(parts: Sequence[Runs]) -> Runs:
    """Return the runs of all parts, sorted; those found twice are one.

    Examples
    --------
    >>> one = Runs(np.array([4]), np.array([4]))
    >>> both = united([one, Runs(np.array([1, 4]), np.array([2, 4]))])
    >>> both.first.tolist(), both.last.tolist()
    ([1, 4], [2, 4])
    """
    parts = [part for part in parts if len(part)]
    if len(parts) <= 1:
        return parts[0] if parts else no_runs()
    keys = np.concatenate([pair_key(part.first, part.last) for part in parts])
    if all(part.words is None for part in parts):
        keys = distinct(keys)
        return Runs(keys >> 32, keys & LOW)
    words = _stacked([part.words_of(np.arange(len(part))) for part in parts])
    return _sorted(keys, words)


def joined(left: Runs, right: Runs, gap: int, scopes: ScopeColumns) -> Runs:
    """Return the phrases that a left run and a right one make, at most `gap` words between.

    Raises
    ------
    UnrunnableRuleError
        If there are millions of them.
    """
    gap = min(gap, len(scopes.index.word))
    highest = np.minimum(left.last + 1 + gap, scopes.stretch_after(left.last) - 1)
    low = np.searchsorted(right.first, left.last + 1)
    high = np.searchsorted(right.first, highest, side="right")
    if int(np.maximum(high - low, 0).sum()) > MOST_RUNS:
        raise UnrunnableRuleError(
            Message(
                "a phrase with a gap is found more than {most} times: "
                "make the gap smaller, or its words less frequent",
                most=count(MOST_RUNS),
            )
        )
    after, before = expanded(low, high)
    first, last = left.first[before], right.last[after]
    whole = left.words is None and right.words is None
    if whole and bool((right.first[after] == left.last[before] + 1).all()):
        keys = distinct(pair_key(first, last))
        return Runs(keys >> 32, keys & LOW)
    words = left.words_of(before).followed_by(right.words_of(after))
    return _sorted(pair_key(first, last), words)


def of_distinct_borders(runs: Runs) -> Runs:
    """Unite runs with equal borders, which gaps make, into one run with the words of all."""
    if runs.words is None:
        return runs
    keys = pair_key(runs.first, runs.last)
    new = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    if new.all():
        return runs
    group = np.cumsum(new) - 1
    words = Rows.grouped(group[runs.words.whose], runs.words.values, int(new.sum()))
    return Runs(runs.first[new], runs.last[new], words)


def _sorted(keys: Ints, words: Rows) -> Runs:
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    return Runs(keys >> 32, keys & LOW, words.take(order))


def _stacked(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts, one part below the other."""
    lengths = np.concatenate([np.diff(part.offsets) for part in parts])
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return Rows(offsets, np.concatenate([part.values for part in parts]))
