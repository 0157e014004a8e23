"""What shares are of: segments, or the people and interviews they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from civic_qual.analysis.estimates.comparison import LinedUp
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.errors import EstimateError

EstimateMeasure = Literal["segments", "participants", "transcripts"]


@dataclass(frozen=True, eq=False)
class Units:
    """The units of one group: U of them, n coded by a person, K rows.

    `scores`, `raw` and `read` by the machine are of shape (U, K), `coded` (n, K), `positions`,
    `probability` and `cluster` (n,); the last is None where units were drawn one by one.
    """

    scores: Floats
    raw: Bools
    read: Bools
    positions: Ints
    coded: Floats
    probability: Floats
    cluster: npt.NDArray[np.object_] | None

    @property
    def clusters(self) -> int:
        """How many were drawn independently: interviews, or units if drawn one by one."""
        return len(self.positions) if self.cluster is None else len(set(self.cluster.tolist()))


def check_estimate_measure(lined: LinedUp, measure: str) -> bool:
    """Refuse measures that do not exist; return whether the sample can say something of this one.

    Shares of people and interviews are not sums over segments: a machine wrong in 2 % of turns
    flags most interviews of 80 turns. Only whole interviews read by a person can correct them.
    """
    if measure not in get_args(EstimateMeasure):
        raise EstimateError(
            f"measure={measure!r} cannot be estimated; take one of "
            + ", ".join(get_args(EstimateMeasure))
        )
    if measure == "segments":
        return True
    if lined.sample.unit == "transcript":
        return measure == "transcripts"
    return lined.sample.design == "interviews"


def units_of(lined: LinedUp, group: int, measure: EstimateMeasure) -> Units:
    """Return the units of a group; the last group is all.

    Raises
    ------
    EstimateError
        If people are counted who speak in several interviews, or were read in part.
    """
    inside = lined.member[:, group]
    if measure == "segments" or lined.sample.unit == "transcript":
        return _segments(lined, inside)
    if lined.unread:
        raise EstimateError(
            f"{lined.unread} passages of the interviews drawn were not read, so "
            f"nobody knows what they show; shares of {measure} need interviews "
            "read to their end"
        )
    if measure == "participants":
        _refuse_people_told_apart_by_nothing(lined)
    return _whole(
        lined, inside, lined.transcript if measure == "transcripts" else lined.participant
    )


def _segments(lined: LinedUp, inside: Bools) -> Units:
    here = inside[lined.positions]
    place = np.cumsum(inside) - 1
    return Units(
        lined.scores[inside],
        lined.raw[inside],
        lined.read_by_machine[inside],
        place[lined.positions[here]],
        lined.coded[here],
        lined.probability[here],
        None if lined.cluster is None else lined.cluster[here],
    )


def _whole(lined: LinedUp, inside: Bools, thing: Ints) -> Units:
    """Put the segments of each person or interview together: one that carries is enough."""
    names, which = np.unique(thing[inside], return_inverse=True)
    size, segments = len(names), _segments(lined, inside)
    drawn = which[segments.positions]
    positions, first = np.unique(drawn, return_index=True)
    missing = np.isnan(segments.scores)
    absent = _summed(which, np.log1p(-np.clip(np.nan_to_num(segments.scores), 0, 1 - 1e-9)), size)
    unscored = _summed(which, ~missing, size) == 0
    cluster = None if segments.cluster is None else segments.cluster[first]
    alone = cluster is None or len(set(cluster.tolist())) == len(cluster)
    return Units(
        np.where(unscored, np.nan, -np.expm1(absent)),
        _summed(which, segments.raw, size) > 0,
        _summed(which, segments.read, size) > 0,
        positions,
        (_summed(drawn, segments.coded, size)[positions] > 0).astype(float),
        segments.probability[first],
        None if alone else cluster,
    )


def _summed(which: Ints, values: npt.NDArray[np.generic], size: int) -> Floats:
    totals = np.zeros((size, values.shape[1]))
    np.add.at(totals, which, values.astype(np.float64))
    return totals


def _refuse_people_told_apart_by_nothing(lined: LinedUp) -> None:
    if (lined.participant < 0).any():
        raise EstimateError(
            f"several people speak in one {lined.sample.unit}, so it cannot be "
            'told who carries a theme; draw interviews by unit="turn"'
        )
    pairs = np.unique(np.column_stack([lined.participant, lined.transcript]), axis=0)
    people, times = np.unique(pairs[:, 0], return_counts=True)
    if (times > 1).any():
        raise EstimateError(
            f"{int((times > 1).sum())} of {len(people)} participants speak in several interviews, "
            "of which some may not have been drawn, so what the sample says of them is unknown; "
            'take measure="transcripts"'
        )
