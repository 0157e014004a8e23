"""Which of the numbers hidden beside the small ones need not be hidden after all.

A search that hides one number after another hides some that others, hidden later, make needless.
Each is shown again by trial, what the reader misses most first. It stays shown if every hidden
number still keeps its interval in whole tables that agree with it, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import Bools, Ints
from civic_qual.privacy.suppressing.attack import puzzles

if TYPE_CHECKING:
    from civic_qual.privacy.suppressing.suppression import Search

WORK = 200_000  # numbers looked at; counted, so that the result is the same on every machine


def relieve(search: Search, must: Bools, budget: int = WORK) -> None:
    """Show again what need not be hidden, as far as the budget goes.

    Parameters
    ----------
    must
        What stays hidden in any case, of shape (n_numbers,).
    """
    most, counts = search.work + budget, search.counts
    beside = np.flatnonzero(search.hidden & ~must)
    for cell in beside[np.argsort(-counts.cost[beside], kind="stable")].tolist():
        if search.work > most:
            return
        if search.hidden[cell]:
            before = search.hidden.copy(), search.low, search.high, search.solutions
            if not _shown(search, must, cell, most):
                search.hidden, search.low, search.high, search.solutions = before


def _shown(search: Search, must: Bools, cell: int, most: int) -> bool:
    """Show a number, and others that its being hidden hid; whether all hidden ones are safe.

    What is not known to be when `most` work is done counts as not safe.
    """
    search.hidden[cell] = False
    _forget(search)
    while True:
        narrow = _given_away(search)
        if not len(narrow):
            exposed = search.exposed()
            if not len(exposed):
                return True
            if search.work > most:
                return False
            if search.look(int(exposed[0])) is None:
                continue
            narrow = exposed[:1]
        if must[narrow].any():
            return False
        search.hidden[narrow] = False
        _forget(search)


def _given_away(search: Search) -> Ints:
    """Return the hidden numbers that one relation alone narrows too far: seen without a search."""
    narrow = [
        one.cells[one.ceiling - one.floor < search.counts.width[one.cells]]
        for one in puzzles(search.counts, search.hidden)
    ]
    return np.concatenate(narrow) if narrow else np.empty(0, dtype=np.int64)


def _forget(search: Search) -> None:
    """Forget the tables seen that do not agree with what is shown now."""
    counts, hidden = search.counts, search.hidden
    seen = np.array(search.solutions)
    agree = (seen[:, ~hidden] == counts.value[~hidden]).all(axis=1)
    agree &= (seen >= counts.floor(hidden)).all(axis=1)
    search.solutions = list(seen[agree])
    search.low, search.high = seen[agree].min(axis=0), seen[agree].max(axis=0)
