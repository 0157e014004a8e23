"""The framework matrix shows cases in their own words, and only what may be shown."""

import pytest

from civic_qual.analysis.passages.framework_matrix import NOT_READ, framework_matrix
from civic_qual.corpus.model import Corpus
from civic_qual.errors import TableError
from civic_qual.messages import render, speaking
from tests.analysis.small import codebook, codings, interview
from tests.unmarked import unmarked_words


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


def test_the_matrix_shows_cases_in_their_own_words(coded):
    matrix = framework_matrix(coded).frame
    assert matrix.index.tolist() == ["a", "b", "c", "d"]
    assert matrix.loc["a", "alert"] == "patrol and whistle"
    assert matrix.loc["a", "plan"] == "patrol and whistle\n\nlate again"
    assert matrix.loc["c", "plan"] == ""
    assert matrix.loc["a", "flee"] == ""


def test_consent_is_honoured_and_counted(coded):
    made = framework_matrix(coded)
    matrix = made.frame
    assert matrix.loc["b", "plan"] == "[2 not open to quotation]"
    assert not matrix.map(lambda cell: "secret" in cell).any(axis=None)
    assert made.notes == ("2 passages not open to quotation: consent 'none'.",)


def test_cases_may_be_attributes_and_cells_hold_at_most_n(coded):
    matrix = framework_matrix(coded, case="country", level="code", n=1).frame
    assert matrix.loc["CAR", "plan"].endswith("[1 more]\n\n[2 not open to quotation]")
    assert matrix.loc["Mali", "flee"] == "patrol and flight"
    with pytest.raises(TableError, match="nobody"):
        framework_matrix(coded, case="nobody")


def test_what_was_not_read_is_not_empty(coded):
    part = codings(
        coded.corpus, coded.codebook, [("a", "whistle", "alert")], read=[("a", 0, 99, "alert")]
    )
    matrix = framework_matrix(part).frame
    assert matrix.loc["a", "plan"] == NOT_READ
    assert matrix.loc["d", "alert"] == NOT_READ
    assert matrix.loc["a", "alert"] == "patrol and whistle"


def test_a_cell_leads_to_all_that_may_be_quoted(coded):
    matrix = framework_matrix(coded, case="country", level="code", n=1)
    behind = matrix.only(country="CAR").passages("CAR", "plan")
    assert behind["text"].tolist() == ["patrol and whistle", "late again"]
    for row in behind:
        assert coded.corpus[row.transcript].text[row.start : row.end] == row.text
    assert len(matrix.passages("Mali", "alert")) == 0
    for where in (("Cad", "plan"), ("CAR", "plans")):
        with pytest.raises(TableError, match="the matrix has no row or column"):
            matrix.passages(*where)


def test_what_is_ours_in_a_cell_is_said_in_the_language_spoken(coded):
    cell = framework_matrix(coded, case="country", n=1).frame.loc["CAR", "plan"]
    with speaking("qps"):
        shown = render(cell)
    assert "patrol and whistle" in shown
    assert unmarked_words(shown, ["patrol and whistle"]) == []
