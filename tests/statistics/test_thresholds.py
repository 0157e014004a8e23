"""Thresholds: the best by brute force where examples are many, the common one where few."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.statistics.calibration import common_threshold, thresholds


def expected_f1(p, level):
    said = p > level
    return 2 * p[said].sum() / (said.sum() + p.sum())


@given(st.integers(0, 10_000))
def test_without_shrinkage_the_expected_f1_is_the_best_there_is(seed):
    p = np.random.default_rng(seed).beta(0.5, 2, (40, 1))
    limit = thresholds(p, np.ones((40, 1)), shrinkage=0.0)[0]
    best = max(expected_f1(p[:, 0], level) for level in [*p[:, 0], 0.0])
    assert expected_f1(p[:, 0], limit) >= best - 1e-9


def test_a_code_expected_less_than_once_has_a_threshold_of_its_own():
    p = np.array([0.02, 0.03, 0.05, 0.4])[:, None]
    limit = thresholds(p, np.ones((4, 1)), shrinkage=0.0)[0]
    assert expected_f1(p[:, 0], limit) == max(expected_f1(p[:, 0], one) for one in [0, *p[:, 0]])
    assert 0.05 < limit < 0.4


def test_a_code_without_examples_takes_the_common_threshold():
    generator = np.random.default_rng(0)
    p = generator.random((60, 2))
    truth = np.c_[p[:, 0] > 0.6, np.zeros(60)].astype(float)
    common = common_threshold(p, truth)
    np.testing.assert_allclose(thresholds(p, truth)[1], common)
    np.testing.assert_allclose(thresholds(p, truth, 1e9), common, atol=1e-6)


def test_cells_nobody_read_change_nothing():
    p = np.random.default_rng(1).random((30, 1))
    truth = (p > 0.5).astype(float)
    more = np.vstack([p, [[0.99]]]), np.vstack([truth, [[np.nan]]])
    alone, with_more = thresholds(p, truth), thresholds(*more)
    assert abs(alone[0] - with_more[0]) < 0.05
