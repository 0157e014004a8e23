"""How far each code is learned: whether it counts, is provisional, or only ranks; and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from civic_qual.coding.scores import COUNTS, PROVISIONAL, RANKS_ONLY

Ints = npt.NDArray[np.int64]

FEWEST_TO_COUNT = 10
FEWEST_TO_PROPOSE = 3


def standing(positives: int, negatives: int, interviews: int) -> tuple[str, str]:
    """Return the status of a code, and the reason; "" if it counts.

    Parameters
    ----------
    positives, negatives
        Passages with and without the code.
    interviews
        Groups the positives come from.

    Examples
    --------
    >>> standing(12, 80, 5)
    ('counts', '')
    >>> standing(4, 80, 2)
    ('provisional', '4 examples: fewer than 10, so it is proposed and not counted')
    """
    if not positives:
        return RANKS_ONLY, "no example: it only ranks passages for review, if its texts say enough"
    if not negatives:
        return RANKS_ONLY, "every passage carries it, so nothing tells where it is absent"
    if positives < FEWEST_TO_PROPOSE:
        return RANKS_ONLY, (
            f"{positives} example{'s' if positives > 1 else ''}: fewer than "
            f"{FEWEST_TO_PROPOSE}, so it only ranks passages for review"
        )
    if interviews < 2:
        return RANKS_ONLY, (
            "all examples come from one interview, so nobody knows whether it is found in others"
        )
    if positives < FEWEST_TO_COUNT:
        return PROVISIONAL, (
            f"{positives} examples: fewer than {FEWEST_TO_COUNT}, so it is proposed and not counted"
        )
    return COUNTS, ""


def standings(
    targets: npt.NDArray[np.float64],
    groups: Ints,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the status of every code and the reasons, each of length n_codes."""
    told: Sequence[tuple[str, str]] = [
        standing(
            int((column == 1).sum()), int((column == 0).sum()), len(np.unique(groups[column == 1]))
        )
        for column in targets.T
    ]
    return tuple(status for status, _ in told), tuple(reason for _, reason in told)
