"""What everybody has to deliver: spans, and how often each code is found in each segment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from benchmarks.patterns import CODES
from benchmarks.speeches import Ints

BLOCK = 1 << 16  # spans counted in one go


@dataclass(frozen=True, eq=False)
class Found:
    """Spans as columns of shape (n_hits,), in places; counts of shape (n_segments, CODES)."""

    pattern: Ints
    start: Ints
    end: Ints
    counts: Any

    @property
    def keys(self) -> Ints:
        """A number for each different span, sorted: 12 bits of it the length, 20 the pattern."""
        start, end = self.start.astype(np.int64), self.end.astype(np.int64)
        return np.unique((start << 32) | ((end - start) << 20) | self.pattern)


def span_of(key: int) -> tuple[int, int, int]:
    """Return the start, end and pattern that one of the `keys` stands for."""
    start, length, pattern = key >> 32, key >> 20 & 0xFFF, key & 0xFFFFF
    return start, start + length, pattern


def counted(pattern: Ints, start: Ints, end: Ints, segment_start: Ints) -> Found:
    """Count the spans found by the segment they begin in and the code of their pattern."""
    segments = len(segment_start)
    number = np.zeros(segments * CODES, np.int64)
    borders, code = segment_start.astype(start.dtype), np.arange(pattern.max(initial=0) + 1) % CODES
    for begin in range(0, len(start), BLOCK):
        own = slice(begin, begin + BLOCK)
        segment = np.searchsorted(borders, start[own], side="right") - 1
        np.add.at(number, segment * CODES + code.take(pattern[own]), 1)
    cell = np.flatnonzero(number)
    row = np.searchsorted(cell, np.arange(segments + 1) * CODES)
    counts = sparse.csr_array((number[cell], cell % CODES, row), shape=(segments, CODES))
    return Found(pattern, start, end, counts)
