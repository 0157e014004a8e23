"""Codes by an attribute, with what each number is out of, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from civic_qual.analysis.tables.groups import groups
from civic_qual.analysis.tables.notes import UNCORRECTED
from civic_qual.analysis.tables.traced_table import (
    ENOUGH_PEOPLE,
    TracedTable,
    named,
    people_of,
    segment_frame,
    traced,
)
from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.coding.carried import Carried, carried
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.theme_rows import Level
from civic_qual.corpus.segments import Unit
from civic_qual.corpus.turn_columns import turn_columns
from civic_qual.errors import TableError
from civic_qual.statistics.associations import odds_ratios, shares

if TYPE_CHECKING:
    from civic_qual.analysis.estimates.error_rates import ErrorRates

Evidence = Literal["participants", "segments"]
CROSSTAB_COLUMNS = (
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


def crosstab(
    codings: Codings,
    by: str,
    level: Level = "theme",
    evidence: Evidence = "participants",
    unit: Unit = "turn",
    coder: str | None = None,
    confidence: float = 0.95,
    errors: ErrorRates | None = None,
) -> TracedTable:
    """Compare how often groups raise a theme: shares, odds ratios, and their intervals.

    Parameters
    ----------
    by
        An attribute of transcripts or participants, or "language".
    level
        "theme" or "code".
    evidence
        What is counted: "participants", who stand for themselves, or "segments", of which one
        person says many; intervals go by people in both cases.
    unit
        The segment.
    confidence
        Of the intervals.
    errors
        What `error_by` found of the machine: its warnings about the groups go with the table.

    Returns
    -------
    TracedTable
        A DataFrame, a theme and group a row: found and read (people or segments), share with its
        limits, people (read in the group), and the odds ratio of the group against all others
        with its limits, NaN where fewer than five people stand on a side. No p-values: many
        themes are compared, and an interval shows what is known. `passages(theme, group)` gives
        the segments.

    Raises
    ------
    TableError
        If nobody has the attribute, or several coders coded and none is chosen.
    CodingError
        If the codings were made by a coarser unit.

    Examples
    --------
    >>> import civic_qual as cq
    >>> table = crosstab(cq.example_codings(), "country", coder="A")
    >>> table[["theme", "group", "found", "read"]].astype(object).iloc[0].tolist()
    ['plan', 'CAR', 7, 10]
    """
    if evidence not in get_args(Evidence):
        raise TableError(f'evidence={evidence!r} is not known; take "participants" or "segments"')
    codings = one_coder(codings, coder)
    found = carried(codings, unit, level)
    grouped = groups(codings.corpus, (by,))
    labels, group, person = [label[0] for label in grouped.labels], *_where(found, grouped.of_turn)
    ids = [row.id for row in found.rows]

    def way_back(theme: str, value: str) -> pd.DataFrame:
        column, place = named("theme", theme, ids), named("group", value, labels)
        carries = found.matrix[:, [column]].toarray()[:, 0] > 0
        return segment_frame(found, carries & (group == place))

    rows = [
        (row_id, label, *numbers)
        for column, row_id in enumerate(ids)
        for label, numbers in zip(
            labels,
            _row(found, column, group, person, len(labels), evidence, confidence),
            strict=True,
        )
    ]
    machine = {"rule", "model"}.intersection(codings.read.origin.values)
    return traced(
        pd.DataFrame(rows, columns=list(CROSSTAB_COLUMNS)),
        way_back,
        _NOTES[evidence].format(unit=unit),
        _INTERVALS,
        *(errors.about(by) if errors is not None else ()),
        *([UNCORRECTED] if machine else []),
    )


_NOTES = {
    "participants": "Counted: people in whose {unit}s a theme is found, out of those read.",
    "segments": "Counted: {unit}s in which a theme is found, out of those read.",
}
_INTERVALS = (
    "Odds ratios compare a group with all others. Intervals go by people, of whom one "
    "says many things; where fewer than five people stand on a side there are none. They "
    "tell what chance can do, not what a coder misses."
)


def _where(found: Carried, of_turn: Ints) -> tuple[Ints, Ints]:
    """Return the group and the person of each segment; a whole interview has that of its start."""
    segments, turns = found.segments, turn_columns(found.segments.corpus)
    first = np.searchsorted(turns.transcript, segments.transcript)
    counted = np.flatnonzero(turns.counted)
    spoken = np.searchsorted(counted, first)  # the first turn that counts
    opening = counted[np.minimum(spoken, len(counted) - 1)]
    turn = np.where(segments.turn >= 0, first + segments.turn, opening)
    return of_turn[turn], np.unique(people_of(found), return_inverse=True)[1]


def _row(
    found: Carried,
    column: int,
    group: Ints,
    person: Ints,
    size: int,
    evidence: Evidence,
    confidence: float,
) -> Iterator[tuple[Any, ...]]:
    """Yield the numbers of one theme, group by group."""
    read = found.read[:, column] & (group >= 0)
    carries = found.matrix[:, [column]].toarray()[:, 0] > 0
    for place in range(size):
        four = np.concatenate(
            [
                _by_person(carries, read & side, person, evidence)
                for side in (group == place, group != place)
            ],
            axis=1,
        )
        inside, outside = (four[:, side].sum(axis=1) > 0 for side in (slice(2), slice(2, 4)))
        counts, people = four.sum(axis=0), int(inside.sum())
        enough = min(people, int(outside.sum())) >= ENOUGH_PEOPLE
        limits = shares(four[inside][:, :2], confidence)[1:]
        odds = odds_ratios(four[inside | outside], confidence)
        known = counts[0] + counts[1]
        yield (
            int(counts[0]),
            int(known),
            counts[0] / known if known else np.nan,
            *(map(float, limits) if people >= ENOUGH_PEOPLE else (np.nan, np.nan)),
            people,
            *(map(float, odds) if enough else [np.nan] * 3),
        )


def _by_person(carries: Bools, here: Bools, person: Ints, evidence: Evidence) -> Floats:
    """Return with and without, person by person, of shape (n_people, 2)."""
    size = int(person.max(initial=-1)) + 1
    found = np.bincount(person[here & carries], minlength=size)
    read = np.bincount(person[here], minlength=size)
    if evidence == "segments":
        return np.stack([found, read - found], axis=1).astype(np.float64)
    return np.stack([found > 0, (read > 0) & (found == 0)], axis=1).astype(np.float64)
