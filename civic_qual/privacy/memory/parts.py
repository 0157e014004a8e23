"""Tables counted again by any groups, and what ties their numbers to the smallest parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civic_qual.analysis.measures import MENTIONS, PARTICIPANTS, Measure, things_of_words
from civic_qual.analysis.tables.groups import Groups
from civic_qual.analysis.tables.layout import Hidden, columns
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools, Ints
from civic_qual.privacy.memory.scope import Carries, Kind, counted_again
from civic_qual.privacy.suppressing.ledger import Ledger, Placed, Relation, parts_and_whole
from civic_qual.privacy.suppressing.table_entries import enter_table

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.privacy.memory.several import Several


class Counted(NamedTuple):
    """A table that was counted again, and where its numbers are."""

    table: ThemeTable
    placed: Placed

    def column(self, group: int, category: int | None) -> int:
        """Return which column counts a group."""
        return next(
            index
            for index, one in enumerate(self.table.columns.all)
            if (one.group, one.category) == (group, category)
        )

    def numbers(self, columns: Sequence[int], *, out_of: bool) -> list[list[int]]:
        """Return the numbers of some columns, row by row."""
        entries = self.placed.denominator if out_of else self.placed.count
        return [row[list(columns)].tolist() for row in entries]


class Entering:
    """Enters the rows of a kind of table, by any groups, and ties them to the smallest parts.

    `levels` are the tables of the smallest parts and, where people are heard in several of them,
    of their own parts, too.
    """

    def __init__(
        self,
        ledger: Ledger,
        codings: Codings,
        kind: Kind,
        rows: Sequence[Carries],
        atoms: Groups,
        several: Several | None,
        together: Sequence[tuple[Groups, list[tuple[int, ...]]]],
    ) -> None:
        self._ledger, self._codings, self._kind, self._several = ledger, codings, kind, several
        self._rows = tuple(one.row for one in rows)
        self._tally = counted_again(codings, kind, ())
        self.levels = [self._enter(atoms)] + ([self._enter(several.parts)] if several else [])
        self._together: dict[tuple[int, ...], tuple[Counted, int]] = {}
        for made, held in together if kind.measure == PARTICIPANTS.name else ():
            counted_together = self._enter(made)
            self._together |= {one: (counted_together, at) for at, one in enumerate(held)}

    def _enter(self, parts: Groups) -> Counted:
        return Counted(*self.enter(parts))

    def enter(self, parts: Groups) -> tuple[ThemeTable, Placed]:
        """Enter the table of some parts, as if they were groups; its margin is everybody."""
        tally = replace(self._tally, groups=parts, _bases={})
        count = np.array([tally.counts(row) for row in self._rows])
        table = ThemeTable(
            codings=self._codings,
            level="code",
            measure=self._kind.measure,  # type: ignore[arg-type]
            normalise="per_1000_words" if self._kind.words else None,
            unit=self._kind.unit,  # type: ignore[arg-type]
            rows=self._rows,
            columns=columns(parts, tally.crossing),
            count=count,
            denominator=np.array([tally.denominators(row) for row in self._rows]),
            hidden=Hidden.nothing(count.shape),
            tally=tally,
        )
        return table, enter_table(table, self._ledger)

    def of_levels(self) -> Iterator[Relation]:
        """Yield what holds between the smallest parts and those of people heard in several."""
        if self._several is None:
            return
        table, placed = self.levels[0]
        yield from self.of_parts(table, placed, level=1)
        for layer in dict.fromkeys(made for made, _ in self._together.values()):
            yield from self._split(*layer, 1, people=False)

    def of_parts(self, table: ThemeTable, placed: Placed, level: int = 0) -> Iterator[Relation]:
        """Yield that each number is what its smallest parts add up to."""
        yield from self._split(table, placed, level, people=self._several is not None)

    def _split(
        self, table: ThemeTable, placed: Placed, level: int, *, people: bool
    ) -> Iterator[Relation]:
        counted_turns = np.unique(table.tally.words.turn)
        for index, column in enumerate(table.columns.all):
            turns = table.tally.groups.of_turn == column.group
            here = counted_turns[turns[counted_turns]]
            for out_of, measure in enumerate((table.tally.measure, table.tally.out_of)):
                if people and measure is PARTICIPANTS:
                    each = self._people(turns, here, column.category, out_of=bool(out_of))
                    apart = True
                else:
                    inside = np.unique(self.levels[level].table.tally.groups.of_turn[here]).tolist()
                    each = self._each(level, inside, column.category, out_of=bool(out_of))
                    apart = self._apart(measure, inside, level)
                numbers = placed.denominator if out_of else placed.count
                for one, some in zip(numbers[:, index].tolist(), each, strict=True):
                    if some != [one]:
                        yield from parts_and_whole(one, some, some, apart)

    def _each(
        self, level: int, parts: Sequence[int], category: int | None, *, out_of: bool
    ) -> list[list[int]]:
        """Return the numbers of some parts, row by row."""
        of = self.levels[level]
        return of.numbers([of.column(part, category) for part in parts], out_of=out_of)

    def _people(
        self, turns: Bools, here: Ints, category: int | None, *, out_of: bool
    ) -> list[list[int]]:
        """Return numbers of people, row by row, of whom nobody is counted in two of them."""
        several = self._several
        assert several is not None
        held = list(several.inside(turns))
        alone = np.unique(several.parts.of_turn[here])
        alone = alone[several.people[alone] < 0]
        single = [*alone.tolist(), *(some[0] for some in held if len(some) == 1)]
        each = self._each(1, single, category, out_of=out_of)
        for some in held:
            if len(some) > 1:
                of, group = self._together[some]
                more = of.numbers([of.column(group, category)], out_of=out_of)
                each = [[*one, *other] for one, other in zip(each, more, strict=True)]
        return each

    def _apart(self, measure: Measure, parts: Sequence[int], level: int) -> bool:
        """Whether nothing counts in two of some parts, as people do who spoke in several."""
        if measure is MENTIONS:
            return True
        tally = self.levels[level].table.tally
        words = np.arange(len(tally.words), dtype=np.int64)
        thing = things_of_words(tally.corpus, measure, tally.unit, tally.words.include_interviewers)
        atom = tally.group(words)
        here = np.isin(atom, parts) & (thing >= 0)
        pairs = np.unique(np.column_stack([thing, atom])[here], axis=0)
        return len(np.unique(pairs[:, 0])) == len(pairs)
