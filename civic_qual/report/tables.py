"""The tables of a report, numbered, each with the notes that belong under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup

from civic_qual.analysis.measures import Measure
from civic_qual.analysis.table_grid import Grid, beside, table_grid
from civic_qual.analysis.table_html import grid_html
from civic_qual.analysis.table_notes import UNCORRECTED
from civic_qual.analysis.theme_table import ThemeTable, theme_table
from civic_qual.codebook.model import Code
from civic_qual.coding.codings import Codings
from civic_qual.corpus.segments import Unit

CROSSED = ("assessment", "status")  # the families a report crosses themes with, where they exist
_COUNTED: dict[Measure, str] = {"segments": "{unit}s", "participants": "people",
                                "transcripts": "interviews"}


@dataclass(frozen=True)
class ReportTable:
    """A table ready for the page: HTML, and the notes below it."""

    html: Markup
    notes: tuple[str, ...]
    rows: int


class ReportTables:
    """Makes the tables of a report over codings of one coder, in the order they are asked for."""

    def __init__(self, codings: Codings, unit: Unit) -> None:
        self._codings, self._unit, self._numbers = codings, unit, count(2)  # 1: the corpus

    def overview(self, level: str = "theme", by: str | None = None) -> ReportTable:
        """Show turns, people and interviews side by side; turns by an attribute, if told."""
        tables = [self.table(measure, None if measure != "segments" else by, level)
                  for measure in _COUNTED]
        what = "Themes" if level == "theme" else "Themes and their codes"
        where = f" by {_plain(by)}" if by else ""
        titles = [self._counted(measure) for measure in _COUNTED]
        grid = beside(titles, [table_grid(table) for table in tables])
        return self._shown(grid, f"{what}{where}: {titles[0]}, people and interviews", tables,
                           tuple(self._sensitive()) if level == "code" else ())

    def by(self, attribute: str) -> Iterator[ReportTable]:
        """Show themes by an attribute: turns with their share, then people, then interviews."""
        for measure in _COUNTED:
            table = self.table(measure, attribute)
            caption = f"Themes by {_plain(attribute)}: {self._counted(measure)}"
            yield self._shown(table_grid(table), caption, [table])

    def crossed(self, family: Code) -> ReportTable:
        """Show what is said of a theme in the sentence that mentions it."""
        table = theme_table(self._codings, cross=family.id, unit=self._unit, normalise="share")
        name, counted = family.label().lower(), self._counted("segments")
        caption = f"Themes and {name}, in the same sentence: {counted}"
        return self._shown(table_grid(table), caption, [table])

    def table(self, measure: Measure, by: str | None = None, level: str = "theme") -> ThemeTable:
        """Count themes; shares are for turns only, as interviews and people are too few."""
        return theme_table(self._codings, by, "code" if level == "code" else "theme", measure,
                           "share" if measure == "segments" else None, self._unit)

    def _shown(self, grid: Grid, caption: str, tables: Sequence[ThemeTable],
               more: Sequence[str] = ()) -> ReportTable:
        html = grid_html(grid, "theme", f"Table {next(self._numbers)}. {caption}")
        # Where the heads of the columns say their n, the notes need not.
        stated = all(grid.bases) or (tables[0].columns.all[0].category is not None
                                     and bool(grid.bases[-1]))
        notes = dict.fromkeys(note for table in tables
                              for note in (*table.about, *(() if stated else table.bases)))
        caveat = [UNCORRECTED] if UNCORRECTED in tables[0].basis else []
        return ReportTable(Markup(html), (*notes, *more, *caveat), len(grid.cells))

    def _counted(self, measure: Measure) -> str:
        return _COUNTED[measure].format(unit=self._unit)

    def _sensitive(self) -> Iterator[str]:
        names = [code.label() for code in self._codings.codebook if code.sensitive]
        if names:
            yield f"Sensitive, to be handled with care even as a number: {'; '.join(names)}."


def _plain(attribute: str | None) -> str:
    return (attribute or "").replace("_", " ")
