"""The compiled pass finds what the pass in Python finds, and takes no broken tables."""

from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.matching.plan import Tuning, plan
from civic_qual.coding.matching.reach import Leaf
from civic_qual.coding.matching.scan import compiled_arrays, compiled_runs_in, joined, runs_in
from civic_qual.compiled import compiled, portable
from tests.coding.comparing import coded, defined
from tests.coding.random_codebooks import codebooks
from tests.coding.random_corpora import corpora, fresh
from tests.coding.random_words import kits

KERNEL = compiled("coding.matching._scan")
pytestmark = pytest.mark.skipif(KERNEL is None, reason="the scan was not compiled")
TYPES, WORDS, LEAVES = 40, 4000, 50


def sorted_runs(found):
    first, leaf = joined(found)
    return sorted(zip(first.tolist(), leaf.tolist(), strict=True))


def text_and_leaves(seed):
    chance = np.random.default_rng(seed)
    word = (chance.zipf(1.3, WORDS) % TYPES).astype(np.int32)
    leaves = [
        Leaf(
            tuple(
                np.unique(chance.integers(0, TYPES, chance.integers(1, 6))).astype(np.int32)
                for _ in range(chance.integers(1, 5))
            )
        )
        for _ in range(LEAVES)
    ]
    return word, chance.random(WORDS) < 0.1, leaves


def plan_of(word, leaves, **tuning):
    return plan(leaves, np.bincount(word, minlength=TYPES), Tuning(few=0, **tuning))


@pytest.mark.parametrize("room", [1, 7, 1 << 16])
@pytest.mark.parametrize("share", [WORDS // 3, WORDS])
@pytest.mark.parametrize(
    "tuning",
    [
        {},
        {"anchored_share": 0},
        {"anchored_share": 9},
        {"anchored_share": 0, "most_variants": 4, "bits": 3},
        {"anchored_share": 0, "most_steps": 1},
    ],
    ids=str,
)
def test_it_finds_what_python_finds_in_any_threads_and_room(tuning, share, room):
    word, hard, leaves = text_and_leaves(seed=room)
    made = plan_of(word, leaves, **tuning)
    found = compiled_runs_in(KERNEL, word, hard, made, room, share)
    assert sorted_runs(found) == sorted_runs(runs_in(word, hard, made, 999))


def test_what_is_found_comes_in_the_order_of_the_text_whatever_the_threads():
    word, hard, leaves = text_and_leaves(seed=1)
    made = plan_of(word, leaves)
    one, more = (
        joined(compiled_runs_in(KERNEL, word, hard, made, 99, share))
        for share in (WORDS, WORDS // 3)
    )
    assert all(np.array_equal(a, b) for a, b in zip(one, more, strict=True))


studies = kits().flatmap(lambda kit: st.tuples(codebooks(kit), corpora(kit)))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(studies, st.booleans())
def test_codings_are_those_of_the_definition_compiled_or_not(study, everybody):
    codebook, corpus = study
    coder, expected = (
        RuleCoder(codebook, include_interviewers=everybody),
        defined(codebook, corpus, everybody),
    )
    assert coded(coder.code(fresh(corpus))) == expected
    with portable():
        assert coded(coder.code(fresh(corpus))) == expected


@cache
def plan_of_a_text():
    """Return a text, made once, and the plan for its leaves."""
    word, hard, leaves = text_and_leaves(seed=2)
    return word, hard, plan_of(word, leaves, anchored_share=0, most_variants=9)


def arrays_and_numbers():
    word, hard, made = plan_of_a_text()
    arrays = [
        word.copy(),
        hard.copy(),
        *(array.copy() for array in compiled_arrays(made)),
        np.empty(99999, np.int64),
        np.empty(99999, np.int32),
    ]
    return arrays, [0, WORDS, made.n_heads, made.first_pair]


@settings(deadline=None, max_examples=400)
@given(st.data())
def test_broken_tables_are_refused_or_do_no_harm(data):
    arrays, numbers = arrays_and_numbers()
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(arrays) - 1))
        array = arrays[place] = arrays[place].copy()
        bad = data.draw(st.sampled_from([-(2**31), -2, -1, 0, 1, 77, 10**5, 2**31 - 1]))
        if array.dtype == bool:
            bad = bool(bad)
        if data.draw(st.booleans()) or not len(array):
            arrays[place] = array[: data.draw(st.integers(0, len(array)))]
        else:
            array[data.draw(st.integers(0, len(array) - 1))] = bad
    else:
        numbers[data.draw(st.integers(0, 3))] = data.draw(st.integers(-(2**62), 2**62))
    try:
        token, found = KERNEL.scan(tuple(arrays), tuple(numbers))
    except ValueError:
        return
    assert found <= len(arrays[-1])
    assert token == max(numbers[0], numbers[1]) or found == 0


@pytest.mark.parametrize("wrong", [np.empty(0), np.zeros(9, np.int16), np.zeros((9, 9))[::2, ::2]])
def test_arrays_of_another_kind_are_refused(wrong):
    arrays, numbers = arrays_and_numbers()
    arrays[0] = wrong
    with pytest.raises((ValueError, BufferError)):
        KERNEL.scan(tuple(arrays), tuple(numbers))


def test_arguments_of_another_kind_are_refused():
    arrays, numbers = arrays_and_numbers()
    for arguments in (
        (),
        (arrays, numbers),
        ((1,) * len(arrays), tuple(numbers)),
        (tuple(arrays[1:]), tuple(numbers)),
        (tuple(arrays), ("a",) * 4),
    ):
        with pytest.raises((ValueError, TypeError)):
            KERNEL.scan(*arguments)
