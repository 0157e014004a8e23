"""Error rates by who speaks: counted by hand, tested by shuffling people, and remembered."""

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.errors import EstimateError
from civic_qual.statistics.group_tests import cluster_effect, shuffle_test
from tests.analysis.estimating import Study


def test_rates_are_counted_by_hand():
    study = Study()
    table = cq.error_by(study.rules(), study.person(), by="country")
    inside = np.repeat(np.arange(20) % 2 == 0, 20)
    for place, theme in enumerate(("plan", "harm")):
        truth, found = study.truth[inside, place], study.found[inside, place]
        for error, wrong, trials in (
            ("false positive", found & ~truth, ~truth),
            ("false negative", ~found & truth, truth),
        ):
            row = table.only(theme=theme, value="C0", error=error).frame.iloc[0]
            assert (row["errors"], row["n"]) == (wrong.sum(), trials.sum())
            assert row["rate"] == wrong.sum() / trials.sum()
            assert row["low"] <= row["rate"] <= row["high"]


def biased():
    """The machine misses nothing in one country and nearly everything in the other."""
    study = Study(missed=0.0)
    study.found[:, 0] &= np.repeat(np.arange(20) % 2 == 0, 20)
    return study


def test_a_machine_that_errs_with_a_country_is_found_out_and_tables_say_so():
    study = biased()
    machine = study.rules()
    before = cq.theme_table(machine, by="country").notes
    table = cq.error_by(machine, study.person(), by=["country"])
    found = table[table["p_adjusted"] <= 0.05]
    assert set(found["theme"]) == {"plan"}
    assert set(found["error"]) == {"false negative"}
    warning = "Warning: the machine errs with country"
    assert any(note.startswith(warning) for note in table.warnings)
    assert not any(note.startswith(warning) for note in before)
    for made in (
        cq.theme_table(machine, by="country", errors=table),
        cq.crosstab(machine, by="country", errors=table),
    ):
        assert any(note.startswith(warning) for note in made.notes)
    assert not any(note.startswith(warning) for note in cq.theme_table(machine, errors=table).notes)


def test_estimates_by_an_attribute_test_it_themselves():
    study = biased()
    sample = cq.draw_sample(study.corpus, n=200, seed=1)
    person = study.person(sample.rows_in(study.corpus))
    table = cq.estimate_themes(study.rules(), person, sample, by="country")
    assert any(note.startswith("Warning: the machine errs with country") for note in table.notes)


def test_a_fair_machine_is_not_accused():
    study = Study(seed=4)
    table = cq.error_by(study.rules(), study.person(), by="country")
    assert table["p_adjusted"].min() > 0.05
    assert "no proof" in str(table.notes)


def test_too_few_people_are_not_tested_and_it_says_why():
    study = Study(interviews=4)
    table = cq.error_by(study.rules(), study.person(), by="country")
    assert table["p"].isna().all()
    assert table["note"].str.contains("fewer than 3 people").all()


def test_nothing_read_by_both_is_refused():
    study = Study()
    with pytest.raises(EstimateError, match="by which attributes"):
        cq.error_by(study.rules(), study.person(), by=[])
    with pytest.raises(EstimateError, match="a person is among its coders"):
        cq.error_by(study.person(), study.person(), by="country")


def test_shuffling_keeps_its_promise_where_segments_of_a_person_are_alike():
    # Each person is all wrong or all right: segments say nothing more than the person does.
    rng = np.random.default_rng(1)
    false_alarms = 0
    for seed in range(200):
        errors = np.repeat(rng.random((14, 1)) < 0.4, 1, axis=1) * 10.0
        p = shuffle_test(errors, np.full((14, 1), 10.0), np.arange(14) < 7, seed, 199)
        false_alarms += p[0] <= 0.05
    assert false_alarms <= 20


def test_people_who_are_all_alike_leave_the_variance_as_it_is():
    trials = np.full((30, 1), 10.0)
    assert cluster_effect(np.full((30, 1), 3.0), trials)[0] == 1.0
    wrong = np.where(np.arange(30)[:, None] < 9, 10.0, 0.0)
    assert cluster_effect(wrong, trials)[0] == pytest.approx(10 * 30 / 29)
