"""A release in the making: from tables to numbers, from what is hidden back to tables."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from civic_qual.analysis.tables.marks import Marks, marked
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.errors import DisclosureError
from civic_qual.privacy.audit import Audit, Cell
from civic_qual.privacy.counts import Relation
from civic_qual.privacy.frame_entries import columns_of, enter_frame, frame_relations
from civic_qual.privacy.ledger import Ledger
from civic_qual.privacy.notes import (
    bases_notes,
    counted_things,
    rounding_notes,
    suppression_notes,
)
from civic_qual.privacy.protected import Protected, ProtectedFrame, ProtectedTable
from civic_qual.privacy.relations import (
    Grouping,
    needs,
    of_bases,
    of_categories,
    of_groups,
    of_measures,
    of_rows,
    telling,
)
from civic_qual.privacy.rounding import rounded_numbers
from civic_qual.privacy.suppression import hidden_numbers
from civic_qual.privacy.table_entries import Placed, atoms, enter_table, groupings

Table = ThemeTable | pd.DataFrame


class Making:
    """A release in the making: its ledger, what is hidden, and its tables one by one."""

    def __init__(self, given: Sequence[Table], minimum: int, hide_zeros: bool, margin: str) -> None:
        self._given, self._hide_zeros, self._margin = given, hide_zeros, margin
        ledger = Ledger()
        self._placed = [_enter(table, margin, number, ledger) for number, table in enumerate(given)]
        self._counts = ledger.counts(
            minimum,
            hide_zeros,
            self._relations(ledger),
            telling(ledger),
            needs(ledger),
            self._atoms(),
        )

    def audit(self, base: int | None) -> Audit:
        """Decide what is shown, and say what an attacker makes of it."""
        counts, cells = self._counts, tuple(self._cells())
        if base is None:
            choice = hidden_numbers(counts)
            return Audit(counts, choice.hidden, cells, choice)
        made = Audit(counts, ~counts.fixed, cells, rounded=(rounded_numbers(counts, base), base))
        if not made.safe:
            raise DisclosureError(
                f"rounded to multiples of {base}, some numbers could still be worked out from "
                f"others (to within {made.narrowest:.0f}); take a larger base, or "
                'method="suppress"'
            )
        return made

    def protected(self, number: int, audit: Audit) -> Protected:
        """Return one table of the release without what is hidden."""
        table, placed = self._given[number], self._placed[number]
        shown = audit.counts.value if audit.rounded is None else audit.rounded[0]
        hidden = audit.hidden if audit.rounded is None else np.zeros_like(audit.hidden)
        count, denominator = (
            (np.where(hidden[at], 0, shown[at]), hidden[at])
            for at in (placed.count, placed.denominator)
        )
        notes = (
            rounding_notes(audit.rounded[1])
            if audit.rounded
            else suppression_notes(
                int(count[1].sum()),
                count[1].size,
                counted_things(table) if isinstance(table, ThemeTable) else "people",
                audit.counts.minimum,
                self._hide_zeros,
                audit.choice is not None and audit.choice.withheld,
            )
        )
        if isinstance(table, pd.DataFrame):
            frame = pd.DataFrame(marked(count[0], count[1]), table.index, table.columns)
            return ProtectedFrame(frame, notes, audit)
        marks = Marks(
            count[1], denominator[1], (*table.about, *notes), bases_notes(table, *denominator)
        )
        own = {one.name: getattr(table, one.name) for one in fields(ThemeTable)}
        return ProtectedTable(
            **own | {"count": count[0], "denominator": denominator[0], "marks": marks}, audit=audit
        )

    def _relations(self, ledger: Ledger) -> Iterator[Relation]:
        groups: dict[tuple[bytes, ...], Grouping] = {}
        for table, placed in zip(self._given, self._placed, strict=True):
            if isinstance(table, pd.DataFrame):
                yield from frame_relations(table, self._margin, placed.count)
            else:
                groups.update((tuple(one), one) for one in groupings(table))
                pairs = zip(placed.count.flat, placed.denominator.flat, strict=True)
                yield from of_bases((int(one), int(other)) for one, other in pairs)
        yield from of_groups(ledger, list(groups.values()))
        yield from of_rows(ledger)
        yield from of_categories(ledger)
        yield from of_measures(ledger)

    def _atoms(self) -> list[frozenset[Hashable]]:
        """Return the groups that the smallest parts are in, those of all tables side by side."""
        tables = [
            one
            for table in self._given
            if isinstance(table, ThemeTable)
            for one in groupings(table)
        ]
        kinds = [atoms(tables)] if tables else []
        kinds += [
            columns_of(table, self._margin, number)
            for number, table in enumerate(self._given)
            if isinstance(table, pd.DataFrame)
        ]
        return [
            frozenset().union(*(kind[place % len(kind)] for kind in kinds))
            for place in range(max(map(len, kinds)))
        ]

    def _cells(self) -> Iterator[Cell]:
        for number, (table, placed) in enumerate(zip(self._given, self._placed, strict=True)):
            rows, columns = _labels(table)
            kinds = {
                "count": placed.count,
                **({} if isinstance(table, pd.DataFrame) else {"denominator": placed.denominator}),
            }
            for kind, places in kinds.items():
                for (row, column), entry in np.ndenumerate(places):
                    yield Cell(number, rows[row], columns[column], kind, int(entry))


def _enter(table: Table, margin: str, number: int, ledger: Ledger) -> Placed:
    if isinstance(table, pd.DataFrame):
        places = enter_frame(table, margin, number, ledger)
        return Placed(places, places)
    return enter_table(table, ledger)


def _labels(table: Table) -> tuple[list[str], list[str]]:
    if isinstance(table, pd.DataFrame):
        return list(map(str, table.index)), [_joined(label) for label in table.columns]
    return (
        [row.id for row in table.rows],
        [" / ".join(filter(None, column.key)) for column in table.columns.all],
    )


def _joined(label: Any) -> str:
    return " / ".join(map(str, label)) if isinstance(label, tuple) else str(label)
