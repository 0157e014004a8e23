"""What leaves the study: results protected together, whatever their kind, and written together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

import pandas as pd

from civic_qual.analysis.estimates.estimates import Estimates
from civic_qual.analysis.estimates.how_many_more import HowManyMore
from civic_qual.analysis.estimates.theme_differences import Differences
from civic_qual.analysis.measures import MeasureName, measure_named
from civic_qual.analysis.tables.crosstab import Crosstab
from civic_qual.analysis.tables.theme_table import ThemeTable, theme_table
from civic_qual.calls import helpful, names_given
from civic_qual.coding.codings import Codings
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, typed
from civic_qual.privacy.outlet.crosstabs import CrosstabPiece
from civic_qual.privacy.outlet.estimate_entries import tables_behind
from civic_qual.privacy.outlet.estimates import (
    ESTIMATED,
    EstimatePiece,
    ProtectedDifferences,
    ProtectedEstimates,
    ProtectedHowManyMore,
)
from civic_qual.privacy.outlet.folder import NOTES, Content, notes_text
from civic_qual.privacy.policy import all_invented, checked_minimum, protects, to_confirm
from civic_qual.privacy.proposing.proposal import proposal_of
from civic_qual.privacy.suppressing.deciding import decided
from civic_qual.privacy.suppressing.ledger import Ledger
from civic_qual.privacy.suppressing.pieces import Decided, Memory, Piece
from civic_qual.privacy.suppressing.protected import Release
from civic_qual.privacy.suppressing.release import (
    check_not_protected,
    check_same_interviews,
    check_tables,
    piece_of,
)
from civic_qual.results import INTERNAL, Result

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit
    from civic_qual.privacy.memory.earlier import EarlierReleases

_COUNTED: tuple[MeasureName, ...] = ("segments", "participants", "transcripts")
COUNTS = "counts.csv"
_FILES = (
    (ThemeTable, "theme_table.csv"),
    (Crosstab, "crosstab.csv"),
    (Estimates, "estimates.csv"),
    (Differences, "differences.csv"),
    (HowManyMore, "how_many_more.csv"),
)
MARGIN = "all"  # what the column of plain tables is called that holds all others


class Page(Protocol):
    """Something for readers that is made of theme tables, as a report."""

    def counted(self) -> Sequence[ThemeTable]:
        """Return the tables that it is made of, as they were counted."""
        ...

    def made_of(self, tables: Sequence[ThemeTable], release: Decided | None) -> Page:
        """Return it made of these tables; what it says of them is said now."""
        ...

    def to_html(self, language: str | None = None) -> str:
        """Return the page."""
        ...


Released: TypeAlias = Result | pd.DataFrame | Codings | Page


@helpful
def release(
    results: Released | Sequence[Released],
    *,
    by: str | Sequence[str] | None = None,
    unit: Unit = "turn",
    minimum: int | None = None,
    earlier: EarlierReleases | None = None,
    internal: bool = False,
) -> Release:
    """Protect all that leaves the study together, so that it can be written.

    Every number of every result stands in one ledger, with who stands behind it. Small numbers are
    hidden, and further ones, until nobody can narrow a hidden number from all the others, as
    `suppress_small_cells` does for tables. Notes and sentences are made afterwards, of what is
    shown.

    Parameters
    ----------
    results
        Theme tables, plain tables of counts of people with their margin, estimates and what is
        worked out with them, a report; or codings, of which turns, people and interviews are
        counted. One of them, or a list of all that leaves together.
    by, unit
        Codings: the attributes that they are counted by, each in tables of its own, and the unit.
    minimum
        How many people must stand behind what is shown; by default what is set of the study,
        else 5.
    earlier
        What was released before of the same interviews: `earlier_releases(...)`, or
        `study.earlier_releases`. Without it a release of real interviews can be looked at, and
        not saved.
    internal
        For the study team: nothing is hidden, and every file says so. So it is with invented
        interviews, which nobody said.

    Returns
    -------
    Release
        The results in the order given; `save(folder)` writes them.

    Raises
    ------
    DisclosureError
        If there is nothing to release, a result is of a kind that cannot be protected or of other
        interviews, or they cannot be made safe.

    See Also
    --------
    suppress_small_cells : The same of tables, to look at before anything is written.
    theme_report : A report, which can be one of the results.

    Examples
    --------
    >>> import tempfile
    >>> import civic_qual as cq
    >>> made = release(cq.example_codings().filter(coder="A"), by="country")
    >>> [path.name for path in made.save(tempfile.mkdtemp())]
    ['turns_by_country.csv', 'people_by_country.csv', 'interviews_by_country.csv', 'notes.txt']
    """
    given = [*results] if isinstance(results, Sequence) else [results]
    named: dict[str, Result | Page] = {}
    for one in given:
        if isinstance(one, Codings):
            for name, table in _counted(one, names_given(by), unit):
                named[_free(name, named)] = table
        elif isinstance(one, pd.DataFrame):
            named[_free(COUNTS, named)] = Result(one)
        else:
            named[_free(_file_name(one), named)] = one
    return released(named, minimum=minimum, earlier=earlier, internal=internal)


def released(
    named: Mapping[str, Result | Page],
    *,
    minimum: int | None = None,
    earlier: EarlierReleases | None = None,
    internal: bool = False,
    notes: Sequence[str] = (),
    more: Mapping[str, Content] | None = None,
) -> Release:
    """Release results under the names of their files.

    Parameters
    ----------
    named
        The results, by the names of the files that they become.
    notes
        What must be said besides; they hold no number of a study, unless it is internal.
    more
        Files that hold no number of a study, as a note that something is withheld; of an internal
        release, whatever belongs to it.
    minimum, earlier, internal
        As of `release`.
    """
    if not named:
        raise DisclosureError(
            Message("there is nothing to release; give one result, or all that leave together")
        )
    corpus = next(filter(None, map(_corpus, named.values())), None)
    made = {name: _opened(one) for name, one in named.items()}
    people = checked_minimum(minimum, corpus)
    memory = None if earlier is None else earlier.memory(minimum=people)
    if internal or (corpus is not None and not protects(corpus)):
        safe, done = {name: results for name, (results, _) in made.items()}, None
    else:
        flat = [result for results, _ in made.values() for result in results]
        _check(flat)
        flat = flat if memory is None else _remembered(flat, memory)
        ledger = Ledger()
        estimated: list[EstimatePiece] = []
        pieces = [_piece(one, number, ledger, estimated) for number, one in enumerate(flat)]
        done = decided(ledger, pieces, minimum=people, memory=memory)
        protected = iter([piece.protected(done) for piece in pieces])
        safe = {name: [next(protected) for _ in results] for name, (results, _) in made.items()}
    pages = {
        name: page.made_of(cast("list[ThemeTable]", safe[name]), done)
        for name, (_, page) in made.items()
        if page is not None
    }
    tables = {name: results[0] for name, results in safe.items() if name not in pages}
    outgoing = _Files(
        tables=tables,
        pages=pages,
        more=more or {},
        first=(*_first_notes(corpus, done, internal), *notes),
        memory=memory,
        decided=done,
    )
    return Release(
        tuple(tables.values()),
        done.audit if done else None,
        outgoing,
        partial(proposal_of, [one for results in safe.values() for one in results]),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Files:
    """What a release writes: tables and pages by the names of their files, and what is said."""

    tables: Mapping[str, Result]
    pages: Mapping[str, Page]
    more: Mapping[str, Content]
    first: Sequence[str]
    memory: Memory | None
    decided: Decided | None

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said of all of it, each sentence once."""
        earlier = self.memory.notes() if self.memory is not None else ()
        return tuple(dict.fromkeys([*self.first, *earlier, *_own_notes(self.tables.values())]))

    @property
    def to_the_team(self) -> tuple[str, ...]:
        """What the study team must know, and nobody else."""
        return tuple(self.memory.to_the_team) if self.memory is not None and self.decided else ()

    def files(self) -> Mapping[str, Content]:
        """Return the files by name, in the language spoken.

        Raises
        ------
        DisclosureError
            If it is protected, and nobody said what was released before.
        """
        if self.decided is not None and self.memory is None:
            raise DisclosureError(NOT_SAID)
        files: dict[str, Content] = {name: one.long for name, one in self.tables.items()}
        files |= {name: one.to_html() for name, one in self.pages.items()}
        files |= self.more
        files[NOTES] = notes_text(self.notes)
        if self.memory is not None and self.decided is not None:
            files |= self.memory.files(tuple(files))
        return files

    def written(self) -> None:
        """Be told that they stand."""
        if self.memory is not None:
            self.memory.written(self.decided)


