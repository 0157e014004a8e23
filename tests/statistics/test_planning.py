"""What a sample of some size would be worth: against samples really drawn, by Kish's formula."""

import numpy as np
import pytest

from civic_qual.statistics.banded_shares import banded_shares
from civic_qual.statistics.bands import CUTS, count_bands
from civic_qual.statistics.design_effect import no_clusters
from civic_qual.statistics.planning import (
    drawn_by_score,
    drawn_evenly,
    first_enough,
    sizes_to_try,
    widths_to_come,
)
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


@pytest.mark.parametrize("missed", [0.3, 0.04])
def test_half_and_nine_of_ten_samples_really_drawn_are_as_narrow_as_said(missed):
    """Drawn on from the first sample, 30 times: a number promised for 90 % is kept by most."""
    rng = np.random.default_rng(7)
    truth = rng.random((3_000, 2)) < (0.25, 0.06)
    found = (truth & (rng.random(truth.shape) > missed)) | (rng.random(truth.shape) < 0.02)
    scores = np.clip(np.where(found, 0.8, 0.05) + rng.normal(0, 0.04, truth.shape), 0.001, 0.999)
    reached = {0.5: [], 0.9: []}
    for _ in range(30):
        order = rng.permutation(len(truth))
        first = banded_shares(scores, order[:150], truth[order[:150]].astype(float))
        sizes, wanted = sizes_to_try(150, 3_000)[::2], 0.6 * (first.high - first.low)
        plan = [drawn_evenly(first.bands, size) for size in sizes.tolist()]
        widths = widths_to_come(first.bands, plan, no_clusters(2), 0.95)
        for share, kept in reached.items():
            for code in range(2):
                expected = np.quantile(widths[:, [code]], share, axis=-1)
                size = int(first_enough(sizes, expected, wanted[code])[0])
                end = banded_shares(scores, order[:size], truth[order[:size]].astype(float))
                kept.append((end.high - end.low)[code] <= wanted[code])
    assert 0.25 <= np.mean(reached[0.5]) <= 0.75
    assert np.mean(reached[0.9]) >= 0.85


def test_when_all_is_coded_nothing_is_uncertain():
    scores = np.linspace(0, 0.99, 40)[:, None]
    bands = count_bands(scores, np.arange(0, 40, 4), (scores > 0.5)[::4].astype(float), np.ones(10))
    widths = widths_to_come(bands, [drawn_evenly(bands, 40)], no_clusters(1), 0.95)
    assert widths.shape[:2] == (1, 1)
    assert np.allclose(widths, 0, atol=1e-6)
