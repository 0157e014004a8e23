"""Several coders made one: a person's reading, absence included, replaces the machine's."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.codings import Codings
from civic_qual.coding.combine.combine import combine
from civic_qual.coding.files.reading import read_codings
from civic_qual.corpus.spoken import spoken_words
from civic_qual.errors import CodingError

SAID = ["A base at night.", "They came to the base.", "Nobody came."]


@pytest.fixture(scope="module")
def corpus(make):
    return make.corpus(make.transcript("a", SAID), make.transcript("b", ["They came."]))


@pytest.fixture(scope="module")
def codebook(make):
    return make.codebook(make.code("plan", ["base", "night"]), make.code("perf", ["come"]))


@pytest.fixture(scope="module")
def rules(corpus, codebook):
    return RuleCoder(codebook).code(corpus)


@pytest.fixture(scope="module")
def coded(corpus, codebook):
    """Return a function from rows (transcript, start, end, code) to codings of one coder."""

    def made(*rows, coder="anna", origin="human", status="accepted"):
        frame = pd.DataFrame(rows, columns=["transcript", "start", "end", "code"])
        return read_codings(
            frame.assign(coder=coder, origin=origin, status=status),
            corpus,
            codebook,
            coverage="coded_only",
        )

    return made


def facts(codings):
    rows = codings.rows
    return [
        (
            row.transcript,
            row.code,
            codings.corpus[row.transcript].text[row.start : row.end],
            row.origin,
        )
        for row in rows.itertuples()
    ]


def test_where_a_person_read_the_machine_is_silent(corpus, rules, coded):
    first = corpus["a"].turns[0]
    anna = coded(("a", first.start, first.end, "perf"))
    final = combine(rules, anna)
    assert facts(final) == [
        ("a", "perf", "R: A base at night.", "human"),
        ("a", "perf", "came", "rule"),
        ("a", "plan", "base", "rule"),
        ("a", "perf", "came", "rule"),
        ("b", "perf", "came", "rule"),
    ]
    assert final.coders == ("combined",)
    assert [line.split(":")[0] for line in final.frame["evidence"]] == [
        "anna",
        "rules",
        "rules",
        "rules",
        "rules",
    ]
    assert final.readings["origin"].tolist() == ["human", "rule", "rule", "rule"]
    assert facts(combine(anna, rules)) == facts(final)


def test_absence_replaces_too(corpus, codebook, rules):
    frame = pd.DataFrame(
        [("a", 0, len(corpus["a"].text), "*", "anna")],
        columns=["transcript", "start", "end", "code", "coder"],
    )
    anna = read_codings(frame, corpus, codebook)
    assert facts(combine(rules, anna)) == [("b", "perf", "came", "rule")]


def test_only_the_codes_the_person_considered_are_replaced(corpus, codebook, rules):
    frame = pd.DataFrame(
        [("reading", "a", 0, len(corpus["a"].text), "plan", "anna")],
        columns=["kind", "transcript", "start", "end", "code", "coder"],
    )
    final = combine(rules, read_codings(frame, corpus, codebook))
    assert facts(final) == [
        ("a", "perf", "came", "rule"),
        ("a", "perf", "came", "rule"),
        ("b", "perf", "came", "rule"),
    ]


def test_a_machine_passage_that_reaches_further_is_cut(corpus, coded):
    turns = corpus["a"].turns
    model = coded(("a", 0, len(corpus["a"].text), "plan"), coder="model", origin="model")
    anna = coded(("a", turns[1].start, turns[1].end, "perf"))
    final = combine(model, anna)
    assert [(code, passage) for _, code, passage, _ in facts(final)] == [
        ("plan", "R: A base at night.\n"),
        ("perf", "R: They came to the base."),
        ("plan", "\nR: Nobody came.\n"),
    ]


def test_machines_that_agree_are_one_passage_with_both_reasons(corpus, rules, coded):
    first = corpus["a"].turns[0]
    model = coded(("a", first.start, first.end, "plan"), coder="model", origin="model")
    final = combine(rules, model)
    assert facts(final)[0] == ("a", "plan", "R: A base at night.", "rule")
    assert final.frame["evidence"][0] == (
        "model | rules: plan en #1 (base): base [5:9] | rules: plan en #2 (night): night [13:18]"
    )
    assert final.frame["evidence"].str.count("rules").sum() == 6
    assert "base [5:9]" not in final.to_csv_frame(evidence=False)["evidence"][0]


def test_rejected_codings_are_left_out(rules):
    rejected = Codings.from_frames(
        rules.corpus,
        rules.codebook,
        rules.rows.assign(status="rejected"),
        rules.readings,
        rules.evidence,
    )
    assert facts(combine(rejected)) == []
    assert len(combine(rejected).readings) == len(rules.readings)


def test_combined_codings_have_one_reading_a_segment(corpus, rules, coded):
    first = corpus["a"].turns[0]
    frame = combine(rules, coded(("a", first.start, first.end, "perf"))).to_csv_frame()
    read = frame[frame["kind"] == "reading"]
    assert read["start"].tolist() == [turn.start for one in corpus for turn in one.turns]
    assert read["origin"].tolist() == ["human", "rule", "rule", "rule"]


def test_the_way_back_invents_no_reading_of_a_person(corpus, codebook, rules):
    first = corpus["a"].turns[0]
    frame = pd.DataFrame(
        [("reading", "a", first.start, first.end, "perf", "anna")],
        columns=["kind", "transcript", "start", "end", "code", "coder"],
    )
    final = combine(rules, read_codings(frame, corpus, codebook))
    back = read_codings(final.to_csv_frame(), corpus, codebook)
    read = [
        [(row.start, row.end, row.codes, row.origin, row.unit) for row in one.readings.itertuples()]
        for one in (final, back)
    ]
    assert read[0] == read[1]
    assert facts(combine(rules, back)) == facts(final)


def test_what_only_both_have_read_is_not_said_to_be_read_by_the_person(corpus, codebook, rules):
    frame = pd.DataFrame(
        [("a", 0, 9, "*", "anna")], columns=["transcript", "start", "end", "code", "coder"]
    )
    final = combine(rules, read_codings(frame, corpus, codebook))
    assert final.readings["origin"].tolist()[:2] == ["human", "rule"]
    read = final.to_csv_frame()
    read = read[read["kind"] == "reading"]
    assert read[["start", "origin"]].to_numpy().tolist()[0] == [0, "rule"]
    assert len(read) == sum(len(one.turns) for one in corpus)


def test_what_cannot_be_combined_says_what_to_do(make, corpus, codebook, rules, coded):
    anna, ben = (coded(("b", 3, 7, "perf"), coder=name) for name in ("anna", "ben"))
    with pytest.raises(CodingError, match=r"several people .* anna, ben. Choose one with"):
        combine(rules, anna, ben)
    other = make.corpus(make.transcript("a", ["Something else."]))
    with pytest.raises(CodingError, match="different corpora"):
        combine(rules, RuleCoder(codebook).code(other))
    book = make.codebook(make.code("plan", ["base"]), make.code("perf", ["come"]))
    with pytest.raises(CodingError, match="different codebooks"):
        combine(rules, RuleCoder(book).code(corpus))
    with pytest.raises(CodingError, match="nothing to combine"):
        combine()
    with pytest.raises(TypeError, match="no argument polcy; did you mean policy"):
        combine(rules, polcy="model")


CLAIMS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 20), st.sampled_from(["plan", "perf"])),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=25)
@given(CLAIMS, CLAIMS)
def test_word_by_word_the_person_wins_and_else_any_machine(
    corpus, codebook, rules, coded, human, model
):
    size = len(corpus["a"].text)
    spans = [
        [("a", start, min(start + length, size), code) for start, length, code in claims]
        for claims in (human, model)
    ]
    anna, machine = coded(*spans[0]), coded(*spans[1], coder="m", origin="model")
    final = combine(rules, machine, anna)
    for start in spoken_words(corpus["a"]).start.tolist():
        for code in codebook.positions:
            by_person, by_machine = (
                covers(anna.rows, start, code),
                (covers(rules.rows, start, code) or covers(machine.rows, start, code)),
            )
            expected = by_person if covers(anna.readings, start) else by_machine
            assert covers(final.rows, start, code) == expected


def covers(rows, place, code=None):
    own = rows[(rows["transcript"] == "a") & (rows["start"] <= place) & (place < rows["end"])]
    return bool(len(own if code is None else own[own["code"] == code]))


@pytest.mark.parametrize("lists", [["plan.a plan.b"], ["plan.a", "plan.b"]])
def test_who_read_for_all_codes_below_one_has_read_for_it(make, lists):
    """A machine's coding of the code above stood beside a person's word that nothing is there."""
    corpus = make.corpus(make.transcript("a", ["They patrol."]))
    book = make.codebook(
        make.code("plan", ["patrol"]),
        make.code("plan.a", ["never"], parent="plan"),
        make.code("plan.b", ["never"], parent="plan"),
    )
    rows = [("a", 0, len(corpus["a"].text), codes, "Awa", "reading") for codes in lists]
    columns = ["transcript", "start", "end", "code", "coder", "kind"]
    person = read_codings(pd.DataFrame(rows, columns=columns), corpus, book)
    rules = RuleCoder(book).code(corpus)
    assert len(rules) == 1
    assert len(combine(rules, person)) == 0
