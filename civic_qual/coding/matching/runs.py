"""Words and phrases found, as columns, and what NEAR, BEFORE and NOT NEAR make of two sides.

A run is an entry, whole corpora are worked on at once. The distance of two runs is the number of
words between them; runs that overlap, as when one lies in the gap of the other, are at distance
0. One word is never on both sides.

Only few pairs are looked at. Of the left runs that end at most so many words before a right one,
the one that begins last makes the smallest window; every other window holds that one. Pairs that
overlap are looked at one by one, and only where a run has a gap: else they share words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from civic_qual.arrays import (
    LOW,
    Bools,
    Ints,
    Rows,
    distinct,
    expanded,
    expanded_in_chunks,
    pair_key,
)
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.errors import UnrunnableRuleError
from civic_qual.messages import Message, count

BLOCK = 1 << 16  # runs looked at in one go
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
    if not (len(left) and len(right)):
        return no_runs()
    before, after = _following(left, right, min(gap, len(scopes.index.word)), scopes)
    first, last = left.first[before], right.last[after]
    whole = left.words is None and right.words is None
    if whole and bool((right.first[after] == left.last[before] + 1).all()):
        keys = distinct(pair_key(first, last))
        return Runs(keys >> 32, keys & LOW)
    words = left.words_of(before).followed_by(right.words_of(after))
    return _sorted(pair_key(first, last), words)


def _following(left: Runs, right: Runs, gap: int, scopes: ScopeColumns) -> tuple[Ints, Ints]:
    """Return the pairs of a left run and a right one that make a phrase, as their numbers.

    Most runs of a frequent word begin no phrase, so only some are looked at in one go.
    """
    pairs: list[tuple[Ints, Ints]] = []
    found = 0
    for begin in range(0, len(left), BLOCK):
        last = left.last[begin : begin + BLOCK]
        highest = np.minimum(last + 1 + gap, scopes.stretch_after(last) - 1)
        low = np.searchsorted(right.first, last + 1)
        high = np.searchsorted(right.first, highest, side="right")
        found += int(np.maximum(high - low, 0).sum())
        if found > MOST_RUNS:
            raise UnrunnableRuleError(
                Message(
                    "a phrase with a gap is found more than {most} times: "
                    "make the gap smaller, or its words less frequent",
                    most=count(MOST_RUNS),
                )
            )
        after, before = expanded(low, high)
        pairs.append((before + begin, after))
    lefts, rights = zip(*pairs, strict=True)
    return np.concatenate(lefts), np.concatenate(rights)


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


CHUNK = 1_000_000  # overlapping pairs held at once
MOST_PAIRS = 100_000_000  # of them in all: more take minutes, and come from gaps of any words


class _Windows(NamedTuple):
    """Windows by their borders, each with a run that takes part in it."""

    key: Ints
    runs: Runs
    row: Ints

    def take(self, chosen: Bools) -> _Windows:
        return _Windows(self.key[chosen], self.runs, self.row[chosen])


def near(left: Runs, right: Runs, distance: int, scopes: ScopeColumns) -> Runs:
    """Return every minimal window that holds both sides in one scope, in any order."""
    ahead = [*_ahead(left, right, distance, scopes), *_ahead(right, left, distance, scopes)]
    return _minimal([*ahead, *_entwined(left, right)])


def before(left: Runs, right: Runs, distance: int, scopes: ScopeColumns) -> Runs:
    """Return every minimal window in which the left side ends before the right one begins."""
    return _minimal(_ahead(left, right, distance, scopes))


def not_near(left: Runs, right: Runs, distance: int, scopes: ScopeColumns) -> Runs:
    """Return the runs of the left side that no run of the right side is near to.

    A run made of no words but those of the left run itself is not near it.
    """
    if not (len(left) and len(right)):
        return left
    disturbed = _touched(left, right, distance, scopes)
    if left.words is None:
        return left.take(~(disturbed | _overlapped(left, right)))
    for one, other in _overlapping(left, right):
        words = right.words_of(other)
        new = ~left.met(one[words.whose], words.values)
        disturbed[one[words.whose[new]]] = True
    return left.take(~disturbed)


def _ahead(left: Runs, right: Runs, distance: int, scopes: ScopeColumns) -> list[_Windows]:
    """Return the smallest window of every run of both sides, the left one before the right."""
    if not (len(left) and len(right)):
        return []
    distance = min(distance, len(scopes.index.word))
    by_last = _order(left.last)
    ends = left.last[by_last]
    lowest = np.maximum(right.first - 1 - distance, scopes.begin(right.first))
    low, high = np.searchsorted(ends, lowest), np.searchsorted(ends, right.first)
    row = np.flatnonzero(low < high)
    if not len(row):
        return []
    first = _greatest(left.first[by_last], low[row], high[row])
    of_right = _Windows(pair_key(first, right.last[row]), right, row)

    highest = np.minimum(left.last + 1 + distance, scopes.after(left.last) - 1)
    low = np.searchsorted(right.first, left.last, side="right")
    high = np.searchsorted(right.first, highest, side="right")
    row = np.flatnonzero(low < high)
    last = -_greatest(-right.last[::-1], len(right) - high[row], len(right) - low[row])
    return [of_right, _Windows(pair_key(left.first[row], last), left, row)]


def _order(numbers: Ints) -> Ints | slice:
    """Return what puts numbers into ascending order."""
    if bool((numbers[1:] >= numbers[:-1]).all()):
        return slice(None)
    return np.argsort(numbers, kind="stable")


def _greatest(values: Ints, low: Ints, high: Ints) -> Ints:
    """Return the greatest value of each range, none of them empty."""
    if bool((values[1:] >= values[:-1]).all()):
        return values[high - 1]
    best = np.empty(len(low), dtype=np.int64)
    level = np.frexp(high - low)[1] - 1  # two ranges of 2**level values cover each range
    for power in range(int(level.max(initial=-1)) + 1):
        here = np.flatnonzero(level == power)
        best[here] = np.maximum(values[low[here]], values[high[here] - (1 << power)])
        values = np.maximum(values[: -(1 << power)], values[1 << power :])
    return best


def _entwined(left: Runs, right: Runs) -> Iterator[_Windows]:
    """Yield the windows of runs that overlap and share no word, as gaps make it possible."""
    if left.words is None and right.words is None:
        return
    for one, other in _overlapping(left, right):
        words = right.words_of(other)
        shared = np.zeros(len(one), dtype=bool)
        shared[words.whose[left.met(one[words.whose], words.values)]] = True
        one, other = one[~shared], other[~shared]
        key = pair_key(
            np.minimum(left.first[one], right.first[other]),
            np.maximum(left.last[one], right.last[other]),
        )
        kept = np.isin(key, _smallest(distinct(key)))  # to spare memory: most hold others
        yield _Windows(key[kept], left, one[kept])
        yield _Windows(key[kept], right, other[kept])


def _overlapping(left: Runs, right: Runs) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs of runs that have a token between their borders in common, in chunks."""
    low = np.searchsorted(right.first, left.first)
    high = np.searchsorted(right.first, left.last, side="right")
    later_low = np.searchsorted(left.first, right.first, side="right")
    later_high = np.searchsorted(left.first, right.last, side="right")
    if int((high - low).sum() + (later_high - later_low).sum()) > MOST_PAIRS:
        raise UnrunnableRuleError(
            Message(
                "phrases lie in the gaps of others more than {most} times: "
                "make the gaps smaller, or their words less frequent",
                most=count(MOST_PAIRS),
            )
        )
    for other, one in expanded_in_chunks(low, high, CHUNK):
        yield one, other
    yield from expanded_in_chunks(later_low, later_high, CHUNK)


