"""What is hidden beside small numbers is what a reader misses least."""

import numpy as np

from civic_qual.analysis.measures import MEASURES
from civic_qual.privacy.suppressing.ledger import Counted, Entry, Key, RowKey
from civic_qual.privacy.suppressing.losses import losses

ROWS = {"any": {"plan", "plan.late", "food"}, "theme": {"plan", "plan.late"}, "code": {"plan.late"}}


def number(measure="segments", row="theme", value=9, group="North", **more):
    key = Key(
        source="A",
        measure=Counted(MEASURES[measure]),
        row=RowKey(frozenset(ROWS[row]), "all"),
        group=group,
        **more,
    )
    return Entry(key=key, value=value, people=value, group=20, base=20)


def lost(*entries):
    """Return what is lost with each; the number of a group called "all" is that of all groups."""
    everything = [*entries, *(number(row=row, group="elsewhere") for row in ROWS)]
    whole = [at if one.key.group == "all" else -1 for at, one in enumerate(everything)]
    return losses(everything, np.array(whole))[: len(entries)].tolist()


def test_turns_of_a_theme_are_missed_more_than_people_and_those_more_than_interviews():
    turns, people, interviews = lost(
        number(), number("participants"), number("transcripts", value=20)
    )
    assert turns > people > interviews


def test_codes_and_crossed_cells_are_missed_less_than_themes():
    theme, code, crossed = lost(number(), number(row="code"), number(category="view/good"))
    assert theme > code == crossed


def test_numbers_of_all_groups_and_what_was_read_are_missed_most():
    group, everybody, read = lost(number(value=20), number(group="all"), number(base=True))
    assert group < everybody < read


def test_of_two_numbers_of_one_kind_the_larger_is_missed_more():
    few, many = lost(number(value=6), number(value=7))
    assert few < many
