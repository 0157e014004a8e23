"""Which passages stand for many: drawn by chance, those of rare codes before others."""

import re
from pathlib import Path

import numpy as np
import pytest

from civic_qual.learning.fitting import _drawn, _examples
from civic_qual.learning.theme_classifier import ThemeClassifier
from civic_qual.learning.training_rows import TrainingRows

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


def shown(passages, **settings):
    """Return what is drawn of so many passages, of which every ninth carries a code."""
    targets = (np.arange(passages) % 9 == 0).astype(float)[:, None]
    rows = TrainingRows(
        texts=("",) * passages, targets=targets, codes=("a",), groups=np.arange(passages)
    )
    return _examples(ThemeClassifier(**settings), rows, {}, np.ones((1, 1)))


def test_an_exact_solution_is_left_only_above_as_many_passages_as_the_docs_say():
    """The page of reference says 5000 and 2500; a row more is the text of the codebook."""
    page = (Path(__file__).parents[2] / "docs/reference/code.md").read_text(encoding="utf-8")
    most, landmarks = (
        int(re.search(rf"{name}=(\d+)", page)[1]) for name in ("most_rows", "landmarks")
    )
    assert shown(most).landmarks is None
    assert len(shown(most + 1).landmarks) == landmarks + 1


def test_weights_are_chosen_on_all_passages_unless_they_are_many():
    few, many = shown(2500), shown(2501)
    assert few.tried is None
    assert len(many.tried) == 2501  # 2500 passages and the text of the codebook
    assert many.landmarks is None


def test_rules_never_outweigh_what_is_learned(model):
    """Rules may have been written in view of the passages, where they look better than they are."""
    for head in (model.model_.full, model.model_.foreign):
        assert 0 < head.weights["rules"] < head.weights["vectors"]
