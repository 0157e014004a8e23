"""Codes by groups and by cases: what is counted, out of what, how sure, and by which passages."""

import numpy as np
import pandas as pd
import pytest

from civic_qual.analysis.tables.case_matrix import case_matrix
from civic_qual.analysis.tables.cooccurrence import cooccurrence
from civic_qual.analysis.tables.crosstab import crosstab
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
    table = crosstab(study(), "country").set_index(["theme", "group"])
    chad = table.loc[("plan", "Chad")]
    assert chad[["found", "read", "people"]].tolist() == [6, 7, 7]
    assert chad["share"] == 6 / 7
    people = np.array([[1, 0, 0, 0]] * 6 + [[0, 1, 0, 0]] + [[0, 0, 1, 0]] * 2 + [[0, 0, 0, 1]] * 6)
    expected = [float(one) for one in odds_ratios(people)]
    assert chad[["odds_ratio", "odds_low", "odds_high"]].tolist() == pytest.approx(expected)
    assert chad["low"] < 6 / 7 < chad["high"] < 1
    assert table.loc[("plan", "Mali"), "odds_ratio"] == pytest.approx(1 / expected[0])


def test_segments_are_more_but_no_surer():
    people = crosstab(study(), "country").iloc[0]
    turns = crosstab(study(), "country", evidence="segments").iloc[0]
    assert turns[["found", "read", "people"]].tolist() == [12, 14, 7]
    # Each says the same twice: twice the turns, and hardly a narrower interval.
    assert turns["high"] - turns["low"] > 0.75 * (people["high"] - people["low"])


def test_numbers_lead_back_to_passages():
    table = crosstab(study(), "country")
    behind = table.passages("plan", "Mali")
    assert behind["participant"].unique().tolist() == ["p13", "p14"]
    assert behind["text"].tolist() == ["we said so", "again so"] * 2
    with pytest.raises(TableError, match="there are: Chad, Mali"):
        table.passages("plan", "Togo")
    assert any("people" in note for note in table.notes)


def test_few_people_have_no_interval():
    table = crosstab(study(), "transcript")
    assert table[["low", "high", "odds_ratio"]].isna().all(axis=None)


def test_pairs_tell_counts_people_and_intervals():
    pairs = cooccurrence(study(), level="theme", value="pairs")
    (row,) = pairs.to_dict("records")
    assert [
        row[name]
        for name in ("both", "one_found", "other_found", "read", "people_both", "people_read")
    ] == [3, 16, 3, 30, 3, 15]
    assert row["odds_low"] < row["odds_ratio"] < row["odds_high"]
    assert row["lift_low"] < row["lift"] < row["lift_high"]
    assert pairs.passages("plan", "alert")["transcript"].tolist() == ["t0", "t1", "t13"]
    matrix = cooccurrence(study(), level="theme", value="odds_ratio")
    assert matrix.loc["plan", "alert"] == pytest.approx(row["odds_ratio"])
    assert np.isnan(matrix.loc["plan", "plan"])


def test_a_case_is_an_interview_or_a_person():
    by_interview = case_matrix(study())
    assert by_interview.loc["t0"].tolist() == [2, 1, 2, 2]
    assert by_interview.columns.tolist() == ["plan", "alert", "any theme", "read"]
    by_person = case_matrix(study(), "participant", value="share")
    assert by_person.loc["p0"].tolist() == [1, 0.5, 1, 2]
    assert case_matrix(study(), value="carried")["plan"].sum() == 8
    assert by_person.passages("p0", "alert")["text"].tolist() == ["again so"]
    assert "must not leave the study" in " ".join(by_person.notes)


def test_what_was_not_read_is_empty_not_zero():
    corpus = Corpus((interview("a", ["R: so"]), interview("b", ["R: so"])))
    coded = codings(
        corpus, codebook("plan", "alert"), [], read=[("a", 0, 5, "*"), ("b", 0, 5, "plan")]
    )
    matrix = case_matrix(coded)
    assert matrix.loc["a", "alert"] == 0
    assert np.isnan(matrix.loc["b", "alert"])


def test_what_pandas_makes_of_it_is_a_plain_table():
    table = crosstab(study(), "country")
    assert type(table.set_index("theme")) is pd.DataFrame
    assert "ul" in table._repr_html_()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda coded: crosstab(coded, "contry"), "did you mean 'country'"),
        (lambda coded: crosstab(coded, "country", evidence="words"), "participants"),
        (lambda coded: case_matrix(coded, "village"), "transcript, participant"),
        (lambda coded: case_matrix(coded, value="lift"), "count, carried, share"),
        (lambda coded: case_matrix(coded, "participant", unit="transcript"), "several people"),
    ],
)
def test_what_is_not_there_is_refused(call, said):
    with pytest.raises(TableError, match=said):
        call(study())


def test_nothing_finer_than_what_was_coded_is_counted():
    with pytest.raises(CodingError, match="turn"):
        crosstab(study(unit="turn"), "country", unit="sentence")
