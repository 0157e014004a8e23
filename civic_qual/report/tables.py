"""The tables of a report, numbered, each with the notes that belong under it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from markupsafe import Markup

from civic_qual.analysis.measures import MeasureName, measure_named
from civic_qual.analysis.tables.notes import UNCORRECTED
from civic_qual.analysis.tables.showing import Grid, beside, grid_html, table_grid
from civic_qual.analysis.tables.theme_table import ThemeTable, theme_table
from civic_qual.codebook.model import spoken_name
from civic_qual.messages import Message, clauses, listed
from civic_qual.report.words import attribute_name

if TYPE_CHECKING:
    from civic_qual.codebook.model import Code
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit

CROSSED = ("assessment", "status")  # the families a report crosses themes with, where they exist
# What a report shows; the first one is what themes are crossed in.
_COUNTED: tuple[MeasureName, ...] = ("segments", "participants", "transcripts")


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """A table with its number and caption, and the notes below it."""

    grid: Grid
    number: int
    caption: str
    notes: tuple[str, ...]

    @property
    def html(self) -> Markup:
        """The table as markup, in the language spoken."""
        caption = Message("Table {number}. {caption}", number=self.number, caption=self.caption)
        return Markup(grid_html(self.grid, Message("theme"), caption))

    @property
    def long(self) -> bool:
        """Whether it may be broken between pages."""
        return len(self.grid.cells) > 15


@dataclass(frozen=True)
class Asked:
    """What a table of a report counts, by what, at which level, crossed with what."""

    measure: MeasureName
    by: str | None = None
    level: Level = "theme"
    cross: str | None = None


class ReportTables:
    """The tables of a report over codings of one coder, in the order they are asked for.

    They are `counted` all at once, and shown as `made`: as they were counted or, for readers
    outside the study, protected all together, so that what is hidden in one is told by no other.
    """

    def __init__(self, codings: Codings, *, unit: Unit, attributes: Sequence[str]) -> None:
        self._codings, self._unit, self._numbers = codings, unit, count(2)  # 1: the corpus
        self.families = [family for family in codings.codebook.families if family.id in CROSSED]
        self._wanted = list(dict.fromkeys(self._asked(attributes)))
        self.counted = [self._count(one) for one in self._wanted]
        self._made = dict(zip(self._wanted, self.counted, strict=True))

    def made_of(self, tables: Sequence[ThemeTable]) -> ReportTables:
        """Return them as they may be read; `tables` stand in the order of `counted`."""
        other = copy.copy(self)
        other._numbers = count(2)
        other._made = dict(zip(self._wanted, tables, strict=True))
        return other

    @property
    def groups_hidden(self) -> bool:
        """Whether the size of a group is hidden in one of the tables."""
        return any(bool(table.hidden.denominator.any()) for table in self._made.values())

    def overview(self, level: Level = "theme", by: str | None = None) -> ReportTable:
        """Show turns, people and interviews side by side; turns by an attribute, if told."""
        tables = [
            self.table(measure, by if _of_segments(measure) else None, level)
            for measure in _COUNTED
        ]
        titles = [self._things(measure) for measure in _COUNTED]
        return self._shown(
            beside(titles, [table_grid(table) for table in tables]),
            _overview_caption(level, by, listed(titles)),
            tables,
            tuple(self._sensitive()) if level == "code" else (),
        )

    def by(self, attribute: str) -> Iterator[ReportTable]:
        """Show themes by an attribute: turns with their share, then people, then interviews."""
        for measure in _COUNTED:
            table = self.table(measure, attribute)
            caption = Message(
                "Themes by {attribute}: {things}",
                attribute=attribute_name(attribute),
                things=self._things(measure),
            )
            yield self._shown(table_grid(table), caption, [table])

    def crossed(self, family: Code) -> ReportTable:
        """Show what is said of a theme in the sentence that mentions it."""
        table = self._made[Asked(_COUNTED[0], cross=family.id)]
        caption = Message(
            "Themes and {family}, in the same sentence: {things}",
            family=spoken_name(family.name, family.id, inside=True),
            things=self._things(_COUNTED[0]),
        )
        return self._shown(table_grid(table), caption, [table])

    def table(
        self, measure: MeasureName, by: str | None = None, level: Level = "theme"
    ) -> ThemeTable:
        """Return a table of themes or codes, as it may be read."""
        return self._made[Asked(measure, by, level)]

    def _asked(self, attributes: Sequence[str]) -> Iterator[Asked]:
        for measure in _COUNTED:
            yield from (Asked(measure, by) for by in (None, *attributes))
            codes_by = attributes[0] if attributes and _of_segments(measure) else None
            yield Asked(measure, codes_by, "code")
        yield from (Asked(_COUNTED[0], cross=family.id) for family in self.families)

    def _count(self, asked: Asked) -> ThemeTable:
        """Count; shares are for turns only, as interviews and people are too few."""
        return theme_table(
            self._codings,
            by=asked.by,
            level=asked.level,
            measure=asked.measure,
            normalise="share" if _of_segments(asked.measure) else None,
            unit=self._unit,
            cross=asked.cross,
        )

    def _shown(
        self, grid: Grid, caption: str, tables: Sequence[ThemeTable], more: Sequence[str] = ()
    ) -> ReportTable:
        # Where the heads of the columns say their n, the notes need not.
        stated = all(base.text for base in grid.bases) or (
            tables[0].columns.all[0].category is not None and bool(grid.bases[-1].text)
        )
        notes = dict.fromkeys(
            note for table in tables for note in (*table.about, *(() if stated else table.bases))
        )
        caveat = [UNCORRECTED] if UNCORRECTED in tables[0].basis else []
        return ReportTable(
            grid=grid,
            number=next(self._numbers),
            caption=caption,
            notes=(*notes, *more, *caveat),
        )

    def _things(self, measure: MeasureName) -> str:
        return measure_named(measure).words.things(self._unit)

    def _sensitive(self) -> Iterator[str]:
        names = [
            spoken_name(code.name, code.id) for code in self._codings.codebook if code.sensitive
        ]
        if names:
            yield Message(
                "Sensitive, to be handled with care even as a number: {codes}.",
                codes=clauses(names),
            )


def _overview_caption(level: Level, by: str | None, things: str) -> str:
    if by is None:
        if level == "theme":
            return Message("Themes: {things}", things=things)
        return Message("Themes and their codes: {things}", things=things)
    attribute = attribute_name(by)
    if level == "theme":
        return Message("Themes by {attribute}: {things}", attribute=attribute, things=things)
    return Message(
        "Themes and their codes by {attribute}: {things}", attribute=attribute, things=things
    )


def _of_segments(measure: MeasureName) -> bool:
    """Whether a measure counts segments: of these there are enough for shares, and for codes."""
    return measure_named(measure).segments is not None
