"""Which numbers are small and how well they must be hidden, worked out by hand."""

import pytest

from civic_qual.analysis.measures import MEASURES
from civic_qual.privacy.suppressing.ledger import Counted, Entry, Key, Ledger, RowKey

PEOPLE, WORDS = Counted(MEASURES["participants"]), Counted(MEASURES["words"])


def entry(value, people, group, missing=None, measure=PEOPLE, limit=None, base=False):
    """Make a number of one row and group; `limit` is the largest it could be."""
    key = Key(
        source="A", measure=measure, row=RowKey(frozenset({"plan"}), "all"), group="all", base=base
    )
    return Entry(key=key, value=value, people=people, group=group, missing=missing, base=limit)


@pytest.mark.parametrize(
    ("number", "small"),
    [
        (entry(4, 4, 20, 16), True),
        (entry(5, 5, 20, 15), False),
        (entry(16, 16, 20, 4), True),  # all but four
        (entry(15, 15, 20, 5), False),
        (entry(16, 16, 20), False),  # where who is missing is not known
        (entry(900, 4, 20, measure=WORDS), True),
        (entry(900, 5, 20, measure=WORDS), False),
        (entry(0, 0, 4, 4), True),  # nobody, of few
        (entry(0, 0, 5, 5), False),
        (entry(4, 4, 4, 0), True),
        (entry(5, 5, 5, 0), False),
        (entry(0, 0, 0, 0), False),  # where nobody was read nobody is told of
    ],
)
def test_numbers_of_few_people_or_of_all_but_few_are_small(number, small):
    assert number.small(5, hide_zeros=False) is small


@pytest.mark.parametrize(
    ("number", "small"),
    [
        (entry(0, 0, 20, 20), True),
        (entry(20, 20, 20, 0), True),
        (entry(0, 0, 20, measure=WORDS), True),
        (entry(7, 7, 20, 13), False),
        (entry(0, 0, 0, 0), False),
        (entry(20, 20, 20, 0, base=True), False),  # what was read says nothing of what was said
    ],
)
def test_nobody_and_everybody_are_hidden_if_asked_for(number, small):
    assert bool(number.small(5, hide_zeros=True)) is small


@pytest.mark.parametrize(
    ("number", "small", "width"),
    [
        (entry(3, 3, 20), True, 5),
        (entry(18, 18, 20), True, 5),  # people: as many as must stand behind a number
        (entry(900, 2, 20, measure=WORDS), True, 450),
        (entry(901, 2, 20, measure=WORDS), True, 451),  # half at least
        (entry(6, 2, 20, measure=WORDS), True, 5),
        (entry(900, 9, 20, measure=WORDS), False, 5),
        (entry(3, 3, 4, limit=4), True, 4),  # no better than by all that is possible
        (entry(900, 2, 20, measure=WORDS, limit=1000), True, 450),
        (entry(900, 2, 20, measure=WORDS, limit=9), True, 9),
    ],
)
def test_how_wide_an_interval_must_be_left(number, small, width):
    assert number.width(5, small) == width


def test_a_number_that_stands_twice_is_one_with_the_fewest_people():
    book = Ledger()
    first, second = book.enter(entry(9, 7, 20)), book.enter(entry(8, 6, 20))
    assert (first, second) == (0, 1)
    assert [book.enter(entry(9, people, 20)) for people in (8, 3, 5)] == [0, 0, 0]
    assert [(one.value, one.people) for one in book.entries] == [(9, 3), (8, 6)]
