"""Banded shares against a slow twin, worked cases, and what must hold whatever the numbers."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from civic_qual.statistics.banded_shares import banded_shares
from civic_qual.statistics.intervals import wilson
from civic_qual.statistics.recalibration import USELESS, Curve, fit_curve
from tests.statistics.naive_shares import chances, naive_effect, naive_share


def population(seed, segments=400, codes=3, coded=90):
    """Draw a truth, a machine that is mostly right, and a sample."""
    rng = np.random.default_rng(seed)
    prevalence = np.array([0.01, 0.05, 0.3])[:codes]
    truth = (rng.random((segments, codes)) < prevalence).astype(float)
    odds = np.log(prevalence / (1 - prevalence)) + 4 * truth + rng.normal(size=truth.shape)
    positions = rng.choice(segments, size=coded, replace=False)
    return 1 / (1 + np.exp(-odds)), positions, truth


@given(
    st.integers(0, 10**6),
    st.sampled_from([20, 99, 100, 150, 400]),
    st.sampled_from([0.8, 0.95, 0.999]),
)
@settings(max_examples=25, deadline=None)
def test_equals_the_slow_twin(seed, coded, confidence):
    scores, positions, truth = population(seed, coded=coded)
    assume(fit_curve(scores[positions], truth[positions]) != USELESS)
    ours = banded_shares(scores, positions, truth[positions], confidence=confidence)
    chance = chances(scores, positions, truth[positions])
    for code in range(3):
        slow = naive_share(
            chance[:, code], positions, truth[positions, code], confidence=confidence
        )
        assert (ours.estimate[code], ours.low[code], ours.high[code]) == pytest.approx(
            slow, abs=5e-5
        )


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_equals_the_slow_twin_for_unequal_probabilities(seed):
    scores, positions, truth = population(seed)
    probability = np.random.default_rng(seed).uniform(0.02, 0.5, len(positions))
    plain = Curve()
    ours = banded_shares(scores, positions, truth[positions], probability=probability, curve=plain)
    for code in range(3):
        slow = naive_share(plain(scores)[:, code], positions, truth[positions, code], probability)
        assert (ours.estimate[code], ours.low[code], ours.high[code]) == pytest.approx(
            slow, abs=5e-5
        )


@given(st.integers(0, 10**6), st.integers(2, 30))
@settings(max_examples=15, deadline=None)
def test_equals_the_slow_twin_for_whole_interviews(seed, interviews):
    scores, positions, truth = population(seed)
    names = np.random.default_rng(seed).integers(0, interviews, len(positions))
    plain = Curve()
    ours = banded_shares(scores, positions, truth[positions], clusters=names, curve=plain)
    slow = naive_effect(plain(scores), positions, truth[positions], names.tolist())
    assert ours.effect.at(0.95) == pytest.approx(slow)
    for code in range(3):
        assert (ours.low[code], ours.high[code]) == pytest.approx(
            naive_share(
                plain(scores)[:, code], positions, truth[positions, code], effect=slow[code]
            )[1:],
            abs=5e-5,
        )


def test_a_group_is_banded_by_itself_and_calibrated_with_all():
    scores, positions, truth = population(3)
    inside = np.arange(400) % 3 == 0
    group = banded_shares(scores, positions, truth[positions], inside=inside)
    curve, here = fit_curve(scores[positions], truth[positions]), positions[inside[positions]]
    alone = banded_shares(scores[inside], here // 3, truth[here], curve=curve)
    assert group.bands.total == 134
    for name in ("estimate", "low", "high", "unbiased", "people_only"):
        assert getattr(group, name).tolist() == getattr(alone, name).tolist()


def test_figures_of_a_small_worked_case():
    # 1,000 segments; the machine says .9 of 100 and .01 of 900; 50 were coded, 8 found, 2 missed.
    scores = np.array([[0.9]] * 100 + [[0.01]] * 900)
    positions = np.r_[0:10, 100:140]
    coded = np.array([[1.0]] * 8 + [[0.0]] * 2 + [[1.0]] * 2 + [[0.0]] * 38)
    shares = banded_shares(scores, positions, coded, curve=Curve())
    # Means of the bands: (8 + .9) / 11 and (2 + .01) / 41 of what is not coded yet.
    assert shares.estimate[0] == pytest.approx((8 + 90 * 8.9 / 11 + 2 + 860 * 2.01 / 41) / 1000)
    # .1·.9 + .9·.01 = .099, and people found .0218 more: (8 - 9 + 2 - .4) / 50.
    assert shares.unbiased[0] == pytest.approx(0.111)
    assert shares.people_only[0] == pytest.approx(0.2)
    assert shares.low[0] == pytest.approx(0.07593782699, abs=1e-9)
    assert shares.high[0] == pytest.approx(0.21879002107, abs=5e-5)


@given(st.integers(0, 10**6), st.floats(0.5, 0.99))
@settings(max_examples=20, deadline=None)
def test_more_confidence_is_wider_and_the_estimate_stays_inside(seed, confidence):
    scores, positions, truth = population(seed)
    shares = banded_shares(scores, positions, truth[positions], confidence=confidence)
    low, high = shares.limits(0.995)
    assert (low <= shares.low + 1e-12).all()
    assert (high >= shares.high - 1e-12).all()
    assert ((shares.low <= shares.estimate) & (shares.estimate <= shares.high)).all()
    assert ((shares.low >= 0) & (shares.high <= 1)).all()


def test_all_coded_is_no_estimate_any_more():
    scores, _, truth = population(1)
    shares = banded_shares(scores, np.arange(400), truth)
    for known in (shares.low, shares.estimate, shares.high, shares.unbiased):
        assert known == pytest.approx(truth.mean(axis=0), abs=1e-6)


def test_the_order_of_the_sample_does_not_matter():
    scores, positions, truth = population(5)
    turned = positions[::-1]
    one = banded_shares(scores, positions, truth[positions])
    other = banded_shares(scores, turned, truth[turned])
    assert one.low == pytest.approx(other.low)
    assert one.high == pytest.approx(other.high)


def test_what_the_machine_cannot_read_rests_on_people_alone():
    rng = np.random.default_rng(2)
    truth = (rng.random((2000, 1)) < 0.2).astype(float)
    positions = rng.choice(2000, size=200, replace=False)
    shares = banded_shares(np.full((2000, 1), np.nan), positions, truth[positions])
    assert shares.unbiased[0] == shares.people_only[0]
    assert shares.low[0] < shares.people_only[0] < shares.high[0]
    spread = (shares.people_only[0] * (1 - shares.people_only[0]) / 200) ** 0.5
    assert shares.high[0] - shares.low[0] == pytest.approx(2 * 1.96 * spread, rel=0.08)


def test_a_machine_that_says_the_opposite_does_no_harm():
    scores, positions, truth = population(8, segments=3000, coded=200)
    worse = banded_shares(1 - scores, positions, truth[positions])
    assert worse.unbiased == pytest.approx(worse.people_only)
    assert ((worse.low <= truth.mean(axis=0)) & (truth.mean(axis=0) <= worse.high)).all()


@pytest.mark.parametrize("useless", ["constant", "rows of others", "random"])
def test_a_useless_machine_does_not_narrow_limits_by_accident(useless):
    # Middling scores everywhere, for codes of .5, 2 and 10 %: an early version believed them.
    rng = np.random.default_rng(12)
    truth = (rng.random((4000, 3)) < [0.005, 0.02, 0.1]).astype(float)
    told = np.clip(np.where(truth > 0, 0.8, 0.02) + rng.normal(0, 0.01, truth.shape), 0.001, 1)
    scores = {
        "constant": np.full(truth.shape, 0.03),
        "rows of others": rng.permutation(told),
        "random": rng.random(truth.shape),
    }[useless]
    held, width, alone = [], [], []
    for _ in range(200):
        positions = rng.choice(4000, size=200, replace=False)
        shares = banded_shares(scores, positions, truth[positions])
        held.append((shares.low <= truth.mean(axis=0)) & (truth.mean(axis=0) <= shares.high))
        width.append(shares.high - shares.low)
        alone.append(np.subtract(*wilson(truth[positions].sum(axis=0), 200)[::-1]))
    assert (np.mean(held, axis=0) >= 0.92).all()
    assert np.mean(held) >= 0.945
    assert (np.mean(width, axis=0) <= 1.1 * np.mean(alone, axis=0)).all()


def test_coverage_where_the_textbook_fails():
    # 300 draws; a code of 1 % of which the machine misses half.
    rng = np.random.default_rng(11)
    truth = (rng.random((5000, 1)) < 0.01).astype(float)
    scores = np.where((truth > 0) & (rng.random((5000, 1)) < 0.5), 0.8, 0.004)
    held = 0
    for _ in range(300):
        positions = rng.choice(5000, size=100, replace=False)
        shares = banded_shares(scores, positions, truth[positions])
        held += int(shares.low[0] <= truth.mean() <= shares.high[0])
    assert held >= 0.945 * 300


@pytest.mark.parametrize(("learned", "effect", "believed"), [(False, 1.0, 0.75), (True, 1.05, 0.5)])
def test_a_machine_that_learned_from_the_sample_is_believed_less(learned, effect, believed):
    # One band, whose laws scipy knows: 210 of 1,260 were coded, half of them carry the code.
    scores, positions = np.full((1260, 1), 0.5), np.arange(210)
    coded = (positions < 105)[:, None].astype(float)
    made = banded_shares(scores, positions, coded, curve=Curve(), learned=learned)
    cases, rest = 105 / effect, round(1050 / effect)
    limits = []
    for part, tail in ((believed * 0.5, 0.025), (0.6, 0.975)):
        law = stats.betabinom(rest, cases + part, cases + 1 - part)
        mean, variance, skewness = (float(one) for one in law.stats("mvs"))
        quantile = stats.pearson3(skewness, mean / rest, variance**0.5 / rest).ppf(tail)
        limits.append(1 / 6 * 0.5 + 5 / 6 * quantile)
    assert [made.low[0], made.high[0]] == pytest.approx(
        limits, abs=5e-5
    )  # a law this straight is taken as normal
