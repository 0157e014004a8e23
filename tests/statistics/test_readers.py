"""Shares where readers err, against laws worked out another way and truths that are known."""

import numpy as np
import pytest
from scipy.special import expit

from benchmarks.interval_methods import Drawn
from benchmarks.populations import simulated
from benchmarks.readers import ERRORS, QUICK, read_by_two, settle
from civic_qual.statistics.banded_shares import Cumulants, banded_shares
from civic_qual.statistics.readers.cells import NOT_READ, Readings, count_cells
from civic_qual.statistics.readers.latent_truth import Added, Chains, latent_truth
from civic_qual.statistics.readers.reader_shares import Group, over_draws, reader_shares
from civic_qual.statistics.recalibration import USELESS, fit_curve


def told_of(patterns, settled=()):
    """Readings of one code: how many segments have each pattern of ticks, and what is settled."""
    ticks = np.array([ticks for ticks, number in patterns.items() for _ in range(number)])
    known = np.full((len(ticks), 1), np.nan)
    for pattern, value in dict(settled).items():
        known[(ticks == pattern).all(axis=1), 0] = value
    return Readings(ticks=ticks[:, None, :].astype(np.int8), settled=known)


def by_importance(patterns, settled, rng, draws=600_000):
    """The law of the true share of the sample: priors drawn, and weighed by what was seen."""
    centre, spread = np.log(np.array([0.10, 0.005]) / (1 - np.array([0.10, 0.005]))), (1.0, 1.3)
    alike, alike_spread = np.log([12.0, 100.0]), (1.0, 1.2)
    share, weight = rng.random(draws), np.zeros(draws)
    rates = np.empty((2, 2, draws))
    for reader in (0, 1):
        for kind in (0, 1):
            mean = expit(rng.normal(centre[kind], spread[kind], draws))
            number = np.exp(rng.normal(alike[kind], alike_spread[kind], draws))
            rates[reader, kind] = rng.beta(
                np.maximum(mean * number, 1e-9), np.maximum((1 - mean) * number, 1e-9)
            )
    rates = np.clip(rates, 1e-6, 0.6)
    true = np.zeros(draws)
    for pattern, number in patterns.items():
        here, not_here = share.copy(), 1 - share
        for reader, tick in enumerate(pattern):
            missed, added = rates[reader]
            if tick != NOT_READ:
                here *= missed if tick == 0 else 1 - missed
                not_here *= 1 - added if tick == 0 else added
        if pattern in settled:
            weight += number * np.log(here if settled[pattern] else not_here)
            true += number * settled[pattern]
        else:
            weight += number * np.log(here + not_here)
            true += rng.binomial(number, here / (here + not_here))
    weight = np.exp(weight - weight.max())
    return rng.choice(true, 100_000, p=weight / weight.sum()) / sum(patterns.values())


@pytest.mark.parametrize(
    ("patterns", "settled"),
    [
        ({(1, 1): 4, (1, 0): 2, (0, 1): 1, (0, 0): 23, (1, 2): 5, (0, 2): 25}, {}),
        (
            {(1, 1): 4, (1, 0): 2, (0, 1): 1, (0, 0): 23, (1, 2): 5, (0, 2): 25},
            {(1, 1): 1, (1, 0): 0, (0, 1): 1},
        ),
        ({(1, 1): 9, (1, 0): 6, (0, 1): 4, (0, 0): 11, (2, 1): 7, (1, 2): 6, (0, 2): 9}, {}),
    ],
)
def test_the_truth_is_drawn_by_its_law(patterns, settled):
    readings = told_of(patterns, settled)
    number = len(readings.settled)
    cells = count_cells(readings, np.zeros((number, 1), np.int8), np.ones(number))
    flat = np.ones((3, 1, 1))
    drawn = latent_truth(
        cells, Added(flat, flat), codes=1, apart=np.zeros(1, int), chains=Chains(20, 300, 1500)
    )
    expected = by_importance(patterns, settled, np.random.default_rng(1))
    found = drawn.share.ravel()
    assert found.mean() == pytest.approx(expected.mean(), abs=0.006)
    assert found.std() == pytest.approx(expected.std(), rel=0.08)
    for part in (0.1, 0.9):
        assert np.quantile(found, part) == pytest.approx(np.quantile(expected, part), abs=0.025)


