"""The parts of banded shares, each against another way to the same number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, pearson3

from civic_qual.statistics.banded_shares import (
    difference_estimate,
    pearson3_quantile,
    share_cumulants,
)
from civic_qual.statistics.recalibration import USELESS, fit_curve, logit


@given(st.floats(-3, 3), st.floats(0.001, 0.999))
def test_quantiles_are_scipys(skewness, probability):
    expected = pearson3.ppf(probability, skewness, 5.0, 2.0)
    assert pearson3_quantile(5.0, 4.0, 8 * skewness, probability) == pytest.approx(
        expected, abs=5e-3 if abs(skewness) < 0.01 else 1e-6
    )


@given(st.integers(1, 500), st.floats(0.1, 50), st.floats(0.1, 50))
def test_cumulants_are_scipys(number, successes, failures):
    mean, variance, skewness, _ = betabinom.stats(number, successes, failures, moments="mvsk")
    ours = share_cumulants(successes, failures, number)
    assert (ours.mean, ours.variance) == pytest.approx((mean / number, variance / number**2))
    assert ours.third == pytest.approx(skewness * variance**1.5 / number**3, abs=1e-12)


def test_a_machine_that_says_the_opposite_is_useless_and_has_no_chances():
    scores = np.tile([0.2, 0.8], 100)
    curve = fit_curve(scores, np.tile([1.0, 0.0], 100))
    assert curve == USELESS
    assert np.isnan(curve(scores)).all()


def test_a_right_machine_is_left_alone():
    rng = np.random.default_rng(4)
    scores = rng.random(20000)
    curve = fit_curve(scores, rng.random(20000) < scores)
    assert (curve.intercept, curve.slope) == pytest.approx((0, 1), abs=0.06)
    assert curve(scores) == pytest.approx(scores, abs=0.03)


def test_scores_of_rules_find_their_place_on_the_curve():
    # 0 and 1: the machine finds 60 of 100, and a person finds 70 % of these and 5 % of the rest.
    scores = np.repeat([1.0, 0.0], [60, 400])
    coded = np.repeat([1.0, 0.0, 1.0, 0.0], [42, 18, 20, 380])
    assert fit_curve(scores, coded)([1.0, 0.0]) == pytest.approx([0.7, 0.05], abs=0.02)


def test_cells_without_a_score_or_a_reading_are_left_out():
    scores, coded = [0.9, 0.1, 0.9, 0.1], [1, 0, 0, 1]
    full = fit_curve(scores, coded)
    assert fit_curve([*scores, np.nan, 0.3], [*coded, 1, np.nan]) == full


def test_logit_turns_around_and_stays_finite():
    assert logit([0.0, 1.0]) == pytest.approx([-13.8155, 13.8155], abs=1e-4)


@given(st.integers(0, 10**6))
def test_the_difference_estimate_has_no_bias_over_all_samples_of_one(seed):
    rng = np.random.default_rng(seed)
    chances, truth = rng.random((12, 2)), (rng.random((12, 2)) < 0.3).astype(float)
    probability = rng.uniform(0.1, 1, 12)
    probability /= probability.sum()
    mean = sum(
        p * (chances.mean(axis=0) + (truth[k] - chances[k]) / (12 * p))
        for k, p in enumerate(probability)
    )
    assert mean == pytest.approx(truth.mean(axis=0))
    equal = np.mean(
        [difference_estimate(chances, np.array([k]), truth[[k]], np.ones(1)) for k in range(12)],
        axis=0,
    )
    assert equal == pytest.approx(truth.mean(axis=0))
