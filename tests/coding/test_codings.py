"""Codings as tables: frames, choices, and codings.csv with all that can be recounted from it."""

import pandas as pd
import pytest

from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.codings import CODING_COLUMNS, READING_COLUMNS
from civic_qual.coding.files.reading import read_codings
from civic_qual.coding.frames import SHOWN


@pytest.fixture(scope="module")
def corpus(make):
    return make.corpus(
        make.transcript(
            "a",
            [
                ("Q", "interviewer", "A base?"),
                "A base. No, at night.",
                ("P2", "respondent", "They patrol. They come."),
            ],
            country="CAR",
            role="chief",
        ),
        make.transcript("b", ["Nobody came to the base."], country="Mali"),
        people={"a/R": {"sex": "woman", "country": "Chad"}, "b/R": {"sex": "man"}},
    )


@pytest.fixture(scope="module")
def codings(make, corpus):
    book = make.codebook(make.code("plan", ["base", "night"]), make.code("perf", ["come"]))
    return RuleCoder(book).code(corpus)


def test_frames_have_the_columns_of_the_contract(codings):
    assert tuple(codings.frame.columns) == (*SHOWN, "country", "attribute_role", "sex")
    assert set(SHOWN) > set(CODING_COLUMNS)
    assert tuple(codings.readings.columns) == READING_COLUMNS
    assert codings.rows["transcript"].cat.categories.tolist() == ["a", "b"]
    assert codings.rows["code"].cat.categories.tolist() == ["plan", "perf"]
    assert repr(codings) == "Codings(5 codings and 3 readings by rules)"


def test_a_frame_can_be_changed_without_harm(codings):
    frame = codings.frame
    frame.loc[:, "start"] = 0
    frame["coder"] = "me"
    assert set(codings.frame["coder"]) == {"rules"}
    assert codings.frame["start"].max() > 0


def test_rows_stand_in_the_order_of_the_text(codings):
    assert codings.frame[["transcript", "code"]].to_numpy().tolist() == [
        ["a", "plan"],
        ["a", "plan"],
        ["a", "perf"],
        ["b", "perf"],
        ["b", "plan"],
    ]


def test_only_keeps_codings_with_their_evidence_and_readings(corpus, codings):
    people = pd.DataFrame(
        [
            ("b", 3, 9, "perf", "anna", "accepted", "one"),
            ("b", 3, 9, "plan", "ben", "rejected", ""),
            ("b", 10, 14, "plan", "anna", "rejected", "two"),
        ],
        columns=["transcript", "start", "end", "code", "coder", "status", "evidence"],
    )
    both = read_codings(people, corpus, codings.codebook)
    anna = both.filter(coder="anna")
    assert anna.frame["evidence"].tolist() == ["one", "two"]
    assert set(anna.readings["coder"]) == {"anna"}
    assert anna.filter(status="rejected").frame["evidence"].tolist() == ["two"]
    assert len(anna.filter(status="rejected").readings) == 1
    assert len(both.filter(coder=["anna", "ben"])) == 3
    assert len(both.filter(origin="rule")) == len(both.filter(origin="rule").readings) == 0
    assert both.coders == ("anna", "ben")


def test_csv_has_a_row_for_every_coding_and_every_segment_read(codings):
    frame = codings.to_csv_frame(unit="turn")
    assert frame.columns.tolist() == [
        "kind",
        "transcript",
        "start",
        "end",
        "unit",
        "coded_unit",
        "role",
        "participant",
        "language",
        "words",
        "code",
        "coder",
        "origin",
        "score",
        "status",
        "evidence",
        "rules_fingerprint",
        "content_fingerprint",
        "revision",
        "shown",
        "country",
        "attribute_role",
        "sex",
    ]
    read = frame[frame["kind"] == "reading"]
    assert read[
        ["transcript", "participant", "role", "words", "code", "country", "sex", "attribute_role"]
    ].to_numpy().tolist() == [
        ["a", "a/R", "respondent", 5, "*", "Chad", "woman", "chief"],
        ["a", "a/P2", "respondent", 4, "*", "CAR", "", "chief"],
        ["b", "b/R", "respondent", 5, "*", "Mali", "man", ""],
    ]
    coded = frame[frame["kind"] == "coding"]
    assert coded["words"].tolist() == [1] * 5
    assert coded["participant"].tolist() == ["a/R", "a/R", "a/P2", "b/R", "b/R"]


@pytest.mark.parametrize(
    ("unit", "segments"), [("sentence", 5), ("turn", 3), ("paragraph", 3), ("transcript", 2)]
)
def test_csv_counts_in_any_unit(codings, unit, segments):
    frame = codings.to_csv_frame(unit=unit)
    assert (frame["kind"] == "reading").sum() == segments
    assert set(frame["unit"]) == {unit}


def test_csv_recounts_to_how_many_segments_carry_a_code(codings):
    frame = codings.to_csv_frame(unit="sentence")
    read, coded = (frame[frame["kind"] == kind] for kind in ("reading", "coding"))
    pairs = read.merge(coded, on="transcript", suffixes=("", "_coded"))
    pairs = pairs[(pairs["start_coded"] < pairs["end"]) & (pairs["start"] < pairs["end_coded"])]
    carried = pairs.drop_duplicates(["transcript", "start", "code_coded"])["code_coded"]
    assert carried.value_counts().to_dict() == {"plan": 3, "perf": 2}


def test_csv_without_evidence_quotes_nobody(codings):
    frame = codings.to_csv_frame(unit="turn", evidence=False)
    coded = frame.loc[frame["kind"] == "coding", "evidence"].tolist()
    assert coded == [
        "plan en #1 (base)",
        "plan en #2 (night)",
        "perf en #1 (come)",
        "perf en #1 (come)",
        "plan en #1 (base)",
    ]
    assert codings.frame["evidence"].tolist()[3] == "perf en #1 (come): came [10:14]"
    people = read_codings(codings.to_csv_frame(), codings.corpus, codings.codebook)
    assert set(people.to_csv_frame(unit="turn", evidence=False)["evidence"]) == {""}


def test_a_column_taken_for_an_attribute_is_shown_where_to_look(codings):
    with pytest.raises(AttributeError, match=r"take the column as result\['speaker'\]"):
        codings.speaker  # noqa: B018
    with pytest.raises(AttributeError, match="choose codings before they are counted"):
        codings.only  # noqa: B018


def test_what_python_asks_for_by_itself_is_simply_not_there(codings):
    """Notebooks and pickles ask for such names; advice to people would be worked out in vain."""
    with pytest.raises(AttributeError) as said:
        codings._repr_nothing_  # noqa: B018
    assert str(said.value) == "'Codings' object has no attribute '_repr_nothing_'"
