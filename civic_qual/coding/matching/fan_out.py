"""Values listed under keys, as arrays: every key stands for a slice of one flat column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from civic_qual.corpus.ordering import stable_order

Ints: TypeAlias = npt.NDArray[np.int64]
Ints32: TypeAlias = npt.NDArray[np.int32]


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


def starts(counts: npt.NDArray[np.integer]) -> Ints:
    """Return where runs of some lengths begin, and where the last one ends.

    Examples
    --------
    >>> starts(np.array([2, 0, 3])).tolist()
    [0, 2, 2, 5]
    """
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))
