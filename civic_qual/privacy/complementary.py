"""Which further numbers must be hidden so that the small ones cannot be worked out.

Greedy: as long as the attacker can narrow a hidden number too far, one of the numbers that made
it possible is hidden too, the one the reader loses least with. To find a smallest set is hard
(Kelly, Golden and Assad 1992); whatever is found here is proved safe by the attacker's failure.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from civic_qual.corpus.segments import Bools, Ints
from civic_qual.errors import DisclosureError
from civic_qual.privacy.attack import puzzles
from civic_qual.privacy.counts import Counts, Floats
from civic_qual.privacy.puzzle import Puzzle

_VIEWS = 12


def hidden_numbers(counts: Counts) -> Bools:
    """Return which numbers to hide, of shape (n_numbers,): the small ones, and what covers them.

    Raises
    ------
    DisclosureError
        If a number cannot be protected, whatever else is hidden.
    """
    search = _Search(counts)
    for puzzle in puzzles(counts, search.hidden):
        for direction in _directions(len(puzzle.cells)):
            search.widen(puzzle, direction)
    while len(exposed := search.exposed()):
        search.protect(int(exposed[0]))
    return search.hidden


def _directions(size: int) -> Iterator[Floats]:
    """Yield directions that show many numbers of a puzzle at their extremes at once."""
    yield np.ones(size)
    random = np.random.default_rng(size)  # always the same, so that a release is
    yield from random.choice([-1.0, 1.0], (_VIEWS if size > _VIEWS else 0, size))


class _Search:
    """Remembers the lowest and highest values seen: hiding more never makes them impossible."""

    def __init__(self, counts: Counts) -> None:
        self.counts, self.hidden = counts, counts.small & ~counts.fixed
        self._low, self._high = counts.value.copy(), counts.value.copy()

    def exposed(self) -> Ints:
        """Return the hidden numbers that are not yet known to be safe, the narrowest first."""
        seen = self._high - self._low
        at = np.flatnonzero(self.hidden & (seen < self.counts.width))
        return at[np.argsort(seen[at] - self.counts.width[at], kind="stable")]

    def widen(self, puzzle: Puzzle, direction: Floats) -> Ints:
        """Look both ways in a direction; return the shown numbers that hold the view back."""
        held = []
        for side in (1.0, -1.0):
            solution, tight = puzzle.solve(side * direction)
            held.append(tight)
            if solution is not None:
                self._low[puzzle.cells] = np.minimum(self._low[puzzle.cells], solution)
                self._high[puzzle.cells] = np.maximum(self._high[puzzle.cells], solution)
        return np.unique(np.concatenate(held))

    def protect(self, cell: int) -> None:
        """Make sure of one number: look, and hide another if it can be narrowed too far."""
        (puzzle,) = puzzles(self.counts, self.hidden, np.array([cell]))
        # What is nearby mostly gives room enough; the numbers further away stay as they are.
        for looked_at in (puzzle.near(int(np.flatnonzero(puzzle.cells == cell)[0])), puzzle):
            tight = self.widen(looked_at, (looked_at.cells == cell).astype(np.float64))
            missing = self.counts.width[cell] - (self._high[cell] - self._low[cell])
            if missing <= 0:
                return
        self.hidden[self._partner(puzzle, tight, int(missing))] = True

    def _partner(self, puzzle: Puzzle, tight: Ints, missing: int) -> int:
        near = self.counts.relations[puzzle.relations].indices
        for candidates in (tight, near, np.arange(len(self.hidden))):
            free = candidates[~self.hidden[candidates] & ~self.counts.fixed[candidates]]
            if len(free):
                enough = free[self.counts.value[free] >= missing]
                if len(enough):
                    return int(enough[np.argmin(self.counts.cost[enough])])
                return int(free[np.argmax(self.counts.value[free])])
        raise DisclosureError("these tables cannot be made safe: too few people stand behind all "
                              "of them. Release fewer tables, by fewer attributes, or keep them "
                              "inside the study")
