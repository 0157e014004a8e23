"""Which forms a word of a rule reaches, and how often they occur."""

import pytest

from civic_qual.coding.explain import explain
from civic_qual.errors import CodingError


@pytest.fixture(scope="module")
def corpus(make):
    return make.corpus(
        make.transcript("a", [("Q", "interviewer", "Protect?"), "They protected us. Protect!"]),
        make.transcript("b", ["The UN protected us, the U.N. did."]),
        make.transcript("f", ["Protect, un homme."], "fr"),
    )


@pytest.fixture(scope="module")
def codebook(make):
    return make.codebook(make.code("plan"), lists={"un": {"en": ["UN", "blue helmet"]}})


def test_forms_and_counts_in_counted_turns_of_the_language(corpus):
    frame = explain("protect", language="en", corpus=corpus)
    assert frame.frame.to_numpy().tolist() == [
        ["protected", 2],
        ["protect", 1],
        ["protecting", 0],
        ["protects", 0],
    ]


def test_without_a_corpus_nothing_is_counted():
    frame = explain("=Force")
    assert frame["form"].tolist() == ["Force"]
    assert frame["count"].isna().all()
    assert frame.notes == ("No form was counted: give a corpus= to count in.",)
    assert [row.form for row in frame.only(form="Force")] == ["Force"]


def test_what_is_no_word_may_be_near_a_right_call():
    with pytest.raises(TypeError, match="explain has no argument lang; did you mean language"):
        explain("protect", lang="en")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("protect*", {"protected": 2, "protect": 1}),
        ("UN", {"UN": 2}),
        ("@un", {"UN": 2, "blue": 0, "blues": 0, "helmet": 0, "helmets": 0}),
        ("(UN NEAR/3 protected) NOT us", {"UN": 2, "us": 2, "protected": 2}),
    ],
)
def test_any_word_of_a_rule(corpus, codebook, word, found):
    frame = explain(word, language="en", corpus=corpus, codebook=codebook)
    counts = dict(zip(frame["form"], frame["count"], strict=True))
    assert {form: counts.get(form) for form in found} == found


def test_a_wildcard_needs_a_corpus_and_a_list_its_codebook(corpus):
    with pytest.raises(CodingError, match="give a corpus="):
        explain("protect*")
    with pytest.raises(CodingError, match="no word list @un"):
        explain("@un", corpus=corpus)
