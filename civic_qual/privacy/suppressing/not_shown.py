"""Numbers that no table shows, and whoever attacks reckons with: codes by group as people, too.

A report shows the turns of codes by country, and the people of codes in all. The people of codes by
country stand nowhere; they are no more than turns by country, and add up to people in all, so they
tie both together. They are entered as numbers that are never shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import product

from civic_qual.analysis.measures import MeasureName
from civic_qual.analysis.tables.theme_table import ThemeTable, theme_table
from civic_qual.coding.carried import Level
from civic_qual.privacy.suppressing.ledger import Entry, Ledger
from civic_qual.privacy.suppressing.relations import Grouping
from civic_qual.privacy.suppressing.table_entries import enter_table, groupings

# More cells for the sake of others, or more groups, make the search for what to hide too long.
MOST, MOST_GROUPS = 400, 6
_COUNTED: tuple[MeasureName, ...] = ("segments", "participants", "transcripts")


def enter_not_shown(tables: Sequence[ThemeTable], ledger: Ledger) -> list[Grouping]:
    """Enter what lies between tables of the same codings; return its groups.

    Themes or codes that some table has by some groups are entered in all measures that any has.
    """
    alike: dict[Hashable, list[ThemeTable]] = defaultdict(list)
    for table in tables:
        if table.tally.crossing is None and table.measure in _COUNTED:
            everybody = table.tally.words.include_interviewers
            alike[id(table.codings), table.unit, everybody].append(table)
    masks: list[Grouping] = []
    room = MOST
    for some in alike.values():
        there = {(one.tally.groups.names, one.level, one.measure) for one in some}
        shapes = sorted({(by, level) for by, level, _ in there})
        measures = sorted({measure for _, _, measure in there})
        for (by, level), measure in product(shapes, measures):
            if (by, level, measure) in there:
                continue
            table = _table(some[0], by, level, measure)
            if len(table.columns.all) > MOST_GROUPS + 1:
                continue
            room -= table.count.size
            if room < 0:
                return masks
            enter_table(table, ledger, lambda entry, *_: _never_shown(entry, ledger))
            masks += groupings(table)
    return masks


def _table(like: ThemeTable, by: tuple[str, ...], level: Level, measure: MeasureName) -> ThemeTable:
    return theme_table(
        like.codings,
        by=list(by) or None,
        level=level,
        measure=measure,
        unit=like.unit,
        include_interviewers=like.tally.words.include_interviewers,
    )


def _never_shown(entry: Entry, ledger: Ledger) -> Entry:
    """Return a number as one that is never shown, unless a table has it."""
    if ledger.holds(entry) or entry.known:
        return entry
    return replace(entry, virtual=True, granted=0)
