"""The attacker: what can be said of hidden numbers by those who see the others.

For each hidden number the least and the largest value is sought that agrees with all that is
shown and known, part by part of those that hang together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.privacy.suppressing.ledger import Counts

TOLERANCE = 1e-6
_SMALL = 150  # numbers up to which whole numbers are sought to the end
_NODES = 2000  # steps of that search, counted so that the result is the same on every machine
_MOST = 3000  # numbers up to which they are sought at all, where nothing shorter leads there
_AS_MANY = 30  # linear programs that such a search takes as long as
_TRIES = 4  # linear programs that may be needed until all who speak are counted


@dataclass(frozen=True, eq=False, kw_only=True)
class Puzzle:
    """Hidden numbers that hang together: `cells` are entries, of shape (n_cells,).

    Known is `matrix @ x <= limit`, a row a relation of several hidden numbers (which, says
    `relations`), and that each number is from `floor` to `ceiling`, by the relations
    `floor_from` and `ceiling_from` (-1: by none). Of two numbers in `needs`, indices of the
    cells, the second is not zero where the first is not.
    """

    counts: Counts
    cells: Ints
    relations: Ints
    matrix: sparse.csr_array
    limit: Floats
    floor: Ints
    ceiling: Ints
    floor_from: Ints
    ceiling_from: Ints
    needs: Ints

    def look(self, direction: Floats) -> View | None:
        """Look as far as possible in a direction; None if nothing can be seen."""
        found = self._linear(direction)
        return None if found is None else View(self, direction, found)

    def near(self, index: int, size: int = 40) -> Puzzle:
        """Return the part around one number; the numbers further away keep their true values.

        Those are nearer that hang together with it by more relations, or by shorter ones.
        """
        links = abs(self.matrix).sign()
        lengths = np.maximum(np.diff(links.indptr), 1)
        around = np.zeros(len(self.cells))
        around[index] = 1
        inside = around > 0
        while inside.sum() < size:
            wider = links.T @ ((links @ around) / lengths)
            wider[inside] = 0
            new = np.flatnonzero(wider > 0)
            if not len(new):
                break
            new = new[np.argsort(-wider[new], kind="stable")][: size - inside.sum()]
            inside[new] = True
            around = inside.astype(np.float64)
        return self.part(inside, self.counts.value[self.cells])

    def part(self, free: Bools, fixed: Ints) -> Puzzle:
        """Return the puzzle of some of the numbers, where the others are as given."""
        rows = np.flatnonzero(np.diff(self.matrix[:, np.flatnonzero(free)].indptr))
        inside = self.matrix[rows]
        floor, ceiling = with_needs(self.needs, ~free, fixed, self.floor, self.ceiling)
        index = np.cumsum(free) - 1
        return replace(
            self,
            cells=self.cells[free],
            relations=self.relations[rows],
            matrix=sparse.csr_array(inside[:, np.flatnonzero(free)]),
            limit=self.limit[rows] - inside @ np.where(free, 0, fixed),
            floor=floor[free],
            ceiling=ceiling[free],
            floor_from=self.floor_from[free],
            ceiling_from=self.ceiling_from[free],
            needs=index[self.needs[free[self.needs].all(axis=1)]],
        )

    def _linear(self, direction: Floats, floor: Ints | None = None) -> Any:
        from scipy.optimize import linprog

        search: Any = linprog  # its types know no sparse matrices
        some = {"A_ub": self.matrix, "b_ub": self.limit} if len(self.limit) else {}
        floor = self.floor if floor is None else floor
        if (floor > self.ceiling).any():
            return None
        found = search(
            -direction, **some, method="highs", bounds=np.column_stack([floor, self.ceiling])
        )
        return found if found.status == 0 else None

    def rounded(self, direction: Floats, found: Any) -> Ints | None:
        """Return a solution rounded to one side: mostly it still is one, and as far."""
        floor = self.floor.copy()
        for _ in range(_TRIES):
            lacking: Ints | None = None
            for rounded in (
                np.rint(found.x),
                np.ceil(found.x - TOLERANCE),
                np.floor(found.x + TOLERANCE),
            ):
                whole: Ints = rounded.astype(np.int64)
                if self._holds(whole):
                    lacking = self._lacking(whole)
                    if not len(lacking):
                        return whole
            if lacking is None:
                return None
            floor[lacking] = np.maximum(floor[lacking], 1)
            found = self._linear(direction, floor)
            if found is None:
                return None
        return None

    def _lacking(self, whole: Ints) -> Ints:
        """Return the numbers that are zero although something needs them."""
        number, other = self.needs.T
        lacking: Ints = other[(whole[number] > 0) & (whole[other] == 0)]
        return lacking

    def _holds(self, whole: Ints) -> bool:
        return bool(
            (self.matrix @ whole <= self.limit + TOLERANCE).all()
            and (whole >= self.floor).all()
            and (whole <= self.ceiling).all()
        )

    def in_whole_numbers(
        self, direction: Floats, found: Any, enough: int | None = None
    ) -> tuple[Ints | None, int]:
        """Search on from a linear program, step by step; return also how much work it was.

        As far as can be, or where that is `enough` so far; only then it is sought by all means.
        """
        if len(self.cells) <= _SMALL:
            return self._searched(direction, enough), len(self.cells)
        # Of many numbers those that came out whole are kept, and the others sought.
        broken = np.abs(found.x - np.rint(found.x)) > TOLERANCE
        links = abs(self.matrix)
        whole = np.rint(found.x).astype(np.int64)
        for _ in range(2):
            if broken.sum() > _SMALL or not broken.any():
                break
            part = self.part(broken, whole)
            solved = part._searched(direction[broken])
            if solved is not None:
                whole[broken] = solved
                if self._holds(whole) and not len(self._lacking(whole)):
                    return whole, len(self.cells)
                break
            broken = links.T @ (links @ broken.astype(np.float64)) > 0
        if enough is None or len(self.cells) > _MOST:
            return None, len(self.cells)
        return self._searched(direction, enough), _AS_MANY * len(self.cells)

    def _searched(self, direction: Floats, enough: int | None = None) -> Ints | None:
        if (self.floor > self.ceiling).any():
            return None
        found = self._integers(direction, presolve=True, enough=enough)
        if found.x is None:
            return None
        whole = np.rint(found.x).astype(np.int64)
        return whole if self._holds(whole) and not len(self._lacking(whole)) else None

    def furthest(self, direction: Floats) -> int:
        """Return how far whole numbers can lie at most; where that is not known, numbers at all.

        Without presolve, which has called nearer numbers the furthest.
        """
        view = self.look(direction)
        if view is None:
            return 0
        found = self._integers(direction, presolve=False)
        return int(np.rint(-found.fun)) if found.status == 0 else view.far

    def _integers(self, direction: Floats, *, presolve: bool, enough: int | None = None) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp

        # What needs another is at most its own ceiling times the other.
        (number, other), rows = self.needs.T, np.arange(len(self.needs))
        factors = np.concatenate([np.ones(len(rows)), -self.ceiling[number].astype(np.float64)])
        places = np.concatenate([rows, rows]), np.concatenate([number, other])
        pairs = sparse.csr_array((factors, places), shape=(len(rows), len(direction)))
        limit = np.concatenate([self.limit, np.zeros(len(rows))])
        parts = [self.matrix, pairs]
        if enough is not None:
            parts.append(sparse.csr_array(-direction[None]))
            limit = np.append(limit, -enough)
        matrix = sparse.csc_array(sparse.vstack(parts))
        # With long indices this search reports an error.
        matrix.indices, matrix.indptr = (
            one.astype(np.int32) for one in (matrix.indices, matrix.indptr)
        )
        return milp(
            -direction if enough is None else np.zeros(len(direction)),
            integrality=np.ones(len(direction), dtype=np.int64),
            bounds=Bounds(self.floor, self.ceiling),
            constraints=LinearConstraint(matrix, -np.inf, limit),
            options={"node_limit": _NODES, "presolve": presolve},
        )


def with_needs(
    needs: Ints, known: Bools, value: Ints, floor: Ints, ceiling: Ints
) -> tuple[Ints, Ints]:
    """Return what is known of numbers that others need, or that need others, as two limits."""
    floor, ceiling = floor.copy(), ceiling.copy()
    number, other = needs.T
    is_needed = other[known[number] & (value[number] > 0)]
    floor[is_needed] = np.maximum(floor[is_needed], 1)
    ceiling[number[known[other] & (value[other] == 0)]] = 0
    return floor, ceiling


@dataclass(eq=False)
class View:
    """What a linear program shows of a puzzle in one direction; `work` is what it cost so far."""

    puzzle: Puzzle
    direction: Floats
    found: Any
    work: int = 0

    @property
    def far(self) -> int:
        """How far whole numbers can lie in this direction at most."""
        return int(np.floor(self.direction @ self.found.x + TOLERANCE))

    def solution(self, enough: int | None = None) -> Ints | None:
        """Return whole numbers, of shape (n_cells,), if any are found.

        They lie as far as can be; or where that is `enough` so far, or somewhat nearer.
        """
        wanted = self.far if enough is None else min(self.far, enough)
        best = self.puzzle.rounded(self.direction, self.found)
        if best is None or self.direction @ best < wanted:
            sought, work = self.puzzle.in_whole_numbers(self.direction, self.found, enough)
            self.work += work
            if best is None or (
                sought is not None and self.direction @ sought > self.direction @ best
            ):
                return sought
        return best

    @property
    def tight(self) -> Ints:
        """The entries that are shown and hold the view back."""
        puzzle = self.puzzle
        low, high = (
            np.abs(side.marginals) > TOLERANCE for side in (self.found.lower, self.found.upper)
        )
        pull = np.abs(self.found.ineqlin.marginals) > TOLERANCE
        rows = np.concatenate(
            [puzzle.relations[pull], puzzle.floor_from[low], puzzle.ceiling_from[high]]
        )
        in_rows = puzzle.counts.relations[np.unique(rows[rows >= 0])].indices
        counts, raised = puzzle.counts, puzzle.cells[low & (puzzle.floor > 0)]
        none = puzzle.cells[high & (puzzle.ceiling == 0)]
        behind = [
            counts.telling[np.isin(counts.telling[:, 0], raised), 1],
            counts.needs[np.isin(counts.needs[:, 1], raised), 0],
            counts.needs[np.isin(counts.needs[:, 0], none), 1],
        ]
        return np.setdiff1d(np.concatenate([in_rows, *behind]), puzzle.cells)


WORK = 200_000  # numbers looked at; counted, so that the result is the same on every machine


def puzzles(
    counts: Counts,
    hidden: Bools,
    around: Ints | None = None,
    limits: tuple[Ints, Ints] | None = None,
) -> list[Puzzle]:
    """Return what an attacker has to solve, part by part.

    Parameters
    ----------
    around
        Only the parts that hold one of these entries.
    limits
        The least and the most each number can be, if more is known of it than its being hidden.
    """
    cells = np.flatnonzero(hidden)
    matrix = sparse.csr_array(counts.relations[:, cells])
    several = np.flatnonzero(np.diff(matrix.indptr) > 1)
    index = np.cumsum(hidden) - 1
    needs = index[counts.needs[hidden[counts.needs].all(axis=1)]]
    own, rows = _together(sparse.csr_array(matrix[several]), needs)
    limit = -(counts.relations @ np.where(hidden, 0, counts.value)).astype(np.float64)
    sides = with_needs(
        counts.needs, ~hidden, counts.value, *(limits or (counts.floor(hidden), unlimited(counts)))
    )
    bounds = _bounds(matrix, limit, *(side[cells] for side in sides))
    wanted = np.unique(own if around is None else own[np.isin(cells, around)])
    made = []
    for part in wanted.tolist():
        mine, theirs = np.flatnonzero(own == part), several[rows == part]
        inside = sparse.csr_array(matrix[theirs][:, mine])
        pairs = np.searchsorted(mine, needs[own[needs[:, 0]] == part])
        made.append(
            Puzzle(
                counts=counts,
                cells=cells[mine],
                relations=theirs,
                matrix=inside,
                limit=limit[theirs],
                floor=bounds[0][mine],
                ceiling=bounds[1][mine],
                floor_from=bounds[2][mine],
                ceiling_from=bounds[3][mine],
                needs=pairs,
            )
        )
    return made


def _bounds(
    matrix: sparse.csr_array, limit: Floats, floor: Ints, ceiling: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return what relations of a single hidden number make of its limits, and which do."""
    alone = np.flatnonzero(np.diff(matrix.indptr) == 1)
    cell, factor = matrix.indices[matrix.indptr[alone]], matrix.data[matrix.indptr[alone]]
    most = limit[alone] / factor
    made = []
    for side, keep, better in ((floor, factor < 0, np.maximum), (ceiling, factor > 0, np.minimum)):
        whole = np.where(factor < 0, np.ceil(most - TOLERANCE), np.floor(most + TOLERANCE))
        bound, source = side.copy(), np.full(len(side), -1)
        better.at(bound, cell[keep], whole[keep].astype(np.int64))
        reached = keep & (whole == bound[cell]) & (bound[cell] != side[cell])
        source[cell[reached]] = alone[reached]
        made.append((bound, source))
    return made[0][0], made[1][0], made[0][1], made[1][1]


