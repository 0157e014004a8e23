"""Which passages of two lists overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

import numpy as np


class Passage(Protocol):
    """Anything with a first character, and one after the last."""

    @property
    def start(self) -> int:
        """The first character."""
        ...

    @property
    def end(self) -> int:
        """The character after the last."""
        ...


One = TypeVar("One", bound=Passage)
Other = TypeVar("Other", bound=Passage)


def overlapping(ones: Sequence[One], others: Sequence[Other]) -> Iterator[tuple[One, Other]]:
    """Yield the pairs that share a character, in the order of the first list.

    Examples
    --------
    >>> from typing import NamedTuple
    >>> Passed = NamedTuple("Passed", [("start", int), ("end", int)])
    >>> pairs = overlapping([Passed(4, 8)], [Passed(0, 5), Passed(7, 9), Passed(8, 9)])
    >>> [(other.start, other.end) for _, other in pairs]
    [(0, 5), (7, 9)]
    """
    if not ones or not others:
        return
    ranked = sorted(others, key=lambda other: other.start)
    starts = np.array([other.start for other in ranked])
    # How far any passage up to here reaches: it only grows, so that it can be searched.
    reach = np.maximum.accumulate([other.end for other in ranked])
    low = np.searchsorted(reach, [one.start for one in ones], side="right")
    high = np.searchsorted(starts, [one.end for one in ones], side="left")
    for one, first, after in zip(ones, low.tolist(), high.tolist(), strict=True):
        for other in ranked[first:after]:
            if other.end > one.start:
                yield one, other
