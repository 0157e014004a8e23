"""What a sample of some size would be worth: against samples really drawn, by Kish's formula."""

import numpy as np
import pytest

from civic_qual.statistics.bands import CUTS, count_bands
from civic_qual.statistics.planning import drawn_by_score, drawn_evenly
from civic_qual.statistics.survey import inclusion_probabilities, score_measure


def test_a_sample_by_even_scores_is_worth_what_is_drawn():
    chances = np.array([[0.001], [0.002], [0.02], [0.3], [0.4], [0.9]])
    drawn, worth = drawn_by_score(chances, np.full((6, 1), 0.2), 3)
    assert drawn.sum() == pytest.approx(3)
    assert worth[drawn > 0] == pytest.approx(drawn[drawn > 0])


def test_a_sample_by_score_is_worth_what_draws_by_chance_are():
    """Kish 1965: (Σw)² / Σw², each unit weighed by one over its chance of being drawn."""
    rng = np.random.default_rng(5)
    scores = rng.beta(0.4, 2, (4_000, 1))
    probability = inclusion_probabilities(score_measure(scores), 600)
    drawn, worth = drawn_by_score(scores, scores, 600)
    edges = np.array([0, *CUTS, np.inf])
    in_band = np.digitize(scores[:, 0], edges) - 1
    weights = [1 / probability * (rng.random(len(scores)) < probability) for _ in range(200)]
    for band in range(len(CUTS) + 1):
        mine = [one[in_band == band] for one in weights]
        kish = np.mean([one.sum() ** 2 / (one**2).sum() for one in mine])
        assert worth[band, 0] == pytest.approx(kish, rel=0.05)
        assert drawn[band, 0] == pytest.approx(np.mean([(one > 0).sum() for one in mine]), rel=0.05)
        assert worth[band, 0] <= drawn[band, 0]


def test_evenly_drawn_bands_get_their_part():
    scores, positions = np.repeat([[0.001], [0.9]], [10, 30], axis=0), np.array([0, 39])
    bands = count_bands(scores, positions, np.array([[0.0], [1.0]]), np.ones(2))
    drawn, worth = (one[one > 0][:, None] for one in drawn_evenly(bands, 40))
    assert drawn.tolist() == worth.tolist() == [[10], [30]]
