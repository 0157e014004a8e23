"""Who codes what where a model learned some codes only, against loops over words and codes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.analysis.tables.notes import about_codings
from civic_qual.coding.codings import Codings
from civic_qual.coding.combine.combine import combine
from civic_qual.coding.files.reading import read_codings
from civic_qual.coding.scores import Scores
from civic_qual.corpus.counted_words import counted_words
from civic_qual.corpus.spoken import spoken_words

SAID = ["They came late to the base.", "We fear them at night.", "Nobody came."]
BELOW = {
    "plan": ["plan"],
    "perf": ["perf", "perf.late", "perf.late.night", "perf.fear"],
    "perf.late": ["perf.late", "perf.late.night"],
    "perf.late.night": ["perf.late.night"],
    "perf.fear": ["perf.fear"],
    "crop": ["crop"],
}
CHILDREN = {"perf": ["perf.late", "perf.fear"], "perf.late": ["perf.late.night"]}
CODES = list(BELOW)


@pytest.fixture(scope="module")
def corpus(make):
    return make.corpus(make.transcript("a", SAID), make.transcript("b", ["They came late."]))


@pytest.fixture(scope="module")
def codebook(make):
    return make.codebook(
        *(make.code(code, [], code.rpartition(".")[0]) for code in CODES),
    )


@pytest.fixture(scope="module")
def by(corpus, codebook):
    """Return a function that makes codings and readings of one coder from rows."""

    def made(codings, readings, coder, origin):
        rows = [("coding", *row) for row in codings] + [("reading", *row) for row in readings]
        columns = ["kind", "transcript", "start", "end", "code"]
        frame = pd.DataFrame(rows, columns=columns).assign(coder=coder, origin=origin)
        return read_codings(frame, corpus, codebook)

    return made


def turn(corpus, number):
    one = corpus["a"].turns[number]
    return "a", one.start, one.end


def found(codings):
    return sorted(
        (row.code, row.origin, codings.corpus[row.transcript].text[row.start : row.end])
        for row in codings.rows.itertuples()
    )


def listed(codings, origin):
    read = codings.readings[codings.readings["origin"] == origin]
    return {(row.transcript, row.start, row.codes) for row in read.itertuples()}


def test_other_codes_stay_with_the_rules_and_lead_back_to_them(corpus, by):
    one, other, _ = (turn(corpus, number) for number in range(3))
    late = ("a", 13, 17)
    rules = by([(*late, "perf.late"), (*late, "crop")], [(*one, "*"), (*other, "*")], "r", "rule")
    model = by([(*other, "perf.late")], [(*one, "perf.late"), (*other, "perf.late")], "m", "model")
    final = combine(rules, model, policy="model_with_rules")
    assert found(final) == [
        ("crop", "rule", "late"),
        ("perf.late", "model", corpus["a"].text[other[1] : other[2]]),
    ]
    evidence = dict(zip(final.frame["code"], final.frame["evidence"], strict=True))
    assert evidence["crop"] == "policy model_with_rules | r"
    assert evidence["perf.late"] == "policy model_with_rules | m"
    rest = "plan perf perf.late.night perf.fear crop"
    assert listed(final, "rule") == {(*one[:2], rest), (*other[:2], rest)}


def test_where_the_model_did_not_read_rules_say_nothing_that_hangs_on_it(corpus, by):
    """A theme above a code of the model is read where both have read, others where rules have."""
    one, other, _ = (turn(corpus, number) for number in range(3))
    rules = by([], [(*one, "*"), (*other, "*")], "r", "rule")
    model = by([], [(*one, "perf.fear")], "m", "model")
    final = combine(rules, model, policy="model_with_rules")
    assert listed(final, "rule") == {
        (*one[:2], "plan perf perf.late perf.late.night crop"),
        (*other[:2], "plan perf.late perf.late.night crop"),
    }


def test_below_a_code_of_the_model_rules_count_where_the_model_finds_it(corpus, by):
    one, other, _ = (turn(corpus, number) for number in range(3))
    rules = by([(one[0], one[1], other[2], "perf.fear")], [(*one, "*"), (*other, "*")], "r", "rule")
    model = by([(*other, "perf")], [(*one, "perf"), (*other, "perf")], "m", "model")
    final = combine(rules, model, policy="model_with_rules")
    said = corpus["a"].text[other[1] : other[2]]
    assert found(final) == [("perf", "model", said), ("perf.fear", "rule", said)]
    notes = about_codings(final, counted_words(corpus))
    assert notes[1] == (
        "Where no person has read, the model coded perf, and the rules coded plan, perf.late, "
        "perf.fear, crop. Below perf the rules name a code only where the model finds what stands "
        "above."
    )


def test_a_model_of_all_codes_leaves_nothing_to_the_rules(corpus, by):
    one = turn(corpus, 0)
    rules = by([(*one, "crop")], [(*one, "*")], "r", "rule")
    model = by([], [(*one, "plan perf.late.night perf.fear crop")], "m", "model")
    final = combine(rules, model, policy="model_with_rules")
    assert len(final) == 0
    assert set(final.readings["origin"]) == {"model"}
    assert "rules only add their reasons" in final.notes[0]


def test_only_scores_of_the_models_codes_are_kept(corpus, by):
    one = turn(corpus, 0)
    model = by([], [(*one, "perf.fear")], "m", "model")
    size = len(corpus.segments("turn"))
    scores = Scores(
        unit="turn",
        codes=("perf", "perf.fear"),
        values=np.tile([0.25, 0.5], (size, 1)),
        trained=np.zeros(size, np.int8),
        status=("ranks only", "counts"),
    )
    model = Codings(
        corpus=corpus,
        codebook=model.codebook,
        coded=model.coded,
        read=model.read,
        evidence=model.evidence,
        scores=scores,
    )
    rules = by([], [(*one, "crop")], "r", "rule")
    kept = combine(rules, model, policy="model_with_rules").scores
    assert (kept.codes, kept.status) == (("perf.fear",), ("counts",))
    assert kept.values.tolist() == [[0.5]] * size
    assert combine(rules, model).scores is scores


WORDS = st.tuples(st.integers(0, 12), st.integers(1, 8))  # the first word, and how many
SPANS = st.lists(st.tuples(WORDS, st.sampled_from(CODES)), max_size=6)
RULES = st.lists(st.tuples(WORDS, st.sampled_from(["*", "perf.*", "plan crop"])), max_size=3)
LEARNED = st.sampled_from(["crop", "perf", "perf.late", "perf perf.fear", "perf.late.night plan"])


@settings(deadline=None, max_examples=100)
@given(SPANS, SPANS, RULES, st.lists(WORDS, max_size=3), LEARNED)
def test_word_by_word_as_loops_say(corpus, by, fired, thought, read, heard, learned):
    spoken = spoken_words(corpus["a"])
    words = list(zip(spoken.start.tolist(), spoken.end.tolist(), strict=True))

    def rows(drawn):
        return [
            ("a", words[first][0], words[min(first + more, len(words)) - 1][1], code)
            for (first, more), code in drawn
        ]

    elsewhere = ("b", 0, 9)
    own = answered(learned.split())
    rules = by(rows(fired), [*rows(read), (*elsewhere, "*")], "r", "rule")
    thought = [(span, code) for span, code in thought if code in learned.split()]
    heard = [(span, learned) for span in heard]
    model = by(rows(thought), [*rows(heard), (*elsewhere, learned)], "m", "model")
    final = combine(rules, model, policy="model_with_rules")
    for start, _ in words:
        here = [(on(one.rows, start), on(one.readings, start)) for one in (final, rules, model)]
        (said, told), (by_rules, by_rules_read), (by_model, by_model_read) = here
        for code in CODES:
            expected = any(says(one, own, by_rules, by_model) for one in BELOW[code])
            assert any(one in BELOW[code] for one in said) == expected, code
            looked = considered(code, own, by_rules_read, by_model_read)
            assert reads(code, told) == looked, code


def answered(learned):
    """Return the codes of which a model can say that they are absent."""
    own = set(learned)
    for code in reversed(CODES):
        if CHILDREN.get(code) and own.issuperset(CHILDREN[code]):
            own.add(code)
    return own


def above(code, own):
    """Return the nearest code above one that is the model's."""
    higher = [one for one in CODES if one != code and code in BELOW[one] and one in own]
    return higher[-1] if higher else None


def says(code, own, by_rules, by_model):
    """Whether a word is given a code: by the model its own, by rules the others."""
    if code in own:
        return code in by_model
    decides = above(code, own)
    agreed = decides is None or any(one in BELOW[decides] for one in by_model)
    return code in by_rules and agreed


def considered(code, own, by_rules, by_model):
    """Whether somebody would have said so if a word carried a code."""
    if code in own:
        itself = any(code in one.split() for one in by_model)
    else:
        hangs = above(code, own) is not None or any(one in own for one in BELOW[code])
        itself = any(one == "*" or code in one.split() for one in by_rules)
        itself = itself and (bool(by_model) or not hangs)
    below = CHILDREN.get(code, ())
    return itself or (
        bool(below) and all(considered(one, own, by_rules, by_model) for one in below)
    )


def reads(code, told):
    itself = any(one == "*" or code in one.split() for one in told)
    below = CHILDREN.get(code, ())
    return itself or (bool(below) and all(reads(one, told) for one in below))


def on(frame, place):
    """The codings or readings that hold the word that begins at a place of `a`."""
    here = (frame["transcript"] == "a") & (frame["start"] <= place) & (place < frame["end"])
    return frame.loc[here, "codes" if "codes" in frame else "code"].tolist()
