"""Rounding instead of hiding: every number a multiple of 3 or 5, and parts still add up.

Controlled rounding (Cox and Ernst 1982): each number goes to one of its two neighbours among the
multiples, such that all that holds between the true numbers holds between the rounded ones; so
no margin tells more than the numbers beside it.
"""

from __future__ import annotations

import numpy as np

from civic_qual.arrays import Floats, Ints
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message
from civic_qual.privacy.suppressing.attack import intervals
from civic_qual.privacy.suppressing.ledger import Counts

_SECONDS = 20.0


def rounded_numbers(counts: Counts, base: int) -> Ints:
    """Return every number rounded to a multiple of `base`, as near as can be.

    Raises
    ------
    DisclosureError
        If no such rounding was found.
    """
    below = counts.value // base * base
    rest = counts.value - below
    away = base - 2.0 * rest  # what going up costs more than going down
    # What is known anyway goes down: a number above it would be seen to have been rounded up.
    upward = (rest > 0) & ~counts.fixed
    # Dense: with the long indices of a sparse matrix this search reports an error.
    steps = counts.relations.toarray() * base
    from scipy.optimize import Bounds, LinearConstraint, milp

    found = milp(
        away,
        integrality=np.ones(len(below), dtype=np.int64),
        bounds=Bounds(0, upward.astype(np.int64)),
        constraints=LinearConstraint(steps, -np.inf, -(counts.relations @ below)),
        options={"time_limit": _SECONDS},
    )
    if found.x is None:
        raise DisclosureError(
            Message(
                "these tables cannot all be rounded to multiples of {base} so that "
                'they still add up; take method="suppress", or fewer tables',
                base=base,
            )
        )
    return below + base * np.rint(found.x).astype(np.int64)


def rounded_intervals(counts: Counts, rounded: Ints, base: int) -> tuple[Floats, Floats]:
    """Return what an attacker can say of every number, who knows how rounding is done."""
    limits = np.maximum(rounded - base + 1, 0), rounded + base - 1
    low, high = intervals(counts, ~counts.fixed, limits)
    return (np.where(counts.fixed, counts.value, low), np.where(counts.fixed, counts.value, high))
