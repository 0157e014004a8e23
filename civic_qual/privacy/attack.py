"""The attacker: what can be said of hidden numbers by those who see the others.

For each hidden number the least and the largest value is sought that agrees with all that is
shown and known, part by part of those that hang together.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from civic_qual.corpus.segments import Bools, Ints
from civic_qual.privacy.counts import Counts, Floats
from civic_qual.privacy.puzzle import TOLERANCE, Puzzle, with_needs

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
    place = np.cumsum(hidden) - 1
    needs = place[counts.needs[hidden[counts.needs].all(axis=1)]]
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
                counts,
                cells[mine],
                theirs,
                inside,
                limit[theirs],
                bounds[0][mine],
                bounds[1][mine],
                bounds[2][mine],
                bounds[3][mine],
                pairs,
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
        place = int(np.argmax(np.abs(direction)))
        alone = np.count_nonzero(direction) == 1
        if work > WORK or (
            alone
            and (
                high[place] == puzzle.ceiling[place]
                if direction[place] > 0
                else low[place] == puzzle.floor[place]
            )
        ):
            continue
        work += size
        view = puzzle.look(direction)
        solution = view.solution() if view else None
        if solution is not None:
            low, high = np.minimum(low, solution), np.maximum(high, solution)
    return low, high
