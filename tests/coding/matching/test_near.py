"""NEAR, BEFORE and NOT NEAR on whole corpora against their plain definitions, scope by scope."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.matching import near as arrays
from civic_qual.coding.matching.runs import Runs
from tests.coding.oracle import windows
from tests.coding.oracle.phrases import Run
from tests.coding.scope_stand_ins import listed, runs_of, scopes_of

PAIRS = [
    (arrays.near, windows.near),
    (arrays.before, windows.before),
    (arrays.not_near, windows.not_near),
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
        patch.setattr(arrays, "CHUNK", chunk)
        found = fast(runs_of(left), runs_of(right), distance, scopes_of(lengths))
    assert listed(found) == plain(slow, lengths, left, right, distance)


@pytest.mark.parametrize("fast", [arrays.near, arrays.before])
def test_what_stands_everywhere_takes_memory_in_proportion(fast):
    size = 200_000
    everywhere = np.arange(size)
    found = fast(Runs(everywhere, everywhere), Runs(everywhere, everywhere), 50, scopes_of([size]))
    assert len(found) == size - 1
    assert (found.last - found.first == 1).all()


def test_a_window_inside_a_longer_run_counts():
    """A short run inside a long one may be too far away when the long one is near."""
    left, right = [(0, 1, 2, 3, 4), (2,)], [(6,)]
    found = arrays.near(runs_of(left), runs_of(right), 1, scopes_of([9]))
    assert listed(found) == [(0, 1, 2, 3, 4, 6)]
