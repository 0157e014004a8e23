"""Ranges cover what they expand to, and sorting by 16 bits at a time is sorting."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.arrays import covered, expanded, stable_order

RANGES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda one: (one[0], sum(one))),
    max_size=8,
)


@settings(deadline=None, max_examples=100)
@given(RANGES)
def test_ranges_cover_what_they_expand_to(ranges):
    first, after = np.array(ranges, dtype=np.int64).reshape(-1, 2).T
    positions, whose = expanded(first, after)
    assert positions.tolist() == [place for one, other in ranges for place in range(one, other)]
    assert whose.tolist() == [
        number for number, (one, other) in enumerate(ranges) for _ in range(one, other)
    ]
    assert covered(first, after, 50).nonzero()[0].tolist() == sorted(set(positions.tolist()))


@given(st.lists(st.one_of(st.integers(0, 3), st.integers(0, 2**17), st.integers(0, 2**62))))
def test_the_order_is_that_of_comparing(numbers):
    keys = np.array(numbers, dtype=np.int64)
    assert stable_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()


@given(st.lists(st.integers(0, 2**31 - 1)))
def test_small_types_do_as_well(numbers):
    keys = np.array(numbers, dtype=np.int32)
    assert stable_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()
