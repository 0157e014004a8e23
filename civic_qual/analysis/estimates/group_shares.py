"""The corrected shares of each group, where enough of it was coded by hand."""

from __future__ import annotations

from dataclasses import dataclass

from civic_qual.analysis.estimates.side_by_side import SideBySide
from civic_qual.analysis.estimates.units import Units, units_of
from civic_qual.analysis.measures import Measure
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, typed
from civic_qual.statistics.banded_shares import BandedShares, banded_shares
from civic_qual.statistics.recalibration import Curve, fit_curve

FEWEST, FEWEST_INTERVIEWS = 10, 5  # below this nothing is said


@dataclass(frozen=True, eq=False, kw_only=True)
class GroupShares:
    """A group, its units, and the shares of its themes; None if too few units were coded.

    `curve` turns scores into chances, and is one for all groups.
    """

    label: str
    units: Units
    curve: Curve
    shares: BandedShares | None


def group_shares(side: SideBySide, *, measure: Measure, confidence: float) -> list[GroupShares]:
    """Estimate the shares of each group, the last of all.

    Raises
    ------
    EstimateError
        If no group is large enough.
    """
    groups = [units_of(side, group, measure) for group in range(len(side.labels))]
    everybody = groups[-1]
    if too_few(everybody):
        _refuse_all(everybody)
    # One curve for all groups: what a score means is learned from the whole sample.
    curve = fit_curve(everybody.scores[everybody.index], everybody.coded)
    learned = side.cross_fitted
    made = [
        GroupShares(
            label=label,
            units=units,
            curve=curve,
            shares=None if too_few(units) else _shares(units, curve, confidence, learned),
        )
        for label, units in zip(side.labels, groups, strict=True)
    ]
    if len(made) > 1 and all(group.shares is None for group in made[:-1]):
        _refuse_groups(groups[:-1])
    return made


def too_few(units: Units) -> bool:
    """Whether too few units were coded to say anything of the others."""
    if units.coded_number == len(units) and len(units):
        return False  # all of them were read: nothing is left to be guessed
    return units.coded_number < FEWEST or (
        units.cluster is not None and units.clusters < FEWEST_INTERVIEWS
    )


def _shares(units: Units, curve: Curve, confidence: float, learned: bool) -> BandedShares:
    return banded_shares(
        units.scores,
        units.index,
        units.coded,
        probability=units.probability,
        clusters=units.cluster,
        confidence=confidence,
        curve=curve,
        learned=learned,
    )


def _refuse_all(units: Units) -> None:
    if units.coded_number < FEWEST:
        raise EstimateError(
            Message(
                "only {coded} units were coded by hand, and fewer than {fewest} say nothing; draw "
                "a larger sample and have it coded",
                coded=units.coded_number,
                fewest=FEWEST,
            )
        )
    raise EstimateError(
        Message(
            "only {drawn} interviews were drawn, and fewer than {fewest} say nothing of the "
            "others; draw more, or draw single passages",
            drawn=units.clusters,
            fewest=FEWEST_INTERVIEWS,
        )
    )


def _refuse_groups(groups: list[Units]) -> None:
    raise EstimateError(
        Message(
            "no group has {fewest} units coded by hand (the largest has {largest}), so nothing "
            "can be said of any; draw a larger sample with {draw}, or join groups",
            draw=typed(
                "draw_sample(..., by=...)",
                Message("civic-qual sample --by ATTRIBUTE"),
                Message("“Each its share, by” on the page Work"),
            ),
            fewest=FEWEST,
            largest=max(units.coded_number for units in groups),
        )
    )
