"""Estimates: their columns and sums by hand, what they refuse, and the way back to passages."""

from dataclasses import replace

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.analysis.estimates.estimates import COLUMNS
from civic_qual.analysis.estimates.notes import WITHOUT_SCORES, row_note
from civic_qual.analysis.estimates.readers.in_few import without_rows_of_few
from civic_qual.coding.scores import CROSS_FITTED, NOT_TRAINED, TRAINED
from civic_qual.errors import ArgumentError, EstimateError, SampleError, TableError
from civic_qual.statistics.banded_shares import banded_shares
from civic_qual.statistics.intervals import wilson
from civic_qual.statistics.readers.cells import ABSENT, NOT_READ
from tests.analysis.estimating import Study, numbers
from tests.analysis.small import codebook


@pytest.fixture(scope="module")
def study():
    return Study()


@pytest.fixture(scope="module")
def sample(study):
    return cq.draw_sample(study.corpus, n=150, seed=3)


def read(study, sample):
    return study.person(sample.rows_in(study.corpus))


def test_every_number_is_what_its_column_says(study, sample):
    table = cq.estimate_themes(study.model(), read(study, sample), sample)
    assert tuple(table.frame.columns) == COLUMNS
    at = sample.rows_in(study.corpus)
    expected = banded_shares(study.scores, at, study.truth[at].astype(float))
    for place, theme in enumerate(("plan", "harm")):
        row = numbers(table, theme)
        found = study.truth[at, place].sum()
        assert (row["units"], row["human_n"], row["human_positive"]) == (400, 150, found)
        assert row["raw"] == study.found[:, place].mean()
        assert row["human_only"] == pytest.approx(found / 150)
        for column, numbers_of in (
            ("estimate", expected.estimate),
            ("low", expected.low),
            ("high", expected.high),
            ("estimate_unbiased", expected.unbiased),
        ):
            assert row[column] == pytest.approx(numbers_of[place])
        low, high = wilson(found, 150)
        assert row["gain"] == pytest.approx(1 - (row["high"] - row["low"]) / (high - low))
        assert row["method"] == "banded"


def test_a_group_speaks_for_its_own_segments(study, sample):
    table = cq.estimate_themes(study.model(), read(study, sample), sample, by="country")
    at = sample.rows_in(study.corpus)
    inside = np.repeat(np.arange(20) % 2 == 0, 20)
    expected = banded_shares(study.scores, at, study.truth[at].astype(float), inside=inside)
    row = numbers(table, "plan", "C0")
    assert (row["low"], row["high"]) == pytest.approx((expected.low[0], expected.high[0]))
    assert row["raw"] == pytest.approx(study.found[inside, 0].mean())
    assert set(table["group"]) == {"C0", "C1", "all"}


def test_raw_counts_are_those_of_the_theme_table(study, sample):
    machine = study.rules()
    table = cq.estimate_themes(machine, read(study, sample), sample, by="country")
    counts = cq.theme_table(machine, by="country")
    for group in ("C0", "C1", "all"):
        row = numbers(table, "harm", group)
        assert row["raw"] * row["units"] == pytest.approx(counts.frame.loc["harm", group])
        passages = counts.passages("harm", group)
        ours = table.passages("harm", "raw", group)
        assert (
            ours[["transcript", "start", "end"]].to_numpy().tolist()
            == passages[["transcript", "start", "end"]].to_numpy().tolist()
        )


def test_numbers_lead_back_to_passages(study, sample):
    table = cq.estimate_themes(study.model(), read(study, sample), sample)
    row = numbers(table, "plan")
    assert len(table.passages("plan", "human_positive")) == row["human_positive"]
    sampled = table.passages("plan")
    assert len(sampled) == row["human_n"]
    weight = 1 / sampled["probability"]
    unbiased = (weight * sampled["human"]).sum() / weight.sum()
    assert unbiased == pytest.approx(row["human_only"])
    with pytest.raises(TableError, match="did you mean 'plan'"):
        table.passages("plans")


def test_whole_interviews_are_clusters_and_show_people(study):
    sample = cq.draw_sample(study.corpus, n=12, design="interviews", seed=1)
    person, machine = read(study, sample), study.model()
    at = sample.rows_in(study.corpus)
    expected = banded_shares(
        study.scores, at, study.truth[at].astype(float), clusters=study.segments.transcript[at]
    )
    row = numbers(cq.estimate_themes(machine, person, sample), "harm")
    assert (row["low"], row["high"]) == pytest.approx((expected.low[1], expected.high[1]))
    people = numbers(cq.estimate_themes(machine, person, sample, measure="participants"), "harm")
    drawn = study.truth[at, 1].reshape(12, 20).any(axis=1)
    assert (people["units"], people["human_n"], people["human_positive"]) == (20, 12, drawn.sum())
    assert people["human_only"] == pytest.approx(drawn.mean())
    assert people["raw"] == study.found[:, 1].reshape(20, 20).any(axis=1).mean()
    assert people["low"] < people["estimate"] < people["high"]


