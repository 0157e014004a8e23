"""Codes by groups and by cases: what is counted, out of what, how sure, and by which passages."""

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest

from civic_qual.analysis.passages.concordance import concordance
from civic_qual.analysis.passages.framework_matrix import framework_matrix
from civic_qual.analysis.passages.quotes import quotes
from civic_qual.analysis.tables.case_matrix import case_matrix
from civic_qual.analysis.tables.cooccurrence import cooccurrence
from civic_qual.analysis.tables.crosstab import crosstab
from civic_qual.analysis.tables.saturation import saturation
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.errors import CodingError, TableError
from civic_qual.statistics.associations import odds_ratios
from tests.analysis.small import codebook, codings, interview


def study(unit="word"):
    """Make 7 interviews in Chad, 6 of which raise the plan twice, and 8 in Mali with 2 of them."""
    rows, transcripts, speaks = [], [], {}
    for place in range(15):
        name, country = f"t{place}", "Chad" if place < 7 else "Mali"
        one = interview(name, ["I: and?", "R: we said so", "R: again so"], country=country)
        transcripts.append(one)
        speaks[name, "R"] = f"p{place}"
        if place < 6 or place >= 13:
            rows += [(name, turn.spoken[0], "plan") for turn in one.turns[1:]]
        if place in (0, 1, 13):
            rows.append((name, "again", "alert"))
    return codings(
        Corpus(tuple(transcripts), Participants(speaks)), codebook("plan", "alert"), rows, unit=unit
    )


def test_people_are_counted_and_compared_with_all_others():
    table = crosstab(study(), by="country").frame.set_index(["theme", "group"])
    chad = table.loc[("plan", "Chad")]
    assert chad[["found", "read", "people"]].tolist() == [6, 7, 7]
    assert chad["share"] == 6 / 7
    people = np.array([[1, 0, 0, 0]] * 6 + [[0, 1, 0, 0]] + [[0, 0, 1, 0]] * 2 + [[0, 0, 0, 1]] * 6)
    expected = [float(one) for one in odds_ratios(people)]
    assert chad[["odds_ratio", "odds_low", "odds_high"]].tolist() == pytest.approx(expected)
    assert chad["low"] < 6 / 7 < chad["high"] < 1
    assert table.loc[("plan", "Mali"), "odds_ratio"] == pytest.approx(1 / expected[0])


def test_segments_are_more_but_no_surer():
    people = crosstab(study(), by="country").frame.iloc[0]
    turns = crosstab(study(), by="country", measure="segments").frame.iloc[0]
    assert turns[["found", "read", "people"]].tolist() == [12, 14, 7]
    # Each says the same twice: twice the turns, and hardly a narrower interval.
    assert turns["high"] - turns["low"] > 0.75 * (people["high"] - people["low"])


def test_numbers_lead_back_to_passages():
    table = crosstab(study(), by="country")
    behind = table.passages("plan", "Mali")
    assert behind["participant"].unique().tolist() == ["p13", "p14"]
    assert behind["text"].tolist() == ["we said so", "again so"] * 2
    with pytest.raises(TableError, match="there are: Chad, Mali"):
        table.passages("plan", "Togo")
    assert any("people" in note for note in table.notes)


def test_few_people_have_no_interval():
    table = crosstab(study(), by="transcript")
    assert table[["low", "high", "odds_ratio"]].isna().all(axis=None)


def test_pairs_tell_counts_people_and_intervals():
    pairs = cooccurrence(study(), level="theme", value="pairs")
    (row,) = pairs
    assert [
        row[name]
        for name in ("both", "one_found", "other_found", "read", "people_both", "people_read")
    ] == [3, 16, 3, 30, 3, 15]
    assert row["odds_low"] < row["odds_ratio"] < row["odds_high"]
    assert row["lift_low"] < row["lift"] < row["lift_high"]
    assert pairs.passages("plan", "alert")["transcript"].tolist() == ["t0", "t1", "t13"]
    matrix = cooccurrence(study(), level="theme", value="odds_ratio").frame
    assert matrix.loc["plan", "alert"] == pytest.approx(row["odds_ratio"])
    assert np.isnan(matrix.loc["plan", "plan"])


