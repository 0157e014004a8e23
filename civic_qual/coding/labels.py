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

    `values` are sorted and distinct, so that `which`, of shape (n_entries,), sorts as the texts
    do; some of them may stand in no entry.
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
            return cls((texts,), np.zeros(size, dtype=np.int64))
        values = tuple(sorted(set(texts)))
        places = {text: place for place, text in enumerate(values)}
        return cls(values, np.array([places[text] for text in texts], dtype=np.int64))

    @classmethod
    def chosen(cls, values: Sequence[str], which: npt.NDArray[Any]) -> Labels:
        """Make a column of values in any order, and of which of them stands in each entry.

        Examples
        --------
        >>> Labels.chosen(["b", "a"], np.array([0, 0, 1]))
        Labels(values=('a', 'b'), which=array([1, 1, 0]))
        """
        ranks = cls.of(values, len(values))
        return cls(ranks.values, ranks.which[which])

    def __len__(self) -> int:
        return len(self.which)

    def take(self, places: npt.NDArray[Any]) -> Labels:
        """Return some entries, by position or mask."""
        return Labels(self.values, self.which[places])

    def among(self, wanted: Collection[str]) -> Bools:
        """Return which entries are one of the texts wanted, shape (n_entries,)."""
        named = np.array([value in wanted for value in self.values], dtype=np.bool_)
        here: Bools = named[self.which]
        return here

    @property
    def used(self) -> tuple[str, ...]:
        """The texts that stand in some entry, sorted."""
        counts = np.bincount(self.which, minlength=len(self.values))
        return tuple(value for value, count in zip(self.values, counts, strict=True) if count)

    def texts(self) -> list[str]:
        """Return the text of every entry."""
        return [self.values[place] for place in self.which.tolist()]


def positions_of(ids: Iterable[str], positions: dict[str, int]) -> Ints:
    """Return the position of each id in its corpus or codebook."""
    return np.array([positions[one] for one in ids], dtype=np.int64)
