"""What rules find, as columns, and what AND, OR and NOT make of it within scopes.

`Hits` are those of one rule while it is evaluated, `Findings` those of all rules, kept with a
corpus; the words met are looked up only when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import repeat
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np

from civic_qual.arrays import Bools, Ints, Ints32, expanded, listed
from civic_qual.codebook.model import Rule
from civic_qual.codebook.rules.tree import ListName, Tree, leaves
from civic_qual.coding.matching.reach import Lists
from civic_qual.coding.matching.runs import Runs, of_distinct_borders
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.corpus.token_index import Places
from civic_qual.errors import CodingError

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


_Named: TypeAlias = tuple[tuple[str, tuple[Tree, ...]], ...]


class Sought:
    """A rule, without its address, score and note, but with the word lists it names.

    Hashing is by the text of the rule, which is quick; equality also compares the trees, and only
    then are the lists looked for that a tree names.
    """

    __slots__ = ("_brief", "_hash", "_lists", "_named", "everybody", "rule")

    def __init__(self, rule: Rule, lists: Lists, everybody: bool = False) -> None:
        self.rule = rule
        self.everybody = everybody and not rule.speaker
        self._brief = (
            rule.text,
            rule.language,
            rule.within,
            rule.unless_negated,
            rule.where,
            rule.speaker,
            self.everybody,
        )
        self._hash = hash(self._brief)
        self._lists = lists
        self._named: _Named | None = None

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sought) and (
            self._brief == other._brief
            and self.rule.tree == other.rule.tree
            and (self._lists is other._lists or self.named() == other.named())
        )

    def __reduce__(self) -> tuple[type[Sought], tuple[Rule, Lists, bool]]:
        # Only with the lists it names; hashes of texts are others in another process.
        named = {name: {self.rule.language: items} for name, items in self.named()}
        return Sought, (self.rule, named, self.everybody)

    def named(self) -> _Named:
        """Return the lists that the rule names, and those that they name, with what is in them."""
        if self._named is None:
            found = _named(self.rule.tree, self.rule.language, self._lists, set())
            self._named = tuple(found) if self._lists else ()
        return self._named


def _named(
    tree: Tree, language: str, lists: Lists, seen: set[str]
) -> Iterator[tuple[str, tuple[Tree, ...]]]:
    """Yield the lists that a tree names, and those that they name."""
    for leaf in leaves(tree):
        if isinstance(leaf, ListName) and leaf.name not in seen:
            seen.add(leaf.name)
            items = lists.get(leaf.name, {}).get(language, ())
            yield leaf.name, items
            for item in items:
                yield from _named(item, language, lists, seen)


_NONE: Ints = np.empty(0, dtype=np.int64)


@dataclass(kw_only=True, frozen=True, eq=False)
class Findings:
    """Hits of rules, one an entry, each column of shape (n_hits,), in no order to rely on.

    `rule` is a position in `sought`; `start` and `end` are places. The words that hit `i` met
    are those of row `row[i]` of `sources[source[i]]`. `trouble` says of rules that could not be
    run to their end why; they have no hits. There may be millions of hits: columns are copied
    only where they must be.
    """

    sought: tuple[Sought, ...]
    rule: Ints32
    start: Places
    end: Places
    source: Ints32
    row: Ints32
    sources: tuple[WordsMet, ...]
    trouble: Mapping[Sought, CodingError]

    def __len__(self) -> int:
        return len(self.rule)

    def words(self, hits: Ints) -> Spans:
        """Return the places of the words that some hits met, in order and distinct a hit."""
        order = np.argsort(self.source[hits], kind="stable")
        hits = hits[order]
        new = np.flatnonzero(np.diff(self.source[hits])) + 1
        parts = [
            self.sources[self.source[own[0]]].spans(self.row[own])
            for own in np.split(hits, new)
            if len(own)
        ]
        # From the order of sources back to the order of the hits.
        length = np.empty(len(hits), dtype=np.int64)
        length[order] = np.concatenate([_NONE, *(np.diff(part.offsets) for part in parts)])
        offsets = np.concatenate([[0], np.cumsum(length)])
        place, _ = expanded(offsets[order], offsets[order + 1])
        start, end = np.empty_like(place), np.empty_like(place)
        start[place] = np.concatenate([_NONE, *(part.start for part in parts)])
        end[place] = np.concatenate([_NONE, *(part.end for part in parts)])
        return Spans(offsets, start, end)

    def take(self, hits: Ints | Bools) -> Findings:
        """Return some hits of the same rules."""
        return replace(
            self,
            rule=self.rule[hits],
            start=self.start[hits],
            end=self.end[hits],
            source=self.source[hits],
            row=self.row[hits],
        )

    def about(self, sought: Sequence[Sought]) -> Findings:
        """Return what was found of some rules, numbered as they are in the sequence.

        Rules are told apart as objects: two that are equal must be one.
        """
        sought = tuple(sought)
        places = {id(one): place for place, one in enumerate(sought)}
        number = np.fromiter(
            map(places.get, map(id, self.sought), repeat(-1)), np.int32, len(self.sought)
        )
        trouble = {one: why for one, why in self.trouble.items() if id(one) in places}
        kept = replace(self, sought=sought, trouble=trouble)
        if (number == np.arange(len(number))).all():
            return kept
        kept = replace(kept, rule=number.take(self.rule))
        return kept if (number >= 0).all() else kept.take(kept.rule >= 0)._without_idle_sources()

    def dealt_to(self, asked: Sequence[Sought]) -> Findings:
        """Return the hits of each rule once for every place where it is asked for."""
        places = {one: place for place, one in enumerate(self.sought)}
        rules = np.array([places[one] for one in asked], dtype=np.int64)
        which, rule = listed(rules, np.arange(len(asked)), len(self.sought)).of(self.rule)
        return replace(self.take(which), sought=tuple(asked), rule=rule)

    def _without_idle_sources(self) -> Findings:
        """Let go of what no hit refers to, so that many edits leave nothing behind."""
        used = np.bincount(self.source, minlength=len(self.sources)) > 0
        sources = tuple(one for one, in_use in zip(self.sources, used, strict=True) if in_use)
        number = np.cumsum(used, dtype=np.int32) - 1
        return replace(self, source=number.take(self.source), sources=sources)


def nothing_found() -> Findings:
    """Return the findings of no rules."""
    none = np.empty(0, dtype=np.int32)
    return Findings(
        sought=(), rule=none, start=none, end=none, source=none, row=none, sources=(), trouble={}
    )


def together(found: Sequence[Findings]) -> Findings:
    """Return all that was found of the same rules, and all the trouble there was."""
    trouble = {sought: why for one in found for sought, why in one.trouble.items()}
    parts = [one for one in found if len(one)]
    if len(parts) <= 1:
        return replace(parts[0] if parts else found[0], trouble=trouble)
    before = np.cumsum([0, *(len(one.sources) for one in parts)], dtype=np.int32)
    source = [one.source + shift for one, shift in zip(parts, before, strict=False)]
    return Findings(
        sought=found[0].sought,
        rule=np.concatenate([one.rule for one in parts]),
        start=np.concatenate([one.start for one in parts]),
        end=np.concatenate([one.end for one in parts]),
        source=np.concatenate(source),
        row=np.concatenate([one.row for one in parts]),
        sources=tuple(words for one in parts for words in one.sources),
        trouble=trouble,
    )
