"""Sigmoids: against a general optimiser, and on scores whose truth is known."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from civic_qual.statistics.calibration import _COMMON_PRIOR, _loss, fit_sigmoids
from civic_qual.statistics.classification import calibration_error


def drawn(seed=0, size=400):
    generator = np.random.default_rng(seed)
    scores = generator.normal(size=(size, 3))
    chances = expit(scores * [2.0, 1.0, 3.0] + [-2.0, 0.0, -3.0])
    return scores, (generator.random(scores.shape) < chances).astype(float), chances


def test_the_fit_is_the_minimum_a_general_optimiser_finds():
    scores, truth, _ = drawn()
    known = np.ones(scores.shape, dtype=bool)
    precision = np.r_[np.full(2, _COMMON_PRIOR), np.full(6, 0.5)]
    best = minimize(_loss, np.zeros(8), (scores, truth, known, precision), method="BFGS").x
    made = fit_sigmoids(scores, truth, 0.5)
    np.testing.assert_allclose(made.slope, best[0] + best[2:5], atol=1e-3)
    np.testing.assert_allclose(made.intercept, best[1] + best[5:], atol=1e-3)


def test_probabilities_are_near_the_chances_they_were_drawn_with():
    scores, truth, chances = drawn(1, 4000)
    found = fit_sigmoids(scores, truth)(scores)
    assert np.abs(found - chances).mean() < 0.02
    assert calibration_error(truth, found) < 0.02


def test_scores_that_part_everything_give_finite_sigmoids():
    made = fit_sigmoids(np.array([[0.0], [1.0]] * 5), np.array([[0.0], [1.0]] * 5))
    assert np.isfinite([made.slope, made.intercept]).all()


def test_cells_nobody_knows_change_nothing():
    scores, truth, _ = drawn()
    more = np.vstack([scores, np.full((5, 3), 9.0)]), np.vstack([truth, np.full((5, 3), np.nan)])
    np.testing.assert_allclose(
        fit_sigmoids(*more).slope, fit_sigmoids(scores, truth).slope, atol=1e-6
    )