def alike(population, positions, readings, probability=None, clusters=None):
    """The shares if readers were right, and the group that `reader_shares` takes."""
    scores = population.scores
    curve = fit_curve(scores[positions], readings.taken)
    told = banded_shares(
        scores,
        positions,
        readings.taken,
        probability=probability,
        clusters=clusters,
        curve=curve,
    )
    weights = np.ones(len(positions)) if probability is None else 1 / probability
    return told, Group(curve(scores), positions, weights, readings, told)


@pytest.fixture(scope="module")
def population():
    return simulated("good", 200, 3, segments=6000, codes=12)


@pytest.mark.parametrize("design", ["simple", "weights", "interviews"])
def test_where_all_is_settled_the_limits_are_those_of_a_reader_who_is_right(population, design):
    rng = np.random.default_rng(2)
    if design == "interviews":
        chosen = rng.choice(200, 12, replace=False)
        positions = np.flatnonzero(np.isin(population.cluster, chosen))
    else:
        positions = rng.choice(6000, 300, replace=False)
    probability = rng.uniform(0.02, 0.1, len(positions)) if design == "weights" else None
    clusters = population.cluster[positions] if design == "interviews" else None
    truth = population.truth[positions]
    readings = Readings(ticks=np.stack([truth, truth], axis=2).astype(np.int8), settled=truth)
    told, group = alike(population, positions, readings, probability, clusters)
    (made,), _ = reader_shares([group], by_band=True, chains=QUICK)
    for name in ("low", "high", "estimate", "unbiased", "people_only"):
        assert getattr(made, name) == pytest.approx(getattr(told, name), abs=1e-5), name
    for confidence in (0.8, 0.999):
        assert np.allclose(made.limits(confidence), told.limits(confidence), atol=1e-5)


def test_with_much_read_the_estimate_is_that_of_rogan_and_gladen():
    rng = np.random.default_rng(4)
    truth = (rng.random((60_000, 3)) < [0.05, 0.2, 0.4]).astype(float)
    missed, added = 0.2, 0.03
    ticks = np.where(truth == 1, rng.random(truth.shape) >= missed, rng.random(truth.shape) < added)
    other = np.where(truth == 1, rng.random(truth.shape) >= 0.1, rng.random(truth.shape) < 0.01)
    positions = np.arange(20_000)
    ticks = np.stack([ticks, other], axis=2)[positions].astype(np.int8)
    ticks[10_000:, :, 1] = NOT_READ
    known = np.full((20_000, 3), np.nan)
    known[:10_000] = truth[:10_000]
    readings = Readings(ticks=ticks, settled=known)
    scores = np.full(truth.shape, 0.5)  # a machine that tells nothing
    told = banded_shares(scores, positions, readings.taken, curve=USELESS)
    group = Group(np.full(truth.shape, np.nan), positions, np.ones(20_000), readings, told)
    (made,), drawn = reader_shares([group], by_band=True)
    found = readings.taken.mean(axis=0)
    assert made.estimate == pytest.approx((found - added) / (1 - missed - added), abs=0.004)
    assert drawn.rates.mean(axis=0)[0] == pytest.approx([missed, added], abs=0.012)
    assert (np.abs(told.estimate - truth.mean(axis=0)) > 0.01).all()


def one_draw(population, n, seed, what, errors="plain"):
    rng = np.random.default_rng(seed)
    positions = rng.choice(len(population.truth), n, replace=False)
    drawn = Drawn(positions, None, None)
    readings = read_by_two(population, drawn, ERRORS[errors], rng)
    return positions, settle(readings, population.truth[positions], what)


@pytest.mark.parametrize("what", ["nothing", "all ticked"])
def test_limits_hold_where_one_reader_alone_misleads(population, what):
    truth, held, alone = population.truth.mean(axis=0), [], []
    for seed in range(6):
        positions, readings = one_draw(population, 600, seed, what)
        told, group = alike(population, positions, readings)
        (made,), _ = reader_shares([group], by_band=what != "nothing", chains=QUICK)
        held.append((made.low <= truth) & (truth <= made.high))
        alone.append((told.low <= truth) & (truth <= told.high))
        assert ((made.low <= made.estimate) & (made.estimate <= made.high)).all()
    assert np.mean(held) >= 0.95
    assert np.mean(alone) <= 0.85


