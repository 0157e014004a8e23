"""What shares are of: segments, or the people and interviews they belong to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.analysis.estimates.heard_together import heard_together
from civic_qual.analysis.estimates.side_by_side import SideBySide, things_told_apart
from civic_qual.analysis.measures import (
    TRANSCRIPTS,
    Measure,
    SegmentMeasureName,
    measure_named,
    segment_measures,
)
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.corpus.segments import unit_word
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, enumerated, quoted, typed

WHOLE_INTERVIEWS = Message("draw whole interviews on the page Work")


@dataclass(frozen=True, eq=False, kw_only=True)
class Units:
    """The units of one group: U of them, n coded by a person, K rows.

    Attributes
    ----------
    scores, found, read
        By the machine, of shape (U, K).
    index
        (n,): which units a person coded.
    coded
        (n, K): 1 where the person found the row, else 0.
    probability, cluster
        (n,): of having been drawn; `cluster` is None where units were drawn one by one.
    together
        (U,): whose they are, the same number where people hang together: see `heard_together`.
    """

    scores: Floats
    found: Bools
    read: Bools
    index: Ints
    coded: Floats
    probability: Floats
    cluster: npt.NDArray[np.object_] | None
    together: Ints

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def coded_number(self) -> int:
        """How many a person coded."""
        return len(self.index)

    @property
    def clusters(self) -> int:
        """How many were drawn independently: interviews, or units if drawn one by one."""
        return self.coded_number if self.cluster is None else len(set(self.cluster.tolist()))


def estimate_measure(name: SegmentMeasureName) -> Measure:
    """Return the measure of a name.

    Raises
    ------
    EstimateError
        If there is none, or segments drawn at random say nothing of it.
    """
    if name not in segment_measures():
        raise EstimateError(
            Message(
                "measure={measure} cannot be estimated; take one of {measures}",
                measure=quoted(name),
                measures=enumerated(segment_measures()),
            )
        )
    return measure_named(name)


def can_be_corrected(side: SideBySide, measure: Measure) -> bool:
    """Whether the sample can say something of a measure.

    Shares of people and interviews are not sums over segments: a machine wrong in 2 % of turns
    flags most interviews of 80 turns. Only whole interviews read by a person can correct them.
    """
    if measure.segments == "asked":
        return True
    if side.sample.unit == "transcript":
        return measure is TRANSCRIPTS
    return side.sample.design == "interviews"


def units_of(side: SideBySide, group: int, measure: Measure) -> Units:
    """Return the units of a group; the last group is all.

    Raises
    ------
    EstimateError
        If people are counted who speak in several interviews, or were read in part.
    """
    segments = _segments(side, group)
    if measure.segments == "asked" or side.sample.unit == "transcript":
        return segments
    if side.by_person.unread:
        raise EstimateError(
            Message(
                "{unread} passages of the interviews drawn were not read, so nobody knows what "
                "they show; shares of {measure} need interviews read to their end",
                unread=side.by_person.unread,
                measure=measure.words.things(side.sample.unit),
            )
        )
    whose = things_told_apart(side.machine.corpus, measure, side.sample.unit)[side.segments.row]
    _refuse_people_in_several_interviews(side, whose)
    return _put_together(segments, whose[side.segments.member[:, group]])


def _segments(side: SideBySide, group: int) -> Units:
    inside = side.segments.member[:, group]
    machine, person = side.by_machine, side.by_person
    here = inside[person.index]
    index_inside = np.cumsum(inside) - 1
    return Units(
        scores=machine.scores[inside],
        found=machine.found[inside],
        read=machine.read[inside],
        index=index_inside[person.index[here]],
        coded=person.found[here],
        probability=person.probability[here],
        cluster=None if person.cluster is None else person.cluster[here],
        together=heard_together(side.machine.corpus)[side.segments.transcript[inside]],
    )


def _put_together(segments: Units, whose: Ints) -> Units:
    """Put the segments of each person or interview together: one that carries is enough."""
    names, first_of_all, which = np.unique(whose, return_index=True, return_inverse=True)
    size, drawn = len(names), which[segments.index]
    index, first = np.unique(drawn, return_index=True)
    cluster = None if segments.cluster is None else segments.cluster[first]
    alone = cluster is None or len(set(cluster.tolist())) == len(cluster)
    return Units(
        scores=_chance_of_any(segments.scores, which, size),
        found=_summed(which, segments.found, size) > 0,
        read=_summed(which, segments.read, size) > 0,
        index=index,
        coded=(_summed(drawn, segments.coded, size)[index] > 0).astype(float),
        probability=segments.probability[first],
        cluster=None if alone else cluster,
        together=segments.together[first_of_all],
    )


def _chance_of_any(scores: Floats, which: Ints, size: int) -> Floats:
    """Return the chance that one segment carries a row, by the scores; NaN if none was scored."""
    absent = _summed(which, np.log1p(-np.clip(np.nan_to_num(scores), 0, 1 - 1e-9)), size)
    unscored = _summed(which, ~np.isnan(scores), size) == 0
    return np.where(unscored, np.nan, -np.expm1(absent))


def _summed(which: Ints, values: npt.NDArray[np.generic], size: int) -> Floats:
    totals = np.zeros((size, values.shape[1]))
    np.add.at(totals, which, values.astype(np.float64))
    return totals


def _refuse_people_in_several_interviews(side: SideBySide, whose: Ints) -> None:
    if (whose < 0).any():
        raise EstimateError(
            Message(
                "several people speak in one {unit}, so it cannot be told who carries a theme; "
                "draw interviews by {turn}",
                turn=typed('unit="turn"', "--unit turn", Message("turns")),
                unit=unit_word(side.sample.unit),
            )
        )
    pairs = np.unique(np.column_stack([whose, side.segments.transcript]), axis=0)
    people, times = np.unique(pairs[:, 0], return_counts=True)
    if (times > 1).any():
        raise EstimateError(
            Message(
                "{several} of {people} participants speak in several interviews, of which some "
                "may not have been drawn, so what the sample says of them is unknown; take "
                "{transcripts}",
                transcripts=typed(
                    'measure="transcripts"', "--measure transcripts", Message("interviews")
                ),
                several=int((times > 1).sum()),
                people=len(people),
            )
        )
