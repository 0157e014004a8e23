"""What leaves the study together: a release, from tables to numbers and back to tables.

`suppress_small_cells` enters every number into the ledger, lets `suppression` decide what is hidden
(or `rounding` what is shown), and gives back the tables without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from civic_qual.analysis.measures import PARTICIPANTS
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.calls import helpful
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, quoted
from civic_qual.privacy.policy import checked_minimum, protects
from civic_qual.privacy.proposing.proposal import proposal_of
from civic_qual.privacy.suppressing.deciding import decided
from civic_qual.privacy.suppressing.ledger import Ledger, understood
from civic_qual.privacy.suppressing.pieces import FramePiece, TablePiece
from civic_qual.privacy.suppressing.protected import Release, Table
from civic_qual.results import Result

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

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
        single table, `release.table` is it. `release.proposal` says by what larger groups more
        could be shown, where it is little.

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
    if not given:
        raise DisclosureError(
            Message("there is no table to protect; give one, or all of a release")
        )
    check_tables(given)
    _check_method(given, method, base)
    ledger = Ledger()
    pieces = [piece_of(table, margin, number, ledger) for number, table in enumerate(given)]
    done = decided(
        ledger,
        pieces,
        minimum=people,
        hide_zeros=hide_zeros,
        base=base if method == "round" else None,
    )
    safe = tuple(piece.protected(done) for piece in pieces)
    return Release(safe, done.audit, proposing=partial(proposal_of, safe))


def piece_of(table: Table, margin: str, number: int, ledger: Ledger) -> TablePiece | FramePiece:
    """Enter a table into the ledger; `number` is its own among the tables."""
    if isinstance(table, pd.DataFrame):
        return FramePiece(table, margin, number, ledger)
    return TablePiece(table, ledger)


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


def check_tables(given: Sequence[Table]) -> None:
    """Refuse tables that cannot be protected together.

    Raises
    ------
    DisclosureError
        If one is protected already or was cut, or they are of different interviews.
    """
    tables = [table for table in given if isinstance(table, ThemeTable)]
    for table in tables:
        _check_table(table)
        _check_together(table, tables[0])


def _check_method(given: Sequence[Table], method: str, base: int) -> None:
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
    for table in given if method == "round" else ():
        if isinstance(table, ThemeTable) and understood(table.tally.measure).behind == "saying":
            raise DisclosureError(
                Message(
                    "rounding does not protect {measure}: few people say many. "
                    'Take method="suppress", or measure="{people}"',
                    measure=table.measure,
                    people=PARTICIPANTS.name,
                )
            )


def check_not_protected(result: Result) -> None:
    """Refuse what is protected already.

    Raises
    ------
    DisclosureError
        If it is.
    """
    if result._leaves:
        raise DisclosureError(
            Message(
                "a table is protected already; protect all tables of a release "
                "together, as they were made"
            )
        )


def check_same_interviews(corpora: Sequence[Corpus]) -> None:
    """Refuse results of different interviews.

    Raises
    ------
    DisclosureError
        If some are.
    """
    for corpus in corpora:
        if corpus is not corpora[0] and (
            corpus.transcripts != corpora[0].transcripts
            or corpus.participants != corpora[0].participants
        ):
            raise DisclosureError(
                Message(
                    "the tables are of different interviews: from two such tables the "
                    "difference can be taken. Make all tables of a release from one "
                    "corpus"
                )
            )


def _check_table(table: ThemeTable) -> None:
    check_not_protected(table)
    if not table.whole:
        raise DisclosureError(
            Message(
                "rows or columns of a table were left out before it was protected, and its notes "
                "tell of all; protect it whole, and choose afterwards: release.table.only(...)"
            )
        )


def _check_together(table: ThemeTable, first: ThemeTable) -> None:
    check_same_interviews([table.codings.corpus, first.codings.corpus])
    if table.tally.words.include_interviewers != first.tally.words.include_interviewers:
        raise DisclosureError(
            Message(
                "some tables count interviewers and others do not: the difference "
                "could be taken. Make all with the same include_interviewers"
            )
        )
