"""What to break a release down by instead, where little of what was asked can be shown.

For the study team: how much can be shown tells a little of how many people say what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from civic_qual.analysis.measures import PARTICIPANTS
from civic_qual.analysis.tables.groups import Groups
from civic_qual.analysis.tables.layout import Hidden, columns
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools, Ints
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, enumerated, percent
from civic_qual.privacy.proposing.coarser import Coarser, coarser, people_of
from civic_qual.privacy.suppressing.deciding import decided
from civic_qual.privacy.suppressing.ledger import Ledger
from civic_qual.privacy.suppressing.pieces import TablePiece

USEFUL = 0.6  # of the numbers by group: where as many are shown nothing else is proposed
_BETTER = 0.1  # more of them than now
_TRIES = 3  # other ways that are protected, the most promising first


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Another breakdown, and how much more of it can be shown.

    Attributes
    ----------
    by, instead_of
        The attributes proposed, and those asked for.
    joined
        The groups that would be one; empty where groups are those of attributes.
    shown, now
        The share of the numbers by group that could be shown, and that is shown as asked.
    """

    by: tuple[str, ...]
    instead_of: tuple[str, ...]
    joined: tuple[str, ...] = ()
    shown: float
    now: float

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """What is proposed, in a sentence."""
        shares = {"share": percent(self.shown), "now": percent(self.now)}
        if self.joined:
            return Message(
                "With {joined} in one group, {share} of the numbers by {asked} can be shown (now "
                "{now}). To join them, give them one value in an attribute of their own (a column "
                "of people.xlsx).",
                joined=enumerated(self.joined),
                asked=enumerated(self.instead_of),
                **shares,
            )
        return Message(
            "By {other} instead of by {asked}, {share} of the numbers can be shown (now {now}).",
            other=enumerated(self.by),
            asked=enumerated(self.instead_of),
            **shares,
        )


def proposal(tables: Sequence[ThemeTable], minimum: int) -> Proposal | None:
    """Return a coarser breakdown of which more can be shown; None where none is needed or better.

    Of all that show three fifths of their numbers it is the finest, those by attributes before
    those that join groups; where none does, it is the one that shows most. Each that is proposed
    was protected by a search of its own.

    Parameters
    ----------
    tables
        Protected tables of themes by the same groups, and not crossed with a family: turns first.
    minimum
        As of the release.
    """
    if not tables or not tables[0].tally.groups.names:
        return None
    first, now = tables[0], _shown(tables[0], tables[0].hidden.count)
    if now >= USEFUL:
        return None
    words = first.tally.words
    ways = coarser(first.codings.corpus, first.columns.names, words.include_interviewers)
    likely = [(_at_most(first, way.groups, minimum), way) for way in ways]
    likely = [(most, way) for most, way in likely if most >= now + _BETTER]
    likely.sort(key=lambda pair: pair[0] < USEFUL or -1)  # those that may do, in their order
    tried = [(_protected(tables, way.groups, minimum), way) for _, way in likely[:_TRIES]]
    return _chosen(tried, now, first.columns.names)


def _chosen(
    tried: Sequence[tuple[float, Coarser]], now: float, asked: tuple[str, ...]
) -> Proposal | None:
    better = [one for one in tried if one[0] >= now + _BETTER]
    useful = [one for one in better if one[0] >= USEFUL]
    if not better:
        return None
    share, way = useful[0] if useful else max(better, key=lambda one: one[0])
    return Proposal(by=way.names, instead_of=asked, joined=way.joined, shown=share, now=now)


def _shown(table: ThemeTable, hidden: Bools) -> float:
    """Return the share of themes by group that is shown; "any theme" and margins do not count."""
    return float(1 - hidden[_themes(table)][:, [not one.margin for one in table.columns.all]].mean())


def _themes(table: ThemeTable) -> Ints:
    """Return the rows that are one theme."""
    everything = max(len(row.members) for row in table.rows)
    of_one = [at for at, row in enumerate(table.rows) if len(row.members) < everything]
    return np.array(of_one or range(len(table.rows)))


def _at_most(table: ThemeTable, groups: Groups, minimum: int) -> float:
    """Return the share of numbers by other groups that can be shown at most, without a search.

    Numbers of few people are hidden, and another one where one of a row would be alone.
    """
    tally = replace(table.tally, groups=groups, measure=PARTICIPANTS, _bases={})
    words = table.tally.words
    people = people_of(table.codings.corpus, groups, words.include_interviewers)
    number = np.array([tally.counts(table.rows[at])[:-1] for at in _themes(table)])
    small = ((number > 0) & (number < minimum)) | ((people > 0) & (people < minimum))
    hidden = small.sum(axis=1)
    hidden[hidden == 1] = min(2, len(groups))
    return float(1 - hidden.mean() / len(groups))


def _protected(tables: Sequence[ThemeTable], groups: Groups, minimum: int) -> float:
    """Return the share of numbers by other groups that is shown, of the first table."""
    ledger = Ledger()
    made = [_by_other(table, groups) for table in tables]
    pieces = [TablePiece(table, ledger) for table in made]
    try:
        done = decided(ledger, pieces, minimum=minimum)
    except DisclosureError:
        return 0.0
    cells = np.array([cell.entry for cell in pieces[0].cells(0) if cell.number == "count"])
    return _shown(made[0], done.hidden[cells].reshape(made[0].count.shape))


def _by_other(table: ThemeTable, groups: Groups) -> ThemeTable:
    """Return a table counted anew by other groups, and not protected."""
    tally = replace(table.tally, groups=groups, _bases={})
    count = np.array([tally.counts(row) for row in table.rows])
    own = {one.name: getattr(table, one.name) for one in fields(ThemeTable)}
    changed = {
        "columns": columns(groups, None),
        "count": count,
        "denominator": np.array([tally.denominators(row) for row in table.rows]),
        "hidden": Hidden.nothing(count.shape),
        "tally": tally,
        "kept_notes": None,
    }
    return ThemeTable(**own | changed)
