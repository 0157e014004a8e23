"""Corrected frequencies of a source, and all that is written with them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from civic_qual.analysis.estimates.error_notes import without_numbers
from civic_qual.analysis.estimates.estimate_themes import estimate_themes
from civic_qual.analysis.estimates.theme_differences import theme_differences
from civic_qual.errors import EstimateError
from civic_qual.messages import Message, enumerated, render
from civic_qual.privacy.outlet.estimates import hide_rows, hide_small_counts, small_groups
from civic_qual.privacy.policy import checked_minimum, protects, to_confirm
from civic_qual.routines.results import make_folder
from civic_qual.saving import whole_file
from civic_qual.sheets.writing import write_sheet

if TYPE_CHECKING:
    from civic_qual.analysis.estimates.estimates import Estimates
    from civic_qual.analysis.measures import SegmentMeasureName
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus

ESTIMATES, DIFFERENCES = "estimates.csv", "differences.csv"
MORE, NOTES = "how_many_more.csv", "notes.txt"


@dataclass(frozen=True, kw_only=True)
class Estimated:
    """What an estimate leaves behind: tables by their file names, and what must be said of them."""

    tables: Mapping[str, pd.DataFrame]
    notes: tuple[str, ...]

    def save(self, folder: Path) -> list[Path]:
        """Write all tables and notes, or nothing; return where they are.

        Raises
        ------
        WriteError
            If the folder cannot be written; whatever stood there is intact.
        """
        make_folder(folder)
        with ExitStack() as stack:
            for name, table in self.tables.items():
                write_sheet(table, stack.enter_context(whole_file(folder / name)))
            said = "\n".join(map(render, self.notes)) + "\n"
            stack.enter_context(whole_file(folder / NOTES)).write_text(said, encoding="utf-8")
        return [folder / name for name in (*self.tables, NOTES)]


def estimated(
    machine: Codings,
    human: Codings,
    sample: Sample,
    *,
    measure: SegmentMeasureName = "segments",
    width: float | None = None,
    internal: bool = False,
    minimum: int | None = None,
    **how: Any,
) -> Estimated:
    """Estimate themes and, between groups, their differences; hide what few people stand behind.

    Parameters
    ----------
    machine, human, sample
        As `estimate_themes` takes them.
    measure
        What shares are of.
    width
        Say too how many more passages it takes until limits are so far apart.
    internal
        For the study team: nothing is hidden.
    minimum
        How many people must stand behind what is shown; by default what is set of the study.
    **how
        What `estimate_themes`, `theme_differences` and `Sample.how_many_more` take alike: by,
        confidence, level, unread, shown.

    Raises
    ------
    EstimateError
        If the numbers could not be defended.
    """
    table = estimate_themes(machine, human, sample, measure=measure, **how)
    tables, notes = {ESTIMATES: table.frame}, list(table.notes)
    if how.get("by"):
        try:
            differences = theme_differences(machine, human, sample, measure=measure, **how)
            tables[DIFFERENCES] = differences.frame
            notes += differences.targets
        except EstimateError as error:
            notes.append(Message("No differences.csv: {problem}", problem=error))
    if width is not None:
        tables[MORE] = sample.how_many_more(machine, human, width=width, **how).frame
    people = checked_minimum(minimum, machine.corpus)
    if protects(machine.corpus, internal):
        notes = [without_numbers(note, people) for note in notes]
        notes += _protect(tables, table, machine.corpus, tuple(how.get("by") or ()), people)
    return Estimated(tables=tables, notes=tuple(notes))


def _protect(
    tables: dict[str, pd.DataFrame],
    table: Estimates,
    corpus: Corpus,
    by: tuple[str, ...],
    minimum: int,
) -> list[str]:
    """Hide what few people stand behind; return what was hidden, and why."""
    tables[ESTIMATES], themes = hide_small_counts(table, minimum=minimum)
    if DIFFERENCES in tables:
        tables[DIFFERENCES] = hide_rows(tables[DIFFERENCES], themes)
    small = small_groups(corpus, by, minimum=minimum)
    for name, frame in tables.items():
        sides = [side for side in ("group", "versus") if side in frame]
        tables[name] = frame[~frame[sides].isin(small).any(axis=1)]
    unsure = to_confirm(corpus)
    notes: list[str] = []
    if small:
        notes.append(
            Message(
                "Left out, since fewer than {minimum} people stand behind them, alone or with "
                "the others left out: {groups}.",
                minimum=minimum,
                groups=enumerated(small),
            )
        )
    if themes:
        notes.append(
            Message(
                "Counts hidden, since fewer than {minimum} people show them in some group: "
                "{themes}.",
                minimum=minimum,
                themes=enumerated(themes),
            )
        )
    if notes:
        notes.append(Message("--internal shows all."))
    return [*([unsure] if unsure else []), *notes]
