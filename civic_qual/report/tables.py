"""The tables of a report, numbered, each with the notes that belong under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup

from civic_qual.analysis.measures import MeasureName
from civic_qual.analysis.tables.notes import UNCORRECTED
from civic_qual.analysis.tables.showing import Grid, beside, grid_html, table_grid
from civic_qual.analysis.tables.theme_table import ThemeTable, theme_table
from civic_qual.codebook.model import Code
from civic_qual.coding.codings import Codings
from civic_qual.coding.theme_rows import Level
from civic_qual.corpus.segments import Unit
from civic_qual.privacy.policy import for_readers

CROSSED = ("assessment", "status")  # the families a report crosses themes with, where they exist
_COUNTED: dict[MeasureName, str] = {
    "segments": "{unit}s",
    "participants": "people",
    "transcripts": "interviews",
}


@dataclass(frozen=True)
class ReportTable:
    """A table ready for the page: HTML, and the notes below it."""

    html: Markup
    notes: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Asked:
    """What a table of a report counts, by what, at which level, crossed with what."""

    measure: MeasureName
    by: str | None = None
    level: Level = "theme"
    cross: str | None = None


class ReportTables:
    """Makes the tables of a report over codings of one coder, in the order they are asked for.

    They are counted, and protected, all together and together with the tables `beside` them:
    what is hidden in one must not be told by another.
    """

    def __init__(
        self,
        codings: Codings,
        unit: Unit,
        attributes: Sequence[str],
        internal: bool,
        minimum: int,
        beside: Sequence[ThemeTable] = (),
    ) -> None:
        self._codings, self._unit, self._numbers = codings, unit, count(2)  # 1: the corpus
        self.families = [family for family in codings.codebook.families if family.id in CROSSED]
        asked = list(dict.fromkeys(self._asked(attributes)))
        counted = [*beside, *(self._count(one) for one in asked)]
        safe = for_readers(counted, internal, minimum)
        self.beside = safe[: len(beside)]
        self._made = dict(zip(asked, safe[len(beside) :], strict=True))

    @property
    def groups_hidden(self) -> bool:
        """Whether the size of a group is hidden in one of the tables."""
        return any(
            table.marks is not None and bool(table.marks.denominator.any())
            for table in self._made.values()
        )

    def overview(self, level: Level = "theme", by: str | None = None) -> ReportTable:
        """Show turns, people and interviews side by side; turns by an attribute, if told."""
        tables = [
            self.table(measure, None if measure != "segments" else by, level)
            for measure in _COUNTED
        ]
        what = "Themes" if level == "theme" else "Themes and their codes"
        where = f" by {_plain(by)}" if by else ""
        titles = [self._counted(measure) for measure in _COUNTED]
        grid = beside(titles, [table_grid(table) for table in tables])
        return self._shown(
            grid,
            f"{what}{where}: {titles[0]}, people and interviews",
            tables,
            tuple(self._sensitive()) if level == "code" else (),
        )

    def by(self, attribute: str) -> Iterator[ReportTable]:
        """Show themes by an attribute: turns with their share, then people, then interviews."""
        for measure in _COUNTED:
            table = self.table(measure, attribute)
            caption = f"Themes by {_plain(attribute)}: {self._counted(measure)}"
            yield self._shown(table_grid(table), caption, [table])

    def crossed(self, family: Code) -> ReportTable:
        """Show what is said of a theme in the sentence that mentions it."""
        table = self._made[Asked("segments", cross=family.id)]
        name, counted = family.label().lower(), self._counted("segments")
        caption = f"Themes and {name}, in the same sentence: {counted}"
        return self._shown(table_grid(table), caption, [table])

    def table(
        self, measure: MeasureName, by: str | None = None, level: Level = "theme"
    ) -> ThemeTable:
        """Return a table of themes or codes, as it may be read."""
        return self._made[Asked(measure, by, level)]

    def _asked(self, attributes: Sequence[str]) -> Iterator[Asked]:
        for measure in _COUNTED:
            yield from (Asked(measure, by) for by in (None, *attributes))
            codes_by = attributes[0] if attributes and measure == "segments" else None
            yield Asked(measure, codes_by, "code")
        yield from (Asked("segments", cross=family.id) for family in self.families)

    def _count(self, asked: Asked) -> ThemeTable:
        """Count; shares are for turns only, as interviews and people are too few."""
        return theme_table(
            self._codings,
            asked.by,
            asked.level,
            asked.measure,
            "share" if asked.measure == "segments" else None,
            self._unit,
            asked.cross,
        )

    def _shown(
        self, grid: Grid, caption: str, tables: Sequence[ThemeTable], more: Sequence[str] = ()
    ) -> ReportTable:
        html = grid_html(grid, "theme", f"Table {next(self._numbers)}. {caption}")
        # Where the heads of the columns say their n, the notes need not.
        stated = all(grid.bases) or (
            tables[0].columns.all[0].category is not None and bool(grid.bases[-1])
        )
        notes = dict.fromkeys(
            note for table in tables for note in (*table.about, *(() if stated else table.bases))
        )
        caveat = [UNCORRECTED] if UNCORRECTED in tables[0].basis else []
        return ReportTable(Markup(html), (*notes, *more, *caveat), len(grid.cells))

    def _counted(self, measure: MeasureName) -> str:
        return _COUNTED[measure].format(unit=self._unit)

    def _sensitive(self) -> Iterator[str]:
        names = [code.label() for code in self._codings.codebook if code.sensitive]
        if names:
            yield f"Sensitive, to be handled with care even as a number: {'; '.join(names)}."


def _plain(attribute: str | None) -> str:
    return (attribute or "").replace("_", " ")
