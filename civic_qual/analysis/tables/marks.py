"""What stands in a table where a number is not shown, so that the table may leave the study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from civic_qual.arrays import Bools

SUPPRESSED = "suppressed"


@dataclass(frozen=True, eq=False)
class Marks:
    """Which numbers are not shown, of shape (n_rows, n_columns), and what is said instead.

    `about` and `bases` are the notes of the table, as they may be read by everybody.
    """

    count: Bools
    denominator: Bools
    about: tuple[str, ...]
    bases: tuple[str, ...]


def marked(values: npt.NDArray[Any], hidden: Bools | None) -> npt.NDArray[Any]:
    """Return values with a mark where they are not shown.

    Examples
    --------
    >>> import numpy as np
    >>> marked(np.array([3, 7]), np.array([True, False])).tolist()
    ['suppressed', 7]
    """
    if hidden is None or not hidden.any():
        return values
    shown = values.astype(object)
    shown[hidden] = SUPPRESSED
    return shown
