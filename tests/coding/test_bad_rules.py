"""Rules and texts that nobody should write: a clear answer, no hang, no codings lost."""

import re
from dataclasses import replace
from itertools import product

import pytest

from civic_qual.codebook.model import Codebook
from civic_qual.codebook.rules.tree import (
    And,
    Gap,
    ListName,
    Near,
    NotNear,
    Or,
    Phrase,
    Regex,
    Word,
)
from civic_qual.coding.coders import RuleCoder
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CodingError
from tests.coding.comparing import coded, defined, one_turn, read

WORDS = ("ka", "lo", "mi")
ANY = Or(tuple(map(Word, WORDS)))
GAPPED = Phrase((ANY, Gap(50), ANY))
# A regular expression that tries every way to cut the letters into ones and twos.
SLOW = "(a|aa)+$"
SAID = "They came. " + "a" * 60 + "b. They came late."


def repeated(corpus, times):
    """Return a corpus in which the one turn of another says its words so often."""
    return one_turn(corpus["a"].text * times, corpus["a"].turns[0].language)


@pytest.mark.parametrize(
    "text",
    [
        "/./",
        r"/\w+/",
        r"/[\s\S]+/",
        r"/(?s).+?/",
        "?a OR k? OR lo",
        "k? OR l? OR m?",
        "(ka OR lo OR mi) _50 (ka OR lo OR mi)",
    ],
)
@pytest.mark.parametrize("within", ["turn", "sentence"])
def test_a_rule_that_matches_everything_is_searched_as_it_stands(make, text, within):
    every = make.code("plan", [make.rule(text, within=within)])
    book = make.codebook(every, make.code("harm", ["lo"]))
    corpus = repeated(one_turn("ka lo mi. Ka, mi lo ka-ka lo!\n"), 5)
    assert coded(RuleCoder(book).code(corpus)) == defined(book, corpus)


@pytest.mark.parametrize(
    "tree",
    [
        ANY,
        Near(ANY, ANY, 1000),
        NotNear(ANY, Word("none"), 1000),
        And((ANY, ANY, ANY)),
        Near(Or((ANY, Phrase((ANY, ANY)))), ANY, 3),
    ],
)
def test_operators_over_every_word_of_a_long_turn_come_to_an_end(make, tree):
    book = make.codebook(make.code("plan", [replace(make.rule("ka"), text="every", tree=tree)]))
    short, long = (repeated(one_turn("ka lo mi ka mi lo "), times) for times in (20, 5_000))
    assert coded(RuleCoder(book).code(short)) == defined(book, short)
    codings = RuleCoder(book).code(long)
    assert codings.problems == ()
    share = covered(RuleCoder(book).code(short), short)
    assert covered(codings, long) == pytest.approx(share, abs=0.01)


def covered(codings, corpus):
    """Return the share of a text that was coded."""
    rows = codings.rows
    return (rows["end"] - rows["start"]).sum() / len(corpus["a"].text)


@pytest.mark.parametrize(
    "tree",
    [
        Phrase((ANY, Gap(50), ANY, Gap(50), ANY)),
        Near(GAPPED, GAPPED, 1000),
        NotNear(GAPPED, GAPPED, 0),
    ],
)
def test_gaps_of_any_words_between_any_words_are_given_up_and_named(make, tree):
    book = make.codebook(
        make.code("plan", [replace(make.rule("ka"), text="any", tree=tree)]),
        make.code("harm", ["lo mi"]),
    )
    codings = RuleCoder(book).code(repeated(one_turn("ka lo mi ka mi lo "), 400))
    assert len(codings) == 400
    assert len(codings.problems) == 1
    assert re.match(r"rule plan en #1 \(any\) was left out, .*less frequent$", codings.problems[0])


def test_a_list_of_100_000_terms_finds_each_of_them(make):
    letters = "abcdefghij"
    made = ["".join(parts) for parts in product(letters, repeat=5)]
    terms = tuple(
        Word(word) if place % 2 else Phrase((Word(word), Word(word[::-1])))
        for place, word in enumerate(made)
    )
    rule = make.rule("@many", "sg")  # a language without inflections
    book = Codebook("Many", "1", ("sg",), (make.code("plan", [rule]),), {"many": {"sg": terms}})
    said = [word if place % 2 else f"{word} {word[::-1]}" for place, word in enumerate(made)]
    corpus = one_turn(". ".join(said[::997]), "sg")
    codings = RuleCoder(book).code(corpus)
    assert quoted(codings) == said[::997]


