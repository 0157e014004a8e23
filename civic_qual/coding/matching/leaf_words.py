"""The words met by rules that are a word or a phrase: looked up where the runs were found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic_qual.arrays import expanded
from civic_qual.coding.matching.fan_out import Ints32
from civic_qual.coding.matching.hits import Spans
from civic_qual.coding.matching.scan import LeafRuns
from civic_qual.corpus.segments import Ints
from civic_qual.corpus.token_index import TokenIndex


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
