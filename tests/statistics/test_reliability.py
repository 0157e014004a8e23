"""Coefficients of agreement: equal to other tools, to the literature, and to their definitions."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score

from civic_qual.statistics.reliability import (
    agreement_sums,
    alpha_of,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
)

NAN = float("nan")
two = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40)
judgement = st.sampled_from([0, 1, 2, NAN])
many = st.integers(2, 5).flatmap(
    lambda coders: st.lists(st.tuples(*[judgement] * coders), min_size=2, max_size=25)
)


def task(units):
    return AnnotationTask(
        [
            (f"c{coder}", f"u{place}", str(value))
            for place, unit in enumerate(units)
            for coder, value in enumerate(unit)
            if not math.isnan(value)
        ]
    )


@given(two)
def test_kappa_is_that_of_scikit_learn_and_nltk(units):
    one, other = zip(*units, strict=True)
    assume(len({*one, *other}) > 1)
    assert cohen_kappa(units) == pytest.approx(cohen_kappa_score(one, other), abs=1e-12)
    assert cohen_kappa(units) == pytest.approx(task(units).kappa(), abs=1e-12)


@given(two)
def test_percent_is_that_of_nltk(units):
    assert percent_agreement(units) == pytest.approx(task(units).avg_Ao(), abs=1e-12)


@given(many)
def test_alpha_is_that_of_nltk_also_with_silent_coders(units):
    pairable = [unit for unit in units if sum(not math.isnan(value) for value in unit) > 1]
    assume(len({value for unit in pairable for value in unit if not math.isnan(value)}) > 1)
    assert krippendorff_alpha(units) == pytest.approx(task(pairable).alpha(), abs=1e-12)


@given(many)
def test_all_are_what_pairs_of_judgements_say(units):
    told = [[value for value in unit if not math.isnan(value)] for unit in units]
    pairable = [unit for unit in told if len(unit) > 1]
    assume(len({value for unit in pairable for value in unit}) > 1)
    agree = [np.mean([a == b for a, b in permutations(unit, 2)]) for unit in pairable]
    assert percent_agreement(units) == pytest.approx(np.mean(agree))

    values = [value for unit in pairable for value in unit]
    observed = sum(
        sum(a != b for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in pairable
    ) / len(values)
    expected = np.mean([a != b for a, b in permutations(values, 2)])
    assert krippendorff_alpha(units) == pytest.approx(1 - observed / expected)

    judged = [unit for unit in told if unit]
    kinds = {value for unit in judged for value in unit}
    kinds = {0, 1} if kinds <= {0, 1} else kinds
    likely = [
        np.mean([np.mean([value == kind for value in unit]) for unit in judged]) for kind in kinds
    ]
    chance = sum(p * (1 - p) for p in likely) / (len(kinds) - 1)
    assert gwet_ac1(units) == pytest.approx((np.mean(agree) - chance) / (1 - chance))


def test_four_coders_with_gaps_as_gwet_has_them():
    """Gwet (2014), chapter 2: twelve subjects, four raters, five categories, AC1 .775."""
    raters = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
    assert gwet_ac1(np.transpose(raters)) == pytest.approx(0.775, abs=5e-4)
    assert percent_agreement(np.transpose(raters)) == pytest.approx(0.818, abs=5e-4)


@pytest.mark.parametrize("p", [0.02, 0.05, 0.3, 0.5])
def test_random_coding_has_no_agreement_and_the_ac1_of_its_formula(p):
    said = np.random.default_rng(3).random((200_000, 2)) < p
    assert cohen_kappa(said) == pytest.approx(0, abs=0.01)
    assert krippendorff_alpha(said) == pytest.approx(0, abs=0.01)
    assert gwet_ac1(said) == pytest.approx((1 - 4 * p * (1 - p)) / (1 - 2 * p * (1 - p)), abs=0.01)


@pytest.mark.parametrize("units", [[(0, 0)] * 5, [(1, 1)] * 5])
def test_where_nothing_varies_kappa_and_alpha_are_not_defined(units):
    assert math.isnan(cohen_kappa(units))
    assert math.isnan(krippendorff_alpha(units))
    assert percent_agreement(units) == gwet_ac1(units) == 1


def test_where_nobody_met_nothing_is_defined():
    alone = [(0, NAN), (NAN, 1)]
    assert all(
        math.isnan(of(alone))
        for of in (percent_agreement, cohen_kappa, krippendorff_alpha, gwet_ac1)
    )


def test_kappa_is_refused_for_three():
    with pytest.raises(ValueError, match="of two coders"):
        cohen_kappa([(0, 1, 1)])


def test_sums_by_interview_and_draw_are_those_of_the_units_drawn():
    random = np.random.default_rng(1)
    values = np.where(random.random((60, 3)) < 0.2, np.nan, random.random((60, 3)) < 0.4)
    group = random.integers(0, 5, 60)
    sums = agreement_sums(values).by_group(group, 5)
    drawn = np.concatenate([values[group == one] for one in (0, 0, 3, 4)])
    weights = [[2, 0, 0, 1, 1]]
    assert alpha_of(sums.weighted(weights))[0] == pytest.approx(krippendorff_alpha(drawn))
