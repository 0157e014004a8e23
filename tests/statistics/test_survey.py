"""Drawing with known probabilities: sizes are kept, and what is recorded is what happens."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.statistics.survey import (
    allocated,
    inclusion_probabilities,
    score_measure,
    shuffled,
    systematic,
    uniforms,
)

sizes = st.lists(st.integers(1, 60), min_size=1, max_size=8)


def test_random_numbers_are_the_same_on_every_computer():
    assert [x.hex() for x in uniforms(7, 2).tolist()] == [
        "0x1.400c8353e3ca9p-1",
        "0x1.cb5f9b795e4cdp-1",
    ]
    assert not np.array_equal(uniforms(7, 5), uniforms(7, 5, stream=1))


@given(sizes, st.integers(0, 4), st.data())
def test_strata_get_their_share_and_no_more_than_they_have(sizes, minimum, data):
    least = sum(min(size, minimum) for size in sizes)
    n = data.draw(st.integers(least, sum(sizes)))
    shares = allocated(sizes, n, minimum)
    assert shares.sum() == n
    assert (shares <= sizes).all()
    assert (shares >= np.minimum(sizes, minimum)).all()
    exact = np.array(sizes) * n / sum(sizes)
    if (exact >= np.minimum(sizes, minimum)).all():
        assert (np.abs(shares - exact) < 1 + 1e-6).all()


def test_more_than_there_is_cannot_be_shared_out():
    with pytest.raises(ValueError, match="cannot be shared out"):
        allocated([3, 4], 8)


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=40), st.data())
def test_probabilities_add_up_and_follow_the_measure(measure, data):
    n = data.draw(st.integers(0, len(measure)))
    out = inclusion_probabilities(measure, n)
    assert out.sum() == pytest.approx(n)
    assert (out <= 1).all()
    below = out < 1
    if n and below.any():
        ratio = out[below] / np.array(measure)[below]
        assert ratio == pytest.approx(np.full(below.sum(), ratio[0]))
        assert np.array(measure)[~below].min(initial=np.inf) >= np.array(measure)[below].max()


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=40), st.data(), st.integers(0, 99))
def test_a_systematic_draw_has_a_fixed_size_and_takes_what_is_certain(measure, data, seed):
    n = data.draw(st.integers(0, len(measure)))
    probability = inclusion_probabilities(measure, n)
    order, start = shuffled(seed, len(measure)), uniforms(seed, 1, 1)[0]
    drawn = systematic(probability, order, start)
    assert len(drawn) == n == len(set(drawn.tolist()))
    assert set(np.flatnonzero(probability == 1)) <= set(drawn.tolist())


def test_units_are_drawn_as_often_as_their_probability_says():
    probability = inclusion_probabilities(np.arange(1, 21), 6)
    counts, draws = np.zeros(20), 4000
    for seed in range(draws):
        drawn = systematic(probability, shuffled(seed, 20), uniforms(seed, 1, 1)[0])
        counts[drawn] += 1
    error = (counts / draws - probability) / np.sqrt(probability * (1 - probability) / draws)
    assert np.abs(error).max() < 4


def test_equal_probabilities_in_random_order_are_a_simple_random_sample():
    pairs, draws = np.zeros((6, 6)), 6000
    for seed in range(draws):
        drawn = systematic(np.full(6, 1 / 3), shuffled(seed, 6), uniforms(seed, 1, 1)[0])
        pairs[tuple(drawn)] += 1
    joint = pairs[np.triu_indices(6, 1)] / draws  # every pair as likely as any other: 1 in 15
    assert np.abs(joint - 1 / 15).max() < 4 * np.sqrt(1 / 15 * 14 / 15 / draws)


def test_scores_pull_and_leave_a_floor():
    scores = np.array([[0.0, 0.9], [0.0, 0.0], [0.02, np.nan], [0.0, 0.1]])
    measure = score_measure(scores)
    assert measure.sum() == pytest.approx(1)
    assert measure == pytest.approx([0.175 + 0.15 * 0.9, 0.175, 0.175 + 0.15, 0.175 + 0.15 * 0.1])
    assert score_measure(np.zeros((4, 2))).tolist() == [0.25] * 4


def test_out_of_nobody_nobody_is_drawn():
    assert systematic([], np.empty(0, dtype=np.int64), 0.3).tolist() == []
