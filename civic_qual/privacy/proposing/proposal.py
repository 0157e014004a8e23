"""What to break a release down by instead, where little of what was asked can be shown.

For the study team: how much can be shown tells a little of how many people say what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.measures import PARTICIPANTS, TRANSCRIPTS
from civic_qual.analysis.tables.groups import Groups
from civic_qual.analysis.tables.recounted import recounted
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools, Ints
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, enumerated, percent
from civic_qual.privacy.proposing.coarser import Coarser, coarser, people_of
from civic_qual.privacy.suppressing.deciding import decided
from civic_qual.privacy.suppressing.ledger import Ledger
from civic_qual.privacy.suppressing.pieces import TablePiece
from civic_qual.privacy.suppressing.protected import ProtectedTable

if TYPE_CHECKING:
    from civic_qual.results import Result

USEFUL = 0.6  # of the numbers by group: where as many are shown nothing else is proposed
_BETTER = 0.1  # more of them than now
_BESIDE = (PARTICIPANTS, TRANSCRIPTS)  # what is released with turns
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


def proposal_of(results: Sequence[Result]) -> Proposal | None:
    """Return a coarser breakdown of which more can be shown; None where none is needed or better.

    Of all that show three fifths of their numbers it is the finest, those by attributes before
    those that join groups; where none does, it is the one that shows most. Each that is proposed
    was protected by a search of its own: turns, people and interviews by its groups.

    Parameters
    ----------
    results
        The results of a release; the first table by groups is looked at, and not crossed ones.
    """
    tables = [one for one in results if isinstance(one, ProtectedTable)]
    by_group = [one for one in tables if one.tally.groups.names and one.tally.crossing is None]
    if not by_group:
        return None
    first = next((one for one in by_group if one.level == "theme"), by_group[0])
    asked, minimum = first.tally.groups.names, first.audit.counts.minimum
    now = _shown(first, first.hidden.count)
    if now >= USEFUL or first.audit.rounded is not None:
        return None
    everybody = first.tally.words.include_interviewers
    ways = [
        (_at_most(first, way.groups, minimum), way)
        for way in coarser(first.codings.corpus, asked, everybody)
    ]
    likely = [(most, way) for most, way in ways if most >= now + _BETTER]
    likely.sort(key=lambda pair: 0 if pair[0] >= USEFUL else -pair[0] + 1)
    tried = [(_protected(first, way.groups, minimum), way) for _, way in likely[:_TRIES]]
    return chosen(tried, now, asked)


def chosen(
    tried: Sequence[tuple[float, Coarser]], now: float, asked: tuple[str, ...]
) -> Proposal | None:
    """Return what to propose of several ways, each with the share that it shows."""
    better = [one for one in tried if one[0] >= now + _BETTER]
    if not better or now >= USEFUL:
        return None
    useful = [one for one in better if one[0] >= USEFUL]
    share, way = useful[0] if useful else max(better, key=lambda one: one[0])
    return Proposal(by=way.names, instead_of=asked, joined=way.joined, shown=share, now=now)


def _shown(table: ThemeTable, hidden: Bools) -> float:
    """Return the share of themes by group that is shown; "any theme" and margins do not count."""
    return float(
        1 - hidden[_themes(table)][:, [not one.margin for one in table.columns.all]].mean()
    )


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


def _protected(table: ThemeTable, groups: Groups, minimum: int) -> float:
    """Return the share of numbers by other groups that is shown, beside people and interviews."""
    ledger = Ledger()
    beside = [one for one in _BESIDE if one.name != table.measure]
    made = [recounted(table, groups=groups, measure=one) for one in (table.tally.measure, *beside)]
    pieces = [TablePiece(one, ledger) for one in made]
    try:
        done = decided(ledger, pieces, minimum=minimum)
    except DisclosureError:
        return 0.0
    cells = np.array([cell.entry for cell in pieces[0].cells(0) if cell.number == "count"])
    return _shown(made[0], done.hidden[cells].reshape(made[0].count.shape))
