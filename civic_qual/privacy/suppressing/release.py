"""What leaves the study together: a release, from tables to numbers and back to tables.

`suppress_small_cells` enters every number into the ledger, lets `suppression` decide what is hidden
(or `rounding` what is shown), and gives back the tables without it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Literal, get_args

import numpy as np
import pandas as pd

from civic_qual.analysis.measures import PARTICIPANTS
from civic_qual.analysis.tables.layout import Hidden
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.calls import helpful
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, count, quoted
from civic_qual.privacy.policy import checked_minimum, protects
from civic_qual.privacy.suppressing.audit import Audit, Cell
from civic_qual.privacy.suppressing.frame_entries import columns_of, enter_frame, frame_relations
from civic_qual.privacy.suppressing.ledger import Ledger, Placed, Relation, understood
from civic_qual.privacy.suppressing.protected import (
    Protected,
    Release,
    Table,
    protected_frame,
    protected_table,
    rounding_notes,
    suppression_notes,
)
from civic_qual.privacy.suppressing.relations import (
    Grouping,
    needs,
    of_bases,
    of_categories,
    of_groups,
    of_measures,
    of_rows,
    telling,
)
from civic_qual.privacy.suppressing.rounding import rounded_numbers
from civic_qual.privacy.suppressing.suppression import hidden_numbers
from civic_qual.privacy.suppressing.table_entries import atoms, enter_table, groupings
from civic_qual.results import Result
from civic_qual.tidy import label

Method = Literal["suppress", "round"]
BASES = (3, 5, 10)


@helpful
def suppress_small_cells(
    tables: Table | Result | Sequence[Table | Result],
    *,
    minimum: int | None = None,
    method: Method = "suppress",
    base: int = 3,
    hide_zeros: bool = False,
    margin: str = "all",
) -> Release:
    """Hide what could show who said what, in one table or in all tables of a release.

    A cell is small when fewer than `minimum` distinct people stand behind it, or when fewer than
    `minimum` were read in its group; a count of people or interviews also when all but fewer than
    `minimum` are counted. What a cell is out of is hidden too where it is small. Further numbers
    are hidden until nobody can narrow a hidden number, from totals, from shares, from other
    tables of the release or from what themes and codes have to do with each other, to less than
    the interval declared for it: `minimum` wide for people and interviews; for passages and words
    of few people half their number at least. That is proved by an attack with linear programs.

    Parameters
    ----------
    tables
        A theme table, or a table of counts of people with its margin; or a list of all that is
        released together. Tables that stay in the study need not be among them.
    minimum
        How many people must stand behind what is shown; None for the usual `policy.MINIMUM`, 5.
    method
        "suppress" hides numbers; "round" makes all of them multiples of `base` that still add up
        (counts of people and interviews only).
    base
        3, 5 or 10: what "round" rounds to.
    hide_zeros
        Whether "nobody" and "everybody" are hidden too. They are shown by default, in groups of
        `minimum` people or more: nobody is singled out, but all of a group are told of.
    margin
        Plain tables: the name of the column that holds all others, and of such a row.

    Returns
    -------
    Release
        The tables in the order given, with marks where numbers are hidden and notes that say so,
        and `audit`: the interval an attacker gets of each hidden number, and what was kept. Of a
        single table, `release.table` is it.

    Raises
    ------
    DisclosureError
        If there is no table, if tables are of different interviews, if a table has no margin, or
        if `minimum` is below 1; or if they cannot be made safe.

    See Also
    --------
    theme_table : What is protected.
    check_quotes : The same for quotations.

    References
    ----------
    .. [1] Kelly, J. P., Golden, B. L. and Assad, A. A. (1992). Cell suppression: disclosure
       protection for sensitive tabular data. Networks 22, 397-417.
    .. [2] Cox, L. H. and Ernst, L. R. (1982). Controlled rounding. INFOR 20, 423-432.

    Examples
    --------
    >>> people = pd.DataFrame({"women": [2, 9], "men": [14, 20], "others": [8, 7],
    ...                        "all": [24, 36]}, index=["reprisals", "patrols"])
    >>> safe = suppress_small_cells(people)
    >>> safe.table.frame
                    women         men others  all
    reprisals  suppressed          14 suppressed   24
    patrols             9          20      7   36
    >>> safe.audit.frame[["column", "low", "high", "declared"]].to_numpy().tolist()
    [['women', 0.0, 10.0, 5.0], ['others', 0.0, 10.0, 5.0]]
    """
    given = (
        [_plain(tables)]
        if isinstance(tables, Result | pd.DataFrame)
        else [_plain(table) for table in tables]
    )
    of = next((one.codings.corpus for one in given if isinstance(one, ThemeTable)), None)
    people = checked_minimum(minimum, of)
    _check(given, method, base)
    making = _Making(given, people, hide_zeros, margin)
    audit = making.audit(base if method == "round" else None)
    return Release(tuple(making.protected(index, audit) for index in range(len(given))), audit)


def for_readers(
    tables: Sequence[ThemeTable], *, internal: bool = False, minimum: int | None = None
) -> list[ThemeTable]:
    """Return the tables of one release as they may be read, small cells suppressed where needed.

    Raises
    ------
    DisclosureError
        If the tables are of different interviews, or cannot be made safe.
    """
    if not tables or not protects(tables[0].codings.corpus, internal):
        return list(tables)
    safe = suppress_small_cells(tables, minimum=minimum)
    return [table for table in safe if isinstance(table, ThemeTable)]


def _plain(table: Table | Result) -> Table:
    """Return a theme table as it is, and the frame of any other result."""
    return table.frame if isinstance(table, Result) and not isinstance(table, ThemeTable) else table


def _check(given: Sequence[Table], method: str, base: int) -> None:
    if not given:
        raise DisclosureError(
            Message("there is no table to protect; give one, or all of a release")
        )
    if method not in get_args(Method):
        raise DisclosureError(
            Message(
                'method={method} is not known; take "suppress" or "round"', method=quoted(method)
            )
        )
    if method == "round" and base not in BASES:
        raise DisclosureError(
            Message("base={base}: numbers are rounded to multiples of 3, 5 or 10", base=base)
        )
    tables = [table for table in given if isinstance(table, ThemeTable)]
    for table in tables:
        _check_table(table)
        _check_together(table, tables[0])
        if method == "round" and understood(table.tally.measure).behind == "saying":
            raise DisclosureError(
                Message(
                    "rounding does not protect {measure}: few people say many. "
                    'Take method="suppress", or measure="{people}"',
                    measure=table.measure,
                    people=PARTICIPANTS.name,
                )
            )


def _check_table(table: ThemeTable) -> None:
    if table._leaves:
        raise DisclosureError(
            Message(
                "a table is protected already; protect all tables of a release "
                "together, as they were made"
            )
        )
    if not table.whole:
        raise DisclosureError(
            Message(
                "rows or columns of a table were left out before it was protected, and its notes "
                "tell of all; protect it whole, and choose afterwards: release.table.only(...)"
            )
        )


def _check_together(table: ThemeTable, first: ThemeTable) -> None:
    corpus, other = table.codings.corpus, first.codings.corpus
    if corpus is not other and (
        corpus.transcripts != other.transcripts or corpus.participants != other.participants
    ):
        raise DisclosureError(
            Message(
                "the tables are of different interviews: from two such tables the "
                "difference can be taken. Make all tables of a release from one "
                "corpus"
            )
        )
    if table.tally.words.include_interviewers != first.tally.words.include_interviewers:
        raise DisclosureError(
            Message(
                "some tables count interviewers and others do not: the difference "
                "could be taken. Make all with the same include_interviewers"
            )
        )


class _Making:
    """The numbers of a release in one ledger, what is hidden of them, and its tables one by one."""

    def __init__(self, given: Sequence[Table], minimum: int, hide_zeros: bool, margin: str) -> None:
        self._given, self._hide_zeros, self._margin = given, hide_zeros, margin
        ledger = Ledger()
        self._placed = [_enter(table, margin, number, ledger) for number, table in enumerate(given)]
        self._counts = ledger.counts(
            minimum=minimum,
            hide_zeros=hide_zeros,
            relations=self._relations(ledger),
            telling=telling(ledger),
            needs=needs(ledger),
            atoms=self._atoms(),
        )

    def audit(self, base: int | None) -> Audit:
        """Decide what is shown, and say what an attacker makes of it."""
        counts, cells = self._counts, tuple(self._cells())
        if base is None:
            choice = hidden_numbers(counts)
            return Audit(counts=counts, hidden=choice.hidden, cells=cells, choice=choice)
        rounded = rounded_numbers(counts, base), base
        audit = Audit(counts=counts, hidden=~counts.fixed, cells=cells, rounded=rounded)
        if not audit.safe:
            raise DisclosureError(
                Message(
                    "rounded to multiples of {base}, some numbers could still be worked out from "
                    "others (to within {width}); take a larger base, or "
                    'method="suppress"',
                    base=base,
                    width=count(int(audit.narrowest)),
                )
            )
        return audit

    def protected(self, index: int, audit: Audit) -> Protected:
        """Return one table of the release without what is hidden."""
        table, placed = self._given[index], self._placed[index]
        shown = audit.counts.value if audit.rounded is None else audit.rounded[0]
        hides = audit.hidden if audit.rounded is None else np.zeros_like(audit.hidden)
        hidden = Hidden(hides[placed.count], hides[placed.denominator])
        numbers = np.where(hidden.count, 0, shown[placed.count])
        notes = (
            rounding_notes(audit.rounded[1])
            if audit.rounded
            else suppression_notes(
                table,
                hidden.count,
                minimum=audit.counts.minimum,
                hide_zeros=self._hide_zeros,
                withheld=audit.choice is not None and audit.choice.withheld,
            )
        )
        if isinstance(table, pd.DataFrame):
            return protected_frame(
                table, numbers=numbers, hidden=hidden.count, notes=notes, audit=audit
            )
        return protected_table(
            table,
            numbers=numbers,
            denominator=np.where(hidden.denominator, 0, shown[placed.denominator]),
            hidden=hidden,
            notes=notes,
            audit=audit,
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
            frozenset().union(*(kind[index % len(kind)] for kind in kinds))
            for index in range(max(map(len, kinds)))
        ]

    def _cells(self) -> Iterator[Cell]:
        for number, (table, placed) in enumerate(zip(self._given, self._placed, strict=True)):
            rows, columns = _labels(table)
            kinds = {
                "count": placed.count,
                **({} if isinstance(table, pd.DataFrame) else {"denominator": placed.denominator}),
            }
            for kind, numbers in kinds.items():
                for (row, column), entry in np.ndenumerate(numbers):
                    yield Cell(
                        table=number,
                        row=rows[row],
                        column=columns[column],
                        number=kind,
                        entry=int(entry),
                    )


def _enter(table: Table, margin: str, number: int, ledger: Ledger) -> Placed:
    if isinstance(table, pd.DataFrame):
        numbers = enter_frame(table, margin, number, ledger)
        return Placed(numbers, numbers)
    return enter_table(table, ledger)


def _labels(table: Table) -> tuple[list[str], list[str]]:
    if isinstance(table, pd.DataFrame):
        return list(map(str, table.index)), [label(name) for name in table.columns]
    return (
        [row.id for row in table.rows],
        [" / ".join(filter(None, column.key)) for column in table.columns.all],
    )
