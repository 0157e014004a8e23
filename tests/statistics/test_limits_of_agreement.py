"""Limits of percent agreement, recomputed from the words of the docstrings with other draws."""

import numpy as np
import pytest
from scipy import stats

from civic_qual.statistics.reliability import agreement_sums, coefficients_with_intervals


def recomputed(values, interview, confidence):
    """Draw interviews again, each time with a random unit that agrees and half one that differs."""
    rng = np.random.default_rng(99)
    names = np.unique(interview)
    same = np.array([(np.ptp(values[interview == one], axis=1) == 0).sum() for one in names])
    number = np.array([(interview == one).sum() for one in names])
    size = len(names)
    drawn = rng.integers(0, size, (40_000, size))
    agree, differ = rng.gamma(1.0, size=40_000), rng.gamma(0.5, size=40_000)  # two halves are one
    shares = (same[drawn].sum(axis=1) + agree) / (number[drawn].sum(axis=1) + agree + differ)
    without = (same.sum() - same + 1.0) / (number.sum() - number + 1.5)
    away = without.mean() - without
    skewness = (away**3).sum() / (6 * (away**2).sum() ** 1.5)
    freedom = min(size - 1, max(3 * (away**2).sum() ** 2 / (away**4).sum() - 1, 4))
    z = stats.t.ppf((1 + confidence) / 2, freedom) * np.sqrt(size / (size - 1))
    levels = stats.norm.cdf([-z / (1 + skewness * z), z / (1 - skewness * z)])
    return np.quantile(shares, levels)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize("seed", [1, 2])
def test_limits_of_percent_are_those_of_the_method_told(seed, confidence):
    rng = np.random.default_rng(seed)
    interview = np.sort(rng.integers(0, 12, 70))
    hard = rng.random(12)[interview] < 0.4
    first = rng.random(70) < 0.3
    second = np.where(rng.random(70) < np.where(hard, 0.3, 0.05), ~first, first)
    values = np.column_stack([first, second]).astype(float)
    _, group = np.unique(interview, return_inverse=True)
    sums = agreement_sums(values).by_group(group, group.max() + 1)
    found = coefficients_with_intervals(sums, 2, confidence, draws=20_000, seed=seed)["percent"]
    assert found[0] == pytest.approx((first == second).mean())
    assert found[1:] == pytest.approx(recomputed(values, interview, confidence), abs=0.006)


def test_who_never_differed_may_differ_and_who_never_met_may_meet():
    group = np.repeat(np.arange(12), 5)
    alike = np.column_stack([group % 2, group % 2]).astype(float)
    sums = [agreement_sums(one).by_group(group, 12) for one in (alike, alike * [1, -1] + [0, 1])]
    always, never = (coefficients_with_intervals(one, 2)["percent"] for one in sums)
    assert always[0] == always[2] == 1
    assert 0.8 < always[1] < 1
    assert never[0] == never[1] == 0
    assert 0 < never[2] < 0.2
