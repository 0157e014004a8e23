"""The estimate benchmark on small populations: its rows, its draws, and what it must show."""

import numpy as np
import pytest

from benchmarks import estimate
from benchmarks.interval_methods import METHODS, Drawn
from benchmarks.populations import Population, simulated
from benchmarks.trained import trained_on

COLUMNS = {
    "population",
    "design",
    "clusters",
    "n",
    "method",
    "band",
    "coverage_mean",
    "coverage_worst",
    "width_ratio",
    "rmse_ratio",
}


@pytest.fixture(scope="module")
def population():
    return simulated("good", 60, 1, segments=1500, codes=9)


def test_a_row_for_each_design_method_and_band(population):
    rows = list(estimate.measured(population, draws=4, seed=1, sizes=(200, 900)))
    assert {frozenset(row) for row in rows} == {frozenset(COLUMNS)}
    assert {row["design"] for row in rows} == {*estimate.DESIGNS, estimate.TRAINED}
    assert {row["method"] for row in rows} - {"ppi-python"} == set(METHODS)
    assert {row["n"] for row in rows} == {200}  # 900 is more than half of all
    assert len(estimate.table(rows).splitlines()) == len(rows) + 2


@pytest.mark.parametrize("design", ["stratified", "scores"])
def test_draws_come_with_the_probability_they_are_drawn_with(population, design):
    rng, times, told = np.random.default_rng(2), np.zeros(1500), np.full(1500, np.nan)
    for _ in range(400):
        drawn = estimate.draw(population, design, 200, rng)
        times[drawn.positions] += 1
        told[drawn.positions] = drawn.probability
    assert np.nanmax(np.abs(times / 400 - told)) < 0.12
    assert np.nanmean(times / 400 - told) == pytest.approx(0, abs=0.01)


def test_a_model_trained_on_the_sample_does_not_know_its_answers():
    # Pure noise: whoever scores it better than chance has seen the answers.
    rng = np.random.default_rng(3)
    features, truth = rng.normal(size=(600, 30)), (rng.random((600, 4)) < 0.3).astype(float)
    positions = np.arange(200)
    scores = trained_on(features, positions, truth[positions], np.arange(600) // 3)
    agreement = np.corrcoef(scores[positions].ravel(), truth[positions].ravel())[0, 1]
    assert agreement < 0.1


def test_methods_agree_where_everything_is_known():
    truth = np.tile([[1.0], [0.0]], (400, 1))
    known = Population("known", truth, np.clip(truth, 0.01, 0.99), np.arange(800) // 8)
    drawn = Drawn(np.arange(0, 800, 4) + np.arange(200) % 2, None, None)
    for name in ("banded", "PPI++"):
        interval = METHODS[name](known.scores, truth[drawn.positions], drawn)
        assert interval.low[0] <= 0.5 <= interval.high[0]
        assert interval.high[0] - interval.low[0] < 0.07