def test_a_case_is_an_interview_or_a_person():
    by_interview = case_matrix(study()).frame
    assert by_interview.loc["t0"].tolist() == [2, 1, 2, 2]
    assert by_interview.columns.tolist() == ["plan", "alert", "any theme", "read"]
    by_person = case_matrix(study(), case="participant", value="share")
    assert by_person.frame.loc["p0"].tolist() == [1, 0.5, 1, 2]
    assert case_matrix(study(), value="carried")["plan"].sum() == 8
    assert by_person.passages("p0", "alert")["text"].tolist() == ["again so"]
    assert "must not leave the study" in " ".join(by_person.notes)


def test_what_was_not_read_is_empty_not_zero():
    corpus = Corpus((interview("a", ["R: so"]), interview("b", ["R: so"])))
    coded = codings(
        corpus, codebook("plan", "alert"), [], read=[("a", 0, 5, "*"), ("b", 0, 5, "plan")]
    )
    matrix = case_matrix(coded).frame
    assert matrix.loc["a", "alert"] == 0
    assert np.isnan(matrix.loc["b", "alert"])


def test_rows_that_are_chosen_keep_notes_and_the_way_back():
    table = crosstab(study(), by="country").only(group="Mali")
    assert type(table.frame) is pd.DataFrame
    assert table.notes == crosstab(study(), by="country").notes
    assert len(table.passages("plan", "Mali")) == 4
    assert "<ul" in table._repr_html_()


def tables():
    coded = study()
    return {
        "crosstab": (crosstab(coded, by="country"), ("plan", "Mali")),
        "cooccurrence": (cooccurrence(coded, level="theme"), ("plan", "alert")),
        "pairs": (cooccurrence(coded, level="theme", value="pairs"), ("plan", "alert")),
        "case_matrix": (case_matrix(coded), ("t0", "plan")),
        "framework_matrix": (framework_matrix(coded), ("t0", "plan")),
        "quotes": (quotes(coded), None),
        "concordance": (concordance(coded.corpus, "say"), None),
        "saturation": (saturation(coded, draws=9), None),
    }


@pytest.mark.parametrize("name", tables())
def test_a_result_travels_with_its_way_back(name):
    table, where = tables()[name]
    for again in (pickle.loads(pickle.dumps(table)), copy.deepcopy(table)):
        assert again.equals(table)
        assert len(again)
        if where:
            assert again.passages(*where).equals(table.passages(*where))
            assert len(again.passages(*where))


def test_a_result_comes_back_from_another_process():
    table, where = tables()["crosstab"]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(crosstab, study(), by="country").result().equals(table)
        assert pool.submit(table.passages, *where).result().equals(table.passages(*where))


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        (lambda coded: crosstab(coded, by="country", evidense="segments"), "no argument evidense"),
        (lambda coded: crosstab(coded, groupby="country"), "did you mean by"),
        (lambda coded: saturation(coded, random_state=1), "did you mean seed"),
        (lambda coded: quotes(coded, levels="code"), "did you mean level"),
        (lambda coded: framework_matrix(coded, cases="country"), "did you mean case"),
        (lambda coded: cooccurrence(coded, units="turn"), "did you mean unit"),
    ],
)
def test_arguments_that_nearly_fit_are_answered_with_the_right_one(call, meant):
    with pytest.raises(TypeError, match=meant):
        call(study())


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda coded: crosstab(coded, by="contry"), "did you mean 'country'"),
        (lambda coded: crosstab(coded, by="country", measure="words"), "participants"),
        (lambda coded: case_matrix(coded, case="village"), "transcript, participant"),
        (lambda coded: case_matrix(coded, value="lift"), "count, carried, share"),
        (lambda coded: case_matrix(coded, case="participant", unit="transcript"), "several people"),
    ],
)
def test_what_is_not_there_is_refused(call, said):
    with pytest.raises(TableError, match=said):
        call(study())


def test_nothing_finer_than_what_was_coded_is_counted():
    with pytest.raises(CodingError, match="turn"):
        crosstab(study(unit="turn"), by="country", unit="sentence")
