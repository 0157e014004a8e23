"""Which codes or themes stand in the same segments."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from civic_qual.analysis.tables.notes import UNCORRECTED
from civic_qual.analysis.tables.traced_table import (
    ENOUGH_PEOPLE,
    TracedTable,
    named,
    people_of,
    segment_frame,
    traced,
)
from civic_qual.arrays import Bools, Floats
from civic_qual.coding.carried import Carried, carried
from civic_qual.coding.codings import Codings
from civic_qual.coding.theme_rows import ANY_THEME, Level
from civic_qual.corpus.segments import Unit
from civic_qual.errors import TableError
from civic_qual.statistics.associations import lifts, odds_ratios

Association = Literal["count", "share", "lift", "odds_ratio", "pairs"]
PAIR_COLUMNS = (
    "one",
    "other",
    "both",
    "one_found",
    "other_found",
    "read",
    "people_both",
    "people_read",
    "odds_ratio",
    "odds_low",
    "odds_high",
    "lift",
    "lift_low",
    "lift_high",
)


def cooccurrence(
    codings: Codings,
    unit: Unit = "turn",
    level: Level = "code",
    value: Association = "count",
    coder: str | None = None,
    confidence: float = 0.95,
) -> TracedTable:
    """Count the segments that carry both of two codes, for every pair.

    Only segments read for both codes count. At code level codes that have codes below them are
    left out, as they stand wherever those do.

    Parameters
    ----------
    unit
        The segment in which two codes meet.
    level
        "theme" or "code".
    value
        "count": segments that carry both, on the diagonal those that carry one; "share": out of
        the segments that carry at least one of both; "lift": how many times more often they
        meet than if they knew nothing of each other (1: neither seek nor shun each other);
        "odds_ratio": the odds of one with the other over those without it; "pairs": all of this
        with intervals, a row a pair.
    confidence
        Of the intervals of "pairs"; they know that one person says many things, and need people.

    Returns
    -------
    TracedTable
        A DataFrame; `passages(one, other)` gives the segments that carry both. Symmetric, rows
        and columns the ids of codes or themes; shares, lifts and odds ratios are NaN where nothing
        was found. For "pairs" the columns one, other, both, one_found, other_found, read
        (segments), people_both, people_read, odds_ratio, odds_low, odds_high, lift, lift_low,
        lift_high; limits are NaN where fewer than five people were read.

    Raises
    ------
    TableError
        If `value` is not known, or several coders coded and none is chosen.
    CodingError
        If the codings were made by a coarser unit.

    Examples
    --------
    >>> import pandas as pd
    >>> import civic_qual as cq
    >>> from civic_qual.bundled import bundled
    >>> texts = ["We were afraid at the well.", "We wait for rain."]
    >>> answers = pd.DataFrame({"text": texts, "country": ["DRC", "Mali"]})
    >>> corpus = cq.Corpus.from_frame(answers, language="en")
    >>> codebook = cq.read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> codings = cq.RuleCoder(codebook).code(corpus)
    >>> cooccurrence(codings, level="theme").loc["safety"].tolist()
    [0, 1]
    """
    if value not in get_args(Association):
        raise TableError(
            f'value={value!r} is not known; take "count", "share", "lift", "odds_ratio" or "pairs"'
        )
    found = carried(codings, unit, level, coder)
    parents = {codings.codebook[row.id].parent for row in found.rows if row.id != ANY_THEME}
    kept = [
        place
        for place, row in enumerate(found.rows)
        if row.id != ANY_THEME and (level == "theme" or row.id not in parents)
    ]
    ids = [found.rows[place].id for place in kept]

    def way_back(one: str, other: str) -> pd.DataFrame:
        places = [kept[named("row", name, ids)] for name in (one, other)]
        carries: Bools = np.all(found.matrix[:, places].toarray() > 0, axis=1)
        return segment_frame(found, carries)

    if value == "pairs":
        frame = pd.DataFrame(_pairs(found, kept, ids, confidence), columns=list(PAIR_COLUMNS))
        return traced(frame, way_back, _COUNTED.format(unit=unit), _EVIDENCE, *_machine(codings))
    carries = found.matrix[:, kept].astype(np.float64)
    reads = found.read[:, kept].astype(np.float64)
    both = (carries.T @ carries).toarray()
    alone = np.asarray(carries.T @ reads)  # carried the row's code, and read for the column's
    names = pd.Index(ids, name=level)
    met = pd.DataFrame(_association(both, alone, reads.T @ reads, value), names, names)
    return traced(
        met.astype(np.int64) if value == "count" else met,
        way_back,
        _COUNTED.format(unit=unit),
        *_machine(codings),
    )


_COUNTED = (
    "Counted: {unit}s that carry both, out of those read for both. A {unit} can carry many codes."
)
_EVIDENCE = (
    "Passages of one person are alike, so intervals go by people: with few of them they "
    "are wide, and with fewer than five there are none."
)


def _machine(codings: Codings) -> list[str]:
    return [UNCORRECTED] if {"rule", "model"}.intersection(codings.read.origin.values) else []


def _pairs(
    found: Carried, kept: list[int], ids: list[str], confidence: float
) -> Iterator[tuple[Any, ...]]:
    """Yield a row a pair of codes, in codebook order."""
    carries, reads = found.matrix[:, kept].toarray() > 0, found.read[:, kept]
    _, person = np.unique(people_of(found), return_inverse=True)
    for one, other in combinations(range(len(ids)), 2):
        read = reads[:, one] & reads[:, other]
        first, second = carries[read, one], carries[read, other]
        here = person[read]
        people = np.unique(here)
        four = np.stack([first & second, first & ~second, ~first & second, ~first & ~second], 1)
        by_person = np.array(
            [
                np.bincount(here, column, len(person) + 1)[people]
                for column in four.T.astype(np.float64)
            ]
        ).T
        ratios = [
            number
            for measure in (odds_ratios, lifts)
            for number in _limited(measure(by_person, confidence), len(people))
        ]
        yield (
            ids[one],
            ids[other],
            int(four[:, 0].sum()),
            int(first.sum()),
            int(second.sum()),
            int(read.sum()),
            int((by_person[:, 0] > 0).sum()),
            len(people),
            *ratios,
        )


def _limited(ratio: tuple[Floats, Floats, Floats], people: int) -> tuple[float, ...]:
    """Leave out the limits of a ratio that rests on too few people."""
    middle, low, high = map(float, ratio)
    return (middle, low, high) if people >= ENOUGH_PEOPLE else (middle, np.nan, np.nan)


def _association(both: Floats, alone: Floats, read: Floats, value: Association) -> Floats:
    """Return counts, or what they are out of as far as it is more than nothing."""
    out = np.full(both.shape, np.nan)
    if value == "count":
        return both
    if value == "odds_ratio":
        four = np.stack(
            [both, alone - both, alone.T - both, read - alone - alone.T + both], axis=-1
        )
        ratio = odds_ratios(four[None])[0]
        return np.where((alone > 0) & (alone.T > 0) & ~np.eye(len(both), dtype=bool), ratio, out)
    over = alone + alone.T - both if value == "share" else alone * alone.T / np.maximum(read, 1)
    np.divide(both, over, out=out, where=over > 0)
    return out
