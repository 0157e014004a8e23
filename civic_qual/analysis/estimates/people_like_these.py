"""Differences of whom: of people like these, who could have been others, or of this corpus alone.

What this corpus holds is known when all is read. What people like these say is never known so well:
those heard are taken for a draw of their kind, and few people are a small sample however much each
of them said.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from civic_qual.analysis.estimates.heard_together import HEARD_TOGETHER, several_together
from civic_qual.analysis.estimates.side_by_side import SideBySide
from civic_qual.analysis.estimates.units import Units
from civic_qual.arrays import Floats
from civic_qual.messages import Message
from civic_qual.statistics.banded_shares import BandedShares
from civic_qual.statistics.group_tests import PeopleLikeThese
from civic_qual.statistics.overdispersion import correlation_within_people, effective_number

FEWEST_PEOPLE = 5  # read by hand on both sides, below which nothing is said of people like these


def people_like_these(
    units: tuple[Units, Units], shares: tuple[BandedShares, BandedShares]
) -> tuple[PeopleLikeThese, PeopleLikeThese] | None:
    """Return the shares of both groups for people like these; None if too few people were read.

    How alike the words of one person are is estimated from what was read of both groups, all
    themes together (`correlation_within_people`).

    Parameters
    ----------
    units, shares
        Of two groups: their units, and their shares in this corpus.
    """
    counts = [_by_person(one) for one in units]
    people = [len(trials) for _, trials in counts]
    if min(people) < FEWEST_PEOPLE:
        return None
    found = np.vstack([cases for cases, _ in counts])
    trials = np.concatenate([number for _, number in counts])[:, None].repeat(found.shape[1], 1)
    inside = np.repeat([True, False], people)
    correlation = correlation_within_people(found, trials, inside)
    made = [
        PeopleLikeThese(
            of_group,
            effective_number(_sizes(one), correlation[1 - index]),
            sum(people) - len(people),
        )
        for index, (one, of_group) in enumerate(zip(units, shares, strict=True))
    ]
    return made[0], made[1]


def _by_person(units: Units) -> tuple[Floats, Floats]:
    """Return of each person read by hand the units found, (C, K), and those read, (C,)."""
    _, who = np.unique(units.together[units.index], return_inverse=True)
    read = np.bincount(who).astype(np.float64)
    found = np.zeros((len(read), units.coded.shape[1]))
    np.add.at(found, who, units.coded)
    return found, read


def _sizes(units: Units) -> Floats:
    """Return how many units each person of a group has, (C,)."""
    return np.unique(units.together, return_counts=True)[1].astype(np.float64)


def targets(side: SideBySide, compared: Sequence[Units]) -> list[str]:
    """Say of whom the limits of differences are.

    Parameters
    ----------
    side
        Machine, person and sample.
    compared
        The units of all groups that are compared.
    """
    read_all = all(units.coded_number == len(units) for units in compared)
    of_corpus = (
        Message(
            "Every passage was read: in these interviews the difference is what stands here, and "
            "no test is needed. low_corpus and high_corpus are the same number."
        )
        if read_all
        else Message(
            "Differences, low_corpus and high_corpus: about these interviews only, and what nobody "
            "has read yet."
        )
    )
    return [
        Message(
            "Differences, low, high, low_all, high_all and p: about people like these. Others of "
            "the same kind could have said something else. It is assumed that those heard are like "
            "a draw of their kind."
        ),
        of_corpus,
        *([HEARD_TOGETHER] if several_together(side.machine.corpus) else []),
    ]


def only_here(people: tuple[float, float], corpus: tuple[float, float]) -> str:
    """Say so where these interviews differ, and people like these may not.

    Parameters
    ----------
    people, corpus
        The limits of a difference for people like these, and for this corpus.
    """
    if _without_zero(*corpus) and not _without_zero(*people):
        return Message(
            "These interviews differ. Whether people like these differ is not shown: too few were "
            "heard for a difference of this size."
        )
    return ""


def _without_zero(low: float, high: float) -> bool:
    return low > 0 or high < 0
