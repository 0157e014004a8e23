"""Limits of shares against the literature, other libraries' roots, and their own definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from civic_qual.errors import EstimateError
from civic_qual.statistics.intervals import (
    check_confidence,
    clopper_pearson,
    mover,
    newcombe,
    wald,
    wilson,
)


@given(st.integers(1, 300), st.data())
def test_wilson_and_clopper_pearson_are_scipys(number, data):
    found = data.draw(st.integers(0, number))
    confidence = data.draw(st.sampled_from([0.8, 0.95, 0.999]))
    test = binomtest(found, number)
    for ours, theirs in ((wilson, "wilson"), (clopper_pearson, "exact")):
        expected = test.proportion_ci(confidence, method=theirs)
        low, high = ours(found, number, confidence)
        assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 1.5, 95])
def test_a_confidence_that_is_no_share_is_refused(confidence):
    with pytest.raises(EstimateError, match="between 0 and 1"):
        check_confidence(confidence)


def test_out_of_nothing_everything_is_possible():
    low, high = wilson([0, 0], [0, 5])
    assert (low[0], high[0]) == (0, 1)
    assert high[1] < 1


def test_wald_has_no_width_where_nothing_was_found():
    assert wald(0, 100) == (0, 0)


@given(st.integers(1, 80), st.integers(1, 80), st.data())
def test_the_difference_turns_around(number, other, data):
    found, other_found = data.draw(st.integers(0, number)), data.draw(st.integers(0, other))
    low, high = newcombe(found, number, other_found, other)
    back = newcombe(other_found, other, found, number)
    assert (low, high) == pytest.approx((-back[1], -back[0]))
    assert low <= found / number - other_found / other <= high


def test_a_known_share_leaves_the_other_ones_limits():
    low, high = mover(0.5, (0.4, 0.7), 0.2, (0.2, 0.2))
    assert np.allclose((low, high), (0.2, 0.5))
