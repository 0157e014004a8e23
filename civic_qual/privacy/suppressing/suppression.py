"""Which further numbers must be hidden so that the small ones cannot be worked out.

Greedy: as long as the attacker can narrow a hidden number too far, one of the numbers that made
it possible is hidden too, the one the reader loses least with. To find a smallest set is hard
(Kelly, Golden and Assad 1992); whatever is found here is proved safe by the attacker's failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, typed
from civic_qual.privacy.suppressing.attack import WORK, Puzzle, View, puzzles
from civic_qual.privacy.suppressing.ledger import Counts
from civic_qual.privacy.suppressing.relief import relieve

_VIEWS = 12
_NEAR = (40, 120)  # numbers that a look around one of them takes in
MOST = 0.5  # of the themes that are not small: if more are hidden, themes are tried alone
_DETAIL = 0.1  # what a detail weighs beside a theme when two ways are compared
UNSAFE = Message(
    "these tables cannot be made safe: too few people stand behind all of them. Release "
    "fewer tables, by fewer attributes, or keep them inside the study: {internal} shows all",
    internal=typed("release(..., internal=True)", "--internal", Message("the page Tables")),
)
_NOTHING = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Choice:
    """What is hidden, of shape (n_numbers,), and the proof that it is safe.

    Numbers from `low` to `high` have been seen in whole tables that agree with all that is shown.
    `withheld` says that all numbers of groups are hidden; `width` how wide each must be, where
    numbers are hidden that need not be.
    """

    hidden: Bools
    low: Ints
    high: Ints
    withheld: bool = False
    width: Ints | None = None


def hidden_numbers(counts: Counts, budget: int = WORK) -> Choice:
    """Return which numbers to hide: the small ones, and what covers them.

    Where the search looks at more numbers than its budget all numbers of groups are withheld.

    Raises
    ------
    DisclosureError
        If a number cannot be protected, whatever else is hidden.
    """
    choice = best_choice(counts, budget)
    return withheld_groups(counts) if choice is None else choice


def best_choice(counts: Counts, budget: int) -> Choice | None:
    """Choose what to hide beside small numbers, of all together or of themes alone.

    In small studies it is codes by group that cost the themes: then themes are chosen as if no
    table of codes had been made, and no detail is shown. What loses least is returned; None if
    nothing ends within the budget.

    Raises
    ------
    DisclosureError
        If a number cannot be protected, whatever else is hidden.
    """
    together = _searched(counts, budget)
    found = [] if together is None else [Choice(together.hidden, together.low, together.high)]
    themes = ~counts.detail & ~counts.fixed & ~counts.virtual & ~counts.small
    if themes.any() and (together is None or together.hidden[themes].mean() > MOST):
        kept = np.flatnonzero(~counts.detail | counts.fixed)
        with suppress(DisclosureError):
            apart = _searched(part_of(counts, kept), budget)
            if apart is not None and (chosen := _of_part(counts, kept, apart)) is not None:
                found.append(chosen)
    return min(found, key=lambda one: lost(counts, one.hidden & ~counts.virtual), default=None)


def lost(counts: Counts, hidden: Bools) -> float:
    """Return what readers lose with some numbers, to compare ways by."""
    return float((counts.cost * np.where(counts.detail, _DETAIL, 1))[hidden].sum())


def _searched(counts: Counts, budget: int) -> Search | None:
    search = Search(counts)
    must = search.hidden.copy()
    if not search.run(budget):
        return None
    relieve(search, must)
    return search


def _of_part(counts: Counts, kept: Ints, search: Search) -> Choice | None:
    """Return the choice for all numbers, where those that were not in the search are hidden.

    What a shown number tells of them by itself, as of the only code of a theme, is shown; there is
    no choice if that is a small one.
    """
    hidden, width = ~counts.fixed, np.zeros_like(counts.width)
    low, high = counts.value.copy(), counts.value.copy()
    hidden[kept], width[kept] = search.hidden, counts.width[kept]
    low[kept], high[kept] = search.low, search.high
    inside = np.zeros_like(hidden)
    inside[kept] = True
    hidden = shown_anyway(counts, hidden, ~inside)
    if (counts.small & ~counts.fixed & ~hidden).any():
        return None
    return Choice(hidden, low, high, width=width)


def shown_anyway(counts: Counts, hidden: Bools, asked: Bools) -> Bools:
    """Return what is hidden, without numbers asked for that a relation alone tells."""
    hidden = hidden.copy()
    asked = asked & ~counts.virtual
    while True:
        told: Ints = np.concatenate(
            [*(one.cells[one.floor == one.ceiling] for one in puzzles(counts, hidden)), _NOTHING]
        )
        if not asked[told].any():
            return hidden
        hidden[told[asked[told]]] = False


def part_of(counts: Counts, kept: Ints) -> Counts:
    """Return some numbers by themselves, with what holds between them."""
    index = np.full(len(counts.value), -1)
    index[kept] = np.arange(len(kept))
    inside = np.flatnonzero(abs(counts.relations) @ (index < 0).astype(np.float64) == 0)
    telling, needs = (
        index[pairs[(index[pairs] >= 0).all(axis=1)]] for pairs in (counts.telling, counts.needs)
    )
    return replace(
        counts,
        value=counts.value[kept],
        small=counts.small[kept],
        fixed=counts.fixed[kept],
        virtual=counts.virtual[kept],
        width=counts.width[kept],
        cost=counts.cost[kept],
        detail=counts.detail[kept],
        relations=sparse.csr_array(counts.relations[inside][:, kept]),
        telling=telling,
        needs=needs,
        whole=np.where((whole := index[counts.whole[kept]]) >= 0, whole, np.arange(len(kept))),
        atoms=counts.atoms[:, kept],
    )


def _directions(size: int) -> Iterator[Floats]:
    """Yield directions that show many numbers of a puzzle at their extremes at once."""
    yield np.ones(size)
    random = np.random.default_rng(size)  # always the same, so that a release is
    yield from random.choice([-1.0, 1.0], (_VIEWS if size > _VIEWS else 0, size))


class Search:
    """Remembers the lowest and highest values seen: hiding more never makes them impossible."""

    def __init__(self, counts: Counts) -> None:
        self.counts, self.hidden = counts, (counts.small | counts.virtual) & ~counts.fixed
        self.low, self.high = counts.value.copy(), counts.value.copy()
        self.solutions = [counts.value]
        self.work = 0

    def run(self, budget: int = WORK) -> bool:
        """Hide numbers until all are safe; return whether that was reached within the budget."""
        for puzzle in puzzles(self.counts, self.hidden):
            for direction in _directions(len(puzzle.cells)):
                if self.work > budget:
                    return False
                self.widen(puzzle, direction)
        while len(exposed := self.exposed()):
            if self.work > budget:
                return False
            self.protect(int(exposed[0]))
        return True

    def exposed(self) -> Ints:
        """Return the hidden numbers that are not yet known to be safe, the narrowest first."""
        seen = self.high - self.low
        at = np.flatnonzero(self.hidden & (seen < self.counts.width))
        return at[np.argsort(seen[at] - self.counts.width[at], kind="stable")]

    def widen(self, puzzle: Puzzle, direction: Floats) -> None:
        """Look both ways in a direction, and remember what is seen."""
        for toward in (direction, -direction):
            view = self._look(puzzle, toward)
            if view is not None:
                self._remember(view, view.solution())

    def _look(self, puzzle: Puzzle, direction: Floats) -> View | None:
        self.work += len(puzzle.cells)
        return puzzle.look(direction)

    def _remember(self, view: View, solution: Ints | None) -> None:
        self.work += view.work
        if solution is not None:
            cells = view.puzzle.cells
            self.solutions.append(self.counts.value.copy())
            self.solutions[-1][cells] = solution
            self.low[cells] = np.minimum(self.low[cells], solution)
            self.high[cells] = np.maximum(self.high[cells], solution)

    def protect(self, cell: int) -> None:
        """Make sure of one number: look, and hide another if it can be narrowed too far."""
        narrow = self.look(cell)
        if narrow is not None:
            self.hidden[self._partner(*narrow)] = True

    def look(self, cell: int) -> tuple[Puzzle, Ints, int] | None:
        """Look at one number: None if it is safe, else its puzzle, what holds it, what lacks."""
        (puzzle,) = puzzles(self.counts, self.hidden, np.array([cell]))
        wanted = int(self.counts.width[cell])
        # What is nearby mostly gives room enough; the numbers further away stay as they are.
        at, size = int(np.flatnonzero(puzzle.cells == cell)[0]), len(puzzle.cells)
        for looked_at in (*(puzzle.near(at, near) for near in _NEAR if 2 * near < size), puzzle):
            tight = self._apart(looked_at, cell, wanted)
            missing = wanted - int(self.high[cell] - self.low[cell])
            if missing <= 0:
                return None
        return puzzle, tight, missing

    def _apart(self, puzzle: Puzzle, cell: int, wanted: int) -> Ints:
        """Look for a number as far apart as wanted; return the shown ones that hold it back.

        Where both ways together are nearer, no solutions are sought.
        """
        one = (puzzle.cells == cell).astype(np.float64)
        views = [view for toward in (one, -one) if (view := self._look(puzzle, toward))]
        for view in views if sum(view.far for view in views) >= wanted else ():
            up = int(view.direction.sum())
            enough = self.low[cell] + wanted if up > 0 else wanted - self.high[cell]
            if enough > (self.high[cell] if up > 0 else -self.low[cell]):
                self._remember(view, view.solution(min(int(enough), view.far)))
        return np.unique(np.concatenate([view.tight for view in views] or [_NOTHING]))

    def _partner(self, puzzle: Puzzle, tight: Ints, missing: int) -> int:
        near = self.counts.relations[puzzle.relations].indices
        for candidates in (tight, near, np.arange(len(self.hidden))):
            free = candidates[~self.hidden[candidates] & ~self.counts.fixed[candidates]]
            if len(free):
                enough = free[self.counts.value[free] >= missing]
                if len(enough):
                    return int(enough[np.argmin(self.counts.cost[enough])])
                return int(free[np.argmax(self.counts.value[free])])
        raise DisclosureError(UNSAFE)


def withheld_groups(counts: Counts) -> Choice:
    """Hide all numbers of groups, and make sure of those of all groups together.

    These are safe by a search of their own. The groups are to whoever does not know how many
    people each holds, since all that is counted could be of any one of them: whatever holds for
    all together would hold for it, and for nobody elsewhere.

    Raises
    ------
    DisclosureError
        If that cannot be proved.
    """
    counts, known = without_sizes(counts)
    of_all = np.flatnonzero(counts.whole == np.arange(len(counts.whole)))
    search = Search(_only(counts, of_all))
    done = search.run()
    hidden = ~counts.fixed
    hidden[of_all] = search.hidden
    low, high = counts.value.copy(), counts.value.copy()
    for solution in search.solutions:
        together = np.zeros_like(counts.value)
        together[of_all] = solution
        for atom in counts.atoms:
            could_be = np.where(atom | known, together[counts.whole], 0)
            if counts.agrees(could_be, hidden):
                low, high = np.minimum(low, could_be), np.maximum(high, could_be)
    if not done or (hidden & (high - low < counts.width)).any():
        raise DisclosureError(UNSAFE)
    return Choice(hidden, low, high, withheld=True)


def without_sizes(counts: Counts) -> tuple[Counts, Bools]:
    """Return what holds for those who do not know the sizes of groups, and what says the sizes."""
    known: Bools = counts.fixed & ~counts.atoms.any(axis=0)
    rows = np.repeat(np.arange(counts.relations.shape[0]), np.diff(counts.relations.indptr))
    by_size = rows[known[counts.relations.indices]]  # also where a size counts for nothing
    others = np.setdiff1d(np.arange(counts.relations.shape[0]), by_size)
    return replace(counts, relations=sparse.csr_array(counts.relations[others])), known


def _only(counts: Counts, kept: Ints) -> Counts:
    """Return some of the numbers by themselves, as wide as what they hold must be."""
    width = counts.width.copy()
    np.maximum.at(width, counts.whole, counts.width)
    part, width = part_of(counts, kept), width[kept]
    return replace(part, width=width, small=part.small | (part.value < width))
