"""Theme frequency tables in which every number leads back to passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from civic_qual.analysis.measures import MeasureName, Normalise, check_normalise, measure_named
from civic_qual.analysis.tables.counting import Tally, tally_of
from civic_qual.analysis.tables.layout import (
    Columns,
    Hidden,
    column_named,
    columns,
    columns_with,
    long_frame,
    marked,
    row_named,
)
from civic_qual.analysis.tables.notes import TableNotes, about_bases, about_codings, about_table
from civic_qual.analysis.tables.showing import GRID_STYLE, grid_html, grid_text, table_grid
from civic_qual.arrays import Bools, Ints
from civic_qual.calls import helpful, names_given
from civic_qual.coding.carried import Level, TableRow, looked_for, table_rows
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.readings import check_unit
from civic_qual.corpus.segments import Unit
from civic_qual.errors import TableError
from civic_qual.messages import Message
from civic_qual.results import Passages, Result
from civic_qual.showing import notes_html, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from civic_qual.analysis.estimates.error_rates import ErrorRates


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class ThemeTable(Result):
    """A table of themes or codes by groups, which shows well and says what it rests on.

    Its rows are themes or codes, its columns the groups and their margin: `table["Mali"]`.
    `only(theme="plan")` chooses rows, `only(country=["CAR", "Mali"])` columns. `long`, which is
    what files get, has a row a cell: theme, code, name, the groups, margin, count, denominator
    and value; `code` is empty where a row is a whole theme, `margin` marks columns that hold
    others.

    Attributes
    ----------
    codings : Codings
        What was counted: the codings of one coder.
    level, measure, normalise, unit
        As asked of `theme_table`.
    rows, columns
        What each row and column stands for, in order.
    count, denominator : ndarray of int
        Of shape (n_rows, n_columns).
    hidden
        Which of them are not shown, in a table made to leave the study.
    tally
        The arithmetic behind them.
    warnings
        What `error_by` found of the machine's errors by these groups.
    kept_notes
        The notes, where they are not worked out: those of the table this one was chosen from.

    See Also
    --------
    theme_table : Makes it.
    suppress_small_cells : Makes of it what may leave the study.

    Examples
    --------
    >>> import civic_qual as cq
    >>> table = theme_table(cq.example_codings(), by="country", coder="A")
    >>> table.only(theme=["plan", "eng"], country=["CAR", "all"]).frame
    country  CAR  all
    theme
    plan      34  145
    eng       36  118
    """

    codings: Codings
    level: Level
    measure: MeasureName
    normalise: Normalise | None
    unit: Unit
    rows: tuple[TableRow, ...]
    columns: Columns
    count: Ints
    denominator: Ints
    hidden: Hidden
    tally: Tally
    warnings: tuple[str, ...] = ()
    kept_notes: TableNotes | None = None

    # What it says of itself

    @cached_property
    def about(self) -> tuple[str, ...]:
        """What the table counts, and what would be misread."""
        if self.kept_notes is not None:
            return self.kept_notes.about
        return (*about_table(self.tally, self.rows, self.count, self.normalise), *self.warnings)

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """What the counts are out of."""
        if self.kept_notes is not None:
            return self.kept_notes.bases
        return about_bases(self.tally, self.rows)

    @cached_property
    def basis(self) -> tuple[str, ...]:
        """Who coded, what was read, what was left out."""
        if self.kept_notes is not None:
            return self.kept_notes.basis
        return about_codings(self.codings, self.tally.words)

    @property
    def notes(self) -> tuple[str, ...]:
        """All that must be said with the table: `about`, `bases` and `basis`."""
        return (*self.about, *self.bases, *self.basis)

    @property
    def whole(self) -> bool:
        """Whether it has all rows and columns that it was made with."""
        return self._leaves or self.kept_notes is None

    # Its numbers

    @property
    def value(self) -> npt.NDArray[Any]:
        """The counts, or what they were normalised to; NaN where nothing was read, or is shown."""
        hidden = self.value_hidden
        if self.normalise is None:
            return self.count if not hidden.any() else np.where(hidden, np.nan, self.count)
        scale = 1000.0 if self.normalise == "per_1000_words" else 1.0
        value = np.full(self.count.shape, np.nan)
        np.divide(
            scale * self.count, self.denominator, out=value, where=(self.denominator > 0) & ~hidden
        )
        return value

    @property
    def value_hidden(self) -> Bools:
        """Which values are not shown, of shape (n_rows, n_columns)."""
        return self.hidden.count | self.hidden.denominator if self.normalise else self.hidden.count

    @property
    def counts(self) -> pd.DataFrame:
        """The counts behind `frame`."""
        return self._wide(marked(self.count, self.hidden.count, self.hidden.count_mark))

    @property
    def denominators(self) -> pd.DataFrame:
        """What the counts are out of."""
        hidden = self.hidden
        return self._wide(marked(self.denominator, hidden.denominator, hidden.denominator_mark))

    @property
    def long(self) -> pd.DataFrame:
        """The tidy table that files get: one row a cell, with its count and what that is out of."""
        numbers = {
            "count": marked(self.count, self.hidden.count, self.hidden.count_mark),
            "denominator": marked(
                self.denominator, self.hidden.denominator, self.hidden.denominator_mark
            ),
            "value": self._marked_values,
        }
        return long_frame(self.rows, self.columns, numbers)

    def equals(self, other: object) -> bool:
        """Whether another table shows the same numbers out of the same, with the same notes."""
        return (
            super().equals(other)
            and isinstance(other, ThemeTable)
            and bool(self.long.equals(other.long))
        )

    @helpful
    def passages(self, row: str, column: str | Sequence[str] | None = None) -> Passages:
        """Return what stands behind a cell: one row a segment counted, or a mention.

        Parameters
        ----------
        row
            A row of `frame`: the id of a theme or code, or "any theme".
        column
            A column of `frame`; the margin if none is given.

        Returns
        -------
        Passages
            transcript, start, end, speaker, participant, language, reported (by a note-taker, in
            nobody's own words), codes, text, origin, score and evidence. For segments and mentions
            one row for each one counted; for people, transcripts and words the mentions that show
            them.

        Raises
        ------
        TableError
            If the table has no such row or column.
        DisclosureError
            If the table was made to leave the study: passages show who said what.
        """
        from civic_qual.analysis.passages.passages import cell_passages

        return Passages(
            cell_passages(
                self.codings,
                self.tally,
                self.unit,
                row_named(self.rows, row),
                column_named(self.columns, column),
            )
        )

    def only(self, **chosen: Any) -> Self:
        """Return some rows and columns: `only(theme="plan", country=["CAR", "all"])`.

        Parameters
        ----------
        **chosen
            "theme" or "code", and attributes the table is by, each with the value it must have, or
            a list of values. Notes stay those of the whole table.

        Raises
        ------
        TableError
            If there is no such attribute, or no row or column has such a value.
        """
        across = {name: chosen.pop(name) for name in list(chosen) if name in self.columns.names}
        table = super().only(**chosen) if chosen else self
        if not across:
            return table
        kept = np.ones(len(self.columns.all), dtype=np.bool_)
        for name, values in across.items():
            wanted = [values] if isinstance(values, str) else list(values)
            kept &= columns_with(self.columns, name, wanted)
        if not kept.any():
            raise TableError(Message("no column has all of these values; choose fewer at once"))
        return table._chosen(slice(None), np.flatnonzero(kept))

    # How it looks

    @helpful
    def plot(self) -> Figure:
        """Draw the table as grouped bars, a group a colour.

        Raises
        ------
        TableError
            If there are more groups than can be told apart.
        """
        from civic_qual.analysis.tables.plots import table_bars

        return table_bars(self)

    @helpful
    def to_html(self, caption: str = "") -> str:
        """Return the table and its notes as a piece of HTML, without styles."""
        return self._grid_html(caption) + notes_html(self.notes)

    def _repr_html_(self) -> str:
        return styled(f"<style>{GRID_STYLE}</style>", self.to_html())

    def _body_html(self) -> str:
        return self._grid_html("")

    def _grid_html(self, caption: str) -> str:
        return grid_html(table_grid(self), self._corner, caption)

    def _body_text(self) -> str:
        return grid_text(table_grid(self), self._corner)

    @property
    def _corner(self) -> str:
        return Message("theme") if self.level == "theme" else Message("code")

    # How a result is made of it

    @cached_property
    def _shown(self) -> pd.DataFrame:
        return self._wide(self._marked_values)

    @property
    def _marked_values(self) -> npt.NDArray[Any]:
        """The values as shown; of an earlier release only counts stand."""
        if self.normalise:
            return marked(self.value, self.value_hidden)
        return marked(self.count, self.hidden.count, self.hidden.count_mark)

    def _table(self) -> pd.DataFrame:
        return self._shown

    def _wide(self, values: npt.NDArray[Any]) -> pd.DataFrame:
        """Lay out values of shape (n_rows, n_columns) under the names of the table."""
        rows = pd.Index([row.id for row in self.rows], name=self.level)
        return pd.DataFrame(values, index=rows, columns=self.columns.index())

    def _column(self, name: Any) -> pd.Series[Any]:
        if name == "theme" and self.level == "code":
            return pd.Series([row.theme for row in self.rows], self._shown.index, name=name)
        return super()._column(name)

    def _take(self, rows: Ints) -> Self:
        return self._chosen(rows, slice(None))

    def _chosen(self, rows: Ints | slice, columns: Ints | slice) -> Self:
        """Return some rows and columns, with the notes of all."""
        taken, across = np.arange(len(self.rows))[rows], np.arange(len(self.columns.all))[columns]
        return replace(
            self,
            rows=tuple(self.rows[index] for index in taken),
            columns=replace(self.columns, all=tuple(self.columns.all[index] for index in across)),
            count=self.count[rows][:, columns],
            denominator=self.denominator[rows][:, columns],
            hidden=self.hidden.chosen(rows, columns),
            kept_notes=TableNotes(about=self.about, bases=self.bases, basis=self.basis),
        )


@helpful
def theme_table(
    codings: Codings,
    *,
    by: str | Sequence[str] | None = None,
    level: Level = "theme",
    measure: MeasureName = "segments",
    normalise: Normalise | None = None,
    unit: Unit = "turn",
    cross: str | None = None,
    coder: str | None = None,
    include_interviewers: bool = False,
    families: bool | str | Sequence[str] = False,
    errors: ErrorRates | None = None,
) -> ThemeTable:
    """Count themes or codes, by groups, out of what was read.

    Parameters
    ----------
    codings
        Codings of one coder, or of several and `coder`.
    by
        One or several attributes of transcripts or participants, or "transcript",
        "participant" or "language"; None for one column.
    level
        "theme": a row a theme; "code": its codes below it. A row is carried where its code or
        one below it is, and counts once.
    measure
        "segments" that carry the row; distinct "participants" and "transcripts" with at least
        one; "mentions", coded spans after merging; "words", distinct words they cover.
    normalise
        "share" of what was read, "per_1000_words" read, or None for counts.
    unit
        The segment: "turn", "sentence", "paragraph" or "transcript".
    cross
        A family: columns for its codes, found in the same sentence as the theme.
    coder
        Whose codings to count, if several coded.
    include_interviewers
        Whether turns of interviewers and observers count too, where they were read.
    families
        True, a family or several: rows are families and their codes instead of themes.
    errors
        What `error_by` found of the machine: its warnings about the groups go with the table.

    Returns
    -------
    ThemeTable
        With the row "any theme", and a margin of distinct segments, people, ... on the right.

    Raises
    ------
    TableError
        If an attribute, family, coder or measure does not exist, several coders coded, or
        nothing was read.
    CodingError
        If the codings were made by a coarser unit.

    See Also
    --------
    crosstab : The same with odds ratios and intervals.
    estimate_themes : Shares corrected for what a machine misses.
    suppress_small_cells : Before a table leaves the study.

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
    >>> theme_table(codings, by="country").frame
    country    DRC  Mali  all
    theme
    water        0     0    0
    safety       1     0    1
    any theme    1     0    1
    """
    counted = measure_named(measure)
    check_normalise(counted, normalise)
    codings = one_coder(codings, coder)
    check_unit(codings, counted.unit(unit) or unit)
    tally = tally_of(
        codings,
        by=names_given(by),
        measure=counted,
        normalise=normalise,
        unit=unit,
        cross=cross,
        include_interviewers=include_interviewers,
    )
    rows = looked_for(table_rows(codings.codebook, level, families), tally.carried.read)
    count = np.array([tally.counts(row) for row in rows])
    return ThemeTable(
        codings=codings,
        level=level,
        measure=measure,
        normalise=normalise,
        unit=unit,
        rows=rows,
        columns=columns(tally.groups, tally.crossing),
        count=count,
        denominator=np.array([tally.denominators(row) for row in rows]),
        hidden=Hidden.nothing(count.shape),
        tally=tally,
        warnings=errors.about(*tally.groups.names) if errors is not None else (),
    )
