"""Small cells identify: which numbers must not leave the study, and tables without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args, overload

import pandas as pd

from civic_qual.analysis.measures import PARTICIPANTS
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.errors import DisclosureError
from civic_qual.privacy.ledger import understood
from civic_qual.privacy.making import (
    Making,
    Protected,
    ProtectedFrame,
    ProtectedTable,
    Release,
    Table,
)

Method = Literal["suppress", "round"]
BASES = (3, 5, 10)


@overload
def suppress_small_cells(
    tables: ThemeTable,
    minimum: int = ...,
    method: Method = ...,
    base: int = ...,
    hide_zeros: bool = ...,
    margin: str = ...,
) -> ProtectedTable: ...
@overload
def suppress_small_cells(
    tables: pd.DataFrame,
    minimum: int = ...,
    method: Method = ...,
    base: int = ...,
    hide_zeros: bool = ...,
    margin: str = ...,
) -> ProtectedFrame: ...
@overload
def suppress_small_cells(
    tables: Sequence[Table],
    minimum: int = ...,
    method: Method = ...,
    base: int = ...,
    hide_zeros: bool = ...,
    margin: str = ...,
) -> Release: ...
def suppress_small_cells(
    tables: Table | Sequence[Table],
    minimum: int = 5,
    method: Method = "suppress",
    base: int = 3,
    hide_zeros: bool = False,
    margin: str = "all",
) -> Protected | Release:
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
        How many people must stand behind what is shown.
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
    ProtectedTable, ProtectedFrame or Release
        As the table or list that was given, with marks where numbers are hidden, notes that say
        so, and `audit`: the interval an attacker gets of each hidden number, and what was kept.

    Raises
    ------
    DisclosureError
        If there is no table, if tables are of different interviews, if a table has no margin, or
        if `minimum` is below 1.

    Examples
    --------
    >>> people = pd.DataFrame({"women": [2, 9], "men": [14, 20], "others": [8, 7],
    ...                        "all": [24, 36]}, index=["reprisals", "patrols"])
    >>> safe = suppress_small_cells(people)
    >>> safe.frame
                    women         men others  all
    reprisals  suppressed          14 suppressed   24
    patrols             9          20      7   36
    >>> safe.audit.frame[["column", "low", "high", "declared"]].to_numpy().tolist()
    [['women', 0.0, 10.0, 5.0], ['others', 0.0, 10.0, 5.0]]
    """
    given = [tables] if isinstance(tables, ThemeTable | pd.DataFrame) else list(tables)
    _check(given, minimum, method, base)
    made = Making(given, minimum, hide_zeros, margin)
    audit = made.audit(base if method == "round" else None)
    protected = tuple(made.protected(place, audit) for place in range(len(given)))
    return (
        protected[0] if isinstance(tables, ThemeTable | pd.DataFrame) else Release(protected, audit)
    )


def _check(given: Sequence[Table], minimum: int, method: str, base: int) -> None:
    if not given:
        raise DisclosureError("there is no table to protect; give one, or all of a release")
    if minimum < 1:
        raise DisclosureError(
            f"minimum={minimum}: at least 1 person must stand behind a cell; "
            "5 is usual, 10 where people are in danger"
        )
    if method not in get_args(Method):
        raise DisclosureError(f'method={method!r} is not known; take "suppress" or "round"')
    if method == "round" and base not in BASES:
        raise DisclosureError(f"base={base}: numbers are rounded to multiples of 3, 5 or 10")
    tables = [table for table in given if isinstance(table, ThemeTable)]
    for table in tables:
        _check_table(table, tables[0], method)


def _check_table(table: ThemeTable, first: ThemeTable, method: str) -> None:
    corpus, other = table.codings.corpus, first.codings.corpus
    if table.marks is not None:
        raise DisclosureError(
            "a table is protected already; protect all tables of a release "
            "together, as they were made"
        )
    if corpus is not other and (
        corpus.transcripts != other.transcripts or corpus.participants != other.participants
    ):
        raise DisclosureError(
            "the tables are of different interviews: from two such tables the "
            "difference can be taken. Make all tables of a release from one "
            "corpus"
        )
    if table.tally.words.include_interviewers != first.tally.words.include_interviewers:
        raise DisclosureError(
            "some tables count interviewers and others do not: the difference "
            "could be taken. Make all with the same include_interviewers"
        )
    if method == "round" and understood(table.tally.measure).behind == "saying":
        raise DisclosureError(
            f"rounding does not protect {table.measure}: few people say many. "
            f'Take method="suppress", or measure="{PARTICIPANTS.name}"'
        )
