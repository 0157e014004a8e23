"""What rules found in a corpus: columns of hits, and the words met only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TypeAlias

import numpy as np

from civic_qual.arrays import Bools, Ints, Ints32, expanded, listed
from civic_qual.codebook.model import Rule
from civic_qual.codebook.rules.tree import ListName, Tree, leaves
from civic_qual.coding.matching.hits import Spans, WordsMet
from civic_qual.corpus.token_index import Places
from civic_qual.errors import CodingError

Lists: TypeAlias = Mapping[str, Mapping[str, tuple[Tree, ...]]]


class Sought:
    """A rule, without its address, score and note, but with the word lists it names.

    Hashing is by the text of the rule, which is quick; equality also compares the trees.
    """

    __slots__ = ("_brief", "_hash", "_lists", "everybody", "rule")

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
        self._lists = tuple(_named(rule.tree, rule.language, lists, set())) if lists else ()

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sought) and (
            self._brief == other._brief
            and self.rule.tree == other.rule.tree
            and self._lists == other._lists
        )


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
