"""Tables whose numbers lead to passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from civic_qual.analysis.measures import MeasureName, measure_named
from civic_qual.analysis.tables.case_matrix import Case, CaseMatrix, case_matrix
from civic_qual.analysis.tables.cooccurrence import Cooccurrence, cooccurrence
from civic_qual.analysis.tables.groups import ALWAYS_KNOWN
from civic_qual.analysis.tables.layout import row_named
from civic_qual.analysis.tables.theme_table import ThemeTable, theme_table
from civic_qual.coding.carried import ANY_THEME, Level
from civic_qual.corpus.attributes import groupings
from civic_qual.corpus.segments import Unit
from civic_qual.desk.counts.grids import named, passages, said, square_grid, theme_grid
from civic_qual.desk.counts.missing import refuse_unsure
from civic_qual.desk.counts.whose import (
    Counted,
    blind_queues,
    choices,
    counted,
    refuse_blind,
    source_of,
    why_blind,
)
from civic_qual.desk.jobs import Job, Told
from civic_qual.desk.seat import DeskSeat
from civic_qual.messages import Message, render
from civic_qual.privacy.policy import checked_minimum, protects
from civic_qual.reviewing.room.calls import Calls
from civic_qual.routines.released import released_before
from civic_qual.routines.results import folder_beside, save_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civic_qual.codebook.model import Codebook
    from civic_qual.results import Passages
    from civic_qual.study.study import Study

Kind = Literal["themes", "together", "cases"]
AnyTable: TypeAlias = ThemeTable | Cooccurrence | CaseMatrix
_AT_ONCE = 100  # passages


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which table is asked for.

    Attributes
    ----------
    whose
        Whose codings are counted, as `whose.choices` names them.
    kind
        Themes by groups, what is found together, or themes by case.
    by
        Up to two attributes.
    share
        Whether shares are shown beside counts.
    """

    whose: str
    kind: Kind = "themes"
    unit: Unit = "turn"
    level: Level = "theme"
    measure: MeasureName = "segments"
    by: tuple[str, ...] = ()
    share: bool = True
    case: Case = "transcript"

    def of(self, found: Counted) -> AnyTable:
        """Return the table of some codings; the same as long as they are."""
        if self not in found.tables:
            found.tables[self] = self._made(found)
        return cast("AnyTable", found.tables[self])

    def _made(self, found: Counted) -> AnyTable:
        if self.kind == "together":
            return cooccurrence(found.codings, unit=self.unit, level=self.level)
        if self.kind == "cases":
            return case_matrix(found.codings, case=self.case, unit=self.unit, level=self.level)
        share = self.share and "share" not in measure_named(self.measure).without
        return theme_table(
            found.codings,
            by=list(self.by) or None,
            unit=self.unit,
            level=self.level,
            measure=self.measure,
            normalise="share" if share else None,
        )


def table_choices(seat: DeskSeat) -> dict[str, Any]:
    """Say what tables there can be, and why not others."""
    study = seat.study
    blind = blind_queues(study, seat.coder)
    corpus = study.corpus
    return {
        "whose": [
            {"whose": one["whose"], "name": render(one["name"])}
            for one in choices(study, seat.coder)
        ],
        "by": list(dict.fromkeys([*groupings(corpus), *ALWAYS_KNOWN])),
        "why_blind": render(why_blind(blind)),
        "protects": protects(corpus),
        "minimum": checked_minimum(None, corpus),
    }


def counted_table(seat: DeskSeat, *, asked: Asked) -> dict[str, Any]:
    """Count what is asked for."""
    found = counted(seat.study, seat.coder, asked.whose)
    table = asked.of(found)
    if isinstance(table, ThemeTable):
        made = theme_grid(table)
    else:
        corner = {"cases": Message("case"), "together": Message("theme or code")}[asked.kind]
        made = square_grid(table, found.codings.codebook, corner=corner)
    return {**made, "told": said(found.told)}


def table_passages(
    seat: DeskSeat, *, asked: Asked, row: str, column: list[str], first: int = 0
) -> dict[str, Any]:
    """Return the passages behind a number, some at a time."""
    found = counted(seat.study, seat.coder, asked.whose)
    table = asked.of(found)
    frame = _passages_of(table, row, column).frame
    codes = _codes(table, found.codings.codebook, row, column)
    return {
        "row": _title(table, found.codings.codebook, row),
        "column": _title(table, found.codings.codebook, *column),
        "of": len(frame),
        "at_once": _AT_ONCE,
        "passages": passages(frame.iloc[first : first + _AT_ONCE], found.codings, codes),
    }


def _title(table: AnyTable, codebook: Codebook, *names: str) -> str:
    """Return the name of a row or a column as it is read."""
    if isinstance(table, ThemeTable):
        for one in table.rows:
            if names == (one.id,):
                return render(one.name)
        for column in table.columns.all:
            if names == column.key:
                return " / ".join(said([part for part in column.shown if part]))
    return " / ".join(named(name, codebook) for name in names)


def _passages_of(table: AnyTable, row: str, column: Sequence[str]) -> Passages:
    if isinstance(table, ThemeTable):
        return table.passages(row, tuple(column) if len(column) > 1 else column[0])
    return table.passages(row, column[0])


def _codes(table: AnyTable, codebook: Codebook, row: str, column: Sequence[str]) -> list[str]:
    """Return the codes that a number counts."""
    if isinstance(table, ThemeTable):
        return list(row_named(table.rows, row).members)
    named = [column[0]] if isinstance(table, CaseMatrix) else [row, column[0]]
    if ANY_THEME in named:
        return [code for theme in codebook.themes for code in codebook.with_descendants(theme.id)]
    return [code for name in named for code in codebook.with_descendants(name)]


def give_table(study: Study, values: dict[str, Any], told: Told) -> dict[str, Any]:
    """Write a theme table as it may leave the study, beside it; the study remembers it."""
    from pydantic import TypeAdapter

    asked = TypeAdapter(Asked).validate_python(values["asked"])
    refuse_blind(study, values["who"])
    refuse_unsure(study.corpus)
    told(0, 0, Message("counting"))
    found = counted(study, values["who"], asked.whose)
    told(0, 0, Message("choosing what can be shown without telling who said it"))
    source = source_of(study)
    made = save_table(
        theme_table(
            found.codings,
            by=list(asked.by) or None,
            unit=asked.unit,
            level=asked.level,
            measure=asked.measure,
        ),
        folder_beside(study.path, "table"),
        earlier=released_before(source, ()),
    )
    return made.plain()


CALLS = Calls.of(table_choices, counted_table, table_passages)
JOBS: Mapping[str, Job] = {"give_table": give_table}
