"""Phrases of parts, NEAR, BEFORE and NOT NEAR against their plain definitions, pair by pair."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.matching import runs as module
from civic_qual.coding.matching.runs import Runs, joined, of_distinct_borders, united
from civic_qual.errors import UnrunnableRuleError
from tests.coding.oracle import windows
from tests.coding.oracle.phrases import Run
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


PAIRS = [
    (module.near, windows.near),
    (module.before, windows.before),
    (module.not_near, windows.not_near),
]


@st.composite
def grounds(draw, inner=((1, 0), (2, 0), (3, 0), (1, 1), (1, 3), (2, 1), (4, 0))):
    """Draw scopes, and two sides whose runs lie inside them: words, and gap after each or not."""
    lengths = draw(st.lists(st.integers(0, 9), min_size=1, max_size=4))
    shapes = draw(st.sampled_from([inner[:1], inner[:3], inner]))
    possible = [
        tuple(sorted({*range(first, first + size), first + size + gap - 1 + (gap > 0)}))
        for begin, length in zip(accumulate([0, *lengths]), lengths, strict=False)
        for size, gap in shapes
        for first in range(begin, begin + length)
        if first + size + gap - 1 + (gap > 0) < begin + length
    ]
    side = st.lists(st.sampled_from(possible), max_size=12) if possible else st.just([])
    return lengths, draw(side), draw(side)


def plain(combine, lengths, left, right, distance):
    found = []
    for begin, length in zip(accumulate([0, *lengths]), lengths, strict=False):
        sides = [
            [Run(one[0], one[-1], one) for one in set(side) if begin <= one[0] < begin + length]
            for side in (left, right)
        ]
        found += combine(*sides, distance)
    return sorted((run.words for run in found), key=lambda one: (one[0], one[-1], one))


@pytest.mark.parametrize(("fast", "slow"), PAIRS)
@settings(deadline=None, max_examples=200)
@given(grounds(), st.sampled_from([0, 1, 2, 3, 7, 10**30]), st.sampled_from([1, 2, 10**6]))
def test_runs_are_those_of_the_definition(fast, slow, ground, distance, chunk):
    lengths, left, right = ground
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK", chunk)
        found = fast(runs_of(left), runs_of(right), distance, scopes_of(lengths))
    assert listed(found) == plain(slow, lengths, left, right, distance)


@pytest.mark.parametrize("fast", [module.near, module.before])
def test_what_stands_everywhere_takes_memory_in_proportion(fast):
    size = 200_000
    everywhere = np.arange(size)
    found = fast(Runs(everywhere, everywhere), Runs(everywhere, everywhere), 50, scopes_of([size]))
    assert len(found) == size - 1
    assert (found.last - found.first == 1).all()


def test_a_window_inside_a_longer_run_counts():
    """A short run inside a long one may be too far away when the long one is near."""
    left, right = [(0, 1, 2, 3, 4), (2,)], [(6,)]
    found = module.near(runs_of(left), runs_of(right), 1, scopes_of([9]))
    assert listed(found) == [(0, 1, 2, 3, 4, 6)]
