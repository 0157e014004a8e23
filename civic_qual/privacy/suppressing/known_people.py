"""What whoever knows the people can reckon with, beside what the tables of a release hold.

They know who was interviewed, in which groups, in which interviews and how much each one said, and
so how many people, interviews and turns each group holds, even where that is hidden on paper. And
they can ask of every row, in every group, how many people, turns and interviews carry it, whether
or not a table shows it. These numbers enter the ledger as numbers of no table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.measures import (
    PARTICIPANTS,
    TRANSCRIPTS,
    Measure,
    things_of_words,
)
from civic_qual.analysis.tables.layout import columns
from civic_qual.arrays import Bools, Ints
from civic_qual.privacy.suppressing.ledger import (
    Counted,
    Entry,
    Key,
    Ledger,
    Relation,
    RowKey,
    counted,
)
from civic_qual.privacy.suppressing.table_entries import Keys, digest

if TYPE_CHECKING:
    from civic_qual.analysis.tables.counting import Tally
    from civic_qual.analysis.tables.theme_table import ThemeTable
    from civic_qual.coding.carried import TableRow


@dataclass(frozen=True, kw_only=True, eq=False)
class KnownPeople:
    """What is known of people besides what tables show.

    Attributes
    ----------
    one
        The number one in the ledger: with it what is known of sizes is said as a relation.
    relations
        What holds of the rows of tables, by the sizes of their groups.
    whose
        Of whom each counted turn is, and of which interview: both of shape (n_turns,).
    """

    one: int
    relations: list[Relation]
    whose: tuple[Ints, Ints] | None

    def of_parts(
        self, what: Counted, masks: Sequence[Bools], parts: list[int], whole: int
    ) -> Iterator[Relation]:
        """Yield what parts come to, whose turns masks tell, and which a whole holds.

        Where nothing counts in two of them that is no more than the whole; where some people are
        in two groups it is known who.
        """
        things = self._things(what)
        if things is None:
            yield [*parts, whole], [1] * len(parts) + [-1]
            return
        pairs = [np.unique(things[mask]) for mask in masks]
        held = np.unique(np.concatenate(pairs), return_counts=True)[1]
        for line in tangents(held):
            factors = [1] * len(parts) + [-line.slope, -line.rest]
            yield [*parts, whole, self.one], factors

    def _things(self, what: Counted) -> Ints | None:
        if self.whose is None:
            return None
        person, interview = self.whose
        if what.measure is PARTICIPANTS:
            return person
        return interview if what.measure is TRANSCRIPTS or what.unit == "transcript" else None


def known_of_people(ledger: Ledger, tables: Sequence[ThemeTable]) -> KnownPeople:
    """Enter what is known of people besides what tables show; return what holds of it.

    To be asked when all tables are entered.
    """
    told = tuple(dict.fromkeys(counted(table.tally.measure, table.unit) for table in tables))
    one = _one(ledger)
    made: dict[object, list[Relation]] = {}
    for table in tables:
        beside = _Beside(table, ledger, told)
        for row in table.rows:
            name = beside.name(row)
            if name not in made:
                made[name] = list(beside.relations(row, one))
    return KnownPeople(
        one=one,
        relations=[relation for some in made.values() for relation in some],
        whose=_whose(tables[0]) if tables else None,
    )


def _whose(table: ThemeTable) -> tuple[Ints, Ints]:
    words = table.tally.words
    first = np.unique(words.turn, return_index=True)[1]
    return words.participant[first], words.transcript[first]


def _one(ledger: Ledger) -> int:
    """Enter the number one."""
    key = Key(
        source="known",
        measure=Counted(PARTICIPANTS),
        row=RowKey(frozenset(), "one"),
        group="known",
        base=True,
    )
    return ledger.enter(Entry(key=key, value=1, people=0, group=0, known=True))


@dataclass(frozen=True)
class Tangent:
    """A straight line that `number` of one kind of things lies under, by that of another.

    Examples
    --------
    Three people spoke 4, 2 and 2 turns: of two of them are 6 turns at most.

    >>> [(one.slope, one.rest) for one in tangents(np.array([4, 2, 2]))]
    [(4, 0), (2, 2)]
    """

    slope: int
    rest: int


def tangents(sizes: Ints) -> list[Tangent]:
    """Return what holds of how much some of those are that are so large, by how many they are.

    They are at most the largest ones; as straight lines, those for few and for nearly all of them
    one by one, further ones in between.
    """
    largest = np.sort(sizes)[::-1]
    steps = 2 ** np.arange(len(sizes).bit_length()) - 1
    places = np.concatenate([steps, len(sizes) - 1 - steps])
    slopes = dict.fromkeys(largest[places[(places >= 0) & (places < len(sizes))]].tolist())
    return [Tangent(slope, int(np.maximum(largest - slope, 0).sum())) for slope in slopes]


class _Beside:
    """Counts the rows of a table by its groups: people always, what else is told anywhere."""

    def __init__(self, table: ThemeTable, ledger: Ledger, told: Sequence[Counted]) -> None:
        self._ledger, self._crossed = ledger, table.tally.counting(PARTICIPANTS)
        plain = replace(table.tally, crossing=None)
        self._keys = Keys(table)
        self._columns = columns(plain.groups, None).all
        self._tallies: dict[Counted, Tally] = {}
        for measure in (table.tally.measure, *(one.measure for one in told)):
            what = counted(measure, table.unit)
            if what == Counted(PARTICIPANTS) or (what in told and measure.by_segment):
                self._tallies[what] = plain.counting(measure)
        self._tallies[Counted(PARTICIPANTS)] = plain.counting(PARTICIPANTS)
        self._name = (
            self._keys.source,
            *self._keys.groups,
            *self._tallies,
            plain.words.include_interviewers,
            self._crossed.crossing and self._crossed.crossing.family.id,
        )
        self._sizes: dict[tuple[bytes, Counted, Counted], list[Ints]] = {}

    def name(self, row: TableRow) -> object:
        """Return what is one and the same for rows that tell nothing new."""
        return self._name, self._keys.row(row)

    def relations(self, row: TableRow, one: int) -> Iterator[Relation]:
        """Enter what a row counts in each group; yield what its sizes tell of it."""
        self._enter_crossed(row)
        numbers = {what: self._enter(what, row) for what in self._tallies}
        pairs = [(fine, coarse) for fine in numbers for coarse in numbers if fine != coarse]
        for fine, coarse in pairs:
            if coarse.measure.segments:
                continue  # what people and interviews hold of turns, not the other way round
            for group, sizes in enumerate(self._sizes_of(row, fine, coarse)):
                number, other = numbers[fine][group], numbers[coarse][group]
                yield [other, one], [1, -len(sizes)]
                for line in tangents(sizes):
                    yield [number, other, one], [1, -line.slope, -line.rest]

    def _enter(self, what: Counted, row: TableRow) -> list[int]:
        tally = self._tallies[what]
        read = tally.base(row)
        return [
            self._number(self._keys.cell(what, row, column), value, int(read[column.group]))
            for column, value in zip(self._columns, tally.counts(row).tolist(), strict=True)
        ]

    def _enter_crossed(self, row: TableRow) -> None:
        """Enter the people behind cells that are crossed with a family of codes."""
        tally = self._crossed
        if tally.crossing is None:
            return
        for column, value in zip(
            columns(tally.groups, tally.crossing).all, tally.counts(row).tolist(), strict=True
        ):
            key = self._keys.cell(Counted(PARTICIPANTS), row, column)
            self._number(key, value, int(tally.base(row)[column.group]))

    def _number(self, key: Key, value: int, base: int) -> int:
        """Return the index of a number, entered as one of no table if it stands in none."""
        there = self._ledger.find(key, value)
        if there is not None:
            return there
        return self._ledger.enter(
            Entry(key=key, value=value, people=0, group=0, base=base, virtual=True)
        )

    def _sizes_of(self, row: TableRow, fine: Counted, coarse: Counted) -> list[Ints]:
        """Return how many things of one kind each thing of the other holds, by group and in all."""
        tally = self._tallies[coarse]
        reads = tally.reads(row)
        name = digest(reads), fine, coarse
        if name not in self._sizes:
            self._sizes[name] = sizes(tally, reads, fine.measure, coarse.measure)
        return self._sizes[name]


def sizes(tally: Tally, reads: Bools, fine: Measure, coarse: Measure) -> list[Ints]:
    """Return how many things each other thing holds that was read, in each group and in all."""
    everybody = tally.words.include_interviewers
    things = [
        things_of_words(tally.corpus, measure, tally.unit, everybody) for measure in (fine, coarse)
    ]
    group = tally.group(np.arange(len(tally.words), dtype=np.int64))
    rows = np.column_stack([*things, group])[reads & (things[0] >= 0) & (things[1] >= 0)]
    heads = np.diff(rows, axis=0, prepend=-2).any(axis=1)
    known = np.unique(rows[heads], axis=0)
    return [_held(known[known[:, 2] == place, :2]) for place in range(len(tally.groups))] + [
        _held(np.unique(known[:, :2], axis=0))
    ]


def _held(pairs: Ints) -> Ints:
    """Return how many things each other thing holds, of pairs of them."""
    number: Ints = np.unique(pairs[:, 1], return_counts=True)[1]
    return number
