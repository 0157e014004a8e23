"""The saturation curve is the mean over all orders, and the matrix shows what may be shown."""

from itertools import permutations

import numpy as np
import pytest

from civic_qual.analysis.passages.framework_matrix import NOT_READ, framework_matrix
from civic_qual.analysis.tables.saturation import saturation
from civic_qual.corpus.model import Corpus
from civic_qual.errors import TableError
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
    curve = saturation(coded, n_orders=4000)
    assert curve["interviews"].tolist() == [1, 2, 3, 4]
    assert curve["codes"].tolist() == pytest.approx(np.mean(curves, axis=0))
    assert curve["new"].sum() == pytest.approx(4)
    assert curve["in_order"].tolist() == [3, 3, 3, 4]
    assert curve["new_in_order"].tolist() == [3, 0, 0, 1]
    low, high = np.quantile(curves, [0.025, 0.975], axis=0)
    assert curve["low"].tolist() == low.tolist()
    assert curve["high"].tolist() == high.tolist()
    assert curve.attrs["notes"] == (
        "4 of 4 codes were found in 4 interviews; 3 of them in one interview alone.",
    )
    assert saturation(coded, level="theme")["codes"].iloc[-1] == 3


def test_interviews_that_nobody_read_are_no_interviews(coded):
    part = codings(
        coded.corpus,
        coded.codebook,
        [("a", "patrol", "plan.patrol")],
        read=[("a", 0, 99), ("c", 0, 99)],
    )
    assert len(saturation(part)) == 2


def test_the_matrix_shows_cases_in_their_own_words(coded):
    matrix = framework_matrix(coded)
    assert matrix.index.tolist() == ["a", "b", "c", "d"]
    assert matrix.loc["a", "alert"] == "patrol and whistle"
    assert matrix.loc["a", "plan"] == "patrol and whistle\n\nlate again"
    assert matrix.loc["c", "plan"] == ""
    assert matrix.loc["a", "flee"] == ""


def test_consent_is_honoured_and_counted(coded):
    matrix = framework_matrix(coded)
    assert matrix.loc["b", "plan"] == "[2 not open to quotation]"
    assert not matrix.map(lambda cell: "secret" in cell).any(axis=None)
    assert matrix.attrs["notes"] == ("2 passages not open to quotation: consent 'none'.",)


def test_cases_may_be_attributes_and_cells_hold_at_most_n(coded):
    matrix = framework_matrix(coded, by="country", level="code", n=1)
    assert matrix.loc["CAR", "plan"].endswith("[1 more]\n\n[2 not open to quotation]")
    assert matrix.loc["Mali", "flee"] == "patrol and flight"
    with pytest.raises(TableError, match="nobody"):
        framework_matrix(coded, by="nobody")


def test_what_was_not_read_is_not_empty(coded):
    part = codings(
        coded.corpus, coded.codebook, [("a", "whistle", "alert")], read=[("a", 0, 99, "alert")]
    )
    matrix = framework_matrix(part)
    assert matrix.loc["a", "plan"] == NOT_READ
    assert matrix.loc["d", "alert"] == NOT_READ
    assert matrix.loc["a", "alert"] == "patrol and whistle"
