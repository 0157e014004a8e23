"""A release that remembers: what was released before decides with it, and it is remembered.

`Remembering` is the memory of one release. It says who counts, enters what was released before
into the release's ledger, has the numbers chosen that may be said anew, and gives the numbers of
earlier releases, with their day, where none may. When the files stand, the release is kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from civic_qual._version import __version__
from civic_qual.analysis.tables.counting import tally_of
from civic_qual.analysis.tables.layout import Hidden, Standing, columns
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message
from civic_qual.privacy.memory.history import Admission, History, admission
from civic_qual.privacy.memory.joint import Remembered, remember
from civic_qual.privacy.memory.members import Sealed, Who
from civic_qual.privacy.memory.published import CellName, Published
from civic_qual.privacy.memory.renewal import Renewal, UnfaithfulError, first_choice, renewal
from civic_qual.privacy.memory.restricting import only_of
from civic_qual.privacy.memory.scope import Scope, kind_of, made_by
from civic_qual.privacy.policy import MINIMUM
from civic_qual.privacy.suppressing.ledger import Counts, Ledger, Placed, Relation
from civic_qual.privacy.suppressing.suppression import Choice
from civic_qual.privacy.suppressing.table_entries import enter_table

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.privacy.suppressing.pieces import Decided
    from civic_qual.privacy.suppressing.relations import Grouping

LEDGER = "release.ledger"  # beside what a release writes


class Remembering:
    """What was released before, as one release meets it; see `Memory`.

    Parameters
    ----------
    history
        All earlier releases.
    keep
        Is given this release, and who counts in it, when its files stand.
    minimum
        How many people must stand behind what is shown.
    name
        How the release is called; numbered, if nothing is said.
    first
        Whence it is known that there was no earlier release: "stated" or "known".
    day
        Its day; today, if nothing is said.
    """

    def __init__(
        self,
        history: History,
        *,
        keep: Callable[[Published, Who | None], None] | None = None,
        minimum: int = MINIMUM,
        name: str = "",
        first: str = "stated",
        day: datetime.date | None = None,
    ) -> None:
        self._history, self._keep, self._minimum = history, keep, minimum
        self._name = name or f"release {len(history) + 1}"
        self._first = "" if len(history) else first
        self._day = (day or datetime.date.today()).isoformat()
        self._admission = Admission(names=frozenset())
        self._tables: tuple[tuple[str, ThemeTable], ...] = ()
        self._behind: tuple[tuple[str, ThemeTable], ...] = ()
        self._others = False
        self._codings: dict[str, Codings] = {}
        self._together: dict[str, Codings] = {}  # with those who counted in earlier releases only
        self._places: dict[CellName, int] = {}
        self._cannot_wait: list[int] = []
        self._remembered = Remembered(size=0, cells=())
        self._renewal: Renewal | None = None
        self._line: Published | None = None

    # Who counts

    def counted(
        self,
        tables: Sequence[ThemeTable],
        behind: Sequence[ThemeTable] = (),
        *,
        others: bool = False,
    ) -> list[ThemeTable]:
        """Return the tables of a release, of those who count in it.

        Raises
        ------
        DisclosureError
            If tables are of several codings that nothing tells apart.
        """
        codings: dict[str, Codings] = {}
        for table in (*tables, *behind):
            there = codings.setdefault(made_by(table.codings), table.codings)
            if not _alike(there, table.codings):
                raise DisclosureError(_SEVERAL)
        every = [(made_by(table.codings), table) for table in (*tables, *behind)]
        self._others = others
        self._admission = admission(self._history, codings, Scope.of(every), minimum=self._minimum)
        records = self._admission.records
        if records is not None:
            codings = dict.fromkeys(codings, records.codings)
        self._codings = {name: only_of(one, self._admission.names) for name, one in codings.items()}
        self._together = self._codings
        if records is not None:
            everybody = only_of(records.codings, self._admission.everybody)
            self._together = dict.fromkeys(codings, everybody)
        named = every[: len(tables)]
        made = [_over(table, self._codings[name]) for name, table in named]
        self._tables = tuple((name, table) for (name, _), table in zip(named, made, strict=True))
        return made

    @property
    def _estimates_wait(self) -> bool:
        """Whether what cannot be made of a part of the people is not said anew."""
        return bool(self._admission.waiting or self._admission.stands)

    # The puzzle

    def enter(self, ledger: Ledger) -> None:
        """Enter what earlier releases said, what they hid, and what lies between any two."""
        size = len(ledger.entries)
        self._place(ledger, self._tables)
        own = set(self._places.values())
        self._cannot_wait = [index for index in range(size) if index not in own]
        if self._admission.stands or not self._codings:
            cells: tuple[dict[CellName, int], ...] = tuple({} for _ in self._admission.before)
            self._remembered = Remembered(size=size, cells=cells)
            return
        tables = self._tables
        if not self._estimates_wait:
            self._place(ledger, self._behind)
            self._others |= len(ledger.entries) > size
            tables = (*tables, *self._behind)
        scope = Scope.of(tables)
        self._remembered = remember(
            ledger,
            self._together,
            scope,
            self._admission.before,
            size=size,
            today=self._admission.names,
        )

    def _place(self, ledger: Ledger, tables: Sequence[tuple[str, ThemeTable]]) -> None:
        """Find the numbers of tables in the ledger."""
        for name, table in tables:
            placed = enter_table(table, ledger)
            for cell, place in _places(name, table):
                entries = placed.denominator if cell.base else placed.count
                self._places[cell] = int(entries[place])

    def groupings(self) -> Sequence[Grouping]:
        """Return nothing: `relations` tie earlier groups to the smallest parts."""
        return ()

    def relations(self, ledger: Ledger) -> Iterable[Relation]:
        """Return what ties earlier releases together, and to today's numbers."""
        del ledger
        yield from self._remembered.relations
        for name, index in self._remembered.today.items():
            own = self._places.get(name, index)
            if own != index:
                yield [own, index], [1, -1]
                yield [index, own], [1, -1]

    def choice(self, ledger: Ledger, counts: Counts) -> tuple[Counts, Choice]:
        """Decide what of today is not shown."""
        before, remembered = self._admission.before, self._remembered
        if not before and not self._admission.stands:
            choice = first_choice(counts, remembered.size)
            self._renewal = Renewal(
                counts=counts,
                hidden=choice.hidden,
                low=choice.low,
                high=choice.high,
                searched=True,
            )
            return counts, choice
        if not self._admission.stands:
            try:
                found = renewal(ledger, counts, remembered, before)
            except UnfaithfulError:
                self._admission = replace(self._admission, stands=_UNFAITHFUL)
            else:
                if self._estimates_wait:
                    found.hidden[self._cannot_wait] = True
                self._renewal = found
                return found.counts, Choice(found.hidden, found.low, found.high)
        everything = np.ones_like(counts.fixed)
        free = replace(counts, width=np.zeros_like(counts.width))
        return free, Choice(everything, counts.value, counts.value)

    def standing(self, table: ThemeTable, placed: Placed, hidden: Bools) -> Standing:
        """Return the numbers of earlier releases that stand in a table where none is renewed."""
        standing = Standing.nothing(table.count.shape)
        for cell, place in _places(made_by(table.codings), table):
            entries = placed.denominator if cell.base else placed.count
            told = self._told(cell) if hidden[entries[place]] else None
            if told is not None:
                standing.put(place, *told, base=cell.base)
        return standing

    def _told(self, name: CellName) -> tuple[int, str] | None:
        """Return the number of a cell that was published last, and its day."""
        for one in reversed(self._history.published.releases):
            if name in one.shown:
                return one.shown[name], one.date
        return None

    # What is said and kept

    def notes(self) -> Sequence[str]:
        """Return what a reader must know of numbers that stand."""
        if not self._admission.before:
            return ()
        return (
            Message(
                "Numbers are renewed when at least {minimum} people's words changed them; until "
                "then the earlier ones stand, with their day.",
                minimum=self._minimum,
            ),
        )

    @property
    def to_the_team(self) -> tuple[str, ...]:
        """What waits, and why: for the study team, never in files."""
        said = []
        if self._admission.stands:
            said.append(
                Message(
                    "Nothing is renewed: {why}. The earlier numbers stand.",
                    why=self._admission.stands,
                )
            )
        if self._admission.waiting:
            said.append(
                Message.plural(
                    "{n} person waits to be counted, until enough others of the same groups have "
                    "joined: release again after more interviews, or by fewer attributes.",
                    "{n} people wait to be counted, until enough others of the same groups have "
                    "joined: release again after more interviews, or by fewer attributes.",
                    n=self._admission.waiting,
                )
            )
        if self._renewal is not None and not self._renewal.searched:
            said.append(
                Message(
                    "Numbers by groups are not renewed: no way was found to renew them that keeps "
                    "what was hidden before. Release again after more interviews, or by fewer "
                    "attributes."
                )
            )
        return tuple(said)

    def files(self, names: Sequence[str]) -> dict[str, bytes]:
        """Return the ledger that stands beside the files."""
        self._line = self._published(names)
        return {LEDGER: self._history.published.and_then(self._line).text().encode()}

    def written(self, decided: Decided | None) -> None:
        """Keep the release."""
        if self._line is None or self._keep is None:
            return
        if decided is not None:
            self._keep(self._line, self._members(self._line))
            self._keep = None  # it was released once, wherever else its files are written

    def _members(self, line: Published) -> Who | None:
        """Return who counted in this release; nobody, if it said nothing new."""
        if not line.scope.tables:
            return None
        return {
            name: Sealed.of(one, line.scope.only({name})) for name, one in self._codings.items()
        }

    def _published(self, names: Sequence[str]) -> Published:
        """Return what this release publishes."""
        stands = bool(self._admission.stands)
        tables = self._tables if self._estimates_wait else (*self._tables, *self._behind)
        scope = Scope({}) if stands else Scope.of(tables)
        shown, granted = ({}, {}) if stands else self._numbers()
        codebook = next((one.codebook for one in self._codings.values()), None)
        people = next((name for name in shown if _everybody(name)), None)
        return Published(
            name=self._name,
            date=self._day,
            version=__version__,
            written=tuple(names),
            minimum=self._minimum,
            hides_zeros=False,
            rules=codebook.rules_fingerprint if codebook else "",
            content=codebook.content_fingerprint if codebook else "",
            first=self._first,
            people=None if people is None else shown[people],
            scope=scope,
            shown=shown,
            granted=granted,
            standing=sum(
                self._told(name) is not None for name in self._places if name not in shown
            ),
            others=self._others and not stands,
            previous=self._history.published.heads,
        )

    def _numbers(self) -> tuple[dict[CellName, int], dict[CellName, tuple[int, int | None]]]:
        """Return the numbers that are shown, and what is left of the others."""
        if self._renewal is None:
            raise DisclosureError(_UNDECIDED)
        value, hidden = self._renewal.counts.value, self._renewal.hidden
        shown = {name: int(value[at]) for name, at in self._places.items() if not hidden[at]}
        gone = [name for name, at in self._places.items() if hidden[at]]
        return shown, dict.fromkeys(gone, _NOTHING_SAID)


