"""All releases of growing studies, attacked together by somebody who asks no product code."""

from __future__ import annotations

import numpy as np
import pytest

from tests.privacy.memory.growing import Releases, coded, drawn_people


def a_history(seed, *, forget=False, corrected=0, remembers=False, left=0):
    rng = np.random.default_rng(seed)
    people, often = drawn_people(rng, 110)
    sizes = np.cumsum([int(rng.integers(30, 60)), *rng.integers(8, 22, 2)]).tolist()
    releases = Releases(remembers=remembers)
    for number, size in enumerate(sizes):
        for at in range(corrected if number == 1 else 0):
            name, groups, carries = people[at]
            people[at] = name, groups, coded(rng, often, len(carries))
        first = left if number > 0 else 0
        releases.release(people[first:size], ["country"], forget=forget)
    return releases


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_narrowed_that_no_release_tells_alone(seed):
    targets, narrowed = a_history(seed).attacked()
    assert targets
    assert not narrowed


@pytest.mark.parametrize("seed", [502, 503])
def test_nobody_or_all_who_joined_is_not_told_by_another_grouping(seed):
    rng = np.random.default_rng(seed)
    people, _ = drawn_people(rng, 110)
    first = int(rng.integers(30, 60))
    second = first + int(rng.integers(5, 9, 1)[0])
    releases = Releases()
    releases.release(people[:first], ["sex"])
    releases.release(people[:second], ["sex"])
    releases.release(people[:second], ["country"])
    targets, narrowed = releases.attacked()
    assert targets
    assert not narrowed


def test_the_attacker_narrows_releases_without_a_memory():
    """The test of the test: releases that forget each other tell what newcomers said."""
    assert len(a_history(1, forget=True).attacked()[1]) > 10


def test_numbers_stand_with_their_day_and_are_those_of_then():
    releases = a_history(2)
    before = {}
    for told, standing in zip(releases.told, releases.standing, strict=True):
        for key, text in standing.items():
            number, day = before[key]
            assert text == f"{number} (as of {day} January 2024)"
        before |= {key: (value, 1 + releases.told.index(told)) for key, value in told.shown.items()}
    assert any(releases.standing)


def test_nothing_is_renewed_where_somebody_is_coded_otherwise():
    releases = a_history(1, corrected=1)
    assert releases.stands[0] == ""
    assert all("coded otherwise" in why for why in releases.stands[1:])
    assert not any(told.shown for told in releases.told[1:])
    assert releases.standing[1] == releases.standing[2] != {}


def test_a_release_of_the_same_people_says_the_same():
    rng = np.random.default_rng(5)
    people, _ = drawn_people(rng, 40)
    releases = Releases()
    for _ in range(2):
        releases.release(people, ["country"])
    assert releases.told[0].shown == releases.told[1].shown
    assert not releases.standing[1]


@pytest.mark.parametrize(
    ("seed", "changed"),
    [(1, {"corrected": 2}), (2, {"corrected": 12}), (3, {"left": 12}), (4, {"corrected": 30})],
)
def test_a_study_renews_numbers_after_corrections_and_withdrawals_and_tells_nobody(seed, changed):
    releases = a_history(seed, remembers=True, **changed)
    assert not any("coded otherwise" in why for why in releases.stands)
    assert any(told.shown for told in releases.told[1:])
    targets, narrowed = releases.attacked()
    assert targets
    assert not narrowed


def test_whoever_has_left_alone_is_not_counted_again():
    people, _ = drawn_people(np.random.default_rng(1), 40)
    releases = Releases(remembers=True)
    for first in (0, 1):
        releases.release(people[first:], ["country"])
    assert "not counted again" in releases.stands[1]
    assert not releases.told[1].shown
    assert releases.standing[1]
