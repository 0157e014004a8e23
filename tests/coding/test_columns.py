import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.codings import CODING_COLUMNS, READING_COLUMNS, Codings
from civic_qual.coding.columns import Labels, _order, coding_columns, pairs, reading_columns
from civic_qual.coding.evidence import TextEvidence

NAMES = st.sampled_from(["anna", "ben", "rules", ""])
ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 9),
        st.integers(1, 9),
        st.integers(0, 1),
        NAMES,
        st.sampled_from(["human", "rule"]),
        st.sampled_from(["accepted", "rejected"]),
    ),
    max_size=12,
)
COLUMNS = ("transcript", "start", "end", "code", "coder", "origin", "status")


@pytest.fixture(scope="module")
def study(make):
    interview = make.transcript("b", ("R", "They plan a base. They came late."))
    corpus = make.corpus(
        interview, make.transcript("a", ("R", "A plan, said the base."), ("S", "Une base."))
    )
    return corpus, make.codebook(make.code("plan", ["plan"]), make.code("base", ["base"]))


def columns_of(entries):
    return {name: [entry[place] for entry in entries] for place, name in enumerate(COLUMNS)}


@settings(deadline=None, max_examples=100)
@given(ENTRIES)
def test_codings_stand_in_one_order_and_equal_ones_as_they_came(entries):
    made, order = coding_columns(**columns_of(entries))
    assert order.tolist() == sorted(range(len(entries)), key=lambda place: entries[place])
    assert [
        *zip(
            *(getattr(made, name).tolist() for name in COLUMNS[:4]),
            *(getattr(made, name).texts() for name in COLUMNS[4:]),
            strict=True,
        )
    ] == [entries[place] for place in order]


def test_columns_too_wide_to_be_packed_sort_the_same():
    far = [2**40, 0, 2**40]
    made, order = coding_columns(
        transcript=[1, 0, 0], start=far, end=far, code=[0, 1, 0], coder="a", origin="human"
    )
    assert order.tolist() == [1, 2, 0]
    assert made.score.tolist() == [1.0] * 3


@settings(deadline=None, max_examples=100)
@given(st.lists(NAMES), st.data())
def test_labels_say_what_a_list_says(texts, data):
    labels = Labels.of(texts, len(texts))
    places = np.array(
        data.draw(st.lists(st.sampled_from(range(len(texts) or 1))) if texts else st.just([])),
        dtype=np.int64,
    )
    taken = labels.take(places)
    assert taken.texts() == [texts[place] for place in places]
    assert list(taken.values) == sorted(set(taken.texts()))
    assert taken.among(["anna", ""]).tolist() == [text in ("anna", "") for text in taken.texts()]
    assert pairs(labels, Labels.of("x", len(texts))) == {(text, "x") for text in texts}


def test_tables_show_the_columns_and_columns_come_back_from_tables(study):
    corpus, codebook = study
    coded, _ = coding_columns(
        transcript=[0, 1],
        start=[3, 8],
        end=[7, 12],
        code=[0, 0],
        coder=["anna", "ben"],
        origin="human",
        status="accepted",
    )
    read = reading_columns(
        transcript=[0, 1],
        start=[0, 0],
        end=[20, 30],
        unit="word",
        codes=["*", "plan"],
        coder=["anna", "ben"],
        origin="human",
    )
    made = Codings(
        corpus=corpus,
        codebook=codebook,
        coded=coded,
        read=read,
        evidence=TextEvidence(("one", "two")),
    )
    assert set(made.frame.columns) >= set(CODING_COLUMNS)
    assert tuple(made.readings.columns) == READING_COLUMNS
    assert made.rows["revision"].tolist() == [one.revision for one in corpus]
    assert set(made.rows["rules_fingerprint"]) == {codebook.rules_fingerprint}
    back = Codings.from_frames(
        corpus, codebook, made.rows[::-1], made.readings[::-1], TextEvidence(("two", "one"))
    )
    pd.testing.assert_frame_equal(back.frame, made.frame)
    pd.testing.assert_frame_equal(back.readings, made.readings)


def test_tables_without_rows_have_the_types_of_others(study):
    corpus, codebook = study
    coded, _ = coding_columns(transcript=[], start=[], end=[], code=[], coder="x", origin="rule")
    read = reading_columns(
        transcript=[], start=[], end=[], unit="word", codes="*", coder="x", origin="rule"
    )
    empty = Codings(
        corpus=corpus, codebook=codebook, coded=coded, read=read, evidence=TextEvidence(())
    )
    assert empty.coders == ()
    assert empty.rows["revision"].dtype == empty.rows["coder"].dtype == pd.Series(["a"]).dtype
    assert empty.rows["transcript"].cat.categories.tolist() == ["a", "b"]


def test_nothing_is_worked_out_that_nobody_asked_for(study):
    corpus, codebook = study
    coded, _ = coding_columns(
        transcript=[0], start=[0], end=[3], code=[0], coder="x", origin="rule"
    )
    made = Codings(
        corpus=corpus,
        codebook=codebook,
        coded=coded,
        read=reading_columns(
            transcript=[0], start=[0], end=[9], unit="word", codes="*", coder="x", origin="rule"
        ),
        evidence=TextEvidence(("",)),
    )
    assert len(made.filter(coder="x")) == 1
    assert "rows" not in vars(made)
    assert made.rows is made.rows


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from([1, 5, 2**20, 2**40, 2**62]).flatmap(
        lambda most: st.lists(
            st.tuples(st.integers(-most, most), st.integers(0, 2), st.integers(-most, 0)),
            max_size=9,
        )
    )
)
def test_rows_are_put_in_order_however_large_their_numbers_are(rows):
    columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)] or [
        np.zeros(0, dtype=np.int64)
    ]
    order = _order(*columns)
    expected = sorted(range(len(rows)), key=rows.__getitem__)
    assert list(range(len(rows)) if order is None else order) == expected
