"""Cases by codes: who, or which interview, raised what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd

from civic_qual.analysis.measures import measure_named
from civic_qual.analysis.tables.notes import UNCORRECTED
from civic_qual.analysis.tables.segment_table import (
    COLUMN,
    ROW,
    SegmentTable,
    by_machine,
    named,
    people_of,
)
from civic_qual.calls import helpful
from civic_qual.coding.carried import Carried, carried
from civic_qual.coding.coders import one_coder
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.errors import TableError
from civic_qual.messages import Message, enumerated, quoted

if TYPE_CHECKING:
    from civic_qual.arrays import Ints
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit
    from civic_qual.results import Passages

Case = Literal["transcript", "participant"]
Value = Literal["count", "carried", "share"]

_INTERNAL = Message("A row is a person or an interview: this table must not leave the study.")


class CaseMatrix(SegmentTable):
    """Cases in rows, themes or codes in columns; the index has the name of what a case is.

    A cell is NaN where nothing of a case was read for a code. The last column, `read`, counts the
    segments of the case that were read for any.
    """

    _title = Message("Themes by case")

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        notes: Sequence[str],
        carried: Carried,
        case_of_segment: Ints,
        cases: Sequence[str],
    ) -> None:
        super().__init__(frame, notes=notes, carried=carried)
        self._case_of_segment, self._cases = case_of_segment, tuple(cases)

    def passages(self, case: str, code: str) -> Passages:
        """Return the segments of a case that carry a theme or a code.

        Parameters
        ----------
        case
            A row: the id of a transcript or of a participant.
        code
            A column: the id of a theme or a code, or "any theme".

        Returns
        -------
        Passages
            transcript, start, end, participant, text.

        Raises
        ------
        TableError
            If the table has no such row or column.
        """
        of_case = self._case_of_segment == named(ROW, case, self._cases)
        return self._passages(of_case & self._that_carry(code, called=COLUMN))


@helpful
def case_matrix(
    codings: Codings,
    *,
    case: Case = "transcript",
    level: Level = "theme",
    value: Value = "count",
    unit: Unit = "turn",
    coder: str | None = None,
) -> CaseMatrix:
    """Lay out codes or themes (columns) by cases (rows).

    Parameters
    ----------
    codings
        Codings of one coder, or of several and `coder`.
    case
        "transcript" or "participant".
    level
        "theme" or "code".
    value
        "count": segments of the case that carry the code; "carried": 1 or 0; "share": out of the
        segments of the case that were read for it.
    unit
        The segment.
    coder
        Whose codings to count, if several coded.

    Returns
    -------
    CaseMatrix
        `passages(case, code)` gives the segments behind a number.

    Raises
    ------
    TableError
        If case or value is not known, or several coders coded and none is chosen.
    CodingError
        If the codings were made by a coarser unit.

    See Also
    --------
    framework_matrix : What each case says, in its own words.
    crosstab : Groups instead of cases, with intervals.

    Examples
    --------
    >>> import civic_qual as cq
    >>> matrix = case_matrix(cq.example_codings(), coder="A")
    >>> matrix.only(transcript="car_01_village_chief")[["perf", "plan", "read"]].values.tolist()
    [[2.0, 7.0, 17.0]]
    """
    _refuse(case, value, unit)
    codings = one_coder(codings, coder)
    found = carried(codings, unit, level)
    cases, case_of_segment = _cases(found, case)
    member = case_of_segment[:, None] == np.arange(len(cases))
    count = found.matrix.T @ member
    read = found.read.T.astype(np.int64) @ member
    shown = {"count": count, "carried": count > 0, "share": count / np.maximum(read, 1)}[value]
    frame = pd.DataFrame(
        np.where(read > 0, shown, np.nan).T,
        index=pd.Index(cases, name=case),
        columns=[row.id for row in found.rows],
    )
    read_at_all = member.sum(axis=0)
    return CaseMatrix(
        frame.assign(read=read_at_all)[read_at_all > 0],
        notes=[
            Message(
                "Counted: {things} of a case. What was not read for a code is empty, not zero.",
                things=measure_named("segments").words.things(unit),
            ),
            _INTERNAL,
            *([UNCORRECTED] if by_machine(codings) else []),
        ],
        carried=found,
        case_of_segment=case_of_segment,
        cases=cases,
    )


def _refuse(case: str, value: str, unit: Unit) -> None:
    for wanted, known in ((case, get_args(Case)), (value, get_args(Value))):
        if wanted not in known:
            raise TableError(
                Message(
                    "{wanted} is not known; take one of {known}",
                    wanted=quoted(wanted),
                    known=enumerated(known),
                )
            )
    if case == "participant" and unit == "transcript":
        raise TableError(
            Message('an interview can be of several people; take unit="turn", or case="transcript"')
        )


def _cases(found: Carried, case: Case) -> tuple[list[str], Ints]:
    """Return the cases, and the case of each segment; none for what was not read, or nobody's."""
    corpus = found.segments.corpus
    if case == "participant":
        cases, owner = list(turn_columns(corpus).people), people_of(found)
    else:
        cases, owner = [transcript.id for transcript in corpus], found.segments.transcript
    read = np.any(found.read, axis=1)
    return cases, np.where(read & (owner < len(cases)), owner, -1)
