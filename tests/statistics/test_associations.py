"""Ratios of counts: by hand, against scipy, and as often right as they promise."""

import numpy as np
import pytest
from scipy.stats.contingency import odds_ratio

from civic_qual.statistics.associations import lifts, odds_ratios, shares

COUNTS = np.array([[31, 12, 18, 44]])


def test_an_odds_ratio_is_the_textbook_one_with_half_a_count_more():
    ratio, low, high = odds_ratios(COUNTS)
    by_hand = np.log(31.5 * 44.5 / (12.5 * 18.5))
    reach = 1.959964 * np.sqrt(1 / 31.5 + 1 / 12.5 + 1 / 18.5 + 1 / 44.5)
    assert np.log([ratio, low, high]) == pytest.approx([by_hand, by_hand - reach, by_hand + reach])
    exact = odds_ratio(COUNTS.reshape(2, 2)).confidence_interval(0.95)
    assert [low, high] == pytest.approx([exact.low, exact.high], rel=0.15)


def test_a_lift_is_a_ratio_of_what_meets_to_what_chance_brings():
    ratio, low, high = lifts(1000 * COUNTS)
    assert ratio == pytest.approx(31 * 105 / (43 * 49), rel=0.001)
    assert low < ratio < high < 1.06 * ratio


def test_an_empty_cell_makes_nothing_infinite():
    for measure in (odds_ratios, lifts):
        assert np.isfinite(measure(np.array([[0, 5, 3, 9]]))).all()
        assert np.isfinite(measure(np.array([[0, 0, 0, 0]] * 3))).all()
    assert np.isfinite(shares(np.array([[0, 0]]))).all()


def test_limits_of_a_share_are_those_of_its_log_odds():
    for few, rest in ((30, 70), (4, 96), (55, 5)):
        share, low, high = shares(np.array([[few, rest]]))
        middle, reach = (
            np.log((few + 0.5) / (rest + 0.5)),
            1.959964 * np.sqrt(1 / (few + 0.5) + 1 / (rest + 0.5)),
        )
        by_hand = [1 / (1 + np.exp(-one)) for one in (middle, middle - reach, middle + reach)]
        assert [share, low, high] == pytest.approx(by_hand)


def test_passages_of_one_person_do_not_count_as_many_people():
    ten = np.array([[40, 1, 1, 1], [0, 5, 5, 5]] * 5)
    alone, by_person = odds_ratios(ten.sum(axis=0, keepdims=True)), odds_ratios(ten)
    assert by_person[0] == pytest.approx(alone[0])
    assert np.log(by_person[2] / by_person[1]) > 1.5 * np.log(alone[2] / alone[1])


@pytest.mark.parametrize("like", [0.0, 0.6])
def test_intervals_hold_the_truth_as_often_as_they_say(like):
    """Draw 40 people, each of 1-12 passages, who are more or less like themselves."""
    rng = np.random.default_rng(7)
    chances, held, draws = np.array([0.15, 0.2, 0.15, 0.5]), 0, 400
    truth = np.log(0.15 * 0.5 / (0.2 * 0.15))
    for _ in range(draws):
        sizes = rng.integers(1, 13, 40)
        own = rng.dirichlet(chances * (1 - like) / like, 40) if like else np.tile(chances, (40, 1))
        cells = np.array(
            [rng.multinomial(size, p / p.sum()) for size, p in zip(sizes, own, strict=True)]
        )
        _, low, high = odds_ratios(cells)
        held += bool(np.log(low) <= truth <= np.log(high))
    assert held / draws >= 0.93
