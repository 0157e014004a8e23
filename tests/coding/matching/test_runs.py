"""Phrases of parts, against trying out every pair of runs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.matching import runs as module
from civic_qual.coding.matching.runs import Runs, joined, of_distinct_borders, united
from civic_qual.errors import UnrunnableRuleError
from tests.coding.scope_stand_ins import listed, runs_of, scopes_of

TUPLES = st.integers(0, 9).flatmap(
    lambda first: st.sampled_from(
        [(first,), (first, first + 1), (first, first + 2), (first, first + 1, first + 2)]
    )
)
SIDES = st.lists(TUPLES, max_size=8)


def in_order(words):
    return sorted(words, key=lambda one: (one[0], one[-1]))


@settings(deadline=None, max_examples=150)
@given(SIDES, SIDES, st.sampled_from([0, 1, 2, 10**30]), st.sets(st.integers(1, 11)))
def test_joined_are_all_pairs_side_by_side(left, right, gap, hard):
    found = joined(runs_of(left), runs_of(right), gap, scopes_of([12], hard=sorted(hard)))
    expected = {
        one + other
        for one in left
        for other in right
        if 0 <= other[0] - one[-1] - 1 <= gap and hard.isdisjoint(range(one[-1] + 1, other[0] + 1))
    }
    assert set(listed(found)) == expected
    assert listed(found) == in_order(listed(found))


@settings(deadline=None, max_examples=100)
@given(SIDES, SIDES)
def test_united_has_the_runs_of_both(left, right):
    found = listed(united([runs_of(left), runs_of(right)]))
    assert set(found) == {*left, *right}
    assert found == in_order(found)


@settings(deadline=None, max_examples=100)
@given(SIDES)
def test_equal_borders_become_one_with_all_words(words):
    expected = {}
    for one in words:
        expected.setdefault((one[0], one[-1]), set()).update(one)
    assert listed(of_distinct_borders(runs_of(words))) == [
        tuple(sorted(expected[border])) for border in sorted(expected)
    ]


@settings(deadline=None, max_examples=100)
@given(SIDES, st.data())
def test_what_a_run_met_is_among_its_words(words, data):
    runs = runs_of(words)
    asked = data.draw(
        st.lists(st.tuples(st.sampled_from(range(len(runs))), st.integers(0, 12)))
        if len(runs)
        else st.just([])
    )
    row, token = np.array(asked, dtype=np.int64).reshape(-1, 2).T
    assert runs.met(row, token).tolist() == [one in listed(runs)[at] for at, one in asked]


def test_too_many_phrases_are_refused_before_they_fill_the_memory():
    everywhere = Runs(np.arange(10**6), np.arange(10**6))
    with pytest.raises(UnrunnableRuleError, match="more than 5,000,000 times: make the gap small"):
        joined(everywhere, everywhere, 50, scopes_of([10**6]))
    assert module.MOST_RUNS == 5_000_000
