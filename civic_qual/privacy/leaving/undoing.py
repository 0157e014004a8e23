"""Hidden numbers that the files tell all the same, alone or together.

Tables of the same groups whose shown numbers agree are one table seen several times: what one of
them shows, the other cannot hide. Then linear programs look for the smallest and the largest value
that each hidden number can have, given all sums and bounds that the files show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from civic_qual.messages import Message, count, enumerated, quoted
from civic_qual.privacy.leaving.findings import Finding, place_said
from civic_qual.privacy.leaving.grids import BASE, Cell, Grid

if TYPE_CHECKING:
    import numpy as np

_MOST_HIDDEN = 400  # numbers that hang together: more of them would take minutes
_NOISE = 1e-6
_MOST_NAMED = 5
_ALIKE = 3  # cells that two tables must show alike to be taken for one


def undone(grids: Sequence[Grid], minimum: int) -> Iterator[Finding]:
    """Yield what the tables of all files tell that they hide, and numbers of few people."""
    for grid in grids:
        yield from _small(grid, minimum)
    families = list(_families(grids))
    for family in families:
        yield from _told_elsewhere(family)
        yield from _worked_out(family, minimum)
    for one, other in combinations(families, 2):
        yield from _nearly_alike(one, other, minimum)


def _small(grid: Grid, minimum: int) -> Iterator[Finding]:
    small = [cell for cell, n in grid.shown.items() if 0 < n < minimum]
    if small and grid.holds_counts:
        yield Finding(
            grid.file,
            place_said(grid.place),
            "small_number",
            Message(
                "shows numbers below {minimum}: {cells}",
                minimum=minimum,
                cells=enumerated(map(_cell_said, small), _MOST_NAMED),
            ),
            Message("Release it anew, so that these are hidden, and what tells them"),
        )


def _families(grids: Sequence[Grid]) -> Iterator[list[Grid]]:
    """Yield tables that are the same table: they show enough alike, and nothing that differs."""
    families: list[list[Grid]] = []
    for grid in grids:
        for family in families:
            if all(_agree(grid, one) for one in family):
                family.append(grid)
                break
        else:
            families.append([grid])
    yield from families


def _agree(one: Grid, other: Grid) -> bool:
    both = one.shown.keys() & other.shown.keys()
    return len(both) >= _ALIKE and all(one.shown[cell] == other.shown[cell] for cell in both)


def _told_elsewhere(family: Sequence[Grid]) -> Iterator[Finding]:
    for hiding in family:
        for showing in family:
            told = [cell for cell in hiding.hidden if cell in showing.shown]
            if told:
                yield Finding(
                    hiding.file,
                    place_said(hiding.place),
                    "told_elsewhere",
                    Message(
                        "hides what {file} shows: {cells}",
                        file=showing.file,
                        cells=enumerated(map(_cell_said, sorted(told)), _MOST_NAMED),
                    ),
                    Message("Do not send both: send what was released together"),
                )
                break


def _worked_out(family: Sequence[Grid], minimum: int) -> Iterator[Finding]:
    shown: dict[Cell, int] = {}
    for grid in family:
        shown |= grid.shown
    hidden = sorted({cell for grid in family for cell in grid.hidden} - shown.keys())
    if not hidden or not any(grid.sums for grid in family):
        return
    found = list(_intervals(family, shown, hidden))
    if not found and len(family) > 1:  # they are not one table after all
        for grid in family:
            yield from _worked_out([grid], minimum)
        return
    if len(hidden) > _MOST_HIDDEN:
        yield from _too_many(family, len(found))
    told = []
    for cell, low, high in found:
        if high - low < minimum:
            told.append(
                Message("{cell}: {n}", cell=_cell_said(cell), n=low)
                if low == high
                else Message("{cell}: {low} to {high}", cell=_cell_said(cell), low=low, high=high)
            )
    if told:
        first = next(grid for grid in family if grid.hidden)
        files = dict.fromkeys(grid.file for grid in family)
        yield Finding(
            ", ".join(files),
            place_said(first.place) if len(files) == 1 else "",
            "worked_out",
            Message(
                "hides numbers that can be worked out from the others: {cells}",
                cells=enumerated(told, _MOST_NAMED),
            ),
            Message("Release all of it anew, together, and send nothing of before"),
        )


def _too_many(family: Sequence[Grid], looked_at: int) -> Iterator[Finding]:
    """Say that there are more hidden numbers than were tried, if so."""
    touched = {cell for grid in family for total, parts in grid.sums for cell in (total, *parts)}
    hidden = {cell for grid in family for cell in grid.hidden & touched}
    hidden -= {cell for grid in family for cell in grid.shown}
    if len(hidden) > looked_at:
        yield Finding(
            family[0].file,
            place_said(family[0].place),
            "not_looked_into",
            Message(
                "hides {n} numbers, of which {looked} were tried: the others may be worked out",
                n=count(len(hidden)),
                looked=count(looked_at),
            ),
            Message("Look at fewer files at once, or at tables of fewer groups"),
        )


def _intervals(
    family: Sequence[Grid], shown: dict[Cell, int], hidden: list[Cell]
) -> Iterator[tuple[Cell, int, int]]:
    """Yield the smallest and the largest whole number that each hidden cell can be."""
    at = {cell: place for place, cell in enumerate(hidden)}
    equal, sums = _lines(_sums(family), shown, at)
    below, most = _lines(_bounds(family), shown, at)
    for part in _parts(equal, below):  # what no relation joins is worked out apart
        within = below[:, part].any(axis=1)
        lines = equal[:, part].any(axis=1)
        relations = (
            below[within][:, part], most[within], equal[lines][:, part], sums[lines],
        )  # fmt: skip
        for place, (low, high) in zip(part.tolist(), _ends(*relations), strict=False):
            if low is not None and high is not None:
                yield hidden[place], math.ceil(low - _NOISE), math.floor(high + _NOISE)


def _parts(equal: np.ndarray, below: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the cells that relations join, those only that some sum touches."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    joins = csr_array(np.abs(np.vstack([equal, below])))
    _, part = connected_components(joins.T @ joins, directed=False)
    for number in np.unique(part[equal.any(axis=0)]):
        yield np.flatnonzero(part == number)


def _ends(
    below: np.ndarray, most: np.ndarray, equal: np.ndarray, sums: np.ndarray
) -> Iterator[tuple[float | None, float | None]]:
    """Yield the smallest and the largest value of each cell; None where there is no end."""
    import numpy as np
    import scipy.optimize

    linprog: Any = scipy.optimize.linprog
    relations = {"A_ub": below, "b_ub": most, "A_eq": equal, "b_eq": sums}
    for place in range(min(equal.shape[1], _MOST_HIDDEN)):
        aim = np.zeros(equal.shape[1])
        aim[place] = 1
        low, high = (linprog(sign * aim, **relations, method="highs") for sign in (1, -1))
        yield (low.fun if low.status == 0 else None, -high.fun if high.status == 0 else None)


def _sums(family: Sequence[Grid]) -> Iterator[list[tuple[Cell, int]]]:
    for grid in family:
        for total, parts in grid.sums:
            yield [(total, -1), *((part, 1) for part in parts)]


def _bounds(family: Sequence[Grid]) -> Iterator[list[tuple[Cell, int]]]:
    for grid in family:
        yield from grid.bounds


def _lines(
    relations: Iterable[list[tuple[Cell, int]]], shown: dict[Cell, int], at: dict[Cell, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return relations as lines of a matrix of hidden cells, and what stands on the right."""
    import numpy as np

    lines, right = [], []
    for relation in relations:
        if any(cell not in shown and cell not in at for cell, _ in relation):
            continue
        line = np.zeros(len(at))
        known = 0
        for cell, sign in relation:
            if cell in shown:
                known += sign * shown[cell]
            else:
                line[at[cell]] += sign
        if line.any():
            lines.append(line)
            right.append(-known)
    return np.array(lines).reshape(-1, len(at)), np.array(right, dtype=float)


def _nearly_alike(one: Sequence[Grid], other: Sequence[Grid], minimum: int) -> Iterator[Finding]:
    """Find two counts of nearly the same people: their differences are of the few between."""
    first, second = one[0], other[0]
    both = first.shown.keys() & second.shown.keys()
    rows = {row for row, _ in both}
    bases = [cell for cell in both if cell[0] == BASE]
    apart = {cell: abs(first.shown[cell] - second.shown[cell]) for cell in bases}
    small = [cell for cell, off in apart.items() if 0 < off < minimum]
    if len(rows) < 2 or not small or first.file == second.file:
        return
    yield Finding(
        ", ".join((first.file, second.file)),
        "",
        "two_releases",
        Message(
            "count nearly the same: {cell} differs by {n}, so the differences of the other numbers "
            "say what these few said",
            cell=_cell_said(small[0]),
            n=count(apart[small[0]]),
        ),
        Message("Send one of them only; make a later release with the ledger of the earlier one"),
    )


def _cell_said(cell: Cell) -> str:
    return Message("{row} in {column}", row=quoted(cell[0]), column=quoted(cell[1]))
