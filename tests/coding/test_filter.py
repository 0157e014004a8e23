"""Choosing codings: by code, coder and attribute, and what becomes of the readings."""

import numpy as np
import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.errors import CodingError


@pytest.fixture(scope="module")
def both():
    return cq.example_codings()


@pytest.mark.parametrize(
    ("chosen", "column", "values"),
    [
        ({"coder": "A"}, "coder", ["A"]),
        ({"theme": ["plan", "harm"]}, "theme", ["plan", "harm"]),
        ({"code": "eng.feedback"}, "code", ["eng.feedback"]),
        ({"transcript": "car_01_village_chief"}, "transcript", ["car_01_village_chief"]),
        ({"country": "Mali"}, "country", ["Mali"]),
        ({"sex": ["woman"]}, "sex", ["woman"]),
        ({"language": "fr"}, "language", ["fr"]),
        ({"status": "rejected"}, "status", ["rejected"]),
    ],
)
def test_chosen_codings_are_the_rows_with_the_values(both, chosen, column, values):
    frame = both.frame
    expected = frame[frame[column].isin(values)].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        both.filter(**chosen).frame.astype(object), expected.astype(object)
    )


@pytest.mark.parametrize("chosen", [{"code": "plan"}, {"theme": "harm"}, {"status": "rejected"}])
def test_what_was_read_stays_read(both, chosen):
    assert both.filter(**chosen).read is not None
    assert both.filter(**chosen).readings.equals(both.readings)


@pytest.mark.parametrize("attribute", ["country", "sex", "age_band", "language"])
@pytest.mark.parametrize("unit", ["turn", "transcript"])
def test_a_table_of_chosen_codings_is_a_column_of_the_table_by_attribute(both, attribute, unit):
    """Of what others say neither codings nor readings are left, so that denominators fit."""
    whole = cq.theme_table(both, coder="A", by=attribute, unit=unit, measure="words").long
    for value in set(whole[attribute]) & set(both.frame[attribute]):
        chosen = both.filter(coder="A", **{attribute: value})
        own = cq.theme_table(chosen, unit=unit, measure="words").long
        there = whole[whole[attribute] == value]
        np.testing.assert_array_equal(own["count"].to_numpy(), there["count"].to_numpy())
        np.testing.assert_array_equal(
            own["denominator"].to_numpy(), there["denominator"].to_numpy()
        )


def test_readings_are_cut_to_the_turns_of_the_chosen(make):
    corpus = make.corpus(
        make.transcript("a", ["We fled.", ("B", "respondent", "We stayed."), "Yes."]),
        people={"a/R": {"sex": "woman"}, "a/B": {"sex": "man"}},
    )
    book = make.codebook(make.code("harm"))
    first, second, third = corpus["a"].turns
    rows = [
        ("reading", 0, len(corpus["a"].text), "*"),
        ("coding", first.start, second.end, "harm"),
    ]
    codings = cq.read_codings(
        pd.DataFrame(rows, columns=["kind", "start", "end", "code"]).assign(
            transcript="a", coder="Awa", unit="word"
        ),
        corpus,
        book,
    )
    women, men = codings.filter(sex="woman"), codings.filter(sex="man")
    assert women.readings[["start", "end"]].to_numpy().tolist() == [
        [first.start, first.end],
        [third.start, third.end],
    ]
    assert men.readings[["start", "end"]].to_numpy().tolist() == [[second.start, second.end]]
    assert len(women) == len(men) == 1  # a passage that both say
    assert codings.filter(sex=["man", "woman"]).readings.equals(codings.readings)


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"coder": "a"}, "there is no coder 'a'; did you mean 'A'"),
        ({"code": "plna"}, "there is no code 'plna'; did you mean 'plan'"),
        ({"theme": "Harm"}, "there is no code 'Harm'; did you mean 'harm'"),
        ({"transcript": "x"}, "there is no transcript 'x'; there are"),
        ({"cuntry": "Mali"}, "attribute 'cuntry'; did you mean 'country'"),
        ({"country": "Malli"}, "there is no country 'Malli'; did you mean 'Mali'"),
        ({"codes": "plan"}, "codings are not filtered by codes; did you mean code"),
        ({"origin": "machine"}, "there is no origin 'machine'"),
    ],
)
def test_near_misses_are_answered(both, chosen, says):
    with pytest.raises(CodingError, match=says):
        both.filter(**chosen)


def test_each_coding_is_a_record(both):
    first = next(iter(both))
    assert first.text == both.corpus[first.transcript].text[first.start : first.end]
    assert (first.theme, first.country) == (first.code.split(".")[0], "CAR")
    assert len(list(both)) == len(both) == len(both.frame)


def test_files_hold_what_can_be_recounted_and_say_for_whom(both, tmp_path):
    small = both.filter(transcript="car_01_village_chief")
    small.to_csv(tmp_path / "codings.csv")
    small.to_excel(tmp_path / "codings.xlsx")
    assert (tmp_path / "codings.notes.txt").read_text("utf-8-sig").startswith("Internal:")
    for name in ("codings.csv", "codings.xlsx"):
        back = cq.read_codings(tmp_path / name, both.corpus, both.codebook)
        assert back.frame.drop(columns=["time"]).equals(small.frame.drop(columns=["time"]))
        assert back.to_csv_frame().equals(small.to_csv_frame())


def test_a_notebook_shows_passages_whole(both):
    shown = both._repr_html_()
    assert "Enregistrez. Les autres aussi ont écrit, avec un cahier." in shown
    assert "2,109 codings" in shown
