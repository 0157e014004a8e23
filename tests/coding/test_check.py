"""A codebook's examples as its tests."""

import pickle

import pytest

from civic_qual.coding.check import check_codebook
from civic_qual.messages import PSEUDO, speaking
from tests.unmarked import unmarked_words


@pytest.fixture(scope="module")
def result(make):
    return check_codebook(
        make.codebook(
            make.code("plan", examples=(make.example("They patrol at night."),)),
            make.code(
                "plan.presence",
                [
                    "patrol",
                    make.rule("patrouille", "fr"),
                    make.rule("CPC", where=(("country", ("CAR",)),)),
                ],
                parent="plan",
                examples=(
                    make.example("Les patrouilles\r\nviennent.", "fr"),
                    make.example("The CPC.", country="CAR"),
                    make.example("The CPC.", country="DRC"),
                ),
                counterexamples=(
                    make.example("The army does not patrol."),
                    make.example("Patrouiller, c'est marcher.", "en"),
                ),
            ),
            make.code("perf", [make.rule("lent", "fr")]),
        )
    )


def test_examples_must_be_found_by_the_code_or_one_below(result):
    assert [one.ok for one in result.checked] == [True, True, True, False, False, True]
    assert result.checked[0].fired == "plan.presence en #1 (patrol): patrol [5:11]"


def test_failures_say_what_and_why(result):
    assert not result.ok
    assert [str(one) for one in result.failures] == [
        "plan.presence (en): 'The CPC.' is an example, and no rule finds it",
        "plan.presence (en): 'The army does not patrol.' is a counterexample, and is found by "
        "plan.presence en #1 (patrol): patrol [18:24]",
    ]
    assert str(result).endswith(
        "4 of 6 examples and counterexamples are as they should be\nwithout an example: perf (fr)"
    )
    assert str(result.checked[0]) == "plan (en): 'They patrol at night.': as it should be"


def test_frame(result):
    assert result.frame.columns.tolist() == ["code", "language", "kind", "text", "ok", "fired"]
    assert result.frame["ok"].tolist() == [True, True, True, False, False, True]


def test_a_codebook_without_examples_is_fine(make):
    result = check_codebook(make.codebook(make.code("plan")))
    assert result.ok
    assert len(result.frame) == 0
    assert result.summary == "0 of 0 examples and counterexamples are as they should be"


def test_it_is_a_result_whose_rows_may_be_chosen(result):
    failing = result[~result["ok"]]
    assert (len(failing), failing.ok, failing.untested) == (2, False, ("perf (fr)",))
    assert failing.notes[0] == "0 of 2 examples and counterexamples are as they should be"
    assert result.only(kind="example").summary.startswith("3 of 4 examples")
    assert pickle.loads(pickle.dumps(result)) == result
    with speaking(PSEUDO):
        assert unmarked_words(str(result), [*DATA, *result["text"]]) == []


DATA = ["plan.presence", "plan", "patrol", "perf"]
