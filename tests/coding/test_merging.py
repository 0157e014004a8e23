"""Overlapping hits of one code are one passage that keeps them all, as the oracle has it."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.arrays import merged
from tests.coding.oracle import searching
from tests.coding.oracle.matching import Hit

# code, start, end, score
HITS = st.lists(
    st.builds(
        lambda code, start, length, score: (code, start, start + length, score),
        st.integers(0, 2),
        st.integers(0, 30),
        st.integers(1, 6),
        st.sampled_from([0.1, 0.5, 1.0]),
    ),
    max_size=10,
)


def passages(found):
    """Return code, start, end, score and hits of every passage."""
    code, start, end, score = (
        np.array([hit[column] for hit in found], dtype=kind)
        for column, kind in enumerate([np.int64, np.int64, np.int64, np.float64])
    )
    one = merged(start, end, code)
    best = one.most(score)
    return [
        (
            int(one.group[place]),
            int(one.start[place]),
            int(one.end[place]),
            float(best[place]),
            sorted(found[hit] for hit in one.member[first:after]),
        )
        for place, (first, after) in enumerate(pairwise(one.first))
    ]


@settings(deadline=None, max_examples=150)
@given(HITS, st.randoms(use_true_random=False))
def test_passages_are_those_of_the_oracle_and_keep_every_hit(found, mixed):
    expected = []
    for code in range(3):
        own = [hit for hit in found if hit[0] == code]
        rule = searching.Reference("plan", "en", 1, "rule")
        for one in searching.merged(
            [(Hit(start, end, ()), rule, score) for _, start, end, score in own]
        ):
            inside = sorted(hit for hit in own if one.start <= hit[1] and hit[2] <= one.end)
            expected.append((code, one.start, one.end, one.score, inside))
    assert passages(found) == expected
    mixed.shuffle(found)
    assert passages(found) == expected


def test_what_only_touches_stays_two():
    assert [one[1:3] for one in passages([(0, 0, 5, 1.0), (0, 5, 9, 1.0), (0, 8, 12, 1.0)])] == [
        (0, 5),
        (5, 12),
    ]
