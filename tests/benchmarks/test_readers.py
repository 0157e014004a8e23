"""The benchmark of readers on few draws: its rows, who is wrong in them, and how readers err."""

import numpy as np
import pytest

from benchmarks import readers
from benchmarks.interval_methods import Drawn
from benchmarks.populations import simulated
from civic_qual.statistics.readers.cells import FOUND, NOT_READ


@pytest.fixture(scope="module")
def population():
    return simulated("good", 100, 1, segments=4000, codes=8)


@pytest.mark.parametrize("design", readers.DESIGNS)
def test_a_row_for_each_method_and_band(population, design):
    setting = readers.Setting(design, 300, "plain", ("all ticked",))
    rows = list(readers.measured(population, setting, draws=3, seed=1))
    methods = list(dict.fromkeys(row["method"] for row in rows))
    kinds = ["first reader alone", "two readers, all ticked settled"]
    differences = [f"{kind}, differences" for kind in kinds if design == "groups"]
    assert set(methods) == {*kinds, *differences}
    assert len(rows) == 3 * len(methods)
    by_method = {
        kind: np.mean([row["coverage_mean"] for row in rows if row["method"] == kind])
        for kind in kinds
    }
    assert by_method[kinds[0]] < by_method[kinds[1]]
    assert by_method[kinds[1]] > 0.9
    assert len(readers.table(rows).splitlines()) == len(rows) + 2


@pytest.mark.parametrize(
    ("errors", "missed", "added"),
    [("plain", 0.1, 0.01), ("lax", 0.05, 0.03), ("shared", 0.1, 0.01), ("by code", 0.1, 0.01)],
)
def test_readers_err_as_they_are_told_to(population, errors, missed, added):
    rng = np.random.default_rng(2)
    drawn = Drawn(np.arange(4000), None, None)
    several = [
        readers.read_by_two(population, drawn, readers.ERRORS[errors], rng) for _ in range(12)
    ]
    first = np.mean([one.ticks[:, :, 0] for one in several], axis=0)
    truth = population.truth == 1
    assert 1 - first[truth].mean() == pytest.approx(missed, abs=0.04)
    assert first[~truth].mean() == pytest.approx(added, abs=0.006)
    twice = several[0].ticks[:, 0, 1] != NOT_READ
    assert twice.sum() == 1000
    both_miss = np.mean(
        [(one.ticks[twice] != FOUND).all(axis=2)[truth[twice]].mean() for one in several[:1]]
    )
    assert (both_miss > 0.025) == (errors == "shared")