def test_people_cannot_be_corrected_by_single_passages(study, sample):
    machine = study.rules()
    table = cq.estimate_themes(machine, read(study, sample), sample, measure="participants")
    row = numbers(table, "plan")
    assert row["method"] == "uncorrected"
    assert np.isnan(row["estimate"])
    counts = cq.theme_table(machine, measure="participants", normalise="share")
    assert row["raw"] == counts.frame.loc["plan", "all"]


def test_a_sample_by_score_weighs_what_it_drew_more_often(study):
    machine = study.model()
    sample = cq.draw_sample(study.corpus, n=150, scores=machine, seed=2)
    row = numbers(cq.estimate_themes(machine, read(study, sample), sample), "plan")
    weight = 1 / sample.units["probability"].to_numpy()
    truth = study.truth[sample.rows_in(study.corpus), 0]
    assert row["human_only"] == pytest.approx((weight * truth).sum() / weight.sum())
    assert row["human_only"] < row["human_positive"] / row["human_n"]


def test_a_group_too_small_says_how_many_more():
    study = Study(countries=20)
    sample = cq.draw_sample(study.corpus, n=150, seed=3)
    with pytest.raises(EstimateError, match="no group has 10 units coded by hand"):
        cq.estimate_themes(
            study.model(),
            read(study, sample),
            cq.draw_sample(study.corpus, n=40, seed=3),
            by="country",
            unread="ignore",
        )
    table = cq.estimate_themes(study.model(), read(study, sample), sample, by="country")
    small = table[table["method"] == "too few"]
    assert 0 < len(small) < len(table)
    assert small["low"].isna().all()
    one = small.frame.iloc[0]
    assert f"Code at least {10 - one['human_n']} more" in one["note"]


def test_a_code_nobody_used_has_an_upper_limit_only(sample):
    empty = Study(prevalence=(0.2, 0.0), added=0.0)
    table = cq.estimate_themes(empty.rules(), read(empty, sample), sample)
    row = numbers(table, "harm")
    assert (row["method"], row["low"]) == ("upper limit only", 0.0)
    assert np.isnan(row["estimate"])
    assert 0 < row["high"] < 0.05
    assert "Nobody used this code" in row["note"]


def test_what_the_person_did_not_look_for_is_not_estimated(study, sample):
    person = read(study, sample)
    only_plan = replace(
        person,
        read=replace(person.read, codes=type(person.read.codes).of("plan", len(person.read))),
    )
    table = cq.estimate_themes(study.model(), only_plan, sample)
    assert numbers(table, "harm")["method"] == "not looked for"
    assert numbers(table, "plan")["method"] == "banded"


def read_for(study, sample, written):
    """Return what the person found who read the sampled passages for what is written of each."""
    person = read(study, sample)
    codes = type(person.read.codes).of(written, len(person.read))
    return replace(person, read=replace(person.read, codes=codes))


@pytest.mark.parametrize("unread", ["refuse", "ignore"])
@pytest.mark.parametrize("few", [1, 5, 74])
def test_a_code_read_for_in_few_passages_takes_none_from_the_others(study, sample, few, unread):
    written = ["*"] * few + ["plan"] * (150 - few)
    table = cq.estimate_themes(
        study.model(), read_for(study, sample, written), sample, unread=unread
    )
    alone = cq.estimate_themes(
        study.model(), read_for(study, sample, ["plan"] * 150), sample, unread=unread
    )
    assert numbers(table, "plan").equals(numbers(alone, "plan"))
    left = numbers(table, "harm")
    assert left["method"] == "too few"
    assert np.isnan([left["estimate"], left["low"], left["high"], left["human_only"]]).all()
    assert left["note"].startswith(f"Only {few} of the sampled passages")
    (said,) = (note for note in table.notes if "read for it: 'harm'" in note)
    assert f"'harm' ({few})" in said
    assert f"civic-qual worksheet STUDY --sample {sample.name} --code harm" in said
    assert not any("read for it: " in note for note in alone.notes)


