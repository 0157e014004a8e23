"""The rule coder: what it codes, what it reads, and that no order matters."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.codebook.model import Codebook
from civic_qual.coding.coders import RuleCoder
from civic_qual.corpus.model import Corpus, Transcript, Turn


def coded(codings):
    """Return (transcript, code, passage) of every coding."""
    return [
        (row.transcript, row.code, codings.corpus[row.transcript].text[row.start : row.end])
        for row in codings.rows.itertuples()
    ]


def read(codings):
    """Return (transcript, first words, codes) of every reading."""
    return [
        (row.transcript, codings.corpus[row.transcript].text[row.start : row.end], row.codes)
        for row in codings.readings.itertuples()
    ]


@pytest.fixture
def interview(make):
    return make.transcript(
        "a",
        [
            ("Q", "interviewer", "Do they patrol?"),
            ("R", "respondent", "They patrol at night."),
            ("I", "interpreter", "He says patrols come."),
            ("O", "observer", "A patrol."),
        ],
        country="CAR",
        date="2021-03",
    )


def test_counted_turns_are_coded_and_read(make, interview):
    codings = RuleCoder(make.codebook(make.code("plan", ["patrol"]))).code(make.corpus(interview))
    assert coded(codings) == [("a", "plan", "patrol"), ("a", "plan", "patrols")]
    assert [codes for _, _, codes in read(codings)] == ["*", "*"]
    assert set(codings.readings["unit"]) == {"word"}
    assert codings.coders == ("rules",)


def test_interviewers_are_read_when_asked_for(make, interview):
    coder = RuleCoder(make.codebook(make.code("plan", ["patrol"])), include_interviewers=True)
    codings = coder.code(make.corpus(interview))
    assert (len(codings), len(codings.readings)) == (4, 4)


def test_a_rule_listens_to_the_roles_it_names(make, interview):
    book = make.codebook(
        make.code("plan", [make.rule("patrol", speaker=("interpreter",))]),
        make.code("perf", [make.rule("patrol", speaker=("interviewer",))]),
    )
    codings = RuleCoder(book).code(make.corpus(interview))
    assert coded(codings) == [("a", "perf", "patrol"), ("a", "plan", "patrols")]
    assert [codes for _, _, codes in read(codings)] == ["perf", "*", "*"]


def test_what_has_no_rules_in_a_language_is_not_read(make):
    french = make.transcript("f", ["On patrouille."], "fr")
    book = make.codebook(
        make.code("plan", ["patrol"]),
        make.code("plan.base", ["base", make.rule("base", "fr")], parent="plan"),
        make.code("perf", ["late"]),
    )
    codings = RuleCoder(book).code(
        make.corpus(
            french, make.transcript("s", ["Doria."], "sw"), make.transcript("e", ["A patrol."])
        )
    )
    assert read(codings) == [
        ("e", "R: A patrol.", "*"),
        ("f", "R: On patrouille.", "plan plan.base"),
    ]


def test_turns_without_words_are_not_read(make):
    silent = Transcript(
        id="a",
        text="R: [laughs]",
        turns=(Turn(start=0, end=11, spoken=(), speaker="R", role="respondent", language="en"),),
    )
    codings = RuleCoder(make.codebook(make.code("plan", ["base"]))).code(make.corpus(silent))
    assert len(codings) == len(codings.readings) == 0
    assert len(codings.frame) == len(codings.to_csv_frame()) == 0


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ((("country", ("CAR", "DRC")),), True),
        ((("country", ("CAR",)), ("date", (">=2020-12",))), True),
        ((("date", ("<2020",)),), False),
        ((("mission", ("MINUSCA",)),), False),
    ],
)
def test_where(make, interview, where, found):
    book = make.codebook(make.code("plan", [make.rule("night", where=where)]))
    assert bool(len(RuleCoder(book).code(make.corpus(interview)))) is found


def test_sentences_and_negation_by_rule(make):
    corpus = make.corpus(make.transcript("a", ["They never patrol. They stay in the base."]))
    book = make.codebook(
        make.code("plan", [make.rule("patrol AND base", within="sentence")]),
        make.code("perf", [make.rule("patrol", unless_negated=True)]),
        make.code("harm", ["patrol AND base"]),
    )
    assert coded(RuleCoder(book).code(corpus)) == [("a", "harm", "patrol"), ("a", "harm", "base")]


def test_overlapping_matches_of_a_code_are_one_passage_with_all_evidence(make):
    corpus = make.corpus(make.transcript("a", ["The early warning network works."]))
    book = make.codebook(
        make.code("plan", [make.rule("early warning", confidence=0.5), "warning network"]),
        make.code("eng", ["network"]),
    )
    codings = RuleCoder(book).code(corpus)
    assert coded(codings) == [("a", "plan", "early warning network"), ("a", "eng", "network")]
    assert codings.rows["score"].tolist() == [1.0, 1.0]
    assert codings.frame["evidence"].tolist() == [
        "plan en #1 (early warning): early [7:12], warning [13:20]; "
        "plan en #2 (warning network): warning [13:20], network [21:28]",
        "eng en #1 (network): network [21:28]",
    ]


def test_confidence_is_the_score(make):
    corpus = make.corpus(make.transcript("a", ["A base."]))
    book = make.codebook(make.code("plan", [make.rule("base", confidence=0.4)]))
    assert RuleCoder(book).code(corpus).rows["score"].tolist() == [0.4]


def test_codings_store_what_they_were_made_on(make, interview):
    book = make.codebook(make.code("plan", ["patrol"]))
    for table in (codings := RuleCoder(book).code(make.corpus(interview))).rows, codings.readings:
        assert set(table["revision"]) == {interview.revision}
        assert set(table["rules_fingerprint"]) == {book.rules_fingerprint}
        assert set(table["content_fingerprint"]) == {book.content_fingerprint}


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (r"(base OR /\d+ km/) NOT base", 0),
        (r"(base OR /\d+ km/) NOT river", 2),
    ],
)
def test_what_stands_beside_an_expression_is_excluded_like_it(make, rule, found):
    interview = make.transcript("a", [("R", "respondent", "The base is near. Leave the base.")])
    coder = RuleCoder(make.codebook(make.code("near", [rule])))
    assert len(coder.code(make.corpus(interview))) == found


def test_windows_cross_pieces_of_a_turn_and_phrases_do_not(make):
    text = "R: The UN [pause] force came."
    one = Transcript(
        id="a",
        text=text,
        turns=(
            Turn(
                start=0,
                end=len(text),
                spoken=((3, 9), (18, len(text))),
                speaker="R",
                role="respondent",
                language="en",
            ),
        ),
    )
    book = make.codebook(make.code("plan", ["UN force"]), make.code("perf", ["UN NEAR/0 force"]))
    assert coded(RuleCoder(book).code(make.corpus(one))) == [("a", "perf", "UN [pause] force")]


def test_labels_are_not_spoken(make):
    corpus = make.corpus(make.transcript("a", [("Patrol", "respondent", "Nothing.")]))
    assert len(RuleCoder(make.codebook(make.code("plan", ["patrol"]))).code(corpus)) == 0


RULES = st.lists(
    st.sampled_from(
        [
            "patrol",
            "base OR patrol",
            "patrol NEAR/3 base",
            "base BEFORE/2 night",
            "base AND night",
            "night NOT base",
            "patrol NOT NEAR/2 night",
            "the _1 base",
            "pat*",
            "=Base",
            "/b.se/",
        ]
    ),
    min_size=1,
    max_size=4,
)
SAID = st.lists(
    st.sampled_from(["patrol", "the", "base,", "Base", "night.", "patrols"]), min_size=1, max_size=8
).map(" ".join)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(RULES, min_size=1, max_size=3), st.lists(SAID, min_size=1, max_size=4), st.randoms()
)
def test_order_of_rules_codes_and_transcripts_never_matters(make, rules, said, random):
    codes = [make.code(f"code{place}", texts) for place, texts in enumerate(rules)]
    corpus = make.corpus(*(make.transcript(f"t{place}", [text]) for place, text in enumerate(said)))
    codings = RuleCoder(make.codebook(*codes)).code(corpus)
    shuffled = [
        replace(code, rules=tuple(random.sample(code.rules, len(code.rules))))
        for code in random.sample(codes, len(codes))
    ]
    transcripts = random.sample(corpus.transcripts, len(corpus))
    other = RuleCoder(Codebook("Test", "1", ("en",), tuple(shuffled))).code(
        Corpus(tuple(transcripts))
    )
    assert sorted(facts(codings)) == sorted(facts(other))


def facts(codings):
    """Return what is said of every passage, rules by their text."""
    evidence = codings.evidence.hits(np.arange(len(codings)))
    for row, hits in zip(codings.rows.itertuples(), evidence, strict=True):
        rules = frozenset((rule.text, words) for rule, words in hits.items())
        yield row.transcript, row.code, row.start, row.end, row.score, sorted(rules)


@settings(deadline=None, max_examples=30)
@given(st.lists(RULES, min_size=1, max_size=2), st.lists(SAID, min_size=1, max_size=3))
def test_passages_of_a_code_never_overlap_and_their_words_quote_back(make, rules, said):
    codes = [make.code(f"code{place}", texts) for place, texts in enumerate(rules)]
    corpus = make.corpus(make.transcript("t", said))
    codings = RuleCoder(make.codebook(*codes)).code(corpus)
    text = corpus["t"].text
    for _, own in codings.rows.groupby("code", observed=True):
        assert (own["start"].to_numpy()[1:] >= own["end"].to_numpy()[:-1]).all()
    for row, evidence in zip(codings.rows.itertuples(), codings.frame["evidence"], strict=True):
        assert text[row.start : row.end].strip() == text[row.start : row.end] != ""
        assert f"code{row.code[4:]} en #" in evidence
