"""A release in the making: from tables to numbers, from what is hidden back to tables."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from html import escape
from pathlib import Path
from typing import Any, overload

import numpy as np
import pandas as pd

from civic_qual.analysis.tables.marks import SUPPRESSED, Marks, marked
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools, Ints
from civic_qual.errors import DisclosureError
from civic_qual.privacy.audit import Audit, Cell
from civic_qual.privacy.ledger import Ledger, Relation
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
from civic_qual.privacy.table_entries import (
    Placed,
    atoms,
    columns_of,
    enter_frame,
    enter_table,
    frame_relations,
    groupings,
)
from civic_qual.saving import whole_file

WITHHELD = (
    "Withheld: everything by group, since there are too many small groups to choose what "
    "can be shown. To show more, break down by fewer attributes, or by larger groups."
)


def suppression_notes(
    number: int, of: int, what: str, minimum: int, hide_zeros: bool, withheld: bool
) -> tuple[str, ...]:
    """Say how many cells are hidden, and why.

    How much they count together is not said: whoever knows the total would know their sum.
    """
    if not number:
        return (
            f"Suppressed: none of {of:,} counts of {what}, since {minimum} people or more "
            "stand behind each.",
        )
    zeros = "" if hide_zeros else " A 0 is shown where nobody of a large enough group is counted."
    too_many = (WITHHELD,) if withheld else ()
    return (
        *too_many,
        f"Suppressed: {number:,} of {of:,} counts of {what} (kept: {(of - number) / of:.0%}).",
        f"What is suppressed: counts behind which fewer than {minimum} people stand, or that "
        f"leave out fewer than {minimum}, and counts from which these could be worked out." + zeros,
    )


def counted_things(table: ThemeTable) -> str:
    """Return what a table counts, in a word."""
    return table.tally.measure.words.things(table.unit)


def rounding_notes(base: int) -> tuple[str, ...]:
    """Say that no number is exact."""
    return (
        f"Rounded: every number is a multiple of {base}, at most {base - 1} from the true one, "
        "so that no count of few people shows; parts still add up.",
    )


def bases_notes(table: ThemeTable, denominator: Ints, hidden: Bools) -> tuple[str, ...]:
    """Say how much was read in each group, where that may be said."""
    tally, columns = table.tally, table.columns.all
    crossing = tally.crossing
    whole = [
        place
        for place, column in enumerate(columns)
        if crossing is None or column.category == len(crossing.ids) - 1
    ]
    told = []
    for place in whole:
        column = columns[place]
        label = (
            "all"
            if column.group == len(tally.groups)
            else " / ".join(tally.groups.labels[column.group])
        )
        number = f"{int(denominator[:, place].max()):,}"
        told.append(f"{label} {SUPPRESSED if hidden[:, place].any() else number}")
    thing = tally.out_of.words.title(table.unit)
    uneven = bool(np.ptp(np.where(hidden, 0, denominator)[:, whole], axis=0).any())
    less = " Rows that were not looked for everywhere are out of less." if uneven else ""
    return (f"{thing} read: {'; '.join(told)}.{less}",)


@dataclass(frozen=True, eq=False)
class ProtectedTable(ThemeTable):
    """A theme table without its small cells; `audit` says what an attacker gets of them.

    The hidden numbers stand nowhere in `count` and `denominator`. The audit holds them.
    """

    audit: Audit | None = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class ProtectedFrame:
    """A plain table of counts without its small cells, its notes and its audit."""

    frame: pd.DataFrame
    notes: tuple[str, ...]
    audit: Audit = field(repr=False)

    def to_csv(self, path: str | Path) -> None:
        """Write the table as CSV that spreadsheets open with its accents."""
        with whole_file(path) as beside:
            self.frame.to_csv(beside, encoding="utf-8-sig")

    def to_html(self) -> str:
        """Return the table and its notes as a piece of HTML."""
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return f'{self.frame.to_html()}<ul class="notes">{notes}</ul>'

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return "\n".join([self.frame.to_string(), "", *(f"- {note}" for note in self.notes)])


Protected = ProtectedTable | ProtectedFrame


@dataclass(frozen=True, eq=False, repr=False)
class Release(Sequence[Protected]):
    """The protected tables of one release, in the order given, and the audit of all together."""

    tables: tuple[Protected, ...]
    audit: Audit

    @overload
    def __getitem__(self, place: int) -> Protected: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Protected]: ...
    def __getitem__(self, place: int | slice) -> Protected | Sequence[Protected]:
        return self.tables[place]

    def __len__(self) -> int:
        return len(self.tables)

    def __iter__(self) -> Iterator[Protected]:
        return iter(self.tables)

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self.tables))


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
