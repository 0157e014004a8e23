"""NEAR, BEFORE and NOT NEAR of the oracle: every pair of runs is tried.

The distance of two runs is the number of words between them; runs that overlap are at
distance 0. One word is never on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.coding.oracle.phrases import Run


def near(left: Sequence[Run], right: Sequence[Run], distance: int) -> list[Run]:
    """Return every minimal window that holds both sides, in any order."""
    return minimal(
        around(one, other)
        for one in left
        for other in right
        if not set(one.words) & set(other.words) and between(one, other) <= distance
    )


def before(left: Sequence[Run], right: Sequence[Run], distance: int) -> list[Run]:
    """Return every minimal window in which the left side ends before the right one begins."""
    return minimal(
        around(one, other)
        for one in left
        for other in right
        if one.last < other.first and between(one, other) <= distance
    )


def not_near(left: Sequence[Run], right: Sequence[Run], distance: int) -> list[Run]:
    """Return the runs of the left side that no run of the right side is near to.

    A run made of no words but those of the left run itself is not near it.
    """
    return [
        one
        for one in left
        if not any(
            between(one, other) <= distance and not set(other.words) <= set(one.words)
            for other in right
        )
    ]


def between(one: Run, other: Run) -> int:
    """Return the number of words between two runs."""
    return max(0, max(one.first, other.first) - min(one.last, other.last) - 1)


def around(one: Run, other: Run) -> Run:
    """Return the window around two runs."""
    return Run(
        min(one.first, other.first),
        max(one.last, other.last),
        tuple(sorted({*one.words, *other.words})),
    )


def minimal(windows: Iterable[Run]) -> list[Run]:
    """Return the windows that hold no smaller one; equal windows become one with all words."""
    by_border: dict[tuple[int, int], set[int]] = {}
    for window in windows:
        by_border.setdefault((window.first, window.last), set()).update(window.words)
    smallest: list[Run] = []
    # From the last beginning to the first, short before long: what holds another meets it later.
    for first, last in sorted(by_border, key=lambda border: (-border[0], border[1])):
        if not smallest or last < smallest[-1].last:
            smallest.append(Run(first, last, tuple(sorted(by_border[first, last]))))
    return smallest[::-1]
