"""The attacker: what can be said of hidden numbers by those who see the others.

For each hidden number the least and the largest value is sought that agrees with all that is
shown and known: two linear programs (Cox 1980; Fischetti and Salazar 2001). People come in whole
numbers, and who knows that can sometimes say more than a linear program does; so a solution
counts only if it is one in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import connected_components

from civic_qual.corpus.segments import Bools, Ints
from civic_qual.privacy.counts import Counts, Floats

_TOLERANCE = 1e-6
_SECONDS = 5.0  # for one search in whole numbers; a search cut short proves nothing


@dataclass(frozen=True, eq=False)
class Puzzle:
    """Hidden numbers that hang together: `cells` are entries, of shape (n_cells,).

    Known is `matrix @ x <= limit`, a row a relation of several hidden numbers (which, says
    `relations`), and that each number is from `floor` to `ceiling`, by the relations
    `floor_from` and `ceiling_from` (-1: by none).
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

    def solve(self, direction: Floats) -> tuple[Ints | None, Ints]:
        """Find whole numbers that lie as far as possible in a direction.

        Returns
        -------
        solution
            Of shape (n_cells,), None if none was found in time.
        tight
            The entries that are shown and hold the solution back.
        """
        search: Any = linprog  # its types know no sparse matrices
        some = {"A_ub": self.matrix, "b_ub": self.limit} if len(self.limit) else {}
        found = search(-direction, **some, method="highs",
                       bounds=np.column_stack([self.floor, self.ceiling]))
        if found.status != 0:
            return None, np.empty(0, dtype=np.int64)
        whole = np.rint(found.x).astype(np.int64)
        solution = whole if self._holds(found.x, whole) else self._in_whole_numbers(direction)
        return solution, self._tight(found)

    def _holds(self, exact: Floats, whole: Ints) -> bool:
        return bool((np.abs(exact - whole) < _TOLERANCE).all()
                    and (self.matrix @ whole <= self.limit + _TOLERANCE).all()
                    and (whole >= self.floor).all() and (whole <= self.ceiling).all())

    def _in_whole_numbers(self, direction: Floats) -> Ints | None:
        # A dense matrix: with the long indices of a sparse one this search reports an error.
        found = milp(-direction, integrality=np.ones(len(direction), dtype=np.int64),
                     bounds=Bounds(self.floor, self.ceiling),
                     constraints=LinearConstraint(self.matrix.toarray(), -np.inf, self.limit),
                     options={"time_limit": _SECONDS})
        if found.x is None:
            return None
        whole = np.rint(found.x).astype(np.int64)
        return whole if self._holds(found.x, whole) else None

    def _tight(self, found: Any) -> Ints:
        """Return the shown entries in whatever holds a solution back."""
        low, high = (np.abs(side.marginals) > _TOLERANCE for side in (found.lower, found.upper))
        pull = np.abs(found.ineqlin.marginals) > _TOLERANCE
        rows = np.concatenate([self.relations[pull], self.floor_from[low],
                               self.ceiling_from[high]])
        in_rows = self.counts.relations[np.unique(rows[rows >= 0])].indices
        telling = self.counts.telling
        behind = telling[np.isin(telling[:, 0], self.cells[low & (self.floor > 0)]), 1]
        return np.setdiff1d(np.concatenate([in_rows, behind]), self.cells)


def puzzles(counts: Counts, hidden: Bools, around: Ints | None = None,
            limits: tuple[Ints, Ints] | None = None) -> list[Puzzle]:
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
    own, rows = _together(sparse.csr_array(matrix[several]))
    limit = -(counts.relations @ np.where(hidden, 0, counts.value)).astype(np.float64)
    bounds = _bounds(matrix, limit, *(side[cells] for side in limits or (
        counts.floor(hidden), unlimited(counts))))
    wanted = np.unique(own if around is None else own[np.isin(cells, around)])
    made = []
    for part in wanted.tolist():
        mine, theirs = np.flatnonzero(own == part), several[rows == part]
        inside = sparse.csr_array(matrix[theirs][:, mine])
        made.append(Puzzle(counts, cells[mine], theirs, inside, limit[theirs],
                           *(side[mine] for side in bounds)))
    return made


def _bounds(matrix: sparse.csr_array, limit: Floats, floor: Ints,
            ceiling: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return what relations of a single hidden number make of its limits, and which do."""
    alone = np.flatnonzero(np.diff(matrix.indptr) == 1)
    cell, factor = matrix.indices[matrix.indptr[alone]], matrix.data[matrix.indptr[alone]]
    most = limit[alone] / factor
    made = []
    for side, keep, better in ((floor, factor < 0, np.maximum), (ceiling, factor > 0, np.minimum)):
        whole = np.where(factor < 0, np.ceil(most - _TOLERANCE), np.floor(most + _TOLERANCE))
        bound, source = side.copy(), np.full(len(side), -1)
        better.at(bound, cell[keep], whole[keep].astype(np.int64))
        reached = keep & (whole == bound[cell]) & (bound[cell] != side[cell])
        source[cell[reached]] = alone[reached]
        made.append((bound, source))
    return made[0][0], made[1][0], made[0][1], made[1][1]


def _together(matrix: sparse.csr_array) -> tuple[Ints, Ints]:
    """Return the part each column and each row of a matrix belongs to."""
    rows, columns = matrix.shape
    row = np.repeat(np.arange(rows), np.diff(matrix.indptr))
    links = sparse.csr_array((np.ones(len(row)), (matrix.indices, columns + row)),
                             shape=(columns + rows, columns + rows))
    _, label = connected_components(links, directed=False)
    return label[:columns].astype(np.int64), label[columns:].astype(np.int64)


def unlimited(counts: Counts) -> Ints:
    """Return values that no number reaches unless nothing holds it back."""
    return np.full(len(counts.value), 10 * counts.value.max(initial=1) + 1000)


def intervals(counts: Counts, hidden: Bools,
              limits: tuple[Ints, Ints] | None = None) -> tuple[Floats, Floats]:
    """Return the least and the largest value each hidden number can have, NaN where shown.

    A number that nothing holds back has no largest value: it is infinite.
    """
    low, high = (np.full(len(counts.value), np.nan) for _ in range(2))
    for puzzle in puzzles(counts, hidden, limits=limits):
        low[puzzle.cells], high[puzzle.cells] = _extremes(puzzle)
    high[high >= unlimited(counts) / 2] = np.inf
    return low, high


def _extremes(puzzle: Puzzle) -> tuple[Ints, Ints]:
    """Return the least and the largest value of each number of a puzzle, by all solutions seen.

    What has been seen at its floor or ceiling needs no search of its own.
    """
    true = puzzle.counts.value[puzzle.cells]
    low, high = true.copy(), true.copy()
    size = len(puzzle.cells)
    for direction in (np.ones(size), -np.ones(size), *np.eye(size), *-np.eye(size)):
        place = int(np.argmax(np.abs(direction)))
        alone = np.count_nonzero(direction) == 1
        if alone and (high[place] == puzzle.ceiling[place] if direction[place] > 0
                      else low[place] == puzzle.floor[place]):
            continue
        solution, _ = puzzle.solve(direction)
        if solution is not None:
            low, high = np.minimum(low, solution), np.maximum(high, solution)
    return low, high
