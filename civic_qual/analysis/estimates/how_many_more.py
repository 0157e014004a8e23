"""How many more passages a person has to code, and which design gets there cheapest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.estimates.group_shares import GroupShares, group_shares
from civic_qual.analysis.estimates.notes import about_estimates
from civic_qual.analysis.estimates.side_by_side import SideBySide, Unread, side_by_side
from civic_qual.analysis.estimates.units import Units, units_of
from civic_qual.analysis.measures import SEGMENTS
from civic_qual.analysis.sampling.sampling_frame import DESIGNS
from civic_qual.arrays import Floats
from civic_qual.coding.blind import Judges
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, decimal, quoted, typed
from civic_qual.results import Result
from civic_qual.statistics.banded_shares import BandedShares
from civic_qual.statistics.design_effect import DesignEffect, no_clusters
from civic_qual.statistics.planning import (
    by_hand_alone,
    drawn_by_score,
    drawn_evenly,
    expected_width,
    first_enough,
    likeness,
    sizes_to_try,
)
from civic_qual.statistics.recalibration import fit_curve
from civic_qual.tidy import frame_of

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings

_BY_HAND = "by_hand_alone"
_NAN = float("nan")


@dataclass(frozen=True, kw_only=True)
class MoreRow:
    """How many more passages one theme takes in one group; NaN where a design does not apply."""

    theme: str
    group: str
    human_n: int
    width: float
    wanted: float
    simple: float = _NAN
    stratified: float = _NAN
    scores: float = _NAN
    interviews: float = _NAN
    by_hand_alone: float = _NAN
    cheapest: str
    note: str


COLUMNS = tuple(field.name for field in fields(MoreRow))


class HowManyMore(Result):
    """How many more passages to code by hand, a theme and group a row.

    Columns: theme, group, human_n and width now, wanted, how many more passages by design:
    `simple`, `stratified` (drawn in this group alone), `scores`, `interviews` (whole ones), and
    `by_hand_alone` (a simple sample without a machine); `cheapest`, the design with the fewest;
    note. NaN where not even all passages are enough, or a design does not apply.
    """

    _title = Message("How many more passages to code by hand")


def how_many_more(
    machine: Codings,
    human: Codings,
    sample: Sample,
    *,
    width: float,
    by: str | Sequence[str] | None = None,
    level: Level = "theme",
    coder: str | None = None,
    confidence: float = 0.95,
    unread: Unread = "refuse",
    shown: Judges = "blind",
) -> HowManyMore:
    """Say how many more passages to code until limits are as narrow: `Sample.how_many_more`."""
    if not 0 < width < 1:
        raise EstimateError(
            Message(
                "{width}: the distance between the limits is between 0 and 1, as 0.1 for "
                "ten points",
                width=typed(f"width={width}", f"--width {width}"),
            )
        )
    side = side_by_side(
        machine, human, sample, by=by, level=level, coder=coder, unread=unread, shown=shown
    )
    groups = group_shares(side, measure=SEGMENTS, confidence=confidence)
    likeness_and_size = _interviews(side)
    rows = [
        row
        for group in groups
        if group.shares is not None
        for row in _rows(side, group, group.shares, width, likeness_and_size)
    ]
    frame = frame_of([vars(row) for row in rows], COLUMNS, texts=["note"])
    about = about_estimates(side, measure=SEGMENTS, confidence=confidence, cells=len(rows))
    return HowManyMore(frame, notes=about)


@dataclass(frozen=True)
class _Interviews:
    """How alike the machine's errors are within an interview, and its mean size."""

    likeness: float
    size: float


def _interviews(side: SideBySide) -> _Interviews:
    units = units_of(side, len(side.labels) - 1, SEGMENTS)
    chances = fit_curve(units.scores[units.index], units.coded)(units.scores)
    residual = units.coded - np.nan_to_num(chances[units.index])
    transcript = side.segments.transcript
    return _Interviews(
        likeness=max(likeness(residual, transcript[side.by_person.index]), 0.0),
        size=len(side.segments) / len(np.unique(transcript)),
    )


