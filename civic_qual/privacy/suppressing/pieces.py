"""The pieces of a release: each enters its numbers into the one ledger, and is given back safe.

A kind of result that may leave is a `Piece`. Whatever was released before is a `Memory`: it enters
numbers, too, and nothing of it is given back.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from civic_qual.analysis.tables.layout import Hidden, Standing
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools, Ints
from civic_qual.privacy.suppressing.audit import Audit, Cell
from civic_qual.privacy.suppressing.frame_entries import columns_of, enter_frame, frame_relations
from civic_qual.privacy.suppressing.ledger import Counts, Ledger, Placed, Relation
from civic_qual.privacy.suppressing.protected import (
    protected_frame,
    protected_table,
    rounding_notes,
    suppression_notes,
)
from civic_qual.privacy.suppressing.relations import Grouping, of_bases
from civic_qual.privacy.suppressing.suppression import Choice
from civic_qual.privacy.suppressing.table_entries import enter_table, groupings
from civic_qual.tidy import label

if TYPE_CHECKING:
    from civic_qual.privacy.suppressing.protected import Protected, Table
    from civic_qual.results import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class Decided:
    """What was decided of the numbers of a release, each at its index in the ledger.

    Attributes
    ----------
    shown
        The numbers as they may be read, where they are shown.
    hidden
        Which are not.
    audit
        The proof.
    hide_zeros
        Whether "nobody" and "everybody" are hidden, too.
    memory
        What was released before.
    """

    shown: Ints
    hidden: Bools
    audit: Audit
    hide_zeros: bool
    memory: Memory | None = None

    @property
    def minimum(self) -> int:
        """How many people stand behind whatever is shown."""
        return self.audit.counts.minimum

    @property
    def withheld(self) -> bool:
        """Whether all numbers of groups are hidden."""
        return self.audit.choice is not None and self.audit.choice.withheld


class Piece(Protocol):
    """A result that leaves with others; it is made with the ledger, and enters its numbers."""

    def groupings(self) -> Sequence[Grouping]:
        """Return the groups it is by, as masks over the turns that count: see `group_masks`."""
        ...

    def atoms(self) -> Sequence[frozenset[Hashable]]:
        """Return the smallest parts of its groups, where these are not `groupings`."""
        ...

    def tables(self) -> Sequence[ThemeTable]:
        """Return the theme tables that its numbers are those of: see `known_of_people`."""
        ...

    def relations(self) -> Iterator[Relation]:
        """Yield what holds between its numbers, beside what holds in every ledger."""
        ...

    def cells(self, number: int) -> Iterator[Cell]:
        """Yield where its numbers stand; `number` is its own among the pieces."""
        ...

    def protected(self, decided: Decided) -> Result:
        """Return it without what is hidden; notes are made here, of what is shown."""
        ...


class Memory(Protocol):
    """What was released before of the same people, as further numbers of the ledger.

    It decides together with today's numbers, and gives the numbers of earlier releases where none
    of today may stand.
    """

    def counted(
        self, tables: Sequence[ThemeTable], behind: Sequence[ThemeTable], *, others: bool
    ) -> Sequence[ThemeTable]:
        """Return the theme tables of a release, of those people only who count in it.

        `behind` are tables of what estimates rest on; `others` says whether there are results that
        nobody can count again.
        """
        ...

    def enter(self, ledger: Ledger) -> None:
        """Enter what was published, what was hidden, and what lies between the sets."""
        ...

    def groupings(self) -> Sequence[Grouping]:
        """Return earlier groups, as masks over the turns that count today."""
        ...

    def relations(self, ledger: Ledger) -> Iterable[Relation]:
        """Return what holds beside what the groups tell: sets, and what was added to them."""
        ...

    def choice(self, ledger: Ledger, counts: Counts) -> tuple[Counts, Choice]:
        """Decide what of today is hidden; the counts say then what is known of earlier ones."""
        ...

    def standing(self, table: ThemeTable, placed: Placed, hidden: Bools) -> Standing:
        """Return the numbers of earlier releases that are shown where today's are hidden."""
        ...

    def notes(self) -> Sequence[str]:
        """Return what a reader must know of earlier releases; it goes into the files."""
        ...

    @property
    def to_the_team(self) -> Sequence[str]:
        """What waits, and why: for the study team, never in files."""
        ...

    def files(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return what is written beside the files of these names, by name: `release.ledger`."""
        ...

    def written(self, decided: Decided | None) -> None:
        """Keep what was published now; called when all files stand. None: nothing was hidden."""
        ...


class TablePiece:
    """A theme table in a release."""

    def __init__(self, table: ThemeTable, ledger: Ledger) -> None:
        self.table, self._placed = table, enter_table(table, ledger)

    def groupings(self) -> Sequence[Grouping]:
        """Return its groups and, apart, their margin."""
        return groupings(self.table)

    def atoms(self) -> Sequence[frozenset[Hashable]]:
        """Return nothing: its groups are told by masks."""
        return ()

    def tables(self) -> Sequence[ThemeTable]:
        """Return the table."""
        return (self.table,)

    def relations(self) -> Iterator[Relation]:
        """Yield that nothing is more than what it is out of."""
        pairs = zip(self._placed.count.flat, self._placed.denominator.flat, strict=True)
        yield from of_bases((int(one), int(other)) for one, other in pairs)

    def cells(self, number: int) -> Iterator[Cell]:
        """Yield its counts, and what they are out of."""
        rows = [row.id for row in self.table.rows]
        columns = [" / ".join(filter(None, column.key)) for column in self.table.columns.all]
        yield from _cells(number, "count", self._placed.count, rows, columns)
        yield from _cells(number, "denominator", self._placed.denominator, rows, columns)

    def hides(self, decided: Decided) -> tuple[Bools, Bools]:
        """Return which counts are hidden, and which of what they are out of."""
        return decided.hidden[self._placed.count], decided.hidden[self._placed.denominator]

    def protected(self, decided: Decided) -> Protected:
        """Return the table without what is hidden."""
        placed, hides, shown = self._placed, decided.hidden, decided.shown
        memory = decided.memory
        standing = memory.standing(self.table, placed, hides) if memory is not None else None
        hidden = Hidden(hides[placed.count], hides[placed.denominator], standing)
        return protected_table(
            self.table,
            numbers=np.where(hidden.count, 0, shown[placed.count]),
            denominator=np.where(hidden.denominator, 0, shown[placed.denominator]),
            hidden=hidden,
            notes=_notes(self.table, hidden.count, decided),
            audit=decided.audit,
        )


class FramePiece:
    """A plain table of counts of people in a release; `number` tells its groups from others."""

    def __init__(self, table: pd.DataFrame, margin: str, number: int, ledger: Ledger) -> None:
        self._table, self._margin, self._number = table, margin, number
        self._numbers = enter_frame(table, margin, number, ledger)

    def groupings(self) -> Sequence[Grouping]:
        """Return nothing: nobody knows which turns its groups hold."""
        return ()

    def atoms(self) -> Sequence[frozenset[Hashable]]:
        """Return its groups one by one."""
        return columns_of(self._table, self._margin, self._number)

    def tables(self) -> Sequence[ThemeTable]:
        """Return nothing: of whose counts they are nothing is known."""
        return ()

    def relations(self) -> Iterator[Relation]:
        """Yield that groups add up to the margin, and rows to the row that holds them all."""
        yield from frame_relations(self._table, self._margin, self._numbers)

    def cells(self, number: int) -> Iterator[Cell]:
        """Yield its counts."""
        rows = list(map(str, self._table.index))
        columns = [label(name) for name in self._table.columns]
        yield from _cells(number, "count", self._numbers, rows, columns)

    def protected(self, decided: Decided) -> Protected:
        """Return the table without what is hidden."""
        hidden = decided.hidden[self._numbers]
        return protected_frame(
            self._table,
            numbers=np.where(hidden, 0, decided.shown[self._numbers]),
            hidden=hidden,
            notes=_notes(self._table, hidden, decided),
            audit=decided.audit,
        )


def _notes(table: Table, hidden: Bools, decided: Decided) -> tuple[str, ...]:
    if decided.audit.rounded:
        return rounding_notes(decided.audit.rounded[1])
    return suppression_notes(
        table,
        hidden,
        minimum=decided.minimum,
        hide_zeros=decided.hide_zeros,
        withheld=decided.withheld,
    )


def _cells(
    number: int, kind: str, entries: Ints, rows: Sequence[str], columns: Sequence[str]
) -> Iterator[Cell]:
    place: Any
    for place, entry in np.ndenumerate(entries):
        row, column = place
        yield Cell(
            table=number, row=rows[row], column=columns[column], number=kind, entry=int(entry)
        )
