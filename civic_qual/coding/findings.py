"""What rules found in a corpus: columns of hits, and the words met only when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from civic_qual.coding.fan_out import listed
from civic_qual.coding.hits import Spans, WordsMet
from civic_qual.coding.sought import Sought
from civic_qual.corpus.ranges import expanded
from civic_qual.corpus.segments import Bools, Ints
from civic_qual.errors import CodingError

_NONE: Ints = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Findings:
    """Hits of rules, one an entry, each column of shape (n_hits,), in no order to rely on.

    `rule` is a position in `sought`; `start` and `end` are places. The words that hit `i` met
    are those of row `row[i]` of `sources[source[i]]`. `trouble` says of rules that could not be
    run to their end why; they have no hits.
    """

    sought: tuple[Sought, ...]
    rule: Ints
    start: Ints
    end: Ints
    source: Ints
    row: Ints
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
            for own in np.split(hits, new) if len(own)
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
        columns = (self.rule, self.start, self.end, self.source, self.row)
        rule, start, end, source, row = (column[hits] for column in columns)
        return replace(self, rule=rule, start=start, end=end, source=source, row=row)

    def about(self, sought: Sequence[Sought]) -> Findings:
        """Return what was found of some rules, numbered as they are in the sequence."""
        sought = tuple(sought)
        if sought == self.sought:
            return self
        places = {one: place for place, one in enumerate(sought)}
        number = np.array([places.get(one, -1) for one in self.sought], dtype=np.int64)
        rule = number[self.rule]
        trouble = {one: why for one, why in self.trouble.items() if one in places}
        kept = replace(self, sought=sought, rule=rule, trouble=trouble)
        return kept if (rule >= 0).all() else kept.take(rule >= 0)._without_idle_sources()

    def dealt_to(self, asked: Sequence[Sought]) -> Findings:
        """Return the hits of each rule once for every place where it is asked for."""
        places = {one: place for place, one in enumerate(self.sought)}
        rules = np.array([places[one] for one in asked], dtype=np.int64)
        which, rule = listed(rules, np.arange(len(asked)), len(self.sought)).of(self.rule)
        return replace(self.take(which), sought=tuple(asked), rule=rule.astype(np.int64))

    def _without_idle_sources(self) -> Findings:
        """Let go of what no hit refers to, so that many edits leave nothing behind."""
        used = np.bincount(self.source, minlength=len(self.sources)) > 0
        sources = tuple(one for one, in_use in zip(self.sources, used, strict=True) if in_use)
        return replace(self, source=(np.cumsum(used) - 1)[self.source], sources=sources)


def nothing_found() -> Findings:
    """Return the findings of no rules."""
    none = np.empty(0, dtype=np.int64)
    return Findings((), none, none, none, none, none, (), {})


def together(found: Sequence[Findings]) -> Findings:
    """Return all that was found of the same rules, and all the trouble there was."""
    trouble = {sought: why for one in found for sought, why in one.trouble.items()}
    filled = [one for one in found if len(one)] or found[:1]
    if len(filled) == 1:
        return replace(filled[0], trouble=trouble)
    before = np.cumsum([0, *(len(one.sources) for one in filled)])
    source = [one.source + shift for one, shift in zip(filled, before, strict=False)]
    return Findings(
        filled[0].sought,
        np.concatenate([one.rule for one in filled]),
        np.concatenate([one.start for one in filled]),
        np.concatenate([one.end for one in filled]),
        np.concatenate(source),
        np.concatenate([one.row for one in filled]),
        tuple(words for one in filled for words in one.sources),
        trouble,
    )
