"""How alike the words of one person are: laws by enumeration, estimates by loops, known figures."""

import numpy as np
import pytest
from scipy import stats

from civic_qual.statistics.group_tests import noticeable_rate, rates_test
from civic_qual.statistics.overdispersion import (
    correlation_within_people,
    effective_number,
    law_of_similar_sum,
    law_of_sum,
)


def naive_law(trials, rate, correlation):
    """The law of a sum, person after person, by scipy's beta-binomial."""
    odds = 1 / max(correlation, 1e-6) - 1
    law = np.array([1.0])
    for number in trials:
        law = np.convolve(
            law,
            stats.betabinom.pmf(np.arange(number + 1), number, rate * odds, (1 - rate) * odds),
        )
    return law


@pytest.mark.parametrize("number", [5, 60, 150])  # the last ones by halves
def test_the_law_of_a_sum_is_that_of_one_person_after_the_other(number):
    rng = np.random.default_rng(number)
    trials = rng.integers(0, 100, number)
    law = law_of_sum(trials.astype(float), 0.13, 0.2)
    assert len(law) == trials.sum() + 1
    assert law == pytest.approx(naive_law(trials, 0.13, 0.2), abs=1e-12)


def test_one_law_of_the_same_mean_and_variance():
    trials = np.array([3.0, 9.0, 40.0, 40.0, 41.0])
    values = np.arange(trials.sum() + 1)
    for of in (0.05, 0.4):
        one, similar = law_of_sum(trials, of, 0.15), law_of_similar_sum(trials, of, 0.15)
        for law in (one, similar):
            assert law.sum() == pytest.approx(1)
        mean, mean_similar = one @ values, similar @ values
        assert mean_similar == pytest.approx(mean)
        assert similar @ (values - mean) ** 2 == pytest.approx(one @ (values - mean) ** 2)


def naive_correlation(cases, trials, inside):
    """Shrunken moments, in loops and in the words of the method."""
    kinds = cases.shape[1]
    spread, expected, each_more, variance = {}, {}, {}, {}
    for kind in range(kinds):
        for side in (False, True):
            people = [
                (cases[i, kind], trials[i, kind]) for i in range(len(inside)) if inside[i] == side
            ]
            total = max(sum(t for _, t in people), 1)
            rate = sum(e for e, _ in people) / total
            lost = sum((t / total) ** 2 * (0.1 + 0.9 / t) for _, t in people if t)
            s = rate * (1 - rate) / max(1 - lost, 0.1)
            key = side, kind
            variance[key] = s
            spread[key] = sum(t * (e / t - rate) ** 2 for e, t in people if t)
            expected[key] = s * sum(1 - t / total for _, t in people if t)
            each_more[key] = s * sum((t - 1) * (1 - t / total) for _, t in people if t)

    def pooled(keys, towards):
        more = sum(each_more[key] for key in keys)
        if not more:
            return towards
        worth = 4 * more / sum(expected[key] for key in keys)
        worth *= sum(variance[key] for key in keys) / len(keys)
        seen = sum(spread[key] - expected[key] for key in keys)
        return min(max((seen + worth * towards) / (more + worth), 0), 0.95)

    keys = [(side, kind) for side in (False, True) for kind in range(kinds)]
    common = pooled(keys, 0.1)
    found = np.empty((2, kinds))
    for side, kind in keys:
        hit = sum(cases[:, kind] > 0)
        of_kind = [(False, kind), (True, kind)]
        more = sum(each_more[key] for key in of_kind)
        own = sum(spread[key] - expected[key] for key in of_kind) / more if more else common
        own = (min(max(own, 0), 0.95) * hit + 8 * common) / (hit + 8)
        of_side = pooled([key for key in keys if key[0] == side], common)
        found[int(side), kind] = max(common, own, of_side)
    return found


def studies(number, seed):
    rng = np.random.default_rng(seed)
    for _ in range(number):
        people, kinds = rng.integers(6, 40), rng.integers(1, 7)
        trials = rng.integers(0, rng.choice([4, 15, 80]), (people, kinds))
        inside = np.arange(people) < rng.integers(2, people - 2)
        rates = rng.beta(0.6, rng.choice([1, 6]), (people, kinds))
        yield rng.binomial(trials, rates).astype(float), trials.astype(float), inside


def test_the_correlation_is_shrunken_as_it_is_told():
    for cases, trials, inside in studies(40, 1):
        found = correlation_within_people(cases, trials, inside)
        assert found == pytest.approx(naive_correlation(cases, trials, inside))


