"""A column of few distinct texts, kept as numbers: who coded, of which origin, in which status."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from civic_qual.corpus.segments import Bools, Ints


@dataclass(frozen=True, eq=False)
class Labels:
    """Texts, one an entry: the entry at i is `values[which[i]]`.

    `values` are the distinct texts, sorted, so that `which`, of shape (n_entries,), sorts as the
    texts do.
    """

    values: tuple[str, ...]
    which: Ints

    @classmethod
    def of(cls, texts: Labels | str | Sequence[str], size: int) -> Labels:
        """Make a column of `size` texts; one text alone stands in every entry.

        Examples
        --------
        >>> Labels.of(["b", "a", "b"], 3)
        Labels(values=('a', 'b'), which=array([1, 0, 1]))
        >>> Labels.of("a", 2).which
        array([0, 0])
        """
        if isinstance(texts, Labels):
            return texts
        if isinstance(texts, str):
            return cls((texts,) if size else (), np.zeros(size, dtype=np.int64))
        values = tuple(sorted(set(texts)))
        places = {text: place for place, text in enumerate(values)}
        return cls(values, np.fromiter(map(places.__getitem__, texts), np.int64, len(texts)))

    @classmethod
    def chosen(cls, values: Sequence[str], which: npt.NDArray[Any]) -> Labels:
        """Make a column of values in any order, and of which of them stands in each entry.

        Examples
        --------
        >>> Labels.chosen(["b", "c", "a"], np.array([0, 0, 2]))
        Labels(values=('a', 'b'), which=array([1, 1, 0]))
        """
        return cls.of(values, len(values)).take(which)

    def __len__(self) -> int:
        return len(self.which)

    def take(self, places: npt.NDArray[Any]) -> Labels:
        """Return some entries, by position or mask; values that stand in none of them go."""
        which = self.which[places]
        if len(self.values) == 1 and len(which):
            return Labels(self.values, which)
        used = np.bincount(which, minlength=len(self.values)) > 0
        if used.all():
            return Labels(self.values, which)
        values = tuple(value for value, kept in zip(self.values, used, strict=True) if kept)
        return Labels(values, (np.cumsum(used) - 1)[which])

    def among(self, wanted: Collection[str]) -> Bools:
        """Return which entries are one of the texts wanted, shape (n_entries,)."""
        named = np.array([value in wanted for value in self.values], dtype=np.bool_)
        here: Bools = named[self.which]
        return here

    def texts(self) -> list[str]:
        """Return the text of every entry."""
        return [self.values[place] for place in self.which.tolist()]


def pairs(one: Labels, other: Labels) -> set[tuple[str, str]]:
    """Return the texts that stand together in some entry of two columns.

    Examples
    --------
    >>> pairs(Labels.of(["a", "b", "a"], 3), Labels.of("x", 3)) == {("a", "x"), ("b", "x")}
    True
    """
    together = np.unique(one.which * len(other.values) + other.which)
    return {
        (one.values[place // len(other.values)], other.values[place % len(other.values)])
        for place in together.tolist()
    }


def positions_of(ids: Iterable[str], positions: dict[str, int]) -> Ints:
    """Return the position of each id in its corpus or codebook."""
    return np.array([positions[one] for one in ids], dtype=np.int64)
