"""What is known to hold between measures of a release, written down by hand."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from civic_qual.analysis import measures
from civic_qual.analysis.measures import MEASURES
from civic_qual.privacy.suppressing.ledger import Counted, Entry, Key, Ledger, RowKey
from civic_qual.privacy.suppressing.relations import (
    ALL,
    needs,
    of_categories,
    of_groups,
    of_measures,
    of_rows,
    telling,
)

COUNTED = {
    "sentences": Counted(MEASURES["segments"], "sentence"),
    "turns": Counted(MEASURES["segments"], "turn"),
    "interviews read": Counted(MEASURES["segments"], "transcript"),
    "mentions": Counted(MEASURES["mentions"]),
    "people": Counted(MEASURES["participants"]),
    "interviews": Counted(MEASURES["transcripts"]),
    "words": Counted(MEASURES["words"]),
}
AT_MOST = {
    "turns": {"sentences", "words"},
    "sentences": {"words"},
    "interviews read": {"sentences", "turns", "words"},
    "mentions": {"words"},
    # Groups of people may be one interview: where that is so the relation is dropped.
    "people": {"sentences", "turns", "interviews read", "mentions", "words"},
    "interviews": {"sentences", "turns", "interviews read", "mentions", "words"},
    "words": set(),
}


def entered(numbers, category="", base=None, **more):
    """Enter numbers of one row and group, a measure each."""
    ledger = Ledger()
    for name, value in numbers.items():
        key = Key(
            source="A",
            measure=COUNTED[name],
            row=RowKey(frozenset({"plan"}), "all"),
            group="North",
            category=category,
        )
        ledger.enter(
            Entry(key=key, value=value, people=value, group=9, base=(base or {}).get(name), **more)
        )
    return ledger


def named(numbers, pairs):
    names = list(numbers)
    return {(names[one], names[other]) for one, other in pairs}


EVERYTHING = dict.fromkeys(COUNTED, 4)


def test_which_measure_is_nowhere_more_than_which():
    known = list(of_measures(entered(EVERYTHING)))
    assert all(factors == [1, -1] for _, factors in known)
    # Here nothing is said of how much was read: as many people as turns, so both are the same.
    backwards = {
        (more, less)
        for less in ("people", "interviews")
        for more in ("sentences", "turns", "interviews read")
    }
    expected = {(less, more) for less, mores in AT_MOST.items() for more in mores}
    assert named(EVERYTHING, [numbers for numbers, _ in known]) == expected | backwards


@pytest.mark.parametrize(("turns_read", "same"), [(9, True), (10, False)])
def test_who_said_one_turn_each_is_counted_as_often_as_the_turns(turns_read, same):
    numbers = {"people": 3, "turns": 3}
    ledger = entered(numbers, base={"people": 9, "turns": turns_read})
    known = named(numbers, [pair for pair, _ in of_measures(ledger)])
    assert known == {("people", "turns")} | ({("turns", "people")} if same else set())


def test_groups_are_known_by_the_groups_that_share_people_with_them():
    """Two villages in North and one in South; nobody in South knows anything of North."""
    north, south = np.array([1, 1, 1, 0, 0], bool), np.array([0, 0, 0, 1, 1], bool)
    countries = {b"North": north, b"South": south}
    villages = {b"a": np.arange(5) < 2, b"b": np.arange(5) == 2, b"c": south}
    ledger = Ledger()
    names = [b"North", b"South", b"a", b"b", b"c"]
    for name in names:
        key = Key(
            source="A", measure=COUNTED["people"], row=RowKey(frozenset({"x"}), ""), group=name
        )
        ledger.enter(Entry(key=key, value=4, people=4, group=9))
    known = {
        tuple(zip((names[one].decode() for one in numbers), factors, strict=True))
        for numbers, factors in of_groups(ledger, [countries, villages])
    }
    assert {
        (("a", 1), ("b", 1), ("North", -1)),
        (("North", 1), ("a", -1), ("b", -1)),
        (("a", 1), ("North", -1)),
        (("b", 1), ("North", -1)),
        (("South", 1), ("c", -1)),
        (("c", 1), ("South", -1)),
    } <= known
    for relation in known:
        people = {name for name, _ in relation}
        assert people <= {"North", "a", "b"} or people <= {"South", "c"}


def test_rows_are_known_by_the_rows_next_below_them():
    members = {"any": "abcd", "plan": "abc", "late": "ab", "well": "c", "fear": "d", "alone": "e"}
    ledger = Ledger()
    for held in members.values():
        label = RowKey(frozenset(held), "all")
        key = Key(source="A", measure=COUNTED["people"], row=label, group="North")
        ledger.enter(Entry(key=key, value=4, people=4, group=9))
    known = {
        tuple(zip((list(members)[one] for one in numbers), factors, strict=True))
        for numbers, factors in of_rows(ledger)
    }
    assert known == {
        (("plan", 1), ("any", -1)),
        (("fear", 1), ("any", -1)),
        (("any", 1), ("plan", -1), ("fear", -1)),
        (("late", 1), ("plan", -1)),
        (("well", 1), ("plan", -1)),
        (("plan", 1), ("late", -1), ("well", -1)),
    }


def test_a_row_is_known_by_the_codes_of_a_family_and_by_what_has_none():
    """Of three passages: no code with any of them, or one, or both."""
    ledger = Ledger()
    for category in (ALL, "view/good", "view/bad", "view/none"):
        label = RowKey(frozenset({"plan"}), "all")
        key = Key(source="A", measure=COUNTED["turns"], row=label, group="North", category=category)
        ledger.enter(Entry(key=key, value=4, people=4, group=9))
    known = list(of_categories(ledger))
    possible = set()
    for carried in product([(0, 0), (0, 1), (1, 0), (1, 1)], repeat=3):
        good, bad = (sum(one[place] for one in carried) for place in (0, 1))
        possible.add((3, good, bad, sum(one == (0, 0) for one in carried)))
    allowed = {
        (3, *others)
        for others in product(range(4), repeat=3)
        if all(
            sum(factor * (3, *others)[number] for number, factor in zip(*relation, strict=True))
            <= 0
            for relation in known
        )
    }
    assert allowed == possible


def test_two_measures_of_the_same_segments_are_known_by_what_they_come_to(monkeypatch):
    """Nobody has said which is more: what holds in a release is kept, and what does not dropped."""
    heard = replace(MEASURES["segments"], name="heard", segments="turn")
    monkeypatch.setitem(measures._REGISTRY, "heard", heard)
    monkeypatch.setitem(COUNTED, "turns heard", Counted(heard, "turn"))
    numbers = {"turns": 4, "turns heard": 3, "sentences": 7}
    known = named(numbers, [pair for pair, _ in of_measures(entered(numbers))])
    assert known == {
        ("turns", "turns heard"),
        ("turns heard", "turns"),
        ("turns", "sentences"),
        ("turns heard", "sentences"),
    }


def test_where_one_measure_finds_nobody_none_does():
    assert named(EVERYTHING, needs(entered(EVERYTHING))) == {
        (one, other) for one in COUNTED for other in COUNTED if one != other
    }
    assert named(EVERYTHING, telling(entered(EVERYTHING))) == {
        ("people", other) for other in COUNTED if other != "people"
    }


def test_of_what_carries_no_code_of_a_family_nothing_is_known():
    """A person is in "none" only with all that was said; their turns are so one by one."""
    ledger = entered(EVERYTHING, category="view/none")
    assert (list(of_measures(ledger)), needs(ledger), telling(ledger)) == ([], [], [])


def test_who_carries_a_code_carries_its_theme():
    ledger = Ledger()
    rows = {"theme": frozenset({"plan", "plan.late"}), "code": frozenset({"plan.late"})}
    for name, row in (("people", "theme"), ("turns", "code"), ("people", "code")):
        key = Key(source="A", measure=COUNTED[name], row=RowKey(rows[row], ""), group="North")
        ledger.enter(Entry(key=key, value=6, people=6, group=9))
    assert set(telling(ledger)) == {(0, 1), (0, 2), (2, 1)}
