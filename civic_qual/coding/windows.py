"""Two sides near each other: what NEAR, BEFORE and NOT NEAR make of the runs of both.

The distance of two runs is the number of words between them; runs that overlap, as when one
lies in the gap of the other, are at distance 0. One word is never on both sides.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

from civic_qual.coding.phrases import Run


def near(left: Sequence[Run], right: Sequence[Run], distance: int) -> list[Run]:
    """Return every minimal window that holds both sides, in any order.

    Examples
    --------
    >>> near([Run(0, 0, (0,))], [Run(2, 2, (2,)), Run(4, 4, (4,))], distance=5)
    [Run(first=0, last=2, words=(0, 2))]
    """
    reached = _reach(right, distance)
    return _minimal(
        _around(one, other)
        for one in left
        for other in reached(one)
        if not set(one.words) & set(other.words) and _between(one, other) <= distance
    )


def before(left: Sequence[Run], right: Sequence[Run], distance: int) -> list[Run]:
    """Return every minimal window in which the left side ends before the right one begins.

    Examples
    --------
    >>> before([Run(3, 3, (3,))], [Run(1, 1, (1,)), Run(4, 4, (4,))], distance=5)
    [Run(first=3, last=4, words=(3, 4))]
    """
    reached = _reach(right, distance)
    return _minimal(
        _around(one, other)
        for one in left
        for other in reached(one)
        if one.last < other.first and _between(one, other) <= distance
    )


def not_near(left: Sequence[Run], right: Sequence[Run], distance: int) -> list[Run]:
    """Return the runs of the left side that no run of the right side is near to.

    A run made of no words but those of the left run itself is not near it: `kill NOT NEAR/5
    kill` asks for another one. A longer one is: `mission NOT NEAR/1 (mission catholique)`.

    Examples
    --------
    >>> not_near([Run(0, 0, (0,)), Run(9, 9, (9,))], [Run(2, 2, (2,))], distance=5)
    [Run(first=9, last=9, words=(9,))]
    """
    reached = _reach(right, distance)
    return [
        one
        for one in left
        if not any(
            _between(one, other) <= distance and not set(other.words) <= set(one.words)
            for other in reached(one)
        )
    ]


def _reach(runs: Sequence[Run], distance: int) -> Callable[[Run], Sequence[Run]]:
    """Return what gives the runs that may be near to one, so that long turns stay quick."""
    ordered = sorted(runs)
    longest = max((run.last - run.first for run in runs), default=0)

    def reached(one: Run) -> Sequence[Run]:
        lowest, highest = one.first - distance - 1 - longest, one.last + distance + 1
        return ordered[
            bisect_left(ordered, lowest, key=_first) : bisect_right(ordered, highest, key=_first)
        ]

    return reached


def _first(run: Run) -> int:
    return run.first


def _between(one: Run, other: Run) -> int:
    """Return the number of words between two runs."""
    return max(0, max(one.first, other.first) - min(one.last, other.last) - 1)


def _around(one: Run, other: Run) -> Run:
    """Return the window around two runs."""
    words = tuple(sorted({*one.words, *other.words}))
    return Run(min(one.first, other.first), max(one.last, other.last), words)


def _minimal(windows: Iterable[Run]) -> list[Run]:
    """Return the windows that hold no smaller one; equal windows become one with all words."""
    by_border: dict[tuple[int, int], set[int]] = {}
    for window in windows:
        by_border.setdefault((window.first, window.last), set()).update(window.words)
    smallest, nearest_end = [], None
    # From the last beginning to the first, short before long: what holds another meets it later.
    for first, last in sorted(by_border, key=lambda border: (-border[0], border[1])):
        if nearest_end is None or last < nearest_end:
            smallest.append(Run(first, last, tuple(sorted(by_border[first, last]))))
            nearest_end = last
    return smallest[::-1]
