"""Theme frequency tables in which every number leads back to passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from civic_qual.analysis.measures import (
    MeasureName,
    Normalise,
    check_normalise,
    measure_named,
)
from civic_qual.analysis.tables.counting import Tally, tally_of
from civic_qual.analysis.tables.layout import (
    Columns,
    column_named,
    columns,
    long_frame,
    row_named,
    wide_frame,
)
from civic_qual.analysis.tables.marks import Marks, marked
from civic_qual.analysis.tables.notes import about_bases, about_codings, about_table, known_errors
from civic_qual.arrays import Bools, Ints
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.readings import check_unit
from civic_qual.coding.theme_rows import Level, TableRow, looked_for, table_rows
from civic_qual.corpus.segments import Unit
from civic_qual.errors import DisclosureError
from civic_qual.saving import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class ThemeTable:
    """A table of themes or codes by groups, which shows well and says what it rests on.

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
    marks
        Which of them are not shown, in a table made to leave the study; None in any other.
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
    tally: Tally
    marks: Marks | None = None

    @cached_property
    def about(self) -> tuple[str, ...]:
        """What the table counts, and what would be misread."""
        if self.marks:
            return self.marks.about
        told = about_table(
            self.tally,
            self.rows,
            self.count,
            self.unit,
            self.normalise,
            self.codings.corpus.invented,
        )
        return (*told, *known_errors(self.codings, self.tally.groups.names))

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """What the counts are out of."""
        if self.marks:
            return self.marks.bases
        return about_bases(self.tally, self.rows, self.unit)

    @cached_property
    def basis(self) -> tuple[str, ...]:
        """Who coded, what was read, what was left out."""
        return about_codings(self.codings, self.tally.words)

    @property
    def notes(self) -> tuple[str, ...]:
        """All that must be said with the table: `about`, `bases` and `basis`."""
        return (*self.about, *self.bases, *self.basis)

    @property
    def value(self) -> npt.NDArray[Any]:
        """The counts, or what they were normalised to; NaN where nothing was read, or is shown."""
        hidden = self.hidden
        if self.normalise is None:
            return self.count if not hidden.any() else np.where(hidden, np.nan, self.count)
        scale = 1000.0 if self.normalise == "per_1000_words" else 1.0
        value = np.full(self.count.shape, np.nan)
        np.divide(
            scale * self.count, self.denominator, out=value, where=(self.denominator > 0) & ~hidden
        )
        return value

    @property
    def hidden(self) -> Bools:
        """Which values are not shown, of shape (n_rows, n_columns)."""
        if self.marks is None:
            return np.zeros(self.count.shape, dtype=np.bool_)
        return self.marks.count | self.marks.denominator if self.normalise else self.marks.count

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The table as shown: a row a theme or code, a column a group, the margin last."""
        return wide_frame(self, marked(self.value if self.normalise else self.count, self.hidden))

    @cached_property
    def counts(self) -> pd.DataFrame:
        """The counts behind `frame`."""
        return wide_frame(self, marked(self.count, self.marks.count if self.marks else None))

    @cached_property
    def denominators(self) -> pd.DataFrame:
        """What the counts are out of."""
        return wide_frame(
            self, marked(self.denominator, self.marks.denominator if self.marks else None)
        )

    @cached_property
    def long(self) -> pd.DataFrame:
        """One row a cell: theme, code, name, the groups, margin, count, denominator, value.

        `code` is empty where a row is a whole theme; `margin` marks columns that hold others.
        """
        return long_frame(self)

    def passages(self, row: str, column: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Return what stands behind a cell: one row a segment counted, or a mention.

        Parameters
        ----------
        row
            A row of `frame`: the id of a theme or code, or "any theme".
        column
            A column of `frame`; the margin if none is given.

        Returns
        -------
        DataFrame
            transcript, start, end, speaker, participant, language, codes, text. For segments
            and mentions one row for each one counted; for people, transcripts and words the
            mentions that show them.

        Raises
        ------
        TableError
            If the table has no such row or column.
        DisclosureError
            If the table was made to leave the study: passages show who said what.
        """
        if self.marks:
            raise DisclosureError(
                "this table is made to leave the study, and passages show who "
                "speaks; ask the table it was made from"
            )
        from civic_qual.analysis.passages.passages import cell_passages

        return cell_passages(
            self.codings, self.tally, self.unit, row_named(self, row), column_named(self, column)
        )

    def plot(self) -> Figure:
        """Draw the table as grouped bars, a group a colour."""
        from civic_qual.analysis.tables.plots import table_bars

        return table_bars(self)

    def to_csv(self, path: str | Path) -> None:
        """Write the tidy table, `long`, as CSV that spreadsheets open with its accents.

        Raises
        ------
        WriteError
            If the file cannot be written; what stood there is intact.
        """
        with whole_file(path) as beside:
            self.long.to_csv(beside, index=False, encoding="utf-8-sig")

    def to_text(self) -> str:
        """Return the table and its notes as plain text for a terminal."""
        from civic_qual.analysis.tables.showing import table_text

        return table_text(self)

    def to_html(self, caption: str = "") -> str:
        """Return the table and its notes as a piece of HTML, without styles."""
        from civic_qual.analysis.tables.showing import table_html

        return table_html(self, caption)

    def _repr_html_(self) -> str:
        from civic_qual.analysis.tables.showing import notebook_html

        return notebook_html(self)

    def __repr__(self) -> str:
        return self.to_text()


def theme_table(
    codings: Codings,
    by: str | Sequence[str] | None = None,
    level: Level = "theme",
    measure: MeasureName = "segments",
    normalise: Normalise | None = None,
    unit: Unit = "turn",
    cross: str | None = None,
    coder: str | None = None,
    include_interviewers: bool = False,
    families: bool | str | Sequence[str] = False,
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
    check_unit(codings, unit)
    tally = tally_of(
        codings,
        by=_listed(by),
        measure=counted,
        normalise=normalise,
        unit=unit,
        cross=cross,
        include_interviewers=include_interviewers,
    )
    rows = looked_for(table_rows(codings.codebook, level, families), tally.read)
    return ThemeTable(
        codings,
        level,
        measure,
        normalise,
        unit,
        rows,
        columns(tally.groups, tally.crossing),
        np.array([tally.counts(row) for row in rows]),
        np.array([tally.denominators(row) for row in rows]),
        tally,
    )


def _listed(by: str | Sequence[str] | None) -> list[str]:
    return [by] if isinstance(by, str) else list(by or ())