def _together(matrix: sparse.csr_array, needs: Ints) -> tuple[Ints, Ints]:
    """Return the part each column and each row of a matrix belongs to; pairs stay together."""
    rows, columns = matrix.shape
    row = columns + np.repeat(np.arange(rows), np.diff(matrix.indptr))
    ends = np.concatenate([matrix.indices, needs[:, 0]]), np.concatenate([row, needs[:, 1]])
    links = sparse.csr_array((np.ones(len(ends[0])), ends), shape=(columns + rows, columns + rows))
    _, label = connected_components(links, directed=False)
    return label[:columns].astype(np.int64), label[columns:].astype(np.int64)


def unlimited(counts: Counts) -> Ints:
    """Return values that no number reaches unless nothing holds it back."""
    return np.full(len(counts.value), 10 * counts.value.max(initial=1) + 1000)


def intervals(
    counts: Counts,
    hidden: Bools,
    limits: tuple[Ints, Ints] | None = None,
    seen: tuple[Ints, Ints] | None = None,
) -> tuple[Floats, Floats]:
    """Return the least and the largest value each hidden number can have, NaN where shown.

    A number that nothing holds back has no largest value: it is infinite. Values `seen` already
    are not sought again. Of many numbers that hang together, above `WORK`, the intervals are
    those seen: attackers are left with these at least.
    """
    low, high = (np.full(len(counts.value), np.nan) for _ in range(2))
    for puzzle in puzzles(counts, hidden, limits=limits):
        at = puzzle.cells
        least, most = (side[at] for side in seen or (counts.value, counts.value))
        low[at], high[at] = _extremes(puzzle, least, most)
    high[high >= unlimited(counts) / 2] = np.inf
    return low, high


def _extremes(puzzle: Puzzle, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the least and the largest value of each number of a puzzle, by all solutions seen.

    What has been seen at its floor or ceiling needs no search of its own.
    """
    size, work = len(puzzle.cells), 0
    for direction in (np.ones(size), -np.ones(size), *np.eye(size), *-np.eye(size)):
        index = int(np.argmax(np.abs(direction)))
        alone = np.count_nonzero(direction) == 1
        if work > WORK or (
            alone
            and (
                high[index] == puzzle.ceiling[index]
                if direction[index] > 0
                else low[index] == puzzle.floor[index]
            )
        ):
            continue
        work += size
        view = puzzle.look(direction)
        solution = view.solution() if view else None
        work += view.work if view else 0
        if solution is not None:
            low, high = np.minimum(low, solution), np.maximum(high, solution)
    return low, high
