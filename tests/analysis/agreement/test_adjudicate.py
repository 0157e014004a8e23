"""Disagreements are listed, decided and made into one coding in which nothing open is absent."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.analysis.agreement.adjudicate import adjudicate
from civic_qual.analysis.agreement.confusion import NOTHING, confusion
from civic_qual.analysis.agreement.disagreements import DISAGREEMENT_COLUMNS, disagreements
from civic_qual.analysis.sampling.draw_sample import draw_sample
from civic_qual.coding.carried import carried
from civic_qual.coding.columns import reading_columns
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CodingError, EstimateError
from tests.analysis.small import codebook, codings, interview


@pytest.fixture(scope="module")
def example():
    return cq.example_codings()


@pytest.fixture
def corpus():
    return Corpus(
        (
            interview("a", ["R: patrol late", "R: whistle at night", "R: we fled"]),
            interview("b", ["R: patrol", "R: nothing", "R: whistle"]),
        )
    )


@pytest.fixture
def book():
    return codebook(
        "plan", "plan.patrol", "plan.late", "alert", "view", "view.good", families=("view",)
    )


@pytest.fixture
def two(corpus, book):
    one = codings(
        corpus,
        book,
        [
            ("a", "patrol", "plan.patrol"),
            ("a", "whistle", "alert"),
            ("b", "patrol", "plan.patrol"),
            ("b", "whistle", "alert"),
        ],
        coder="Aya",
    )
    other = codings(
        corpus,
        book,
        [
            ("a", "late", "plan.late"),
            ("a", "whistle", "alert"),
            ("b", "patrol", "plan.patrol"),
            ("b", "nothing", "plan"),
        ],
        coder="Ben",
    )
    return [one, other]


def decide(table, *told):
    """Fill in decisions: (transcript, code, yes or no) each."""
    table = table.frame
    for transcript, code, decision in told:
        here = (table["transcript"] == transcript) & (table["code"] == code)
        assert here.sum() == 1
        table.loc[here, ["decision", "decided_by", "why"]] = decision, "Cai", f"{code} it is"
    return table


def listed(table):
    return list(
        zip(
            table["transcript"],
            table["passage"],
            table["code"],
            table["said"],
            table["found_nothing"],
            strict=True,
        )
    )


def test_disagreements_tell_who_said_what_and_who_found_nothing(two):
    table = disagreements(two, blind=False)
    assert tuple(table.frame.columns) == DISAGREEMENT_COLUMNS
    assert listed(table) == [
        ("a", "patrol late", "plan.patrol", "Aya", "Ben"),
        ("a", "patrol late", "plan.late", "Ben", "Aya"),
        ("b", "nothing", "plan", "Ben", "Aya"),
        ("b", "whistle", "alert", "Aya", "Ben"),
    ]
    assert table["memos"].tolist() == ["Aya: 0", "Ben: 0", "Ben: 3", "Aya: 3"]
    assert (table[["decision", "decided_by", "why"]] == "").all(axis=None)


def test_blind_ones_tell_no_name_and_the_same_letters_every_time(two):
    table = disagreements(two)
    assert set(table["said"]) == {"P", "Q"}
    assert (
        not table.frame.astype(str)
        .apply(lambda column: column.str.contains("Aya|Ben"))
        .any(axis=None)
    )
    assert table.equals(disagreements(list(reversed(two))))


def test_themes_disagree_less(two):
    assert [row[2] for row in listed(disagreements(two, level="theme"))] == ["plan", "alert"]


def test_a_decided_coding_holds_what_was_agreed_and_decided_and_no_more(two):
    table = decide(
        disagreements(two),
        ("a", "plan.patrol", "yes"),
        ("a", "plan.late", "no"),
        ("b", "alert", "Yes"),
    )
    made = adjudicate(two, table)
    assert made.coders == ("reference",)
    rows = made.frame
    assert list(zip(rows["transcript"], rows["code"], rows["evidence"], strict=True)) == [
        ("a", "plan.patrol", "Cai: plan.patrol it is"),
        ("a", "alert", "Aya, Ben: agreed"),
        ("b", "plan.patrol", "Aya, Ben: agreed"),
        ("b", "alert", "Cai: alert it is"),
    ]
    assert (rows["origin"] == "human").all()
    assert made.decided[["code", "decision", "decided_by", "why"]].values.tolist() == [
        ["plan.patrol", "yes", "Cai", "plan.patrol it is"],
        ["plan.late", "no", "Cai", "plan.late it is"],
        ["alert", "yes", "Aya, Ben", "agreed"],
        ["plan.patrol", "yes", "Aya, Ben", "agreed"],
        ["alert", "yes", "Cai", "alert it is"],
    ]
    assert listed(made.undecided) == [("b", "nothing", "plan", "Ben", "Aya")]


def test_what_is_open_is_neither_found_nor_absent(two):
    made = adjudicate(two, decide(disagreements(two), ("a", "plan.patrol", "no")))
    table = carried(made, level="code")
    where = {row.id: place for place, row in enumerate(table.rows)}
    read, found = table.read, table.matrix.toarray()
    first, nothing, whistle = 0, 4, 5  # turns: a 0-2, b 3-5
    assert read[first, where["plan.patrol"]]
    assert not found[first, where["plan.patrol"]]
    assert not read[first, where["plan.late"]]  # open
    assert not read[first, where["plan"]]  # open below it
    assert not read[nothing, where["plan"]]  # open itself
    assert not read[nothing, where["plan.patrol"]]
    assert not read[whistle, where["alert"]]
    assert read[whistle, where["plan"]]
    assert read[first, where["alert"]]
    assert read[1].all()
    assert len(made.undecided) == 3


def test_a_theme_found_below_is_found_whatever_is_open(two):
    made = adjudicate(two, decide(disagreements(two), ("a", "plan.late", "yes")))
    table = carried(made, level="theme")
    assert table.read[0, 0]
    assert table.matrix[0, 0]


def test_what_one_has_read_alone_is_taken_over_unless_told_otherwise(corpus, book):
    one = codings(
        corpus, book, [("a", "patrol", "plan.patrol"), ("b", "whistle", "alert")], coder="Aya"
    )
    other = codings(
        corpus,
        book,
        [("a", "patrol", "plan.patrol")],
        coder="Ben",
        read=[("a", 0, len(corpus["a"].text))],
    )
    made = adjudicate([one, other])
    assert made.decided[["transcript", "code", "why"]].values.tolist() == [
        ["a", "plan.patrol", "agreed"],
        ["b", "alert", "read by one only"],
    ]
    assert set(adjudicate([one, other], read_by_one=False).readings["transcript"]) == {"a"}


def test_a_decision_wins_over_agreement(two, corpus):
    start, end = corpus["a"].turns[1].start, corpus["a"].turns[1].end
    told = pd.DataFrame(
        {"transcript": ["a"], "start": [start], "end": [end], "code": ["alert"], "decision": ["no"]}
    )
    made = adjudicate(two, told)
    assert ("a", "alert") not in set(zip(made.rows["transcript"], made.rows["code"], strict=True))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"decision": "maybe"}, "'maybe' is neither yes nor no"),
        ({"start": 1}, "nobody was asked"),
        ({"code": "nonsense"}, "nobody was asked about 'nonsense'"),
    ],
    ids=str,
)
def test_decisions_that_fit_nothing_are_refused(two, change, message):
    table = decide(disagreements(two), ("a", "plan.patrol", "yes")).head(1)
    with pytest.raises(CodingError, match=message):
        adjudicate(two, table.assign(**change))
    with pytest.raises(CodingError, match="decided twice"):
        adjudicate(two, pd.concat([table, table.assign(decision="no")]))
    with pytest.raises(CodingError, match="no column code"):
        adjudicate(two, table.drop(columns="code"))


def test_decisions_come_back_from_a_file(two, tmp_path):
    table = decide(disagreements(two), ("a", "plan.patrol", "yes"))
    table.to_csv(tmp_path / "decisions.csv", index=False)
    back = pd.read_csv(tmp_path / "decisions.csv")
    assert adjudicate(two, back).decided.equals(adjudicate(two, table).decided)


def test_readings_keep_the_name_of_their_sample(example):
    sample = draw_sample(example.corpus, n=20, name="first")
    places = sample.units.merge(example.readings[["transcript", "start", "coder"]])
    read = example.read
    chosen = [
        row in set(zip(places["transcript"], places["start"], strict=True))
        for row in zip(example.readings["transcript"], example.readings["start"], strict=True)
    ]
    marked = reading_columns(
        transcript=read.transcript,
        start=read.start,
        end=read.end,
        unit=read.unit,
        codes=read.codes,
        coder=read.coder,
        origin=read.origin,
        sample=["first" if one else "" for one in chosen],
    )
    made = adjudicate(
        cq.Codings(
            corpus=example.corpus,
            codebook=example.codebook,
            coded=example.coded,
            read=marked,
            evidence=example.evidence,
        )
    )
    named = made.readings[made.readings["sample"] == "first"]
    assert set(zip(named["transcript"], named["start"], strict=True)) == set(
        zip(sample.units["transcript"], sample.units["start"], strict=True)
    )


def test_a_reference_coding_is_codings_like_any_other(example):
    table = disagreements(example).frame.assign(decision="no")
    made = adjudicate(example, table)
    assert len(made.undecided) == 0
    counts = cq.theme_table(made).frame
    assert len(counts)
    again = cq.agreement([example, made], coders=["A", "reference"], level="theme", draws=20)
    assert (again["units"] > 0).all()
    assert len(made.readings) == len(example.readings[example.readings["coder"] == "A"])


def test_people_are_compared_unless_machines_are_asked_for(example):
    machine = cq.RuleCoder(example.codebook).code(example.corpus)
    assert len(disagreements([example, machine])) == len(disagreements(example))
    with_rules = disagreements([example, machine], coders=["A", "rules"], blind=False)
    assert {"A", "rules"} == set(with_rules["said"])
    with pytest.raises(EstimateError, match="only A"):
        disagreements(example.filter(coder="A"))


def test_confusion_counts_one_code_for_another(two, example):
    table = confusion(two).frame
    assert table.index.name == "Aya"
    assert table.columns.name == "Ben"
    assert table.loc["plan.patrol"].to_dict() == {
        "plan.patrol": 1,
        "plan.late": 1,
        "alert": 0,
        NOTHING: 0,
    }
    assert table.loc["alert", NOTHING] == 1
    assert table.loc[NOTHING].sum() == 0  # Ben's own `plan` has codes below it
    themes = confusion(two, level="theme").frame
    assert themes.loc["alert", "alert"] == 1
    assert themes.loc[NOTHING, "plan"] == 1
    assert "status.done" in confusion(example, families=["status"]).frame.columns
    with pytest.raises(EstimateError, match="between two coders"):
        confusion([*two, codings(two[0].corpus, two[0].codebook, [], coder="Cai")])


def test_decisions_come_from_a_file_that_a_spreadsheet_saved(tmp_path, book):
    corpus = Corpus((interview("007", ["R: patrol late", "R: we fled"]),))
    both = [
        codings(corpus, book, [("007", "patrol", "plan.patrol")], coder="Aya"),
        codings(corpus, book, [("007", "late", "plan.late")], coder="Ben"),
    ]
    table = disagreements(both).frame
    table["decision"] = ["oui", "non"]
    table = table.astype({"start": float}).assign(transcript=7)
    table.columns = [name.title() for name in table.columns]
    table.to_csv(tmp_path / "decided.csv", sep=";", index=False, encoding="utf-8-sig")
    reference = adjudicate(both, tmp_path / "decided.csv")
    assert reference.rows[["transcript", "code"]].values.tolist() == [["007", "plan.patrol"]]
    assert len(reference.undecided) == 0


def test_a_decision_without_a_place_is_refused(two):
    table = disagreements(two).frame.assign(decision="yes").astype({"start": object})
    table.loc[0, "start"] = None
    with pytest.raises(CodingError, match="nobody was asked about"):
        adjudicate(two, table)


def test_a_coder_whose_readings_are_missing_is_named(two):
    one, other = two
    silent = replace(other, read=other.read.take(np.zeros(len(other.read), dtype=bool)))
    with pytest.raises(EstimateError, match="'Ben' coded, but it is not recorded what"):
        disagreements([one, silent])
