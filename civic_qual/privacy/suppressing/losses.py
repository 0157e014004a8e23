"""What a reader loses with each number: what is hidden beside small ones is what they miss least.

Themes by group are what a table is asked for: turns first, then people. Interviews say nearly the
same as people; codes and crossed cells are details; what is of all groups together stands in every
sentence; and with what was read the shares of a whole column are lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import Bools, Floats, Ints

if TYPE_CHECKING:
    from civic_qual.privacy.suppressing.ledger import Entry

_BASE, _MARGIN, _DETAIL = 20.0, 4.0, 0.4
_MEASURES = {"segments": 1.0, "participants": 0.8, "transcripts": 0.4}
_OTHER_MEASURE = 0.5


def losses(entries: Sequence[Entry], whole: Ints) -> Floats:
    """Return what is lost with each number, of shape (n_numbers,).

    Of numbers of one kind the larger is the greater loss.

    Parameters
    ----------
    whole
        For each number the index of that of all groups together; its own where it is that.
    """
    largest: dict[object, int] = {}
    for one in entries:
        measure = one.key.measure
        largest[measure] = max(largest.get(measure, 0), one.value, one.base or 0)
    size = np.array([(one.value + 1) / (largest[one.key.measure] + 1) for one in entries])
    kind = np.array([_kind(one) for one in entries])
    lost: Floats = kind * (1 + size / 2)
    lost[details(entries)] *= _DETAIL
    lost[whole == np.arange(len(entries))] *= _MARGIN
    return lost


def details(entries: Sequence[Entry]) -> Bools:
    """Return which numbers are of codes below a theme, or of crossed cells."""
    rows = {one.key.row.members for one in entries if not one.key.base}
    below = {row for row in rows if sum(row < other for other in rows) > 1}  # in a theme, in any
    found = [
        not one.key.base and (bool(one.key.category) or one.key.row.members in below)
        for one in entries
    ]
    return np.array(found, dtype=np.bool_)


def _kind(entry: Entry) -> float:
    if entry.key.base:
        return _BASE
    return _MEASURES.get(entry.key.measure.measure.name, _OTHER_MEASURE)
