"""What a rule finds, as columns, and what AND, OR and NOT make of it within scopes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple, Protocol

import numpy as np

from civic_qual.arrays import Bools, Ints, expanded
from civic_qual.coding.matching.runs import Runs, of_distinct_borders
from civic_qual.coding.matching.scopes import ScopeColumns

SCOPE = 36  # bits of a place: one number sorts by scope, then by place


class Spans(NamedTuple):
    """Places of the words met: those of row `r` are `start[offsets[r]:offsets[r + 1]]`."""

    offsets: Ints
    start: Ints
    end: Ints


class WordsMet(Protocol):
    """The words that hits met: looked up only when somebody asks."""

    def spans(self, rows: Ints) -> Spans:
        """Return the places of the words of some hits, in order and distinct a hit."""
        ...


@dataclass(frozen=True, eq=False)
class Hits:
    """Every passage that a rule finds, shape (n_hits,): no two have the same borders.

    `scope` is the number of the turn or sentence, `start` and `end` are places of the corpus;
    hits are sorted by the three. `words.spans(rows)` tells which words some hits met.
    """

    scope: Ints
    start: Ints
    end: Ints
    words: WordsMet

    def __len__(self) -> int:
        return len(self.start)

    def take(self, chosen: Bools) -> Hits:
        """Return the hits that a mask chooses."""
        if chosen.all():
            return self
        rows = np.flatnonzero(chosen)
        words = SharedWords((_Share(self.words, rows, np.arange(len(rows))),))
        return Hits(self.scope[rows], self.start[rows], self.end[rows], words)


class _Share(NamedTuple):
    """Hit `hit[i]` met what row `row[i]` of `words` met."""

    words: WordsMet
    row: Ints
    hit: Ints


@dataclass(frozen=True, eq=False)
class RunWords:
    """The words met by runs."""

    runs: Runs
    scopes: ScopeColumns

    def spans(self, rows: Ints) -> Spans:
        """Return the places of the words of some runs."""
        words = self.runs.words_of(rows)
        return Spans(words.offsets, *_places(words.values, words.values, self.scopes))


@dataclass(frozen=True, eq=False)
class OwnSpans:
    """The words met by expressions, which are their matches, word borders or not."""

    start: Ints
    end: Ints

    def spans(self, rows: Ints) -> Spans:
        """Return the places of some matches."""
        return Spans(np.arange(len(rows) + 1), self.start[rows], self.end[rows])


@dataclass(frozen=True, eq=False)
class SharedWords:
    """The words met by hits that are made of others: by each what some others met."""

    shares: tuple[_Share, ...]

    def spans(self, rows: Ints) -> Spans:
        """Return the places of the words of some hits."""
        asked, starts, ends = [], [], []
        for words, row, hit in self.shares:
            order = np.argsort(hit, kind="stable")
            low = np.searchsorted(hit, rows, sorter=order)
            high = np.searchsorted(hit, rows, side="right", sorter=order)
            entries, whose = expanded(low, high)
            offsets, start, end = words.spans(row[order[entries]])
            asked.append(np.repeat(whose, np.diff(offsets)))
            starts.append(start)
            ends.append(end)
        return _distinct(
            np.concatenate(asked), np.concatenate(starts), np.concatenate(ends), len(rows)
        )


def no_hits() -> Hits:
    """Return what finds nothing."""
    none = np.empty(0, dtype=np.int64)
    return Hits(none, none, none, OwnSpans(none, none))


def run_hits(runs: Runs, scopes: ScopeColumns) -> Hits:
    """Return runs as hits; runs with equal borders become one hit with the words of all."""
    runs = of_distinct_borders(runs)
    start, end = _places(runs.first, runs.last, scopes)
    return Hits(scopes.of(runs.first), start, end, RunWords(runs, scopes))


def _places(first: Ints, last: Ints, scopes: ScopeColumns) -> tuple[Ints, Ints]:
    """Return where words begin, and where others end."""
    start, end = scopes.index.start[first], scopes.index.end[last]
    return start.astype(np.int64, copy=False), end.astype(np.int64, copy=False)


def any_of(sides: Sequence[Hits]) -> Hits:
    """Return the hits of all sides; equal borders make one hit, with the words of all."""
    sides = [side for side in sides if len(side)]
    if len(sides) <= 1:
        return sides[0] if sides else no_hits()
    hits, numbers = _together(sides)
    shares = [
        _Share(side.words, np.arange(len(side)), number)
        for side, number in zip(sides, numbers, strict=True)
    ]
    return Hits(*hits, SharedWords(tuple(shares)))


def all_of(sides: Sequence[Hits]) -> Hits:
    """Return the hits of every side in the scopes where all have one.

    Each hit also has the words of the nearest hit of every other side: by characters between
    the two, then by place.
    """
    common = reduce(
        lambda scopes, side: scopes[among(scopes, side.scope)], sides[1:], sides[0].scope
    )
    if not len(common):
        return no_hits()
    sides = [side.take(among(side.scope, common)) for side in sides]
    hits, numbers = _together(sides)
    shares = [
        _Share(
            side.words, np.arange(len(side)) if place == own else _nearest(sides[own], side), number
        )
        for own, number in enumerate(numbers)
        for place, side in enumerate(sides)
    ]
    return Hits(*hits, SharedWords(tuple(shares)))


def without(left: Hits, right: Hits) -> Hits:
    """Return the hits of the left side in scopes where the right one has none."""
    return left.take(~among(left.scope, right.scope))


def among(scopes: Ints, others: Ints) -> Bools:
    """Whether scopes are among others, which ascend."""
    if not len(others):
        return np.zeros(len(scopes), dtype=bool)
    place = np.minimum(np.searchsorted(others, scopes), len(others) - 1)
    found: Bools = others[place] == scopes
    return found


def _nearest(own: Hits, other: Hits) -> Ints:
    """Return the nearest hit of another side for each hit; every scope has one.

    The first hit whose scope's greatest end so far reaches ours is the nearest if it begins
    before ours ends, and the nearest to the right if not; the nearest to the left is the first
    one that has the greatest end before that.
    """
    furthest = np.maximum.accumulate((other.scope << SCOPE) | other.end)
    right = np.searchsorted(furthest, (own.scope << SCOPE) | own.start)
    left = np.searchsorted(furthest, furthest[np.maximum(right - 1, 0)])
    right_there = _in_scope(other, right, own.scope)
    left_there = (right > 0) & _in_scope(other, left, own.scope)
    right = np.minimum(right, len(other) - 1)
    to_right = other.start[right] - own.end
    to_left = own.start - other.end[left]
    nearer = (to_right <= 0) | (to_right < to_left) | ~left_there
    return np.where(right_there & nearer, right, left)


def _in_scope(hits: Hits, rows: Ints, scope: Ints) -> Bools:
    inside: Bools = (rows < len(hits)) & (hits.scope[np.minimum(rows, len(hits) - 1)] == scope)
    return inside


def _together(sides: Sequence[Hits]) -> tuple[tuple[Ints, Ints, Ints], list[Ints]]:
    """Return the hits of all sides, equal borders once; and their numbers, a side each."""
    scope = np.concatenate([side.scope for side in sides])
    start = np.concatenate([side.start for side in sides])
    end = np.concatenate([side.end for side in sides])
    order = np.lexsort((end, start, scope))
    scope, start, end = scope[order], start[order], end[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1]) | (scope[1:] != scope[:-1])
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(new) - 1
    borders = np.cumsum([len(side) for side in sides])[:-1]
    return (scope[new], start[new], end[new]), np.split(number, borders)


def _distinct(row: Ints, start: Ints, end: Ints, n_rows: int) -> Spans:
    """Return spans by row, sorted, each once."""
    order = np.lexsort((end, start, row))
    row, start, end = row[order], start[order], end[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (row[1:] != row[:-1]) | (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    return Spans(np.searchsorted(row[new], np.arange(n_rows + 1)), start[new], end[new])