def _smallest(keys: Ints) -> Ints:
    """Return those of distinct, ascending windows that hold no other."""
    first, last = keys >> 32, keys & LOW
    smallest = np.ones(len(keys), dtype=bool)
    np.not_equal(first[1:], first[:-1], out=smallest[1:])
    following = np.minimum.accumulate(last[::-1])[::-1]
    smallest[:-1] &= last[:-1] < following[1:]
    return keys[smallest]


def _minimal(windows: list[_Windows]) -> Runs:
    """Return the windows that hold no smaller one, each with the words of all its runs."""
    if not windows:
        return no_runs()
    keys = _smallest(distinct(np.concatenate([part.key for part in windows])))
    if not len(keys):
        return no_runs()
    numbers, words = [], []
    for part in windows:
        place = np.minimum(np.searchsorted(keys, part.key), len(keys) - 1)
        kept = keys[place] == part.key
        met = part.runs.words_of(part.row[kept])
        numbers.append(place[kept][met.whose])
        words.append(met.values)
    rows = Rows.grouped(np.concatenate(numbers), np.concatenate(words), len(keys))
    return Runs(keys >> 32, keys & LOW, rows)


def _touched(left: Runs, right: Runs, distance: int, scopes: ScopeColumns) -> Bools:
    """Whether a right run stands near each left run and does not overlap it."""
    distance = min(distance, len(scopes.index.word))
    ends = np.sort(right.last)
    place = np.searchsorted(ends, left.first) - 1
    lowest = np.maximum(left.first - 1 - distance, scopes.begin(left.first))
    touched = (place >= 0) & (ends[place] >= lowest)
    place = np.searchsorted(right.first, left.last, side="right")
    highest = np.minimum(left.last + 1 + distance, scopes.after(left.last) - 1)
    there = place < len(right)
    touched |= there & (right.first[np.minimum(place, len(right) - 1)] <= highest)
    return np.asarray(touched, dtype=bool)


def _overlapped(left: Runs, right: Runs) -> Bools:
    """Whether a right run overlaps each left run, which has no gap, and goes beyond it."""
    furthest = np.maximum.accumulate(right.last)
    place = np.searchsorted(right.first, left.first) - 1
    beyond = (place >= 0) & (furthest[place] >= left.first)
    place = np.searchsorted(right.first, left.last, side="right") - 1
    beyond |= (place >= 0) & (furthest[place] > left.last)
    return np.asarray(beyond, dtype=bool)