NOT_SAID = Message(
    "what was released before of these interviews must be said, since from two releases together "
    "more can be worked out than from each: {none} if nothing counted from them was given to "
    "anybody; {file} if something was, with the ledger beside it; or {internal}, to keep what is "
    "made inside the study",
    none=typed("earlier=earlier_releases(members=...)", "--earlier none"),
    file=typed('earlier=earlier_releases("release.ledger", members=...)', "--earlier FILE"),
    internal=typed("internal=True", "--internal"),
)


def _own_notes(tables: Iterable[Result]) -> Iterator[str]:
    """Yield what tables say; beside estimates, what is worked out with them says what is new."""
    estimates = any(isinstance(one, Estimates | ProtectedEstimates) for one in tables)
    for one in tables:
        if estimates and isinstance(one, Differences | ProtectedDifferences):
            yield from one.targets
        elif not (estimates and isinstance(one, HowManyMore | ProtectedHowManyMore)):
            yield from one.notes


def _remembered(results: Sequence[Result], memory: Memory) -> list[Result]:
    """Return results of those people only who count in this release, after earlier ones."""
    tables = [one for one in results if isinstance(one, ThemeTable)]
    behind = [
        table
        for one in results
        if isinstance(one, ESTIMATED)
        for table in tables_behind(one.side, one.measure)
    ]
    others = any(
        len(one.side.human.coders) > 1
        if isinstance(one, ESTIMATED)
        else not isinstance(one, ThemeTable)
        for one in results
    )
    counted = iter(memory.counted(tables, behind, others=others))
    return [next(counted) if isinstance(one, ThemeTable) else one for one in results]


