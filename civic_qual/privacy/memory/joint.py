"""All releases as one puzzle: earlier ones are counted again, over the same turns as today's.

Each earlier release is entered into today's ledger as tables of today's codings, restricted to
those whom it counted, all of whom are coded as they were. Between any two releases those who
joined, and those who left, are numbers too: never shown, and small by the test of a cell. The
smallest parts, cut by all groups of all releases, tie everything together; how many people and
turns each part holds is taken for known, and who counted in which release as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual.analysis.measures import PARTICIPANTS
from civic_qual.analysis.tables.groups import Groups, groups
from civic_qual.analysis.tables.layout import Column
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools, Ints
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.privacy.memory.members import speaker_names, speakers
from civic_qual.privacy.memory.parts import Counted, Entering
from civic_qual.privacy.memory.published import CellName, Published
from civic_qual.privacy.memory.scope import Carries, Kind, Scope
from civic_qual.privacy.memory.several import heard_in_several
from civic_qual.privacy.suppressing.known_people import sizes, tangents
from civic_qual.privacy.suppressing.ledger import (
    Entry,
    Key,
    Ledger,
    Placed,
    Relation,
    RowKey,
    counted,
)
from civic_qual.privacy.suppressing.table_entries import digest

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus


@dataclass(frozen=True, kw_only=True)
class Before:
    """An earlier release, what of it is counted again, and the names of who counted in it."""

    published: Published
    scope: Scope
    members: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """What earlier releases add to a ledger, as indices of its entries.

    Attributes
    ----------
    size
        How many entries are numbers of today.
    cells
        The numbers of each earlier release, by their names.
    changes
        What those who joined or left between two releases amount to.
    known
        Numbers that everybody is taken to know.
    today
        Today's numbers as they are counted beside the earlier ones, by their names.
    relations
        What holds between the smallest parts and all that is made of them.
    """

    size: int
    cells: tuple[dict[CellName, int], ...]
    changes: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    today: dict[CellName, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)


def remember(
    ledger: Ledger,
    codings: Mapping[str, Codings],
    scope: Scope,
    earlier: Sequence[Before],
    *,
    size: int,
    today: frozenset[str],
) -> Remembered:
    """Enter all earlier releases into the ledger of today's tables.

    Parameters
    ----------
    codings
        Those of who counts today, or in an earlier release, of one corpus, by the names that scopes
        know them by.
    scope
        What is counted today.
    size
        How many of the ledger's entries are numbers of today.
    today
        The names of who counts today.
    """
    made = Remembered(size=size, cells=tuple({} for _ in earlier))
    corpus = next(iter(codings.values())).corpus
    scopes = [scope, *(one.scope for one in earlier)]
    pieces, atoms = _pieces(corpus, scopes, earlier, today)
    everybody = any(kind.interviewers for one in scopes for kind in one.tables)
    several = heard_in_several(corpus, atoms, interviewers=everybody)
    together = several.together([atoms, *(one.groups for one in pieces)]) if several else []
    parts: dict[Kind, list[Counted]] = {}
    for kind, rows in _kinds(scopes).items():
        entering = Entering(ledger, codings[kind.of], kind, rows, atoms, several, together)
        parts[kind] = entering.levels
        made.relations.extend(entering.of_levels())
        for piece in pieces:
            table, placed = entering.enter(piece.groups)
            made.relations.extend(entering.of_parts(table, placed))
            if piece.release is not None:
                cells, of = made.cells[piece.release], earlier[piece.release].scope
                _name_cells(cells, of, piece, table, placed, kind, rows)
            elif not piece.change:
                _name_cells(made.today, scope, piece, table, placed, kind, rows)
            elif piece.change:
                inside = [one.group < len(piece.groups) for one in table.columns.all]
                made.changes.update(placed.count[:, inside].ravel().tolist())
    for kind, levels in parts.items():
        for level, people in zip(levels, parts[_people(kind)], strict=True):
            made.relations.extend(_within_parts(ledger, made, level, people))
            if several and not kind.cross:
                made.relations.extend(_by_sizes(ledger, made, level, people))
    return made


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """Some turns in groups: of an earlier release (its index), of a change, or of today."""

    groups: Groups
    by: tuple[str, ...]
    release: int | None = None
    change: bool = False


def _pieces(
    corpus: Corpus, scopes: Sequence[Scope], earlier: Sequence[Before], today: frozenset[str]
) -> tuple[list[_Piece], Groups]:
    """Return all turns by all groupings, in all releases and changes; and the smallest parts."""
    everybody = any(kind.interviewers for one in scopes for kind in one.tables)
    groupings = sorted({(), *(by for one in scopes for by in one.groupings)})
    by_groups = {by: groups(corpus, by, everybody) for by in groupings if by}
    by_groups[()] = Groups(("all",), (("all",),), np.zeros(_size(corpus), dtype=np.int64))
    who, names = speakers(turn_columns(corpus)), speaker_names(corpus)
    counted_then = [np.array([name in one.members for name in names]) for one in earlier]
    counts = np.array([name in today for name in names])
    sets = [*(one[who] for one in counted_then), counts[who]]

    def within(turns: Bools, **of: Any) -> Iterator[_Piece]:
        for by, whole in by_groups.items():
            yield _Piece(
                groups=replace(whole, of_turn=np.where(turns, whole.of_turn, -1)), by=by, **of
            )

    pieces = [
        *within(sets[-1]),
        *(piece for index, one in enumerate(sets[:-1]) for piece in within(one, release=index)),
        *(
            piece
            for one, other in permutations(sets, 2)
            if (one & ~other).any()
            for piece in within(one & ~other, change=True)
        ),
    ]
    marks = [*sets, *(whole.of_turn for whole in by_groups.values())]
    atom = np.unique(np.array(marks, dtype=np.int64), axis=1, return_inverse=True)[1].ravel()
    labels = tuple((str(number),) for number in range(int(atom.max(initial=-1)) + 1))
    return pieces, Groups(("part",), labels, atom)


def _size(corpus: Corpus) -> int:
    return len(turn_columns(corpus).transcript)


def _people(kind: Kind) -> Kind:
    return replace(kind, measure=PARTICIPANTS.name, words=False)


def _kinds(scopes: Sequence[Scope]) -> dict[Kind, tuple[Carries, ...]]:
    """Return what was ever counted, whatever the groups; and people beside, whatever it was.

    Whoever reads knows that enough people stand behind each number that is shown.
    """
    rows: dict[Kind, dict[Carries, None]] = {}
    for one in scopes:
        for kind, theirs in one.tables.items():
            plain = replace(kind, by=())
            for counting in (plain, _people(plain)):
                rows.setdefault(counting, {}).update(dict.fromkeys(theirs))
    return {kind: tuple(sorted(rows[kind])) for kind in sorted(rows)}


def _name_cells(
    cells: dict[CellName, int],
    scope: Scope,
    piece: _Piece,
    table: ThemeTable,
    placed: Placed,
    kind: Kind,
    rows: Sequence[Carries],
) -> None:
    """Note which entries are the numbers of a release."""
    theirs = {
        row
        for of, some in scope.tables.items()
        if replace(of, by=()) == kind and (of.by == piece.by or not piece.by)
        for row in some
    }
    labels = table.tally.groups.labels if piece.by else ((),)
    for at, column in enumerate(table.columns.all):
        if column.group == len(labels):
            continue  # everybody of today
        for index, row in enumerate(rows):
            if row not in theirs:
                continue
            name = CellName(
                replace(kind, by=piece.by),
                row.id,
                labels[column.group],
                _category(table, column),
                False,
            )
            cells[name] = int(placed.count[index, at])
            cells[name._replace(base=True)] = int(placed.denominator[index, at])


def _category(table: ThemeTable, column: Column) -> str:
    crossing = table.tally.crossing
    return "" if crossing is None or column.category is None else crossing.ids[column.category]


def _within_parts(
    ledger: Ledger, made: Remembered, level: Counted, people: Counted
) -> Iterator[Relation]:
    """Yield what holds in a smallest part: no more than was read, and no fewer than it takes.

    Whoever was read and does not carry a row has at least one segment without it.
    """
    table, beside = level.table, people.table
    of_people = {Carries.of(row): index for index, row in enumerate(beside.rows)}
    by_segment = table.tally.measure.segments is not None
    if table.tally.out_of.name != table.tally.measure.name:
        return
    for index, row in enumerate(table.rows):
        read, readers = table.tally.base(row), beside.tally.base(row)
        for at, column in enumerate(table.columns.all):
            if column.group == len(table.tally.groups):
                continue
            number = int(level.placed.count[index, at])
            person = int(people.placed.count[of_people[Carries.of(row)], at])
            most = int(read[column.group])
            yield [number, _known(ledger, made, most)], [1, -1]
            if by_segment and number != person:
                spare = _known(ledger, made, max(most - int(readers[column.group]), 0))
                yield [number, person, spare], [1, -1, -1]


def _by_sizes(
    ledger: Ledger, made: Remembered, level: Counted, people: Counted
) -> Iterator[Relation]:
    """Yield what holds in a part by how much each of its people said, and in which interviews."""
    table, beside = level.table, people.table
    of_people = {Carries.of(row): index for index, row in enumerate(beside.rows)}
    measure = table.tally.measure
    if not measure.by_segment or measure is PARTICIPANTS:
        return
    held: dict[bytes, list[list[Ints]]] = {}
    pairs = [(measure, PARTICIPANTS)] + ([] if measure.segments else [(PARTICIPANTS, measure)])
    for index, row in enumerate(table.rows):
        reads = table.tally.reads(row)
        by_group = held.setdefault(
            digest(reads), [sizes(table.tally, reads, *pair) for pair in pairs]
        )
        for at, column in enumerate(table.columns.all):
            if column.group == len(table.tally.groups):
                continue
            number = int(level.placed.count[index, at])
            person = int(people.placed.count[of_people[Carries.of(row)], at])
            for (fine, other), of_groups in zip(
                ((number, person), (person, number)), by_group, strict=False
            ):
                for line in tangents(of_groups[column.group]):
                    rest = [_known(ledger, made, line.rest)] if line.rest else []
                    yield [fine, other, *rest], [1, -line.slope, *[-1] * len(rest)]


def _known(ledger: Ledger, made: Remembered, value: int) -> int:
    """Enter a value that is the number of no table, and known to everybody."""
    key = Key(
        source="known",
        measure=counted(PARTICIPANTS, "turn"),
        row=RowKey(frozenset(), "known"),
        group=("known", value),
        base=True,
    )
    index = ledger.enter(Entry(key=key, value=value, people=0, group=0, known=True))
    made.known.add(index)
    return index
