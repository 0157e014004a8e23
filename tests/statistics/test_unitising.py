"""u-alpha: the literature's example, pairs of stretches, and what must hold of any coding."""

import math
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from civic_qual.statistics.unitising import unitised_alpha


@st.composite
def unitisations(draw, length=30):
    coders = draw(st.integers(2, 4))
    made = []
    for _ in range(coders):
        cuts = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
        made.append(
            [
                (start, end, draw(st.integers(1, 3)))
                for start, end in pairwise(cuts)
                if draw(st.booleans())
            ]
        )
    return made


def partition(units, length):
    """Units, and every position of a gap by itself."""
    marked = {place for start, end, _ in units for place in range(start, end)}
    return [*units, *((place, place + 1, 0) for place in range(length) if place not in marked)]


def naive(coders, length, only_whether=False):
    """Observed: every stretch that two coders share. Expected: every piece with every other."""
    parts = [
        [
            (start, end, min(value, 1) if only_whether else value)
            for start, end, value in partition(units, length)
        ]
        for units in coders
    ]
    differ = sum(
        max(0, min(b, d) - max(a, c))
        for one, other in permutations(parts, 2)
        for a, b, x in one
        for c, d, y in other
        if x != y
    ) / (len(coders) - 1)
    pieces = [piece for part in parts for piece in part]
    mass = [(end - start, value) for start, end, value in pieces]
    unlike = sum(one * other for (one, x), (other, y) in permutations(mass, 2) if x != y)
    pairs = sum(one * other for (one, _), (other, _) in permutations(mass, 2))
    total = sum(size for size, _ in mass)
    return 1 - (differ / total) / (unlike / pairs) if unlike else math.nan


@given(unitisations())
def test_it_is_what_pieces_paired_with_pieces_say(coders):
    for only_whether in (False, True):
        expected = naive(coders, 30, only_whether)
        assert unitised_alpha(coders, 30, only_whether) == pytest.approx(expected, nan_ok=True)


@given(unitisations())
def test_a_coder_agrees_wholly_with_a_copy(coders):
    assume(coders[0] and not all(unit == (0, 30, 1) for unit in coders[0]))
    value = unitised_alpha([coders[0], coders[0]], 30)
    assert value == pytest.approx(1) or math.isnan(value)


def test_units_put_down_by_chance_do_not_agree():
    random = np.random.default_rng(2)

    def chance():
        starts = np.flatnonzero(random.random(4000) < 0.03) * 5
        return [(int(start), int(start) + 4, 1) for start in starts]

    assert unitised_alpha([chance(), chance()], 20_000) == pytest.approx(0, abs=0.05)


def test_nothing_marked_is_not_defined():
    assert math.isnan(unitised_alpha([[], []], 10))
