"""How many more passages a person has to code, and which design gets there cheapest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from civic_qual.analysis.estimates.group_shares import GroupShares, group_shares
from civic_qual.analysis.estimates.notes import about_estimates
from civic_qual.analysis.estimates.readers.settled import Settled
from civic_qual.analysis.estimates.readers.with_errors import if_right
from civic_qual.analysis.estimates.side_by_side import SideBySide, Unread, side_by_side
from civic_qual.analysis.estimates.units import Units, units_of
from civic_qual.analysis.measures import SEGMENTS, SegmentMeasureName
from civic_qual.analysis.sampling.sampling_frame import DESIGNS
from civic_qual.arrays import Floats
from civic_qual.coding.blind import Judges
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, decimal, quoted, sentences, typed
from civic_qual.results import Result
from civic_qual.statistics.banded_shares import BandedShares
from civic_qual.statistics.design_effect import no_clusters
from civic_qual.statistics.planning import (
    by_hand_alone,
    drawn_by_score,
    drawn_evenly,
    first_enough,
    likeness,
    sizes_to_try,
    widths_to_come,
)
from civic_qual.statistics.recalibration import fit_curve
from civic_qual.tidy import frame_of

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings

_BY_HAND, _CAUTIOUS = "by_hand_alone", "_cautious"
REACHED = {"": 0.5, _CAUTIOUS: 0.9}  # in what share of futures so many are enough
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
    simple_cautious: float = _NAN
    stratified: float = _NAN
    stratified_cautious: float = _NAN
    scores: float = _NAN
    scores_cautious: float = _NAN
    interviews: float = _NAN
    interviews_cautious: float = _NAN
    by_hand_alone: float = _NAN
    cheapest: str
    note: str


COLUMNS = tuple(field.name for field in fields(MoreRow))


class HowManyMore(Result):
    """How many more passages to code by hand, a theme and group a row.

    Columns: theme, group, human_n and width now, wanted, how many more passages by design:
    `simple`, `stratified` (drawn in this group alone), `scores`, `interviews` (whole ones), each
    with `_cautious` beside it, and `by_hand_alone` (a simple sample without a machine);
    `cheapest`, the design with the fewest; note. With the first number half of the studies like
    this reach the width, with the cautious one nine of ten. NaN where not even all passages are
    enough, or a design does not apply.
    """

    _title = Message("How many more passages to code by hand")
    measure: ClassVar[SegmentMeasureName] = "segments"

    def __init__(self, frame: pd.DataFrame, *, notes: Sequence[str], side: SideBySide) -> None:
        super().__init__(frame, notes=notes)
        self.side = side


def how_many_more(
    machine: Codings,
    human: Codings,
    sample: Sample,
    *,
    width: float,
    by: str | Sequence[str] | None = None,
    level: Level = "theme",
    coder: str | Sequence[str] | None = None,
    settled: Settled | None = None,
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
        machine,
        human,
        sample,
        by=by,
        level=level,
        coder=coder,
        settled=settled,
        unread=unread,
        shown=shown,
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
    about = about_estimates(
        side,
        measure=SEGMENTS,
        confidence=confidence,
        cells=len(rows),
        readers=if_right(side),
    )
    return HowManyMore(frame, notes=about, side=side)


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
    """Return how many more passages each row takes, (K,), by design, central and cautious."""
    sizes = sizes_to_try(units.coded_number, len(units))
    widths = {
        design + name: np.quantile(to_come, share, axis=-1)
        for design, to_come in _widths(units, shares, sizes.tolist(), interviews).items()
        for name, share in REACHED.items()
    }
    widths[_BY_HAND] = by_hand_alone(shares.people_only, sizes, shares.confidence)
    return {
        design: first_enough(sizes, expected, wanted) - units.coded_number
        for design, expected in widths.items()
    }


def _widths(
    units: Units, shares: BandedShares, sizes: list[int], interviews: _Interviews
) -> dict[str, Floats]:
    """Return the widths that may come at each size, (n_sizes, K, n_futures), by design."""
    bands, one_by_one = shares.bands, no_clusters(units.coded.shape[1])
    chances = fit_curve(units.scores[units.index], units.coded)(units.scores)
    evenly = [drawn_evenly(bands, size) for size in sizes]
    by_score = [drawn_by_score(chances, units.scores, size) for size in sizes]
    whole = one_by_one.times(1 + (interviews.size - 1) * interviews.likeness)
    return {
        "simple": widths_to_come(bands, evenly, one_by_one, shares.confidence),
        "scores": widths_to_come(bands, by_score, one_by_one, shares.confidence),
        "interviews": widths_to_come(
            bands, evenly, whole, shares.confidence, cluster_size=interviews.size
        ),
    }


def _in_one_group(needed: Mapping[str, Floats], part: float) -> dict[str, Floats]:
    """Return how many more it takes of all passages: outside the group they are drawn in vain.

    Unless strata are drawn: then all are in it.
    """
    return {
        **{design: np.ceil(more / part) for design, more in needed.items()},
        **{"stratified" + name: needed["simple" + name] for name in REACHED},
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
        design: float(np.maximum(numbers[index], design != _BY_HAND))
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
    low, high = more[cheapest], more[cheapest + _CAUTIOUS]
    return sentences([_range(cheapest, low, high), _saved(more[_BY_HAND] - low)])


def _range(design: str, low: float, high: float) -> str:
    """Say between which numbers it takes, and what each is good for.

    Examples
    --------
    >>> _range("simple", 120.0, 190.0)
    "Between 120 and 190 passages more by the design 'simple': with 120 half of the studies like
     this reach it, with 190 nine of ten."
    """
    if high != high:  # NaN: not even all of them
        return Message(
            "At least {low} passages more by the design {design}: with these half of the studies "
            "like this reach it; no number is sure to.",
            low=decimal(low, 0),
            design=quoted(design),
        )
    if high <= low:
        return Message(
            "About {high} passages more by the design {design}: with these nine of ten of the "
            "studies like this reach it.",
            high=decimal(low, 0),
            design=quoted(design),
        )
    return Message(
        "Between {low} and {high} passages more by the design {design}: with {low} half of the "
        "studies like this reach it, with {high} nine of ten.",
        low=decimal(low, 0),
        high=decimal(high, 0),
        design=quoted(design),
    )


def _saved(saved: float) -> str:
    if not saved >= 1:
        return ""
    return Message(
        "Without the machine it takes about {saved} more than the first number.",
        saved=decimal(saved, 0),
    )
