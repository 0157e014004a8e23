"""Rows of integers of different lengths, laid end to end in one array."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Ints, Ints32, distinct, expanded, stable_order, starts


@dataclass(frozen=True, eq=False)
class Listed:
    """The values of keys 0, 1, 2...: those of a key are `values[first[key] : first[key + 1]]`."""

    first: Ints
    values: Ints32

    def count(self, keys: npt.NDArray[np.integer]) -> Ints:
        """Return how many values each of some keys has."""
        return self.first.take(keys + 1) - self.first.take(keys)

    def of(self, keys: npt.NDArray[np.integer]) -> tuple[Ints, Ints32]:
        """Return the values of some keys, and for every value the position of its key in `keys`.

        Examples
        --------
        >>> which, values = Listed(np.array([0, 2, 3]), np.array([7, 8, 9])).of(np.array([1, 0]))
        >>> which.tolist(), values.tolist()
        ([0, 1, 1], [9, 7, 8])
        """
        return self.spread(keys, np.arange(len(keys)))

    def spread(
        self,
        keys: npt.NDArray[np.integer],
        labels: npt.NDArray[Any],
    ) -> tuple[npt.NDArray[Any], Ints32]:
        """Return the values of some keys, and for every value the label of its key."""
        begin = self.first.take(keys)
        count = self.first.take(keys + 1)
        count -= begin
        after = np.cumsum(count)
        begin -= after
        begin += count
        step = np.repeat(begin, count)
        step += np.arange(len(step))
        return np.repeat(labels, count), self.values.take(step)


def listed(keys: npt.NDArray[np.integer], values: npt.NDArray[np.integer], n_keys: int) -> Listed:
    """Return values by their keys, which may come in any order.

    Examples
    --------
    >>> by_key = listed(np.array([1, 0, 1]), np.array([5, 6, 7]), n_keys=3)
    >>> by_key.first.tolist(), by_key.values.tolist()
    ([0, 1, 3, 3], [6, 5, 7])
    """
    order = stable_order(keys)
    return Listed(starts(np.bincount(keys, minlength=n_keys)), values.astype(np.int32)[order])


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
        return cls(starts(last + 1 - first), values)

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
        return Rows(starts(after - begin), self.values[positions])

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
