"""Which numbers are said anew after earlier releases, so that all releases together tell no more.

What was published cannot be taken back, and what was hidden then must stay as wide as it was, or
as wide as was promised. First it is asked what the earlier releases leave by themselves. Then the
ordinary search hides today's numbers until everything is that wide. To say nothing new is always
safe; so a search that finds no way ends there.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from civic_qual.arrays import Bools, Ints
from civic_qual.errors import DisclosureError
from civic_qual.privacy.memory.joint import Before, Remembered
from civic_qual.privacy.suppressing.attack import puzzles, unlimited
from civic_qual.privacy.suppressing.ledger import Counts, Ledger
from civic_qual.privacy.suppressing.relief import relieve
from civic_qual.privacy.suppressing.suppression import (
    MOST,
    Choice,
    Search,
    best_choice,
    hidden_numbers,
    lost,
    part_of,
    shown_anyway,
)

BUDGET = 1_500_000  # numbers looked at: some 30 seconds, counted so that it is the same everywhere
_LOOKS = 8


class UnfaithfulError(Exception):
    """What an earlier release published is not what is counted again."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Renewal:
    """What may be said anew.

    Attributes
    ----------
    counts
        Every number of all releases; `fixed` are those that were published, or are known.
    hidden
        Which of them are not shown, of shape (n_numbers,).
    low, high
        Values seen in whole tables that agree with all that is told.
    searched
        Whether a search chose them; if not, all by groups, or all, are not renewed.
    """

    counts: Counts
    hidden: Bools
    low: Ints
    high: Ints
    searched: bool


def renewal(
    ledger: Ledger,
    counts: Counts,
    remembered: Remembered,
    earlier: Sequence[Before],
    *,
    hides_zeros: bool = False,
    budget: int = BUDGET,
) -> Renewal:
    """Decide which of today's numbers are shown after earlier releases.

    Raises
    ------
    UnfaithfulError
        If a published number is not the one that is counted again.
    """
    fixed, stays = _told(counts, remembered, earlier)
    size = np.arange(len(counts.value))
    today = (size < remembered.size) & ~fixed
    need = np.zeros(len(size), dtype=np.int64)
    # What was promised once holds, whatever is asked of today's numbers.
    strict = max([counts.minimum, *(one.published.minimum for one in earlier)])
    for index, wide in stays.items():
        entry = ledger.entries[index]
        need[index] = min(entry.width(strict, entry.small(strict, hides_zeros)), wide)
    own = np.flatnonzero(today).tolist()
    # Nobody or all of those who joined is hidden, too: by another grouping they are few.
    changes = (sorted(remembered.changes), strict, True)
    for indices, minimum, zeros in (changes, (own, counts.minimum, hides_zeros)):
        for index in indices:
            entry = ledger.entries[index]
            if entry.small(minimum, zeros):
                need[index] = max(need[index], entry.width(minimum, small=True))
    virtual = (size >= remembered.size) | np.isin(size, list(stays))
    must = (virtual | (counts.small & today)) & ~fixed
    counts = replace(counts, virtual=np.zeros_like(virtual))
    need[fixed] = 0
    told = replace(counts, fixed=fixed, small=must, width=need)
    told = replace(told, width=_left(told, must | today))
    chosen = _chosen(told, must, today, budget)
    if chosen is not None:
        return Renewal(
            counts=told,
            hidden=chosen.hidden,
            low=chosen.low,
            high=chosen.high,
            searched=not chosen.withheld,
        )
    return Renewal(
        counts=told,
        hidden=must | today,
        low=told.value,
        high=told.value,
        searched=False,
    )