@pytest.mark.parametrize("correlation", [0.02, 0.1, 0.4])
def test_the_correlation_is_found_where_people_are_many(correlation):
    rng = np.random.default_rng(3)
    odds = 1 / correlation - 1
    trials = np.full((2000, 4), 12)
    cases = rng.binomial(trials, rng.beta(0.2 * odds, 0.8 * odds, trials.shape))
    found = correlation_within_people(
        cases.astype(float), trials.astype(float), np.arange(2000) < 700
    )
    assert found.max() == pytest.approx(correlation, abs=0.03)
    assert found.min() == pytest.approx(correlation, abs=0.03)


def naive_p(cases, trials, inside, correlation):
    """Both tails by going through every pair of sums."""
    t = trials
    weight = t / (1 + np.maximum(t - 1, 0) * correlation[inside.astype(int)])
    share = np.divide(cases, t, out=np.zeros_like(cases), where=t > 0)
    rate = (weight * share).sum() / weight.sum()
    rate = min(max(rate, 0.25 / t.sum()), 1 - 0.25 / t.sum())
    here = naive_law(t[inside].astype(int), rate, correlation[1])
    there = naive_law(t[~inside].astype(int), rate, correlation[0])
    n, m = len(here) - 1, len(there) - 1
    seen = (
        int(cases[inside].sum()) * m - int(cases[~inside].sum()) * n
    )  # whole numbers: no rounding
    up = down = 0.0
    for a in range(n + 1):
        for b in range(m + 1):
            if a * m - b * n >= seen:
                up += here[a] * there[b]
            if a * m - b * n <= seen:
                down += here[a] * there[b]
    return min(1.0, max(1e-9, 2 * min(up, down)))


def test_p_is_the_smaller_tail_of_all_pairs_of_sums():
    tried = 0
    for cases, trials, inside in studies(30, 2):
        if trials.sum(axis=0).max() > 250:
            continue
        correlation = correlation_within_people(cases, trials, inside)
        found = rates_test(cases, trials, inside, correlation)
        for kind, p in enumerate(found):
            e, t = cases[:, kind], trials[:, kind]
            if not t[inside].sum() or not t[~inside].sum():
                assert np.isnan(p)
            elif e.sum() in (0, t.sum()):
                assert p == 1
            else:
                assert p == pytest.approx(naive_p(e, t, inside, correlation[:, kind]), abs=1e-7)
                tried += 1
    assert tried > 30


@pytest.mark.parametrize(
    ("group", "others", "rate", "expected"),
    [
        ((8, 2), (40, 6), 0.1, 0.52),
        ((5, 6), (40, 60), 0.1, 0.45),
        ((8, 6), (40, 30), 0.1, 0.38),
        ((5, 60), (40, 6), 0.1, 0.36),
        ((20, 12), (20, 12), 0.1, 0.28),
        ((40, 12), (40, 12), 0.1, 0.22),
        ((10, 3), (40, 12), 0.2, 0.57),
    ],
)
def test_what_is_noticeable_is_noticed_in_four_of_five_studies(group, others, rate, expected):
    trials = np.repeat([group[1], others[1]], [group[0], others[0]])
    inside = np.arange(len(trials)) < group[0]
    alike, alpha = np.array([0.1, 0.1]), 0.05 / 12
    found = noticeable_rate(trials.astype(float), inside, rate, alike, alpha)
    assert found == pytest.approx(expected, abs=0.006)
    mirror = noticeable_rate(trials.astype(float), inside, 1 - rate, alike, alpha)
    assert mirror == pytest.approx(1 - found)
    # Drawn by chance, with what is known of the correlation.
    rng = np.random.default_rng(1)
    rates = np.where(inside[:, None], found, rate)
    cases = rng.binomial(trials[:, None], rng.beta(rates * 9, (1 - rates) * 9, (len(trials), 300)))
    wide = np.repeat(trials[:, None], 300, axis=1).astype(float)
    p = rates_test(cases.astype(float), wide, inside, np.full((2, 300), 0.1))
    assert 0.7 < (p <= alpha).mean() < 0.88  # errors elsewhere vary too


def test_nothing_is_noticeable_of_three_people_who_say_next_to_nothing():
    trials, inside = np.repeat([2.0, 60.0], [3, 40]), np.arange(43) < 3
    assert np.isnan(noticeable_rate(trials, inside, 0.5, np.array([0.3, 0.3]), 0.0001))


def test_people_are_worth_no_more_than_they_are_and_no_less_than_one_each():
    segments = np.array([10.0, 10.0, 10.0, 70.0])
    worth = effective_number(segments, np.array([0.0, 1.0]))
    assert worth == pytest.approx([100, 1 / (3 * 0.1**2 + 0.7**2)])
    # The variance of a share, drawn by chance.
    rng = np.random.default_rng(1)
    rates = rng.beta(0.3 * 4, 0.7 * 4, (40000, 4))
    share = rng.binomial(segments.astype(int), rates).sum(axis=1) / 100
    assert 0.21 / share.var() == pytest.approx(
        effective_number(segments, np.array([0.2]))[0], rel=0.03
    )