def quoted(codings):
    """Return the passages coded, as they stand in the text."""
    return [
        codings.corpus[row.transcript].text[row.start : row.end]
        for row in codings.rows.itertuples()
    ]


@pytest.fixture(scope="module")
def stopped(make):
    """Return a codebook with a slow expression, without it, and a corpus it is slow on."""
    whole = make.codebook(
        make.code("plan", ["come", "late"]),
        make.code("slow", [f"/{SLOW}/"]),
        make.code("harm", ["come NEAR/3 late", "they"]),
    )
    rest = make.codebook(whole.codes[0], make.code("slow"), whole.codes[2])
    return (
        whole,
        rest,
        make.corpus(
            make.transcript("a", [SAID, "They came."]),
            make.transcript("b", ["They came too late."]),
        ),
    )


@pytest.fixture(scope="module")
def codings(stopped):
    """Return the codings by the whole codebook: stopping the slow rule takes seconds."""
    whole, _, corpus = stopped
    return RuleCoder(whole).code(corpus)


def test_a_slow_expression_is_reported_by_rule_in_one_line(codings):
    assert len(codings.problems) == 1
    line = codings.problems[0]
    assert "rule slow en #1" in line
    assert "\n" not in line
    assert f"/{SLOW}/ took more than" in line


def test_a_slow_expression_costs_no_coding_of_any_other_rule(stopped, codings):
    _, rest, corpus = stopped
    assert coded(codings) == coded(RuleCoder(rest).code(corpus)) == defined(rest, corpus)


def test_what_a_slow_rule_was_searched_in_stays_read(stopped, codings):
    whole, _, corpus = stopped
    fast = replace(
        whole,
        codes=tuple(
            replace(code, rules=tuple(replace(rule, tree=Word("none")) for rule in code.rules))
            for code in whole
        ),
    )
    assert read(codings) == read(RuleCoder(fast).code(corpus))


def test_problems_stay_with_the_codings_and_go_with_the_rule(stopped, codings):
    _, rest, corpus = stopped
    assert codings.filter(coder="rules").problems == codings.problems
    assert RuleCoder(rest).code(corpus).problems == ()


@pytest.mark.parametrize(
    "tree", [ListName("nobody"), And((Word("come"), ListName("nobody"))), Regex("(")]
)
def test_a_rule_that_a_person_must_mend_is_refused_by_its_name(make, tree):
    book = make.codebook(make.code("plan", ["alert", replace(make.rule("x"), tree=tree)]))
    with pytest.raises(CodingError, match=r"^rule plan en #2 \(x\): .*(@nobody|expression)"):
        RuleCoder(book).code(make.corpus(make.transcript("mali_1", ["They came."])))


def test_a_turn_of_five_megabytes(make):
    book = make.codebook(
        make.code("plan", ["patrol", "come late", make.rule("late", unless_negated=True)]),
        make.code("harm", ["patrol NEAR/4 late", make.rule("late AND night", within="sentence")]),
    )
    said = one_turn("The patrol never came. They came late, at night. ")
    few, more = (len(defined(book, repeated(said, times))) for times in (10, 11))
    times = 5_000_000 // len(said["a"].text) + 1
    corpus = repeated(said, times)
    codings = RuleCoder(book).code(corpus)
    assert len(corpus["a"].text) > 5_000_000
    assert len(codings) == few + (times - 10) * (more - few)
    assert [row[1:3] for row in read(codings)] == [(0, len(corpus["a"].text))]
    last = codings.evidence.describe([len(codings) - 1])[0]
    assert last.startswith("harm en #2 (late AND night)")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "\ufeff", "😀", "\u0301", "'" * 50])
def test_turns_in_which_nothing_is_said_are_neither_coded_nor_read(make, text):
    book = make.codebook(make.code("plan", ["patrol", "patrol AND night", "patrol NOT night"]))
    codings = RuleCoder(book).code(one_turn(text))
    assert (len(codings), len(codings.readings)) == (0, 0)
    assert len(RuleCoder(book).code(Corpus(()))) == 0
