"""Sorting by 16 bits at a time is sorting."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.arrays import stable_order


@given(st.lists(st.one_of(st.integers(0, 3), st.integers(0, 2**17), st.integers(0, 2**62))))
def test_the_order_is_that_of_comparing(numbers):
    keys = np.array(numbers, dtype=np.int64)
    assert stable_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()


@given(st.lists(st.integers(0, 2**31 - 1)))
def test_small_types_do_as_well(numbers):
    keys = np.array(numbers, dtype=np.int32)
    assert stable_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()
