"""Cases by codes: who, or which interview, raised what."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd

from civic_qual.analysis.tables.notes import UNCORRECTED
from civic_qual.analysis.tables.traced_table import (
    TracedTable,
    named,
    people_of,
    segment_frame,
    traced,
)
from civic_qual.arrays import Bools
from civic_qual.coding.carried import carried
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.theme_rows import Level
from civic_qual.corpus.segments import Unit
from civic_qual.corpus.turn_columns import turn_columns
from civic_qual.errors import TableError

Case = Literal["transcript", "participant"]
Value = Literal["count", "carried", "share"]


def case_matrix(
    codings: Codings,
    case: Case = "transcript",
    level: Level = "theme",
    value: Value = "count",
    unit: Unit = "turn",
    coder: str | None = None,
) -> TracedTable:
    """Lay out codes or themes (columns) by cases (rows).

    Parameters
    ----------
    case
        "transcript" or "participant".
    level
        "theme" or "code".
    value
        "count": segments of the case that carry the code; "carried": 1 or 0; "share": out of the
        segments of the case that were read for it.
    unit
        The segment.

    Returns
    -------
    TracedTable
        A DataFrame; NaN where nothing of a case was read for a code. The last column, `read`,
        counts the segments read for any. `passages(case, code)` gives the segments.

    Raises
    ------
    TableError
        If case or value is not known, or several coders coded and none is chosen.
    CodingError
        If the codings were made by a coarser unit.

    Examples
    --------
    >>> import civic_qual as cq
    >>> matrix = case_matrix(cq.example_codings(), coder="A")
    >>> matrix.loc["car_01_village_chief", ["perf", "plan", "read"]].tolist()
    [2.0, 7.0, 17.0]
    """
    for wanted, known in ((case, Case), (value, Value)):
        if wanted not in get_args(known):
            raise TableError(f"{wanted!r} is not known; take one of {', '.join(get_args(known))}")
    codings = one_coder(codings, coder)
    found = carried(codings, unit, level)
    if case == "participant" and unit == "transcript":
        raise TableError(
            'an interview can be of several people; take unit="turn", or case="transcript"'
        )
    names = list(
        turn_columns(codings.corpus).people
        if case == "participant"
        else [one.id for one in codings.corpus]
    )
    owner = people_of(found) if case == "participant" else found.segments.transcript
    read_at_all: Bools = np.any(found.read, axis=1)
    owner = np.where(read_at_all & (owner < len(names)), owner, len(names))
    ids = [row.id for row in found.rows]
    member: Bools = np.equal(owner[:, None], np.arange(len(names)))
    count = found.matrix.T @ member
    read = found.read.T.astype(np.int64) @ member
    shown = {"count": count, "carried": count > 0, "share": count / np.maximum(read, 1)}[value]

    def way_back(row: str, column: str) -> pd.DataFrame:
        carries = found.matrix[:, [named("column", column, ids)]].toarray()[:, 0] > 0
        return segment_frame(found, carries & member[:, named("row", row, names)])

    frame = pd.DataFrame(np.where(read > 0, shown, np.nan).T, pd.Index(names, name=case), ids)
    anything = (read_at_all[:, None] & member).sum(axis=0)
    machine = {"rule", "model"}.intersection(codings.read.origin.values)
    return traced(
        frame.assign(read=anything)[anything > 0],
        way_back,
        _NOTE.format(unit=unit),
        _INTERNAL,
        *([UNCORRECTED] if machine else []),
    )


_NOTE = "Counted: {unit}s of a case. What was not read for a code is empty, not zero."
_INTERNAL = "A row is a person or an interview: this table must not leave the study."