def test_a_code_read_for_in_half_of_the_passages_is_estimated_from_them(study, sample):
    written = ["*"] * 75 + ["plan"] * 75
    person = read_for(study, sample, written)
    with pytest.raises(EstimateError, match="75 of the 150 sampled passages were not read"):
        cq.estimate_themes(study.model(), person, sample)
    table = cq.estimate_themes(study.model(), person, sample, unread="ignore")
    assert [numbers(table, theme)["human_n"] for theme in ("plan", "harm")] == [75, 75]


def test_one_code_read_for_in_more_passages_takes_none_from_the_others():
    ticks = np.full((20, 6, 1), NOT_READ, dtype=np.int8)
    ticks[:, 0] = ticks[:8] = ABSENT
    left, in_few = without_rows_of_few(ticks)
    assert (left == ticks).all()
    assert not in_few.any()


@pytest.mark.parametrize(("read", "left_out"), [(4, 4), (5, 0), (6, 0)])
def test_a_row_stays_if_half_of_the_passages_that_count_for_most_were_read_for_it(read, left_out):
    ticks = np.full((10, 3, 1), ABSENT, dtype=np.int8)  # 10 x 2 are more than 6 x 3
    ticks[read:, 2] = NOT_READ
    left, in_few = without_rows_of_few(ticks)
    assert in_few.tolist() == [0, 0, left_out]
    assert (left[:read, 2] == NOT_READ).all() == bool(left_out)
    assert (left[:, :2] == ABSENT).all()


def test_a_code_the_model_has_not_learned_rests_on_people(study, sample):
    model = study.model()
    model = replace(
        model, scores=replace(model.scores, codes=("plan",), values=model.scores.values[:, :1])
    )
    row = numbers(cq.estimate_themes(model, read(study, sample), sample), "harm")
    assert row["method"] == "people only"
    assert row["low"] <= row["human_only"] <= row["high"]


def test_unread_passages_are_refused_or_assumed_alike(study, sample):
    at = sample.rows_in(study.corpus)
    person = study.person(at[:120])
    with pytest.raises(EstimateError, match="30 of the 150 sampled passages were not read"):
        cq.estimate_themes(study.model(), person, sample)
    table = cq.estimate_themes(study.model(), person, sample, unread="ignore")
    assert numbers(table, "plan")["human_n"] == 120
    assert any("30 sampled passages were not read" in note for note in table.notes)
    with pytest.raises(EstimateError, match="none of the 150"):
        cq.estimate_themes(study.model(), study.person(np.setdiff1d(np.arange(400), at)), sample)


def test_only_coded_passages_recorded_are_refused(study, sample):
    carrying = np.flatnonzero(study.truth.any(axis=1))
    with pytest.raises(EstimateError, match="every sampled passage that was read carries a code"):
        cq.estimate_themes(study.model(), study.person(carrying), sample, unread="ignore")


def test_passages_that_a_model_suggests_are_no_sample(study, sample):
    with pytest.raises(ArgumentError, match=r"as sample, and got a DataFrame; draw_sample"):
        cq.estimate_themes(study.model(), read(study, sample), sample.units)
    suggested = replace(sample, design="suggested")
    with pytest.raises(EstimateError, match="no random draw"):
        cq.estimate_themes(study.model(), read(study, sample), suggested)


def test_a_model_that_saw_the_sample_is_refused_unless_cross_fitted(study, sample):
    person = read(study, sample)
    with pytest.raises(EstimateError, match="trained on 150 of the sampled passages"):
        cq.estimate_themes(study.model(trained=TRAINED), person, sample)
    seen, unseen = (
        numbers(cq.estimate_themes(study.model(trained=trained), person, sample), "plan")
        for trained in (CROSS_FITTED, NOT_TRAINED)
    )
    assert 1 < (seen["high"] - seen["low"]) / (unseen["high"] - unseen["low"]) < 1.06


def test_what_does_not_belong_together_is_refused(study, sample):
    person, machine = read(study, sample), study.model()
    other = Study(interviews=19)
    with pytest.raises(EstimateError, match="different corpora"):
        cq.estimate_themes(other.model(), person, sample)
    with pytest.raises(SampleError, match="is not of this corpus"):
        cq.estimate_themes(other.model(), other.person(), sample)
    newer = replace(study.book, version="2")
    with pytest.raises(EstimateError, match="version '1' of the codebook, the person by '2'"):
        cq.estimate_themes(machine, replace(person, codebook=newer), sample)
    renamed = codebook("plan", "harm", "more")
    with pytest.raises(EstimateError, match="different definitions"):
        cq.estimate_themes(machine, replace(person, codebook=renamed), sample)
    with pytest.raises(EstimateError, match="holds readings of origin"):
        cq.estimate_themes(machine, machine, sample)
    with pytest.raises(EstimateError, match="a person is among its coders"):
        cq.estimate_themes(person, person, sample)
    with pytest.raises(EstimateError, match="turns were drawn"):
        cq.estimate_themes(machine, person, sample, unit="sentence")


