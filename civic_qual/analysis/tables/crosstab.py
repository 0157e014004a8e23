"""Codes by an attribute, with what each number is out of, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from civic_qual.analysis.measures import SEGMENTS, Measure, measure_named
from civic_qual.analysis.tables.groups import groups
from civic_qual.analysis.tables.notes import UNCORRECTED
from civic_qual.analysis.tables.segment_table import (
    ENOUGH_PEOPLE,
    SegmentTable,
    by_machine,
    named,
    people_of,
)
from civic_qual.calls import helpful
from civic_qual.coding.carried import Carried, carried
from civic_qual.coding.coders import one_coder
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.messages import Message
from civic_qual.statistics.associations import odds_ratios, shares
from civic_qual.statistics.intervals import check_confidence

if TYPE_CHECKING:
    from civic_qual.analysis.estimates.error_rates import ErrorRates
    from civic_qual.arrays import Bools, Floats, Ints
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit
    from civic_qual.results import Passages

Counted = Literal["participants", "segments"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """What was counted, as `crosstab` takes it; the codings are those of one coder."""

    codings: Codings
    by: str
    level: Level
    measure: Counted
    unit: Unit


class Crosstab(SegmentTable):
    """Themes or codes by groups, a theme and a group a row.

    Columns: theme, group, found and read (people or segments), share with its limits low and
    high, people (read in the group), odds_ratio of the group against all others with its limits
    odds_low and odds_high. Limits and odds ratios are NaN where fewer than five people stand on a
    side.
    """

    _title = Message("Themes by group")

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        notes: Sequence[str],
        carried: Carried,
        group_of_segment: Ints,
        group_names: Sequence[str],
        asked: Asked,
    ) -> None:
        super().__init__(frame, notes=notes, carried=carried)
        self.asked = asked
        self._group_of_segment, self._group_names = group_of_segment, tuple(group_names)

    def passages(self, theme: str, group: str) -> Passages:
        """Return the segments of a group that carry a theme or a code.

        Parameters
        ----------
        theme
            The id of a theme or a code, or "any theme".
        group
            A value of the attribute.

        Returns
        -------
        Passages
            transcript, start, end, participant, text.

        Raises
        ------
        TableError
            If the table has no such theme or group.
        """
        carry = self._that_carry(theme, called=Message.in_context("of a table", "theme"))
        group_called = Message.in_context("of a table", "group")
        return self._passages(
            carry & (self._group_of_segment == named(group_called, group, self._group_names))
        )


@helpful
def crosstab(
    codings: Codings,
    *,
    by: str,
    level: Level = "theme",
    measure: Counted = "participants",
    unit: Unit = "turn",
    coder: str | None = None,
    confidence: float = 0.95,
    errors: ErrorRates | None = None,
) -> Crosstab:
    """Compare how often groups raise a theme: shares, odds ratios, and their intervals.

    Parameters
    ----------
    codings
        Codings of one coder, or of several and `coder`.
    by
        An attribute of transcripts or participants, or "language".
    level
        "theme" or "code".
    measure
        What is counted: "participants", who stand for themselves, or "segments", of which one
        person says many; intervals go by people in both cases.
    unit
        The segment.
    coder
        Whose codings to count, if several coded.
    confidence
        Of the intervals.
    errors
        What `error_by` found of the machine: its warnings about the groups go with the table.

    Returns
    -------
    Crosstab
        No p-values: many themes are compared, and an interval shows what is known.
        `passages(theme, group)` gives the segments behind a number.

    Raises
    ------
    TableError
        If nobody has the attribute, the measure is not one of the two, or several coders coded
        and none is chosen.
    CodingError
        If the codings were made by a coarser unit.

    See Also
    --------
    theme_table : Any measure, by several attributes, without intervals.
    theme_differences : Differences between groups corrected for the errors of a machine.

    Examples
    --------
    >>> import civic_qual as cq
    >>> table = crosstab(cq.example_codings(), by="country", coder="A")
    >>> table[["theme", "group", "found", "read"]].astype(object).iloc[0].tolist()
    ['plan', 'CAR', 7, 10]
    """
    check_confidence(confidence)
    counted = measure_named(measure, among=get_args(Counted))
    codings = one_coder(codings, coder)
    found = carried(codings, unit, level)
    grouped = groups(codings.corpus, (by,))
    names = [label[0] for label in grouped.labels]
    group = _group_of_segment(found, grouped.of_turn)
    person = np.unique(people_of(found), return_inverse=True)[1]
    sides = [(group == index, group != index) for index in range(len(names))]
    rows = [
        {"theme": row.id, "group": name, **_compared(*cells, confidence)}
        for column, row in enumerate(found.rows)
        for name, cells in zip(
            names, _cells(found, column, group >= 0, person, sides, counted), strict=True
        )
    ]
    return Crosstab(
        pd.DataFrame(rows, columns=list(_COLUMNS)),
        notes=[
            _what(counted, unit),
            _INTERVALS,
            *(errors.about(by) if errors is not None else ()),
            *([UNCORRECTED] if by_machine(codings) else []),
        ],
        carried=found,
        group_of_segment=group,
        group_names=names,
        asked=Asked(codings=codings, by=by, level=level, measure=measure, unit=unit),
    )


_COLUMNS = (
    "theme",
    "group",
    "found",
    "read",
    "share",
    "low",
    "high",
    "people",
    "odds_ratio",
    "odds_low",
    "odds_high",
)
_INTERVALS = Message(
    "Odds ratios compare a group with all others. Intervals go by people, of whom one "
    "says many things; where fewer than five people stand on a side there are none. They "
    "tell what chance can do, not what a coder misses."
)


def _what(measure: Measure, unit: Unit) -> str:
    things = SEGMENTS.words.things(unit)
    if measure.relations.behind != "person":
        return Message(
            "Counted: {things} in which a theme is found, out of those read.", things=things
        )
    return Message(
        "Counted: people in whose {things} a theme is found, out of those read.", things=things
    )


def _group_of_segment(found: Carried, of_turn: Ints) -> Ints:
    """Return the group of each segment; a whole interview has that of its start."""
    segments, turns = found.segments, turn_columns(found.segments.corpus)
    first = np.searchsorted(turns.transcript, segments.transcript)
    counted = np.flatnonzero(turns.counted)
    spoken = np.searchsorted(counted, first)  # the first turn that counts
    opening = counted[np.minimum(spoken, len(counted) - 1)]
    return of_turn[np.where(segments.turn >= 0, first + segments.turn, opening)]


def _cells(
    found: Carried,
    column: int,
    grouped: Bools,
    person: Ints,
    sides: Sequence[tuple[Bools, Bools]],
    measure: Measure,
) -> Iterator[tuple[Floats, Floats]]:
    """Yield what each group and all others have of a theme, person by person."""
    read = found.read[:, column] & grouped
    carries = found.matrix[:, [column]].toarray()[:, 0] > 0
    for inside, outside in sides:
        yield (
            _by_person(carries, read & inside, person, measure),
            _by_person(carries, read & outside, person, measure),
        )


def _by_person(carries: Bools, here: Bools, person: Ints, measure: Measure) -> Floats:
    """Return with and without, person by person, of shape (n_people, 2)."""
    size = int(person.max(initial=-1)) + 1
    found = np.bincount(person[here & carries], minlength=size)
    read = np.bincount(person[here], minlength=size)
    if measure.relations.behind != "person":
        return np.stack([found, read - found], axis=1).astype(np.float64)
    return np.stack([found > 0, (read > 0) & (found == 0)], axis=1).astype(np.float64)


def _compared(inside: Floats, outside: Floats, confidence: float) -> dict[str, float]:
    """Compare a group with all others, each with and without, person by person."""
    here, there = inside.sum(axis=1) > 0, outside.sum(axis=1) > 0
    people = int(here.sum())
    found, known = int(inside[:, 0].sum()), int(inside.sum())
    _, low, high = map(float, shares(inside[here], confidence))
    four = np.concatenate([inside, outside], axis=1)[here | there]
    odds = tuple(map(float, odds_ratios(four, confidence)))
    if people < ENOUGH_PEOPLE:
        low, high = np.nan, np.nan
    if min(people, int(there.sum())) < ENOUGH_PEOPLE:
        odds = (np.nan, np.nan, np.nan)
    return {
        "found": found,
        "read": known,
        "share": found / known if known else np.nan,
        "low": low,
        "high": high,
        "people": people,
        **dict(zip(("odds_ratio", "odds_low", "odds_high"), odds, strict=True)),
    }
