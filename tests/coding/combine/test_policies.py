"""Policies word by word: what rules and a model find together, against loops over words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.analysis.tables.notes import about_codings
from civic_qual.coding.carried import carried
from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.codings import Codings
from civic_qual.coding.combine.combine import combine
from civic_qual.coding.combine.policies import Claim, merged_claims
from civic_qual.coding.files.reading import read_codings
from civic_qual.coding.scores import Scores
from civic_qual.corpus.counted_words import counted_words
from civic_qual.corpus.spoken import spoken_words
from civic_qual.errors import CodingError

SAID = ["They came late to the base.", "We fear them at night.", "Nobody came."]
CODES = ["plan", "perf", "perf.late", "perf.fear"]
ALONE = {"rules": "rule", "model": "model", "model_with_rules": "model"}


@pytest.fixture(scope="module")
def corpus(make):
    return make.corpus(make.transcript("a", SAID), make.transcript("b", ["They came late."]))


@pytest.fixture(scope="module")
def codebook(make):
    return make.codebook(
        make.code("plan", ["base", "night"]),
        make.code("perf"),
        make.code("perf.late", ["late"], "perf"),
        make.code("perf.fear", ["fear"], "perf"),
    )


@pytest.fixture(scope="module")
def rules(corpus, codebook):
    return RuleCoder(codebook).code(corpus)


@pytest.fixture(scope="module")
def by(corpus, codebook):
    """Return a function that makes codings and readings of one coder from rows."""

    def made(codings, readings, coder="m", origin="model", score=0.7):
        rows = [("coding", *row, score) for row in codings]
        rows += [("reading", *row, "") for row in readings]
        columns = ["kind", "transcript", "start", "end", "code", "score"]
        frame = pd.DataFrame(rows, columns=columns).assign(coder=coder, origin=origin)
        return read_codings(frame, corpus, codebook)

    return made


@pytest.fixture(scope="module")
def model(corpus, by):
    """A model that read the first two turns of `a`, and says perf and perf.fear of both."""
    one, two = corpus["a"].turns[:2]
    spans = [("a", turn.start, turn.end) for turn in (one, two)]
    return by(
        [(*spans[0], "perf"), (*spans[1], "perf.fear"), (*spans[0], "plan")],
        [(*span, "*") for span in spans],
    )


def facts(codings):
    return [
        (row.code, codings.corpus[row.transcript].text[row.start : row.end], row.origin, row.score)
        for row in codings.rows.itertuples()
    ]


def test_both_is_what_rules_and_model_say_and_have_read(corpus, rules, model):
    final = combine(rules, model, policy="both")
    assert facts(final) == [
        ("perf", "late", "model", 0.7),
        ("plan", "base", "model", 0.7),
        ("perf.fear", "fear", "model", 0.7),
    ]
    assert final.frame["evidence"][1] == (
        "policy both | m | rules: plan en #1 (base): base [25:29]"
    )
    assert set(final.readings["transcript"]) == {"a"}
    assert sorted(set(final.readings["start"])) == [turn.start for turn in corpus["a"].turns[:2]]
    assert set(final.readings["origin"]) == {"rule", "model"}


def test_both_have_read_only_the_codes_that_each_of_them_read(corpus, by):
    one, other = corpus["a"].turns[:2]
    spans = [("a", turn.start, turn.end) for turn in (one, other)]
    rules = by([], [(*spans[0], "plan perf.late"), (*spans[1], "plan")], "r", "rule")
    model = by([], [(*spans[0], "plan perf.fear"), (*spans[1], "perf.late")])
    final = combine(rules, model, policy="both")
    assert {(row.start, row.codes) for row in final.readings.itertuples()} == {(one.start, "plan")}


def test_one_of_them_alone(rules, model):
    alone = combine(rules, model, policy="rules")
    assert [fact[:2] for fact in facts(alone)] == [fact[:2] for fact in facts(rules)]
    assert len(alone.readings) == len(rules.readings)
    assert {line.split(" | ")[0] for line in alone.frame["evidence"]} == {"policy rules"}
    alone = combine(rules, model, policy="model")
    assert facts(alone) == facts(model)
    assert set(alone.frame["evidence"]) == {"policy model | m"}


def test_rules_are_evidence_of_what_the_model_says(rules, model):
    final = combine(rules, model, policy="model_with_rules")
    assert facts(final) == facts(model)
    assert final.frame["evidence"].tolist() == [
        "policy model_with_rules | m | rules: plan en #1 (base): base [25:29]",
        "policy model_with_rules | m | rules: perf.late en #1 (late): late [13:17]",
        "policy model_with_rules | m | rules: perf.fear en #1 (fear): fear [37:41]",
    ]
    assert set(final.readings["origin"]) == {"model"}


def test_words_of_interviews_are_left_out_of_the_evidence(rules, model):
    final = combine(rules, model, policy="both")
    told = "".join(final.to_csv_frame(evidence=False)["evidence"])
    assert "policy both" in told
    assert "[" not in told


@pytest.mark.parametrize("policy", ["both", "rules", "model", "model_with_rules"])
def test_people_replace_machines_whatever_the_policy(corpus, rules, model, by, policy):
    turn = corpus["a"].turns[1]
    anna = by([], [("a", turn.start, turn.end, "*")], "anna", "human")
    final = combine(rules, model, anna, policy=policy)
    assert "perf.fear" not in set(final.rows["code"])
    here = final.readings[
        (final.readings["start"] < turn.end)
        & (final.readings["end"] > turn.start)
        & (final.readings["transcript"] == "a")
    ]
    assert here["origin"].tolist() == ["human"]


def test_a_person_has_no_policy(corpus, rules, model, by):
    turn = corpus["a"].turns[2]
    anna = by([("a", turn.start, turn.end, "plan")], [], "anna", "human", score=1)
    final = combine(rules, model, anna, policy="both")
    assert final.frame["evidence"].tolist()[-1] == "anna"


def scored(codings):
    segments = codings.corpus.segments("turn")
    scores = Scores(
        unit="turn",
        codes=("perf",),
        values=np.full((len(segments), 1), 0.5),
        trained=np.zeros(len(segments), np.int8),
    )
    return Codings(
        corpus=codings.corpus,
        codebook=codings.codebook,
        coded=codings.coded,
        read=codings.read,
        evidence=codings.evidence,
        scores=scores,
    )


def test_scores_of_the_one_model_are_kept(rules, model):
    one = scored(model)
    assert combine(rules, one).scores is one.scores
    assert combine(rules, one, policy="both").scores is one.scores
    assert combine(rules, one, policy="rules").scores is None
    assert combine(one, scored(model)).scores is None


def test_what_a_policy_lacks_is_named(rules, model):
    with pytest.raises(CodingError, match=r'policy="both" needs what a model finds'):
        combine(rules, policy="both")
    with pytest.raises(CodingError, match=r'policy="rules" needs what rules find'):
        combine(model, policy="rules")
    with pytest.raises(CodingError, match="choose from either, both, rules, model, model_with"):
        combine(rules, model, policy="and")


def test_a_model_that_finds_nothing_has_read_all_the_same(rules, by):
    silent = by([], [("a", 0, 73, "*")])
    final = combine(rules, silent, policy="both")
    assert len(final) == 0
    assert len(final.readings)


def test_notes_name_both_machines(rules, model):
    final = combine(rules, model, policy="both")
    notes = about_codings(final, counted_words(final.corpus))
    assert "the rules of the codebook" in notes[0]
    assert "a trained model" in notes[0]
    assert "only if rules and the model both say so" in notes[1]
    assert combine(rules, model, policy="rules").notes == ()
    assert final.filter(origin="rule").notes == ()


WORDS = st.tuples(st.integers(0, 12), st.integers(1, 8))  # the first word, and how many
SPANS = st.lists(st.tuples(WORDS, st.sampled_from(CODES)), max_size=5)
READ = st.lists(st.tuples(WORDS, st.sampled_from(["*", "perf.*", "plan", "perf.late"])), max_size=3)


@settings(deadline=None, max_examples=30)
@given(SPANS, SPANS, READ, READ, st.sampled_from(["both", "rules", "model", "model_with_rules"]))
def test_word_by_word_as_loops_say(corpus, by, found, thought, read, heard, policy):
    spoken = spoken_words(corpus["a"])
    words = list(zip(spoken.start.tolist(), spoken.end.tolist(), strict=True))

    def rows(drawn):
        return [
            ("a", words[first][0], words[min(first + more, len(words)) - 1][1], code)
            for (first, more), code in drawn
        ]

    elsewhere = [("b", 0, 9, "*")]
    rules = by(rows(found), rows(read) + elsewhere, "r", "rule")
    model = by(rows(thought), rows(heard) + elsewhere)
    final = combine(rules, model, policy=policy)
    asked = {"both": (rules, model), "rules": (rules,)}.get(policy, (model,))
    for start, _ in words:
        here, *theirs = [
            (on_word(one.rows, start), on_word(one.readings, start)) for one in (final, *asked)
        ]
        for code in CODES:
            below = final.codebook.with_descendants(code)
            assert says(here, below) == all(says(one, below) for one in theirs)
            assert looked(here, code) == all(looked(one, code) for one in theirs)


def on_word(frame, place):
    """The codings or readings that hold the word that begins at a place of `a`."""
    here = (frame["transcript"] == "a") & (frame["start"] <= place) & (place < frame["end"])
    return frame.loc[here, "codes" if "codes" in frame else "code"].tolist()


def says(told, below):
    """Whether a code, or one below it, is put on a word."""
    return any(code in below for code in told[0])


def looked(told, code):
    """Whether somebody read a word, and would have said so if it carried the code."""
    below = [one for one in CODES if one.startswith(f"{code}.")]
    return any(
        read == "*" or code in read.split() or (below and all(one in read.split() for one in below))
        for read in told[1]
    )


def test_segments_count_as_both_count(rules, model):
    """In a table, a row of `both` is where both carry it, if both have read the segment."""
    final, one, other = (
        carried(codings, "turn") for codings in (combine(rules, model, policy="both"), rules, model)
    )
    together = [row.id for row in final.rows]
    own = [[row.id for row in table.rows].index(code) for code in together for table in (one,)]
    theirs = [[row.id for row in other.rows].index(code) for code in together]
    expected = one.matrix.toarray()[:, own] * other.matrix.toarray()[:, theirs]
    assert final.matrix.toarray().tolist() == expected.tolist()
    assert final.matrix.sum() == 6


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("who: A", "", "who: A"),
        ("", "who: B", "who: B"),
        ("who: A", "who: B", "who: A"),
        ("", "", ""),
    ],
)
def test_passages_that_become_one_keep_the_fields_of_the_first_that_has_any(first, second, kept):
    claims = [
        Claim(
            start=start,
            end=start + 9,
            row={
                "transcript": "a",
                "code": "plan",
                "coder": coder,
                "origin": "human",
                "score": score,
                "fields": fields,
            },
            reasons=(),
        )
        for start, coder, score, fields in ((0, "Ada", 0.4, first), (5, "Ben", 0.6, second))
    ]
    for ordered in (claims, claims[::-1]):
        (one,) = merged_claims(ordered)
        assert (one.start, one.end) == (0, 14)
        assert (one.row["fields"], one.row["score"]) == (kept, 0.6)
