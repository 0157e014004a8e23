"""Who may count in a release, held to the rule as it is worded, by brute force."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.privacy.memory.admitted import admitted, allowed, changed_people


def by_hand(one, earlier, groups, person, minimum):
    """Whether a set of records may be released: the rule, word by word."""
    for before in earlier:
        for group in [*groups, set(range(len(person)))]:
            people = {person[i] for i in group if (i in one) != (i in before)}
            if people and len(people) < minimum:
                return False
    return True


@st.composite
def studies(draw):
    size = draw(st.integers(1, 7))
    person = draw(st.lists(st.integers(0, size - 1), min_size=size, max_size=size))

    def a_set():  # of one person's records at most one
        chosen = draw(st.lists(st.booleans(), min_size=size, max_size=size))
        seen, kept = set(), set()
        for record in range(size):
            if chosen[record] and person[record] not in seen:
                seen.add(person[record])
                kept.add(record)
        return kept

    groups = [
        {
            i
            for i, inside in enumerate(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
            if inside
        }
        for _ in range(draw(st.integers(0, 3)))
    ]
    minimum = draw(st.integers(1, 4))
    present, first = a_set(), a_set()
    earlier = [first]
    for _ in range(draw(st.integers(0, 2))):
        wanted = a_set()
        if by_hand(wanted, earlier, groups, person, minimum):
            earlier.append(wanted)
    return present, earlier, groups, person, minimum


def mask(records, size):
    return np.isin(np.arange(size), sorted(records))


@given(studies())
def test_what_is_admitted_keeps_the_rule_against_every_earlier_set(study):
    present, earlier, groups, person, minimum = study
    size = len(person)
    found = admitted(
        mask(present, size),
        [mask(one, size) for one in earlier],
        [mask(one, size) for one in groups],
        person=np.array(person),
        minimum=minimum,
    )
    chosen = set(np.flatnonzero(found).tolist())
    assert by_hand(chosen, earlier, groups, person, minimum)
    # Of each person either what is there now counts, or what counted last.
    for one in set(person):
        own = {i for i in range(size) if person[i] == one}
        assert chosen & own in (present & own, earlier[-1] & own)
    # Whoever may all be taken is.
    if by_hand(present, earlier, groups, person, minimum):
        assert chosen == present


@given(studies())
def test_the_rule_is_the_same_by_arrays(study):
    present, earlier, groups, person, minimum = study
    size = len(person)
    assert allowed(
        mask(present, size),
        [mask(one, size) for one in earlier],
        [mask(one, size) for one in groups],
        person=np.array(person),
        minimum=minimum,
    ) == by_hand(present, earlier, groups, person, minimum)


def test_those_who_wait_are_few():
    """Greedy takes nearly as many as the best of all sets would, in groups that do not overlap."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        country, before = rng.integers(0, 3, 9), np.arange(9) < 3
        groups = [country == one for one in range(3)]
        found = admitted(np.ones(9, bool), [before], groups, person=np.arange(9), minimum=2)
        best = max(
            sum(one)
            for one in itertools.product([False, True], repeat=9)
            if not (before & ~np.array(one)).any()
            and allowed(np.array(one), [before], groups, person=np.arange(9), minimum=2)
        )
        assert found.sum() == best


def test_five_who_join_and_leave_do_not_uncover_one_who_joins():
    before, with_five = np.zeros(6, bool), np.arange(6) < 5
    one = np.arange(6) == 5
    person = np.arange(6)
    assert (
        admitted(with_five, [before], [], person=person, minimum=5).tolist() == with_five.tolist()
    )
    # Six have changed since the second release, and one since the first.
    assert changed_people(one, with_five, np.ones(6, bool), person) == 6
    found = admitted(one, [before, with_five], [], person=person, minimum=5)
    assert found.tolist() == with_five.tolist()
