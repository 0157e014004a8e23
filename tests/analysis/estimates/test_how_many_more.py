"""How many more: what is expected is what happens, and the cheapest is the least."""

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.analysis.estimates.how_many_more import _cheapest, _note
from civic_qual.errors import EstimateError
from tests.analysis.estimating import Study


@pytest.fixture(scope="module")
def study():
    return Study(interviews=120, prevalence=(0.2, 0.05))


@pytest.fixture(scope="module")
def table(study):
    return asked(study, 150, 0.07)


def asked(study, n, width, **arguments):
    sample = cq.draw_sample(study.corpus, n=n, seed=5)
    person = study.person(sample.rows_in(study.corpus))
    return sample.how_many_more(study.model(), person, width=width, **arguments)


def test_what_is_expected_happens(study, table):
    row = table.frame.iloc[0]
    n = 150 + int(row["simple"])
    widths = []
    for seed in range(8):
        sample = cq.draw_sample(study.corpus, n=n, seed=seed)
        person = study.person(sample.rows_in(study.corpus))
        estimate = cq.estimate_themes(study.model(), person, sample).frame.iloc[0]
        widths.append(estimate["high"] - estimate["low"])
    assert np.mean(widths) == pytest.approx(0.07, rel=0.15)


def test_the_cautious_number_is_enough_more_often_and_the_note_gives_both(table):
    row = table.frame.iloc[0]
    for design in ("simple", "scores", "interviews"):
        assert row[design] < row[f"{design}_cautious"]
    low, high = row[row["cheapest"]], row[f"{row['cheapest']}_cautious"]
    assert row["note"].startswith(f"Between {low:.0f} and {high:.0f} passages more")
    assert f"with {high:.0f} nine of ten" in row["note"]


def test_where_no_number_is_sure_the_note_says_so():
    more = {"simple": 40.0, "simple_cautious": np.nan, "by_hand_alone": np.nan}
    assert _note("simple", more).startswith("At least 40 passages more")
    assert _note("simple", more).endswith("no number is sure to.")


def test_the_cheapest_is_the_least_and_the_machine_saves_work(table):
    row = table.frame.iloc[0]
    designs = row[["simple", "scores", "interviews"]].astype(float)
    assert designs[row["cheapest"]] == designs.min()
    assert row["simple"] < row["by_hand_alone"]
    assert f"design '{row['cheapest']}'" in row["note"]


@pytest.mark.parametrize(
    ("more", "cheapest"),
    [
        ({"simple": 40.0, "stratified": 12.0, "scores": 30.0, "by_hand_alone": 9.0}, "stratified"),
        ({"simple": 1.0, "scores": 2.0, "interviews": np.nan}, "simple"),
        ({"simple": np.nan, "stratified": np.nan, "interviews": 7.0}, "interviews"),
        ({"simple": np.nan, "scores": np.nan, "by_hand_alone": 9.0}, ""),
        ({}, ""),
    ],
)
def test_the_cheapest_is_one_of_the_designs_that_are_enough(more, cheapest):
    assert _cheapest(more) == cheapest


def test_narrow_enough_needs_nothing(study):
    table = asked(study, 150, 0.5)
    assert (table["simple"] == 0).all()
    assert set(table["note"]) == {"Narrow enough already."}


def test_a_group_is_reached_by_strata_with_fewer(study):
    table = asked(study, 150, 0.1, by="country")
    here = table[(table["group"] == "C0") & (table["width"] > 0.1)]
    assert len(here)
    assert (here["stratified"] < here["simple"]).all()
    assert (here["cheapest"] == "stratified").all()


@pytest.mark.parametrize("width", [0, 1, -0.1])
def test_a_width_that_is_none_is_refused(study, width):
    with pytest.raises(EstimateError, match="between 0 and 1"):
        asked(study, 50, width)
