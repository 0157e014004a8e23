"""The saturation curve is the mean over all orders."""

from itertools import permutations

import numpy as np
import pytest

from civic_qual.analysis.tables.saturation import saturation
from civic_qual.corpus.model import Corpus
from tests.analysis.small import codebook, codings, interview


@pytest.fixture
def coded():
    corpus = Corpus(
        (
            interview("a", ["R: patrol and whistle", "R: late again"], country="CAR"),
            interview("b", ["R: patrol", "R: secret patrol"], country="CAR", consent="none"),
            interview("c", ["R: nothing"], country="Mali"),
            interview("d", ["R: patrol and flight"], country="Mali"),
        )
    )
    book = codebook("plan", "plan.patrol", "plan.late", "alert", "flee")
    return codings(
        corpus,
        book,
        [
            ("a", "patrol", "plan.patrol"),
            ("a", "whistle", "alert"),
            ("a", "late", "plan.late"),
            ("b", "patrol", "plan.patrol"),
            ("b", "secret", "plan.patrol"),
            ("d", "patrol", "plan.patrol"),
            ("d", "flight", "flee"),
        ],
        read=[(one, 0, 99) for one in "abc"] + [("d", 0, 99)],
    )


def test_the_curve_is_the_mean_over_all_orders(coded):
    held = [{"plan.patrol", "alert", "plan.late"}, {"plan.patrol"}, set(), {"plan.patrol", "flee"}]
    curves = [[len(set().union(*order[:k])) for k in range(1, 5)] for order in permutations(held)]
    curve = saturation(coded, draws=4000)
    assert curve["interviews"].tolist() == [1, 2, 3, 4]
    assert curve["codes"].tolist() == pytest.approx(np.mean(curves, axis=0))
    assert curve["new"].sum() == pytest.approx(4)
    assert curve["in_order"].tolist() == [3, 3, 3, 4]
    assert curve["new_in_order"].tolist() == [3, 0, 0, 1]
    low, high = np.quantile(curves, [0.025, 0.975], axis=0)
    assert curve["low"].tolist() == low.tolist()
    assert curve["high"].tolist() == high.tolist()
    assert curve.notes == (
        "4 of 4 codes were found in 4 interviews; 3 of them in one interview alone.",
    )
    assert saturation(coded, level="theme")["codes"].iloc[-1] == 3


def test_a_code_that_was_never_found_is_in_no_interview_alone(coded):
    part = codings(
        coded.corpus,
        coded.codebook,
        [
            ("a", "patrol", "plan.patrol"),
            ("b", "patrol", "plan.patrol"),
            ("a", "late", "plan.late"),
        ],
    )
    assert saturation(part).notes == (
        "2 of 4 codes were found in 4 interviews; 1 of them in one interview alone.",
    )


def test_interviews_that_nobody_read_are_no_interviews(coded):
    part = codings(
        coded.corpus,
        coded.codebook,
        [("a", "patrol", "plan.patrol")],
        read=[("a", 0, 99), ("c", 0, 99)],
    )
    assert len(saturation(part)) == 2
