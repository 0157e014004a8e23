"""Agreement counts what was jointly read, and says what its figures cannot bear."""

import math

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

import civic_qual as cq
from civic_qual.analysis.agreement.agreement import agreement
from civic_qual.analysis.agreement.unitised_agreement import unitised_agreement
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CivicQualError, CodingError, EstimateError
from civic_qual.statistics.reliability import gwet_ac1, krippendorff_alpha, percent_agreement
from civic_qual.statistics.unitising import unitised_alpha
from tests.analysis.small import codebook, codings, interview

NAN = float("nan")


@pytest.fixture(scope="module")
def example():
    return cq.example_codings()


@pytest.fixture
def corpus():
    return Corpus(
        (
            interview("a", ["R: patrol late", "R: whistle at night", "I: patrol", "R: we fled"]),
            interview("b", ["R: patrol", "R: nothing", "R: whistle"]),
            interview("c", ["R: no patrol", "R: no whistle"]),
        )
    )


@pytest.fixture
def book():
    return codebook("plan", "plan.patrol", "alert", "view", "view.good", families=("view",))


def two(corpus, book, **options):
    one = codings(
        corpus,
        book,
        [
            ("a", "patrol late", "plan.patrol"),
            ("a", "whistle", "alert"),
            ("b", "patrol", "plan.patrol"),
            ("c", "whistle", "alert"),
        ],
        coder="Aya",
        **options,
    )
    other = codings(
        corpus,
        book,
        [
            ("a", "patrol", "plan.patrol"),
            ("b", "nothing", "plan.patrol"),
            ("c", "whistle", "alert", "Ben", "rejected"),
        ],
        coder="Ben",
    )
    return [one, other]


def row(table, code, coders=None):
    found = table.only(code=code) if coders is None else table.only(code=code, coders=coders)
    assert len(found) == 1
    return found.frame.iloc[0]


def test_figures_are_those_of_the_segments_by_hand(corpus, book):
    table = agreement(two(corpus, book))
    patrol = row(table, "plan.patrol")  # Aya says yes to a1, b1; Ben to a1, b2; 8 turns count
    pairs = [(1, 1), (0, 0), (0, 0), (1, 0), (0, 1), (0, 0), (0, 0), (0, 0)]
    assert patrol["units"] == 8
    assert patrol["transcripts"] == 3
    assert patrol["percent"] == 6 / 8
    assert patrol["kappa"] == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))
    assert patrol["alpha"] == pytest.approx(krippendorff_alpha(pairs))
    assert patrol["ac1"] == pytest.approx(gwet_ac1(pairs))
    assert patrol["prevalence"] == 4 / 16
    assert patrol["prevalence_index"] == abs(1 - 5) / 8
    assert patrol["bias_index"] == 0
    assert row(table, "plan")["kappa"] == patrol["kappa"]  # a theme is carried below it
    alert = row(table, "alert")  # what Ben rejected does not stand
    assert alert["bias_index"] == 2 / 8
    assert alert["kappa"] == 0
    assert "Ben never found it" in alert["note"]


def test_all_codes_are_every_judgement_on_a_code_without_codes_below(corpus, book):
    table = agreement(two(corpus, book))
    whole = row(table, "all codes")
    assert whole["units"] == 3 * 8  # plan.patrol, alert, view.good
    assert whole["percent"] == pytest.approx((6 + 6 + 8) / 24)
    themes = agreement(two(corpus, book), level="theme")
    assert row(themes, "all codes")["units"] == 3 * 8  # plan, alert, view


def test_a_code_nobody_found_is_undefined_and_says_so(corpus, book):
    good = row(agreement(two(corpus, book)), "view.good")
    assert math.isnan(good["kappa"])
    assert math.isnan(good["alpha"])
    assert math.isnan(good["kappa_low"])
    assert good["percent"] == 1
    assert "nobody found it anywhere: kappa and alpha are undefined" in good["note"]


def test_a_code_found_by_all_wherever_they_read_is_undefined_and_says_so(corpus, book):
    rows = [(one.id, (0, len(one.text)), "view.good", coder) for one in corpus for coder in "AB"]
    parts = [codings(corpus, book, rows[n::2], coder="AB"[n]) for n in (0, 1)]
    good = row(agreement(parts), "view.good")
    assert math.isnan(good["kappa"])
    assert good["percent"] == 1
    assert "all found it everywhere: kappa and alpha are undefined" in good["note"]


def test_only_what_both_have_read_for_the_code_counts(corpus, book):
    one, other = two(corpus, book, codes="plan plan.patrol")
    table = agreement([one, other])
    assert set(table["code"]) == {"plan", "plan.patrol", "all codes"}
    assert any("alert, view, view.good" in note for note in table.notes)


def test_real_codings_equal_other_tools(example):
    table = agreement(example, draws=50)
    said = {name: said_by(example, name, "plan.presence") for name in "AB"}
    pairs = np.array(
        [(said["A"][key], said["B"][key]) for key in said["A"].keys() & said["B"].keys()]
    )
    presence = row(table, "plan.presence")
    assert presence["units"] == len(pairs)
    assert presence["kappa"] == pytest.approx(cohen_kappa_score(*pairs.T), abs=1e-12)
    assert presence["percent"] == pytest.approx(percent_agreement(pairs), abs=1e-12)