def _rows(
    side: SideBySide,
    group: GroupShares,
    shares: BandedShares,
    wanted: float,
    interviews: _Interviews,
) -> list[MoreRow]:
    needed = _needed(group.units, shares, wanted, interviews)
    if group.label != side.labels[-1]:
        needed = _in_one_group(needed, len(group.units) / len(side.segments))
    return [
        _row(row.id, group, shares, wanted, index, needed)
        for index, row in enumerate(side.rows)
        if side.by_person.looked_for[index]
    ]


def _needed(
    units: Units, shares: BandedShares, wanted: float, interviews: _Interviews
) -> dict[str, Floats]:
    """Return how many more passages each row takes, (K,), by design."""
    sizes = sizes_to_try(units.coded_number, len(units))
    widths = {
        **_widths(units, shares, sizes.tolist(), interviews),
        _BY_HAND: by_hand_alone(shares.people_only, sizes, shares.confidence),
    }
    return {
        design: first_enough(sizes, np.array(expected), wanted) - units.coded_number
        for design, expected in widths.items()
    }


def _widths(
    units: Units, shares: BandedShares, sizes: list[int], interviews: _Interviews
) -> dict[str, list[Floats]]:
    """Return the widths expected at each size of the sample, by design."""
    bands, one_by_one = shares.bands, no_clusters(units.coded.shape[1])
    chances = fit_curve(units.scores[units.index], units.coded)(units.scores)
    widths: dict[str, list[Floats]] = {"simple": [], "scores": [], "interviews": []}
    for size in sizes:
        evenly = drawn_evenly(bands, size)
        by_score = drawn_by_score(chances, units.scores, size)
        whole = DesignEffect(
            one_by_one.by_code * (1 + (interviews.size - 1) * interviews.likeness),
            max(round(size / interviews.size), 2),
        )
        for design, drawn, effect in (
            ("simple", evenly, one_by_one),
            ("scores", by_score, one_by_one),
            ("interviews", evenly, whole),
        ):
            widths[design].append(expected_width(bands, *drawn, effect, shares.confidence))
    return widths


def _in_one_group(needed: Mapping[str, Floats], part: float) -> dict[str, Floats]:
    """Return how many more it takes of all passages: outside the group they are drawn in vain.

    Unless strata are drawn: then all are in it.
    """
    return {
        **{design: np.ceil(more / part) for design, more in needed.items()},
        "stratified": needed["simple"],
    }


def _row(
    theme: str,
    group: GroupShares,
    shares: BandedShares,
    wanted: float,
    index: int,
    needed: Mapping[str, Floats],
) -> MoreRow:
    now = float(shares.high[index] - shares.low[index])
    # What is not narrow enough takes one more at least; by hand alone it may have been.
    more = {
        design: float(np.maximum(numbers[index], design in DESIGNS))
        for design, numbers in needed.items()
    }
    if now <= wanted:
        more = {design: 0.0 if number == number else number for design, number in more.items()}
    cheapest = "" if now <= wanted else _cheapest(more)
    return MoreRow(
        theme=theme,
        group=group.label,
        human_n=group.units.coded_number,
        width=now,
        wanted=wanted,
        **more,
        cheapest=cheapest,
        note=_NARROW_ENOUGH if now <= wanted else _note(cheapest, more),
    )


def _cheapest(more: Mapping[str, float]) -> str:
    """Return the design that takes the fewest; "" if none is expected to be enough."""
    possible = [design for design in DESIGNS if np.isfinite(more.get(design, _NAN))]
    return min(possible, key=lambda design: more[design]) if possible else ""


_NARROW_ENOUGH = Message("Narrow enough already.")


def _note(cheapest: str, more: Mapping[str, float]) -> str:
    if not cheapest:
        return Message(
            "Not even coding everything by hand is expected to reach it by these designs."
        )
    saved = more[_BY_HAND] - more[cheapest]
    if saved >= 1:
        return Message(
            "About {more} more by the design {design}, {saved} fewer than without the machine.",
            more=decimal(more[cheapest], 0),
            design=quoted(cheapest),
            saved=decimal(saved, 0),
        )
    return Message(
        "About {more} more by the design {design}.",
        more=decimal(more[cheapest], 0),
        design=quoted(cheapest),
    )
