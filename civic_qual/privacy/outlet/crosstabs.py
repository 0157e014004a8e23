"""Themes by group with odds ratios: a row of which a count is hidden is hidden in all columns."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

import numpy as np

from civic_qual.analysis.estimates.error_notes import without_numbers
from civic_qual.analysis.measures import MeasureName
from civic_qual.analysis.tables.crosstab import Crosstab
from civic_qual.analysis.tables.theme_table import ThemeTable, theme_table
from civic_qual.arrays import Bools
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message
from civic_qual.privacy.outlet.rows import ProtectedRows, not_shown, rows_shown
from civic_qual.privacy.suppressing.audit import Cell
from civic_qual.privacy.suppressing.ledger import Ledger, Relation
from civic_qual.privacy.suppressing.pieces import Decided, TablePiece
from civic_qual.privacy.suppressing.relations import Grouping


class ProtectedCrosstab(ProtectedRows):
    """Themes by group that may leave the study."""

    _title = Crosstab._title


class CrosstabPiece:
    """A crosstab in a release: its numbers are those of theme tables by the same groups.

    What an odds ratio compares a group with is all without it, so it tells of the margin, too.
    """

    def __init__(self, result: Crosstab, ledger: Ledger) -> None:
        self._result, asked = result, result.asked
        measures: list[MeasureName] = [asked.measure, "participants"]
        self._tables = [
            theme_table(
                asked.codings, by=asked.by, level=asked.level, measure=measure, unit=asked.unit
            )
            for measure in dict.fromkeys(measures)
        ]
        _check_the_same(result, self._tables[0])
        self._pieces = [TablePiece(table, ledger) for table in self._tables]

    def groupings(self) -> Sequence[Grouping]:
        """Return its groups and, apart, all of them."""
        return self._pieces[0].groupings()

    def atoms(self) -> Sequence[frozenset[Hashable]]:
        """Return nothing: its groups are told by masks."""
        return ()

    def tables(self) -> Sequence[ThemeTable]:
        """Return the tables that hold its numbers."""
        return self._tables

    def relations(self) -> Iterator[Relation]:
        """Yield that nothing is more than what it is out of."""
        for piece in self._pieces:
            yield from piece.relations()

    def cells(self, number: int) -> Iterator[Cell]:
        """Yield what was found, and out of what."""
        yield from self._pieces[0].cells(number)

    def protected(self, decided: Decided) -> ProtectedCrosstab:
        """Return it without the rows that are hidden."""
        hidden = np.zeros(len(self._result.frame), dtype=np.bool_)
        for piece, table in zip(self._pieces, self._tables, strict=True):
            counts, bases = piece.hides(decided)
            # Of people who stand beside turns only their number is shown.
            hidden |= self._rows(table, bases if piece is not self._pieces[0] else counts | bases)
        notes = [without_numbers(note, decided.minimum) for note in self._result.notes]
        more = [not_shown(decided.minimum)] if hidden.any() else []
        frame = rows_shown(self._result.frame, hidden, names=("theme", "group"))
        return ProtectedCrosstab(frame, notes=(*notes, *more), audit=decided.audit)

    def _rows(self, table: ThemeTable, hides: Bools) -> Bools:
        """Return which rows of the frame are of a hidden cell of a table, or beside its margin."""
        row = {one.id: index for index, one in enumerate(table.rows)}
        column = {one.key[0]: index for index, one in enumerate(table.columns.all)}
        frame = self._result.frame
        at = frame["theme"].map(row).to_numpy()
        own: Bools = hides[at, frame["group"].map(column).to_numpy()] | hides[at, -1]
        return own


def _check_the_same(result: Crosstab, table: ThemeTable) -> None:
    """Refuse where a table by the same groups counts otherwise, as interviews of two groups."""
    row = {one.id: index for index, one in enumerate(table.rows)}
    column = {one.key[0]: index for index, one in enumerate(table.columns.all)}
    frame = result.frame
    known = bool(frame["theme"].isin(row).all() and frame["group"].isin(column).all())
    if known:
        at = frame["theme"].map(row).to_numpy(), frame["group"].map(column).to_numpy()
        known = bool(
            (table.count[at] == frame["found"].to_numpy()).all()
            and (table.denominator[at] == frame["read"].to_numpy()).all()
        )
    if not known:
        raise DisclosureError(
            Message(
                "this table of themes by group cannot be protected: some interviews or people "
                "count in another group than where they speak. Release a theme table by "
                "the same attribute"
            )
        )