def _check(results: Sequence[Result]) -> None:
    """Refuse what is protected already, or of different interviews."""
    check_tables([one for one in results if isinstance(one, ThemeTable)])
    for one in results:
        check_not_protected(one)
    check_same_interviews(list(filter(None, map(_corpus, results))))


def _first_notes(corpus: Corpus | None, done: Decided | None, internal: bool) -> tuple[str, ...]:
    """Say first of all whether it may leave."""
    if done is None:
        return (INTERNAL,) if internal and not (corpus and all_invented(corpus)) else ()
    unsure = corpus is not None and to_confirm(corpus, named=False)
    if unsure:
        return (unsure,)
    return (
        Message(
            "Protected for readers outside the study: nothing is shown behind which fewer than "
            "{minimum} people stand, nor what would give it away.",
            minimum=done.minimum,
        ),
    )


def _opened(one: Result | Page) -> tuple[list[Result], Page | None]:
    """Return the results that have numbers of their own, and the page that is made of them."""
    return ([one], None) if isinstance(one, Result) else ([*one.counted()], one)


def _piece(result: Result, number: int, ledger: Ledger, estimated: list[EstimatePiece]) -> Piece:
    if isinstance(result, ESTIMATED):
        return EstimatePiece(result, ledger, estimated)
    if isinstance(result, Crosstab):
        return CrosstabPiece(result, ledger)
    if isinstance(result, ThemeTable):
        return piece_of(result, MARGIN, number, ledger)
    return piece_of(result.frame, MARGIN, number, ledger)


def _corpus(one: Result | Page) -> Corpus | None:
    if isinstance(one, ThemeTable):
        return one.codings.corpus
    if isinstance(one, ESTIMATED):
        return one.side.machine.corpus
    if isinstance(one, Crosstab):
        return one.asked.codings.corpus
    return None if isinstance(one, Result) else next(map(_corpus, one.counted()), None)


def _counted(codings: Codings, by: tuple[str, ...], unit: Unit) -> list[tuple[str, ThemeTable]]:
    """Count turns, people and interviews by each attribute; return the names of files, too."""
    return [
        (
            f"{measure_named(measure).words.things(unit)!s}"
            + (f"_by_{attribute}" if attribute else "")
            + ".csv",
            theme_table(codings, by=attribute or None, measure=measure, unit=unit),
        )
        for attribute in (by or ("",))
        for measure in _COUNTED
    ]


def _file_name(one: Result | Page) -> str:
    if not isinstance(one, Result):
        return "report.html"
    return next((name for kind, name in _FILES if isinstance(one, kind)), COUNTS)


def _free(name: str, taken: Mapping[str, object]) -> str:
    """Return a name of a file that is not taken: a second table.csv becomes table_2.csv."""
    stem, dot, ending = name.rpartition(".")
    number = 1
    while name in taken:
        number += 1
        name = f"{stem}_{number}{dot}{ending}"
    return name