def said_by(codings, coder, code):
    """Return {turn: whether it carries a code}, of the turns a coder read, from the tables."""
    rows, readings = codings.rows, codings.readings
    mine = rows[(rows["coder"] == coder) & (rows["code"] == code)]
    spans = list(zip(mine["transcript"], mine["start"], mine["end"], strict=True))
    read = readings[readings["coder"] == coder]
    return {
        (one, start): any(
            name == one and first < end and start < last for name, first, last in spans
        )
        for one, start, end in zip(read["transcript"], read["start"], read["end"], strict=True)
    }


def test_people_and_machines_stand_in_one_table(example):
    machine = cq.RuleCoder(example.codebook).code(example.corpus)
    table = agreement([example, machine], level="theme", draws=50)
    assert table["coders"].unique().tolist() == ["A, B, rules", "A, B", "A, rules", "B, rules"]
    assert table["who"].unique().tolist() == ["people and machine", "people"]
    together = row(table, "perf", "A, B, rules")
    assert math.isnan(together["kappa"])
    assert together["percent"] == pytest.approx(
        table[(table["code"] == "perf") & (table["coders"] != "A, B, rules")]["percent"].mean()
    )
    only = agreement([example, machine], coders=["A", "rules"], level="theme", draws=50)
    assert row(only, "perf")["kappa"] == row(table, "perf", "A, rules")["kappa"]


def test_coders_who_read_parts_are_compared_where_they_meet(corpus, book):
    one, other = two(corpus, book)
    third = codings(
        corpus,
        book,
        [("a", "patrol late", "plan.patrol")],
        coder="Cai",
        read=[("a", 0, len(corpus["a"].text))],
    )
    table = agreement([one, other, third])
    values = [
        (1, 1, 1),
        (0, 0, 0),
        (0, 0, 0),
        (1, 0, NAN),
        (0, 1, NAN),
        (0, 0, NAN),
        (0, 0, NAN),
        (0, 0, NAN),
    ]
    patrol = row(table, "plan.patrol", "Aya, Ben, Cai")
    assert patrol["alpha"] == pytest.approx(krippendorff_alpha(values))
    assert patrol["ac1"] == pytest.approx(gwet_ac1(values))
    pair = row(table, "plan.patrol", "Aya, Cai")
    assert pair["units"] == 3
    assert "one interview only: no interval" in pair["note"]
    assert math.isnan(pair["kappa_low"])


def test_intervals_hold_the_estimate_and_stay_the_same(example):
    table = agreement(example, draws=300)
    for name in ("percent", "kappa", "alpha", "ac1"):
        assert (table[f"{name}_low"] <= table[name]).all()
        assert (table[name] <= table[f"{name}_high"]).all()
    assert table.equals(agreement(example, draws=300))
    wider = agreement(example, draws=300, confidence=0.99)
    assert (
        wider["kappa_high"] - wider["kappa_low"] >= table["kappa_high"] - table["kappa_low"]
    ).all()
    assert row(table, "harm.ops")["kappa_low"] < 1  # no disagreement seen is not none
    assert table["note"].str.contains("fewer than 30 interviews").all()
    assert "rare" in row(table, "plan.joint")["note"]
    assert "rare" not in row(table, "plan")["note"]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"coders": ["A"]}, EstimateError, "only A"),
        ({"coders": ["A", "Z"]}, EstimateError, "'Z'"),
        ({"coders": ["A", "A"]}, EstimateError, "named twice"),
        ({"unit": "sentence"}, CodingError, "coded as a whole"),
        ({"confidence": 95}, EstimateError, "confidence=95"),
        ({"level": "word"}, CivicQualError, "not a level"),
    ],
    ids=str,
)
def test_what_cannot_be_compared_is_refused(example, options, error, message):
    with pytest.raises(error, match=message):
        agreement(example, **options)


def test_strangers_and_namesakes_are_refused(example, corpus, book):
    with pytest.raises(CodingError, match="different corpora"):
        agreement([example, codings(corpus, book, [])])
    with pytest.raises(CodingError, match="hold a coder 'A'"):
        agreement([example, example.filter(coder="A")])
    with pytest.raises(CodingError, match="codings are needed"):
        agreement([])


def test_u_alpha_is_that_of_the_words_read(corpus, book):
    table = unitised_agreement(two(corpus, book))
    patrol = row(table, "plan.patrol")
    # words: patrol late whistle at night we fled | patrol nothing whistle | no patrol no whistle
    alpha = unitised_alpha([[(0, 2, 1), (7, 8, 1)], [(0, 1, 1), (8, 9, 1)]], 14)
    assert patrol["u_alpha"] == pytest.approx(alpha)
    assert (patrol["words"], patrol["passages"], patrol["covered"]) == (14, 4, 5 / 28)
    letters = row(unitised_agreement(two(corpus, book), distance="character"), "plan.patrol")
    assert letters["characters"] == 67
    assert letters["u_alpha"] == pytest.approx(
        unitised_alpha([[(0, 10, 1), (30, 36, 1)], [(0, 6, 1), (36, 43, 1)]], 67)
    )
    assert "undefined" in row(table, "view.good")["note"]
    with pytest.raises(EstimateError, match="distance='line'"):
        unitised_agreement(two(corpus, book), distance="line")


def test_u_alpha_of_parts_read_by_both(corpus, book):
    one = two(corpus, book)[0]
    part = codings(
        corpus,
        book,
        [("a", "patrol", "plan.patrol")],
        coder="Ben",
        read=[("a", 0, len(corpus["a"].text))],
    )
    patrol = row(unitised_agreement([one, part]), "plan.patrol")
    assert patrol["words"] == 7
    assert patrol["u_alpha"] == pytest.approx(unitised_alpha([[(0, 2, 1)], [(0, 1, 1)]], 7))