def _chosen(told: Counts, must: Bools, today: Bools, budget: int) -> Choice | None:
    """Search for what is hidden of today: of all together, of themes alone, or of no groups.

    As in a first release themes are tried alone where more than half of them would be hidden:
    then no code of today is shown.
    """
    of_all = told.whole == np.arange(len(told.whole))
    themes = today & ~told.detail & ~must
    ways = ((today & ~today, False), (today & told.detail, False), (today & ~of_all, True))
    found: list[Choice] = []
    for more, withheld in ways:
        if found and (withheld or found[0].hidden[themes].sum() <= MOST * themes.sum()):
            break
        search = Search(replace(told, small=must | more))
        with suppress(DisclosureError):
            if search.run(budget):
                relieve(search, must | more)
                hidden = shown_anyway(told, search.hidden, today & ~must)
                found.append(Choice(hidden, search.low, search.high, withheld=withheld))
    return min(found, key=lambda one: lost(told, one.hidden & today), default=None)


def first_choice(counts: Counts, size: int, budget: int = BUDGET) -> Choice:
    """Decide what a first release hides: of its own numbers, up to `size`; the others tie them.

    Where that is too much for the search, its own numbers decide by themselves.
    """
    own = np.arange(len(counts.value)) < size
    virtual = ~own & ~counts.fixed
    tied = replace(
        counts,
        small=counts.small & own,
        virtual=virtual,
        width=np.where(own, counts.width, 0),
    )
    with suppress(DisclosureError):
        choice = best_choice(tied, budget)
        if choice is not None:
            return choice
    kept = np.flatnonzero(own | counts.virtual | counts.fixed)
    alone = hidden_numbers(part_of(counts, kept))
    hidden, low, high = virtual.copy(), counts.value.copy(), counts.value.copy()
    hidden[kept], low[kept], high[kept] = alone.hidden, alone.low, alone.high
    width = counts.width.copy()
    width[kept] = counts.width[kept] if alone.width is None else alone.width
    return Choice(hidden, low, high, withheld=alone.withheld, width=width)


def _told(
    counts: Counts, remembered: Remembered, earlier: Sequence[Before]
) -> tuple[Bools, dict[int, int]]:
    """Return which numbers everybody knows, and how wide what was left of hidden ones is."""
    fixed = counts.fixed.copy()
    stays: dict[int, int] = {}
    fixed[list(remembered.known)] = True
    for one, cells in zip(earlier, remembered.cells, strict=True):
        for name, value in one.published.shown.items():
            if name.kind not in one.scope.tables:
                continue
            if name not in cells or counts.value[cells[name]] != value:
                raise UnfaithfulError
            fixed[cells[name]] = True
        for name, (low, high) in one.published.granted.items():
            if name.kind not in one.scope.tables:
                continue
            if name not in cells:
                raise UnfaithfulError
            wide = high - low if high is not None else int(unlimited(counts)[0])
            stays[cells[name]] = min(wide, stays.get(cells[name], wide))
    return fixed, {index: wide for index, wide in stays.items() if not fixed[index]}


def _left(counts: Counts, hidden: Bools) -> Ints:
    """Return how wide numbers must be left: no wider than earlier releases leave them anyway."""
    search = Search(counts)
    search.hidden = hidden.copy()
    need = counts.width.copy()
    wanted = np.flatnonzero(need > 0)
    if not len(wanted):
        return need
    random = np.random.default_rng(len(hidden))
    for puzzle in puzzles(counts, hidden, around=wanted):
        size = len(puzzle.cells)
        for direction in (np.ones(size), *random.choice([-1.0, 1.0], (_LOOKS, size))):
            search.widen(puzzle, direction)
        for index in np.flatnonzero(need[puzzle.cells] > 0).tolist():
            cell = int(puzzle.cells[index])
            if search.high[cell] - search.low[cell] >= need[cell]:
                continue
            alone = np.zeros(size)
            alone[index] = 1
            search.widen(puzzle, alone)
            if search.high[cell] - search.low[cell] < need[cell]:
                left = puzzle.furthest(alone) + puzzle.furthest(-alone)
                need[cell] = min(need[cell], left)
    return need
