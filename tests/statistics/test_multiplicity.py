"""Adjusted p-values against loops that do what the papers say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.statistics.group_tests import benjamini_hochberg, holm

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(P_VALUES)
def test_holm_rejects_step_by_step(p):
    alpha = 0.05
    rejected = set()
    for step, place in enumerate(np.argsort(p, kind="stable")):
        if p[place] * (len(p) - step) > alpha:
            break
        rejected.add(int(place))
    assert {place for place, one in enumerate(holm(p)) if one <= alpha} == rejected


@given(P_VALUES)
def test_benjamini_hochberg_rejects_up_to_the_last_below_its_line(p):
    rate = 0.1
    order = np.argsort(p, kind="stable")
    below = [step for step, place in enumerate(order, 1) if p[place] * len(p) / step <= rate]
    rejected = {int(place) for place in order[: max(below, default=0)]}
    assert {place for place, one in enumerate(benjamini_hochberg(p)) if one <= rate} == rejected


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_a_test_that_was_not_made_costs_nothing(adjust):
    adjusted = adjust([0.01, np.nan, 0.04])
    assert np.isnan(adjusted[1])
    assert adjusted[[0, 2]].tolist() == adjust([0.01, 0.04]).tolist()
