"""How many more passages a person has to code, and which design gets there cheapest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.analysis.estimates.comparison import LinedUp, Unread, lined_up
from civic_qual.analysis.estimates.estimates import group_shares, one_person
from civic_qual.analysis.estimates.notes import about_estimates
from civic_qual.analysis.estimates.units import Units, units_of
from civic_qual.arrays import Floats
from civic_qual.errors import EstimateError
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

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.theme_rows import Level

DESIGNS = ("simple", "stratified", "scores", "interviews")
COLUMNS = (
    "theme",
    "group",
    "human_n",
    "width",
    "wanted",
    *DESIGNS,
    "by_hand_alone",
    "cheapest",
    "note",
)


def how_many_more(
    machine: Codings,
    human: Codings,
    sample: Sample,
    width: float,
    by: str | Sequence[str] | None = None,
    confidence: float = 0.95,
    level: Level = "theme",
    coder: str | None = None,
    unread: Unread = "refuse",
) -> pd.DataFrame:
    """Say how many more passages to code by hand until limits are as narrow as wanted.

    What the present sample shows is carried forward: each band of scores keeps its share. So the
    numbers are expectations, and surest where the present sample is not small.

    Parameters
    ----------
    machine, human, sample, by, confidence, level, coder, unread
        As in `estimate_themes`; of segments.
    width
        The distance wanted between the upper and the lower limit: .1 is ten points.

    Returns
    -------
    DataFrame
        theme, group, human_n and width now, wanted, how many more passages by design: `simple`,
        `stratified` (drawn in this group alone), `scores`, `interviews` (whole ones), and
        `by_hand_alone` (a simple sample without a machine); `cheapest`, the design with the
        fewest; note. NaN where not even all passages are enough, or a design does not apply.

    Raises
    ------
    EstimateError
        If the width makes no sense, or the estimate itself could not be defended.

    Examples
    --------
    >>> import civic_qual as cq
    >>> machine = cq.RuleCoder(cq.example_codebook()).code(cq.example_corpus())
    >>> sample = cq.draw_sample(cq.example_corpus(), n=60, seed=1)
    >>> table = how_many_more(machine, cq.example_codings(), sample, width=0.15, coder="A")
    >>> bool((table["simple"] <= table["by_hand_alone"]).all())
    True
    """
    if not 0 < width < 1:
        raise EstimateError(
            f"width={width}: the distance between the limits is between 0 and 1, "
            "as 0.1 for ten points"
        )
    names = (by,) if isinstance(by, str) else tuple(by or ())
    lined = lined_up(machine, one_person(human, coder), sample, names, level, None, unread)
    found = group_shares(lined, "segments", confidence)
    alike, size = _likeness(lined)
    rows = []
    for group, (units, shares) in enumerate(found):
        if shares is not None:
            rows += _rows(lined, group, units, shares, width, alike, size)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table.attrs["notes"] = about_estimates(lined, "segments", confidence, len(rows))
    return table


def _rows(
    lined: LinedUp,
    group: int,
    units: Units,
    shares: BandedShares,
    wanted: float,
    alike: float,
    size: float,
) -> list[tuple[Any, ...]]:
    coded = len(units.positions)
    sizes = sizes_to_try(coded, len(units.scores))
    needed = {
        name: first_enough(sizes, np.array(widths), wanted) - coded
        for name, widths in _widths(lined, units, shares, sizes.tolist(), alike, size).items()
    }
    needed["by_hand_alone"] = (
        first_enough(sizes, by_hand_alone(shares.people_only, sizes, shares.confidence), wanted)
        - coded
    )
    part = len(units.scores) / len(lined.places)
    if group < len(lined.labels) - 1:
        # Outside the group passages are drawn in vain, unless strata are drawn.
        needed["stratified"] = needed["simple"]
        for name in ("simple", "scores", "interviews", "by_hand_alone"):
            needed[name] = np.ceil(needed[name] / part)
    return [
        _row(lined, group, place, coded, shares, wanted, needed)
        for place in range(len(lined.rows))
        if lined.looked_for[place]
    ]


def _row(
    lined: LinedUp,
    group: int,
    place: int,
    coded: int,
    shares: BandedShares,
    wanted: float,
    needed: dict[str, Floats],
) -> tuple[Any, ...]:
    now = float(shares.high[place] - shares.low[place])
    # What is not narrow enough takes one more at least; by hand alone it may have been.
    more = {
        name: float(np.maximum(numbers[place], name in DESIGNS)) for name, numbers in needed.items()
    }
    known = {name: more.get(name, float("nan")) for name in (*DESIGNS, "by_hand_alone")}
    if now <= wanted:
        known = {name: 0.0 if number == number else number for name, number in known.items()}
    possible = {name: known[name] for name in DESIGNS if known[name] == known[name]}
    cheapest = min(possible, key=lambda name: possible[name]) if possible else ""
    return (
        lined.rows[place].id,
        lined.labels[group],
        coded,
        now,
        wanted,
        *known.values(),
        cheapest if now > wanted else "",
        _note(now, wanted, cheapest, known),
    )


def _note(now: float, wanted: float, cheapest: str, known: dict[str, float]) -> str:
    if now <= wanted:
        return "Narrow enough already."
    if not cheapest:
        return "Not even coding everything by hand is expected to reach it by these designs."
    saved = known["by_hand_alone"] - known[cheapest]
    than = f", {saved:,.0f} fewer than without the machine" if saved >= 1 else ""
    return f"About {known[cheapest]:,.0f} more by the design {cheapest!r}{than}."


def _widths(
    lined: LinedUp, units: Units, shares: BandedShares, sizes: list[int], alike: float, size: float
) -> dict[str, list[Floats]]:
    """Return the widths expected at each size of the sample, by design."""
    bands, single = shares.bands, no_clusters(len(lined.rows))
    chances = fit_curve(units.scores[units.positions], units.coded)(units.scores)
    made: dict[str, list[Floats]] = {name: [] for name in ("simple", "scores", "interviews")}
    for number in sizes:
        evenly = drawn_evenly(bands, number)
        by_score = drawn_by_score(chances, units.scores, number)
        whole = DesignEffect(
            single.by_code * (1 + (size - 1) * alike), max(round(number / size), 2)
        )
        for name, drawn, effect in (
            ("simple", evenly, single),
            ("scores", by_score, single),
            ("interviews", evenly, whole),
        ):
            made[name].append(expected_width(bands, *drawn, effect, shares.confidence))
    return made


def _likeness(lined: LinedUp) -> tuple[float, float]:
    """Return how alike the machine's errors are within an interview, and its mean size."""
    units = units_of(lined, len(lined.labels) - 1, "segments")
    chances = fit_curve(units.scores[units.positions], units.coded)(units.scores)
    residual = units.coded - np.nan_to_num(chances[units.positions])
    transcript = lined.transcript[lined.positions]
    size = len(lined.places) / len(np.unique(lined.transcript))
    return max(likeness(residual, transcript), 0.0), size
