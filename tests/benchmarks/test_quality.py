"""The published figures about the rules are those anyone measures again."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import quality

PAGE = Path(__file__).parents[2] / "docs" / "rules_performance.md"


def test_scores_of_a_case_worked_by_hand():
    found = np.array([True, True, True, False, False])
    truth = np.array([True, True, False, True, False])
    worked = quality.scores(found, truth)
    assert (worked["coded"], worked["found"]) == (3, 3)
    assert worked["precision"] == pytest.approx(2 / 3)
    assert worked["recall"] == pytest.approx(2 / 3)
    assert worked["f1"] == pytest.approx(2 / 3)


def test_what_nobody_coded_has_no_score():
    assert np.isnan(quality.scores(np.zeros(2, bool), np.zeros(2, bool))["f1"])


def test_the_page_holds_the_figures_of_today():
    assert quality.table(quality.measure()) in PAGE.read_text(encoding="utf-8")
