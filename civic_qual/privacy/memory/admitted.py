"""Whose words a release counts: who is new or changed waits until enough people are.

A release counts one set of records for all its tables. A record is one person as coded: joining
adds one, leaving takes one, a correction does both. Two releases tell, by their difference, what
the changed records say; so, against every earlier set and in every group, nobody has changed or
at least `minimum` people have.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from civic_qual.arrays import Bools, Ints


def admitted(
    present: Bools,
    earlier: Sequence[Bools],
    groups: Sequence[Bools],
    *,
    person: Ints,
    minimum: int,
) -> Bools:
    """Return which records a release counts: as many of those present as the rule allows.

    Greedy: all are taken; while a group has too few changed people, all changes of people in that
    group wait, so that what the latest release counted of them stands. It ends, for the set of the
    latest release itself is allowed.

    Parameters
    ----------
    present
        The records there are now, of shape (n_records,).
    earlier
        The records that each earlier release counted, the latest one last.
    groups
        The records in each group of each grouping that was ever published, or will be now. That
        of everybody is always asked too.
    person
        Whose record each one is.
    minimum
        How many people must have changed.

    Examples
    --------
    >>> everybody = np.ones(8, dtype=bool)
    >>> before = np.arange(8) < 4
    >>> int(admitted(everybody, [before], [], person=np.arange(8), minimum=5).sum())
    4
    >>> int(admitted(everybody, [before], [], person=np.arange(8), minimum=4).sum())
    8
    """
    if not earlier:
        return present.copy()
    asked = [*groups, np.ones_like(present)]
    chosen, latest = present.copy(), earlier[-1]
    while (few := _too_few(chosen, earlier, asked, person, minimum)) is not None:
        waiting = np.unique(person[(chosen != latest) & few])
        if not len(waiting):  # this group has changed since an older release only
            return latest.copy()
        chosen = np.where(np.isin(person, waiting), latest, chosen)
    return chosen


def allowed(
    chosen: Bools,
    earlier: Sequence[Bools],
    groups: Sequence[Bools],
    *,
    person: Ints,
    minimum: int,
) -> bool:
    """Whether a set of records may be released after earlier ones."""
    asked = [*groups, np.ones_like(chosen)]
    return _too_few(chosen, earlier, asked, person, minimum) is None


def changed_people(one: Bools, other: Bools, group: Bools, person: Ints) -> int:
    """Return how many people of a group have another record in one set than in the other.

    Examples
    --------
    >>> sets = np.array([[True, False, True], [False, True, True]])
    >>> changed_people(*sets, np.ones(3, dtype=bool), np.array([0, 0, 1]))
    1
    """
    return len(np.unique(person[(one != other) & group]))


def _too_few(
    chosen: Bools,
    earlier: Sequence[Bools],
    groups: Sequence[Bools],
    person: Ints,
    minimum: int,
) -> Bools | None:
    """Return a group of which somebody has changed since some release, but not enough people."""
    for before in earlier:
        if not (chosen != before).any():
            continue
        for group in groups:
            if 0 < changed_people(chosen, before, group, person) < minimum:
                return group
    return None
