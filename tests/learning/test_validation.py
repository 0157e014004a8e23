"""Cross-validation: nested, grouped, with intervals, and equal to counting by hand."""

import dataclasses

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score

import civic_qual as cq
from civic_qual.coding.columns import Labels
from civic_qual.errors import EstimateError, ModelError
from civic_qual.learning.corpus_rows import rows_of_codings
from civic_qual.learning.kernel_ridge import grouped_folds
from civic_qual.learning.validation import Judgements, _left_out, quality
from tests.learning.small import HashEncoder


@pytest.fixture(scope="module")
def table(gold):
    model = cq.ThemeClassifier(encoder=HashEncoder(), penalties=(1.0,), rules=False)
    return cq.cross_validate(model, gold, folds=3, draws=5)


def test_a_row_a_code_and_averages_in_every_language(table, gold):
    assert table["language"].unique().tolist() == ["all", "en", "fr"]
    here = table[table["language"] == "all"]
    assert here["code"].tolist() == [*rows_of_codings(gold).codes, "micro", "macro"]
    assert set(here["kind"]) == {"code", "average"}


def test_every_measure_has_limits_around_it(table):
    for name in ("precision", "recall", "f1", "average_precision", "brier"):
        there = table[[name, f"{name}_low", f"{name}_high"]].dropna()
        assert len(there)
        assert (there[f"{name}_low"] <= there[f"{name}_high"]).all()


def test_support_is_that_of_the_codings(table, gold):
    counted = cq.theme_table(gold, level="code").frame["all"]
    here = table.only(language="all").frame.set_index("code")["support"]
    assert here["plan.presence"] == counted["plan.presence"]
    assert here["plan"] == counted["plan"]


def test_it_says_how_it_was_measured(table):
    assert "3 folds" in table.notes[0]
    assert table.only(language="fr").notes == table.notes


def test_groups_stay_whole_and_no_fold_is_empty():
    groups = np.random.default_rng(0).integers(0, 9, 60)
    fold = grouped_folds(groups, 4)
    assert set(fold) == {0, 1, 2, 3}
    assert all(len(set(fold[groups == group])) == 1 for group in set(groups))


def test_one_fold_is_refused(gold):
    with pytest.raises(ModelError, match="at least two"):
        cq.cross_validate(cq.ThemeClassifier(encoder=None, rules=False), gold, folds=1)


def test_measures_equal_those_of_scikit_learn():
    generator = np.random.default_rng(3)
    truth = (generator.random((50, 4)) < 0.3).astype(float)
    scores = np.round(generator.random((50, 4)), 1)
    found = quality(Judgements(truth, scores, np.full((50, 4), 0.5)))
    said = scores > 0.5
    np.testing.assert_allclose(
        found["f1"],
        [
            *f1_score(truth, said, average=None),
            f1_score(truth, said, average="micro"),
            f1_score(truth, said, average="macro"),
        ],
    )
    np.testing.assert_allclose(
        found["average_precision"][:4], average_precision_score(truth, scores, average=None)
    )


def test_limits_stand_in_the_row_of_what_they_limit(table):
    """Where all draws agree there is nothing between the limits; a limit is never elsewhere."""
    there = table.frame.dropna(subset=["recall_low", "recall_high"])
    always = there[(there["recall_low"] == there["recall_high"]) & (there["recall"] > 0)]
    assert (always["recall_low"] == always["recall"]).all()
    missing = table.frame[table.frame["recall"].isna()]
    assert missing[["recall_low", "recall_high"]].isna().all(axis=None)


def test_where_a_model_has_no_probability_it_assigns_nothing():
    truth = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, np.nan]])
    chances = np.array([[np.nan, 0.6], [np.nan, 0.5], [0.9, 0.9]])
    judged = Judgements(truth, chances, np.full((3, 2), 0.5))
    assert judged.assigned.tolist() == [[False, True], [False, False], [True, False]]
    # Of the first code one of two is found, of the second one of two; nothing is wrong.
    assert quality(judged)["recall"].tolist() == [0.5, 0.5, 0.5, 0.5]
    assert quality(judged)["precision"].tolist() == [1, 1, 1, 1]


def test_what_nobody_read_counts_nowhere():
    truth = np.array([[1.0, np.nan], [0.0, 1.0], [np.nan, 0.0]])
    scores = np.array([[0.9, 0.9], [0.1, 0.8], [0.9, 0.1]])
    found = quality(Judgements(truth, scores, np.full((3, 2), 0.5)))
    assert found["f1"].tolist() == [1.0] * 4
    np.testing.assert_allclose(found["brier"][:2], [0.01, 0.025])


def test_a_model_is_judged_by_what_was_coded_blind_and_learns_of_all(table, gold):
    model = cq.ThemeClassifier(encoder=HashEncoder(), penalties=(1.0,), rules=False)
    names = [one.id for one in gold.corpus]
    seen = set(names[: len(names) // 2])
    shown = [("model" if name in seen else "blind") for name in gold.readings["transcript"]]
    read = dataclasses.replace(gold.read, shown=Labels.of(shown, len(shown)))
    told = dataclasses.replace(gold, read=read)
    blind = cq.cross_validate(model, told, folds=3, draws=2)
    unseen = [name for name in names if name not in seen]
    counted = cq.theme_table(gold.filter(transcript=unseen), level="code").frame["all"]
    here = blind.only(language="all").frame.set_index("code")
    assert here.loc["plan", "support"] == counted["plan"] > 0
    assert any("Left out" in note and "who saw what a model found" in note for note in blind.notes)
    everything = cq.cross_validate(model, told, folds=3, draws=5, shown="any")
    assert everything.notes[0].startswith("People were shown the machine's answer")
    assert everything.frame.equals(table.frame)
    read = dataclasses.replace(gold.read, shown=Labels.of("rules", len(gold.read)))
    with pytest.raises(EstimateError, match="No passage was coded blind"):
        cq.cross_validate(model, dataclasses.replace(gold, read=read), folds=3, draws=2)


def test_a_code_that_no_passage_carries_is_in_no_mean():
    """Said once, in vain: its precision is 0, which would halve the mean of the other's."""
    truth = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
    chances = np.array([[0.9, 0.9], [0.2, 0.1], [0.1, 0.1], [0.3, 0.1]])
    found = quality(Judgements(truth, chances, np.full((4, 2), 0.5)))
    assert [found["precision"][1], found["precision"][3]] == [0.0, 1.0]
    assert np.isnan(found["f1"][1])
    assert found["f1"][3] == f1_score(truth[:, 0], chances[:, 0] > 0.5)


def test_an_interview_is_left_out_and_all_others_stay():
    generator = np.random.default_rng(8)
    truth = (generator.random((60, 1)) < 0.4).astype(float)
    chances = np.round(generator.random((60, 1)), 2)
    groups = np.repeat([7, 2, 5, 9], 15)
    each = list(_left_out(Judgements(truth, chances, np.full((60, 1), 0.5)), groups))
    expected = [
        average_precision_score(
            *([cells[row, 0] for row in range(60) if groups[row] != gone] for cells in data)
        )
        for data in [(truth, chances)]
        for gone in (2, 5, 7, 9)
    ]
    assert [one["average_precision"][0] for one in each] == pytest.approx(expected)
