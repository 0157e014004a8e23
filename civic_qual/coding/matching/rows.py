"""Numbers in rows of different lengths, as two flat arrays: the words of many runs at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from civic_qual.arrays import expanded
from civic_qual.corpus.segments import Ints

LOW = (1 << 32) - 1  # two numbers below 2**32 make one sortable number


@dataclass(frozen=True, eq=False)
class Rows:
    """Row `r` is `values[offsets[r]:offsets[r + 1]]`; offsets have shape (n_rows + 1,).

    The values of a row are distinct, ascending, and below 2**32.
    """

    offsets: Ints
    values: Ints

    @classmethod
    def ranges(cls, first: Ints, last: Ints) -> Rows:
        """Return rows that count from `first` to `last`, both included."""
        values, _ = expanded(first, last + 1)
        return cls(_offsets(last + 1 - first), values)

    @classmethod
    def grouped(cls, row: Ints, value: Ints, n_rows: int) -> Rows:
        """Return rows of the distinct values that stand beside each row number, in any order.

        Examples
        --------
        >>> rows = Rows.grouped(np.array([1, 0, 1, 1]), np.array([7, 5, 6, 7]), 2)
        >>> rows.offsets.tolist(), rows.values.tolist()
        ([0, 1, 3], [5, 6, 7])
        """
        key = distinct(pair_key(row, value))
        return cls(np.searchsorted(key, np.arange(n_rows + 1) << 32), key & LOW)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @cached_property
    def whose(self) -> Ints:
        """The row of each value."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    @cached_property
    def keys(self) -> Ints:
        """Row and value of each value as one number, ascending."""
        return pair_key(self.whose, self.values)

    def take(self, rows: Ints) -> Rows:
        """Return some rows, in the order told."""
        begin, after = self.offsets[rows], self.offsets[rows + 1]
        positions, _ = expanded(begin, after)
        return Rows(_offsets(after - begin), self.values[positions])

    def followed_by(self, other: Rows) -> Rows:
        """Return rows that hold a row of this one, then the same row of the other."""
        values = np.empty(len(self.values) + len(other.values), dtype=np.int64)
        values[np.arange(len(self.values)) + other.offsets[:-1][self.whose]] = self.values
        values[np.arange(len(other.values)) + self.offsets[1:][other.whose]] = other.values
        return Rows(self.offsets + other.offsets, values)


def pair_key(first: Ints, second: Ints) -> Ints:
    """Return two numbers as one that sorts like the pair."""
    key: Ints = (first.astype(np.int64, copy=False) << 32) | second
    return key


def distinct(numbers: Ints) -> Ints:
    """Return the distinct numbers, ascending: faster than `np.unique`, which hashes them."""
    if bool((numbers[1:] > numbers[:-1]).all()):
        return numbers
    numbers = np.sort(numbers)
    new = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return numbers[new]


def expanded_in_chunks(first: Ints, after: Ints, size: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield what `expanded` returns in parts of about `size` positions, to spare memory."""
    total = np.cumsum(np.maximum(after - first, 0))
    begin = 0
    while begin < len(first):
        done = int(total[begin - 1]) if begin else 0
        stop = max(begin + 1, int(np.searchsorted(total, done + size, side="right")))
        positions, whose = expanded(first[begin:stop], after[begin:stop])
        if len(positions):
            yield positions, whose + begin
        begin = stop


def _offsets(lengths: Ints) -> Ints:
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets
