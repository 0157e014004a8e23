"""The intervals of agreement cover, in a small run of the benchmark that anybody can run whole."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.agreement import SETTINGS, measure, simulated
from civic_qual.statistics.reliability import COEFFICIENTS, coefficients_with_intervals

CHOSEN = [
    one
    for one in SETTINGS
    if one.name in ("random coding, 5 %", "usual coders, 5 %", "three coders, a third silent, 5 %")
]


def test_intervals_cover_from_thirty_interviews_and_five_percent():
    for one in measure(repeats=80, settings=CHOSEN):
        for name, coverage in one["coverage"].items():
            if coverage is not None:
                # 92-98 % in the whole run; eighty studies scatter by .025.
                assert 0.92 - 0.065 <= coverage <= 1, (one["setting"], name)


def test_random_coding_is_zero_within_its_intervals_and_ac1_what_its_formula_says():
    (random_coding,) = [one for one in SETTINGS if one.name == "random coding, 30 %"]
    truth = {"kappa": 0, "alpha": 0, "ac1": (1 - 4 * 0.3 * 0.7) / (1 - 2 * 0.3 * 0.7)}
    missed = dict.fromkeys(truth, 0)
    for seed in range(40):
        sums = simulated(random_coding, np.random.default_rng(seed))
        figures = coefficients_with_intervals(sums, 2, draws=500)
        for name, value in truth.items():
            missed[name] += not figures[name][1] <= value <= figures[name][2]
    assert max(missed.values()) <= 6  # of 40; at 5 %, more happen once in a hundred times


def test_one_interview_has_no_interval_and_no_disagreement_is_not_none():
    sums = simulated(CHOSEN[1], np.random.default_rng(1))
    alone = coefficients_with_intervals(sums.take(np.array([3])), 2)
    assert all(np.isnan(figures[1:]).all() for figures in alone.values())
    for name, (value, low, high) in coefficients_with_intervals(sums, 2).items():
        assert value == pytest.approx(float(COEFFICIENTS[name](sums.total())))
        assert low < value < high


def test_it_runs_from_the_command_line(tmp_path):
    target = tmp_path / "agreement.json"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks",
            "agreement",
            "--repeats",
            "1",
            "--only",
            "short",
            "--json",
            target,
        ],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(target.read_text(encoding="utf-8"))
    assert len(figures) == 2 == done.stdout.count("\n") - 2