def test_roles_changed_since_the_draw_are_refused(study, sample):
    changed = study.corpus.with_roles({("i000", "R"): "interviewer"})
    codings = [replace(one, corpus=changed) for one in (study.model(), read(study, sample))]
    with pytest.raises(SampleError, match="roles changed"):
        cq.estimate_themes(*codings, sample)


@pytest.mark.parametrize("wrong", [0.0, np.nan, 1.5, -0.1])
def test_probabilities_nobody_can_have_are_refused(study, sample, wrong):
    units = sample.units.copy()
    units.loc[3, "probability"] = wrong
    with pytest.raises(EstimateError, match="1 sampled passages have no probability"):
        cq.estimate_themes(study.model(), read(study, sample), replace(sample, units=units))


def test_units_that_stand_twice_are_refused(study, sample):
    units = sample.units.iloc[[0, *range(len(sample))]].reset_index(drop=True)
    with pytest.raises(EstimateError, match="1 passages stand twice"):
        cq.estimate_themes(study.model(), read(study, sample), replace(sample, units=units))


def test_of_several_people_one_may_be_chosen_and_one_who_coded_nothing_not():
    gold = cq.example_codings()
    machine = cq.RuleCoder(gold.codebook).code(gold.corpus)
    sample = cq.draw_sample(gold.corpus, n=100, seed=1)
    both = cq.estimate_themes(machine, gold, sample)
    assert {"by A, B" in note for note in both.notes} == {True, False}
    table = cq.estimate_themes(machine, gold, sample, coder="A")
    assert table.notes[0].startswith("Invented interviews")
    for coder in ("Z", ["A", "Z"]):
        with pytest.raises(TableError, match="nobody called 'Z' coded here"):
            cq.estimate_themes(machine, gold, sample, coder=coder)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (0.16, "overstate this theme by about a third"),
        (0.06, "understate this theme by about a half"),
        (0.36, "overstate this theme: they are about 3 times too high"),
        (0.12, "lie within the limits"),
        (0.01, "understate this theme: most is missed"),
    ],
)
def test_notes_say_how_far_raw_counts_can_be_believed(raw, said):
    note = row_note(
        raw=raw,
        estimate=0.12,
        low=0.1,
        high=0.14,
        human_n=200,
        human_positive=24,
        scored=True,
    )
    assert said in note


def test_nothing_given_is_changed(study, sample):
    machine, person, units = study.model(), read(study, sample), sample.units.copy()
    before = machine.scores.values.copy()
    cq.estimate_themes(machine, person, sample, by="country")
    assert sample.units.equals(units)
    assert (machine.scores.values == before).all()


def test_limits_hold_over_draws_from_one_study():
    study, held, asked = Study(interviews=40, seed=9), 0, 0
    machine, person = study.model(), study.person()
    for seed in range(25):
        sample = cq.draw_sample(study.corpus, n=120, seed=seed)
        table = cq.estimate_themes(machine, person, sample)
        for place, theme in enumerate(("plan", "harm")):
            row = numbers(table, theme)
            held += row["low"] <= study.truth[:, place].mean() <= row["high"]
            asked += 1
    assert held / asked >= 0.9


def test_a_model_that_assigns_no_code_still_ranks(study, sample):
    model = study.model()
    silent = replace(
        model, coded=model.coded.take(np.arange(0)), read=model.read.take(np.arange(0))
    )
    row = numbers(cq.estimate_themes(silent, read(study, sample), sample), "plan")
    full = numbers(cq.estimate_themes(model, read(study, sample), sample), "plan")
    assert np.isnan(row["raw"])
    assert (row["low"], row["high"]) == (full["low"], full["high"])


def test_a_model_without_scores_is_said_to_be_one(study, sample):
    model, person = study.model(), read(study, sample)
    told = [
        cq.estimate_themes(one, person, sample).notes
        for one in (model, replace(model, scores=None), study.rules())
    ]
    assert [WITHOUT_SCORES in notes for notes in told] == [False, True, False]
