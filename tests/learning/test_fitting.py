"""Which passages stand for many: drawn by chance, those of rare codes before others."""

import numpy as np
import pytest

from civic_qual.learning.fitting import _drawn
from civic_qual.learning.theme_classifier import ThemeClassifier

SETTINGS = ThemeClassifier(seed=0)


def test_half_are_drawn_among_those_that_carry_rare_codes():
    """Four of 2,000 carry a code: of 200 drawn by chance alone one in ten of them would be.

    Of the others half carry a code and are drawn twice as often as those that carry none.
    """
    rare = [3, 401, 801, 1999]
    targets = np.zeros((2002, 2))
    targets[::2, 0] = 1
    targets[rare, 1] = 1
    targets[5:200, 1] = np.nan
    without = []
    for seed in range(8):
        drawn = _drawn(ThemeClassifier(seed=seed), targets, 2000, 200).tolist()
        assert set(rare) <= set(drawn)
        assert drawn[:200] == sorted(set(drawn[:200]))
        assert drawn[200:] == [2000, 2001]  # the texts of the codebook
        without += [row for row in drawn[:200] if row % 2 and row not in rare]
    assert 0.29 < len(without) / (8 * 196) < 0.38


@pytest.mark.parametrize("known", [0.0, np.nan])
def test_where_no_code_is_carried_all_have_the_same_chance(known):
    drawn = _drawn(SETTINGS, np.full((400, 3), known), 400, 100)
    assert len(set(drawn.tolist())) == 100
    assert 30 < (drawn < 200).sum() < 70


def test_all_are_taken_where_there_are_no_more():
    targets = np.eye(5, 2)
    assert _drawn(SETTINGS, targets, 4, 9).tolist() == [0, 1, 2, 3, 4]