@pytest.mark.parametrize("side", ["low", "high"])
def test_limits_are_those_of_all_that_may_be_true_put_together(population, side):
    positions, readings = one_draw(population, 300, 3, "all ticked")
    _, group = alike(population, positions, readings)
    (made,), _ = reader_shares([group], by_band=True, chains=QUICK)
    rng, bands, draws = (
        np.random.default_rng(1),
        made.bands,
        getattr(made, {"low": "lower", "high": "upper"}[side]),
    )
    part = bands.effective / bands.effective.sum(axis=0)
    for code in range(12):
        held = np.zeros(len(draws) * 20)
        for band in range(4):
            size, coded = int(bands.size[band, code]), int(bands.drawn[band, code])
            share = np.repeat(draws[:, band, code].astype(float), 20)
            if not size:
                continue
            a, b = cautious(
                side, band, coded * share, coded, bands.mean_score[band, code], part[band, code]
            )
            held += coded * share + rng.binomial(size - coded, rng.beta(a, b))
        expected = np.quantile(held / 6000, 0.025 if side == "low" else 0.975)
        width = made.high[code] - made.low[code]
        assert getattr(made, side)[code] == pytest.approx(expected, abs=0.12 * width)


def cautious(side, band, carried, coded, mean, part):
    """The Beta laws of the method's table, written down once more."""
    if band == 0:
        more, without = {"low": 0.1, "high": 0.6}[side], 0.5
    else:
        more = 0.75 * mean if side == "low" else max(mean, 0.6 * part)
        without = 1 - more
    return carried + more, coded - carried + without


def test_three_cumulants_of_a_mixture_are_those_of_its_moments():
    mean, variance, third = (
        np.array([0.0, 1.0, 4.0]),
        np.array([1.0, 0.5, 3.0]),
        np.array([0.2, 0, 1]),
    )
    found = over_draws(Cumulants(mean, variance, third))
    centre = mean.mean()
    assert found.mean == pytest.approx(centre)
    assert found.variance == pytest.approx((variance + mean**2).mean() - centre**2)
    raw = np.mean(third + 3 * mean * variance + mean**3)
    assert found.third == pytest.approx(
        raw - 3 * centre * (variance + mean**2).mean() + 2 * centre**3
    )


def test_a_group_that_nobody_read_twice_takes_the_rates_of_all(population):
    positions, readings = one_draw(population, 600, 1, "all ticked")
    twice = (readings.ticks[:, :, 1] != NOT_READ).any(axis=1)
    group = np.ones(len(population.truth), bool)
    group[positions[twice]] = False
    _, whole = alike(population, positions, readings)
    here = ~twice
    told = banded_shares(
        population.scores,
        positions,
        readings.taken,
        inside=group,
        curve=fit_curve(population.scores[positions], readings.taken),
    )
    part = Group(
        whole.chances[group],
        (np.cumsum(group) - 1)[positions[here]],
        np.ones(here.sum()),
        readings.of(here),
        told,
    )
    (of_part, of_all), drawn = reader_shares([part, whole], by_band=True, chains=QUICK)
    # Rates are learned from each passage and code once, whatever groups are asked for.
    assert (drawn.wrong + drawn.right).sum(axis=(2, 3))[:, 0] == pytest.approx(600 * 12)
    assert np.nanmean(drawn.rates_by_code, axis=(0, 3)) == pytest.approx(
        drawn.rates.mean(axis=0), abs=0.05
    )
    (alone,), _ = reader_shares([whole], by_band=True, chains=QUICK)
    # What all hold does not change by asking for a group, but for chance.
    assert np.abs(of_all.estimate - alone.estimate).max() < 0.01
    frequent = told.estimate > 0.05
    assert np.abs(of_part.estimate - of_all.estimate)[frequent].max() < 0.03
    rare = told.estimate < 0.02
    assert (of_part.estimate[rare] < told.estimate[rare]).mean() > 0.8  # false finds are taken out


def test_the_same_is_found_each_time(population):
    positions, readings = one_draw(population, 300, 5, "nothing")
    _, group = alike(population, positions, readings)
    (first,), _ = reader_shares([group], by_band=False, chains=QUICK)
    (again,), _ = reader_shares([group], by_band=False, chains=QUICK)
    assert (first.low == again.low).all()
    assert (first.high == again.high).all()