# What is left of a hidden number goes by the true ones: to write it down would tell more.
_NOTHING_SAID = (0, None)


def _everybody(name: CellName) -> bool:
    return name.base and not name.group and name.kind.measure == "participants"


def _alike(one: Codings, other: Codings) -> bool:
    """Whether two codings say the same of the same interviews."""
    if one is other:
        return True
    if one.corpus is not other.corpus and one.corpus.transcripts != other.corpus.transcripts:
        return False
    coded, read = (one.coded, other.coded), (one.read, other.read)
    return (
        all(
            np.array_equal(getattr(coded[0], name), getattr(coded[1], name))
            for name in ("transcript", "start", "end", "code")
        )
        and all(
            np.array_equal(getattr(read[0], name), getattr(read[1], name))
            for name in ("transcript", "start", "end")
        )
        and read[0].codes.values == read[1].codes.values
        and np.array_equal(read[0].codes.which, read[1].codes.which)
    )


def _over(table: ThemeTable, codings: Codings) -> ThemeTable:
    """Return a table of other codings, with the same rows, measure and groups."""
    if table.codings is codings or table.codings.corpus is codings.corpus:
        return table
    tally = tally_of(
        codings,
        by=table.tally.groups.names,
        measure=table.tally.measure,
        normalise=table.normalise,
        unit=table.unit,
        cross=table.tally.crossing.family.id if table.tally.crossing else None,
        include_interviewers=table.tally.words.include_interviewers,
    )
    count = np.array([tally.counts(row) for row in table.rows])
    return replace(
        table,
        codings=codings,
        columns=columns(tally.groups, tally.crossing),
        count=count,
        denominator=np.array([tally.denominators(row) for row in table.rows]),
        hidden=Hidden.nothing(count.shape),
        tally=tally,
    )


def _places(name: str, table: ThemeTable) -> Iterator[tuple[CellName, tuple[int, int]]]:
    """Yield the name of each number of a table, and its row and column."""
    kind, labels = kind_of(table, name), table.tally.groups.labels
    crossing = table.tally.crossing
    for at, column in enumerate(table.columns.all):
        margin = column.group == len(labels)
        category = crossing.ids[column.category] if crossing and column.category is not None else ""
        for index, row in enumerate(table.rows):
            cell = CellName(
                replace(kind, by=()) if margin else kind,
                row.id,
                () if margin else labels[column.group],
                category,
                base=False,
            )
            yield cell, (index, at)
            yield cell._replace(base=True), (index, at)


_UNFAITHFUL = Message(
    "what an earlier release published is not what is counted again of the same people"
)
_SEVERAL = Message(
    "the tables are of several codings made in the same way, so that nobody can tell later which "
    "numbers were whose; release those of one coder"
)
_UNDECIDED = Message("nothing was decided of this release yet")
