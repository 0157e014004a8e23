"""The stretches of text that were read word by word, and the words found in them, as columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from civic_qual.language.tokenising.interning import HashTable, Ints, Ints32

Bools = npt.NDArray[np.bool_]


class KnownStretches:
    """All stretches of one language read so far, numbered by `table`.

    The words of stretch i stand at `first[i]:first[i + 1]` of the other columns: `start` and
    `end` in bytes from the start of the stretch, `type` a word type, `dotted` whether the word
    ends in an acronym's dot.
    """

    def __init__(self, bits: int = 10) -> None:
        self.table = HashTable(bits)
        self.first: Ints = np.zeros(1, dtype=np.int64)
        self.start: Ints = np.zeros(0, dtype=np.int64)
        self.end: Ints = np.zeros(0, dtype=np.int64)
        self.type: Ints32 = np.zeros(0, dtype=np.int32)
        self.dotted: Bools = np.zeros(0, dtype=np.bool_)

    def __len__(self) -> int:
        return len(self.first) - 1

    def append(self, count: Ints, start: Ints, end: Ints, types: Ints32, dotted: Bools) -> None:
        """Add stretches of `count` words each."""
        self.first = np.concatenate([self.first, self.first[-1] + np.cumsum(count)])
        self.start = np.concatenate([self.start, start])
        self.end = np.concatenate([self.end, end])
        self.type = np.concatenate([self.type, types])
        self.dotted = np.concatenate([self.dotted, dotted])
