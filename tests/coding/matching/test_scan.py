"""Leaves found by array work are those that walking from word to word finds."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.matching.plan import Tuning
from civic_qual.coding.matching.reach import Leaf
from civic_qual.coding.matching.scan import scan
from civic_qual.corpus.token_index import TokenIndex

pytestmark = pytest.mark.usefixtures("engine")
LETTERS = 3


@dataclass(frozen=True, eq=False)
class Index:
    """The columns of a token index that a scan reads."""

    word: np.ndarray
    hard: np.ndarray
    vocabulary: range = range(LETTERS)
    by_type = TokenIndex.by_type

    def __len__(self):
        return len(self.word)


def index_of(words, hard=()):
    column = np.array([*hard, *[False] * (len(words) - len(hard))], bool)
    return Index(np.array(words, np.int32), column)


def leaf_of(*items):
    return Leaf(tuple(np.array(sorted(item), np.int32) for item in items))


def walked(leaves, index):
    """What is found by walking: at every token, every leaf it may begin, word after word."""
    words, hard = index.word.tolist(), index.hard.tolist()
    items = [[set(item.tolist()) for item in leaf.items] for leaf in leaves]
    begun = {word: [] for word in words}
    for number, leaf in enumerate(items):
        for word in leaf[0] if leaf else ():
            begun.get(word, []).append(number)
    return sorted(
        (first, number)
        for first in range(len(words))
        for number in begun[words[first]]
        for leaf in [items[number]]
        if first + len(leaf) <= len(words)
        and all(words[first + step] in item for step, item in enumerate(leaf))
        and not any(hard[first + 1 : first + len(leaf)])
    )


def scanned(leaves, index, tuning=None):
    found = scan(leaves, index, tuning)
    return sorted(zip(found.first.tolist(), found.leaf.tolist(), strict=True))


def test_runs_of_some_leaves_and_of_each():
    index = index_of([0, 1, 0, 2, 0, 1, 0], [False, True])
    leaves = [leaf_of({0}), leaf_of({1}), leaf_of({0}, {2}), leaf_of({0, 1})]
    for tuning in (None, Tuning(few=0, block=2)):
        found = scan(leaves, index, tuning)
        expected = walked(leaves, index)
        for number in range(4):
            own = [first for first, leaf in expected if leaf == number]
            assert found.of(number).tolist() == own
            only = found.only(np.array([number]))
            assert sorted(only.first.tolist()) == own
            assert {*only.leaf.tolist()} <= {number}


ITEMS = st.sets(st.integers(0, LETTERS - 1), max_size=LETTERS)
LEAVES = st.lists(st.lists(ITEMS, max_size=6).map(lambda items: leaf_of(*items)), max_size=9)
TEXTS = st.lists(
    st.tuples(st.integers(0, LETTERS - 1), st.sampled_from([False, False, True])), max_size=40
)
TUNINGS = st.builds(
    Tuning,
    few=st.sampled_from([0, 0, 0, 99]),
    most_variants=st.integers(0, 9),
    most_steps=st.integers(0, 3),
    anchored_share=st.sampled_from([0, 1, 9]),
    bits=st.sampled_from([1, 2, 12, None]),
    mix_bits=st.sampled_from([1, 2, 64]),
    block=st.integers(1, 9),
)


@settings(deadline=None, max_examples=250)
@given(LEAVES, TEXTS, TUNINGS)
def test_scan_finds_what_walking_finds(leaves, text, tuning):
    index = index_of([word for word, _ in text], [hard for _, hard in text])
    assert scanned(leaves, index, tuning) == walked(leaves, index)


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_many_leaves_over_many_word_types(seed):
    chance = np.random.default_rng(seed)
    words = (chance.zipf(1.3, 3000) % 60).tolist()
    index = Index(np.array(words, np.int32), chance.random(3000) < 0.1, range(70))
    leaves = [
        leaf_of(
            *(
                set(chance.integers(0, 70, chance.integers(1, 6)).tolist())
                for _ in range(chance.integers(1, 5))
            )
        )
        for _ in range(60)
    ]
    for tuning in (
        None,
        Tuning(few=99),
        Tuning(anchored_share=0),
        Tuning(anchored_share=0, most_variants=3, bits=3),
    ):
        assert scanned(leaves, index, tuning) == walked(leaves, index)


@pytest.mark.parametrize(
    "leaf", [leaf_of(), leaf_of(set()), leaf_of({0}, set()), leaf_of(set(), {0, 1, 2})]
)
def test_a_leaf_with_nothing_in_it_is_never_met(leaf):
    index = index_of([0, 1, 0, 2])
    assert scanned([leaf, leaf_of({0})], index) == [(0, 1), (2, 1)]
    assert scan([leaf], index).of(0).tolist() == []


def test_no_leaves_and_no_text():
    assert scanned([], index_of([0, 1])) == []
    assert scanned([leaf_of({0}), leaf_of({0}, {1})], index_of([])) == []


def test_a_leaf_given_twice_is_met_twice():
    leaf = leaf_of({0, 1}, {2})
    assert scanned([leaf, leaf], index_of([0, 2, 1, 2])) == [(0, 0), (0, 1), (2, 0), (2, 1)]


def test_a_phrase_never_runs_over_a_hard_token_nor_over_the_end():
    phrase = leaf_of({0}, {0}, {0})
    assert scanned([phrase], index_of([0] * 5, [True])) == [(0, 0), (1, 0), (2, 0)]
    assert scanned([phrase], index_of([0] * 5, [True, False, True])) == [(2, 0)]
    assert scanned([phrase], index_of([0] * 5, [True] * 5)) == []
    assert scanned([phrase], index_of([0, 0])) == []


def test_a_phrase_is_found_where_blocks_meet():
    index = index_of([0, 1, 2] * 10)
    phrase = leaf_of({0}, {1}, {2}, {0}, {1}, {2})
    for few, share in ((9, 0), (0, 0), (0, 9)):
        tuning = Tuning(few=few, anchored_share=share, block=2)
        assert scanned([phrase], index, tuning) == [(first, 0) for first in range(0, 27, 3)]


def test_runs_of_one_leaf_are_sorted():
    index = index_of([2, 0, 1, 0, 1, 2])
    found = scan([leaf_of({1}), leaf_of({0}), leaf_of({0}, {1})], index, Tuning(block=2))
    assert [found.of(number).tolist() for number in range(3)] == [[2, 4], [1, 3], [1, 3]]


def test_a_very_long_phrase():
    words = [step % LETTERS for step in range(5000)]
    phrase = leaf_of(*({word} for word in words))
    assert scanned([phrase, leaf_of({0}, {1})], index_of(words))[:2] == [(0, 0), (0, 1)]
