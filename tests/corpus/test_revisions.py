"""Two revisions aligned: what is said to be the same is, in order, and as much as can be."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.corpus.revisions import align, gaps

TEXTS = st.text(st.sampled_from("ab é.\n"), max_size=40)


def stretches(alignment):
    return list(
        zip(alignment.old.tolist(), alignment.new.tolist(), alignment.size.tolist(), strict=True)
    )


@given(TEXTS, TEXTS)
def test_stretches_are_the_same_in_both_and_in_order(old, new):
    hold_in_order(old, new)


def hold_in_order(old, new):
    last_old = last_new = 0
    for start, other, size in stretches(align(old, new)):
        assert old[start : start + size] == new[other : other + size]
        assert start >= last_old
        assert other >= last_new
        last_old, last_new = start + size, other + size
    assert (last_old, last_new) == (len(old), len(new))


@given(TEXTS, TEXTS)
def test_stretches_and_gaps_make_up_both_texts(old, new):
    found = align(old, new)
    pieces = [
        ((start, start + size), (other, other + size))
        for start, other, size in stretches(found)
        if size
    ]
    pieces = sorted(pieces + list(gaps(found)))
    assert "".join(old[slice(*one)] for one, _ in pieces) == old
    assert "".join(new[slice(*other)] for _, other in pieces) == new


def test_equal_texts_are_one_stretch():
    assert stretches(align("They came late.", "They came late.")) == [(0, 0, 15), (15, 15, 0)]


def test_a_word_is_put_in_and_a_slip_is_corrected():
    found = align("they cme late to the market", "they came very late to the market")
    assert ((6, 6), (6, 7)) in list(gaps(found))
    assert sum(found.size.tolist()) == len("they cme late to the market")


@pytest.mark.parametrize("edits", [5, 400])
def test_a_long_text_keeps_all_words_that_were_left_alone(edits):
    draw = random.Random(edits)
    words = [
        draw.choice(["the", "road", "we", "fear", "came"]) + str(draw.randrange(400))
        for _ in range(6_000)
    ]
    changed = list(words)
    for place in draw.sample(range(len(words)), edits):
        changed[place] = "X"
    found = align(" ".join(words), " ".join(changed))
    same = sum(len(word) + 1 for word, now in zip(words, changed, strict=True) if word == now)
    assert sum(found.size.tolist()) >= same - 1


def longest_in_order(numbers: list[int]) -> int:
    """Return how many of them at most ascend, each compared with all before it."""
    ending: list[int] = []
    for place, number in enumerate(numbers):
        ending.append(1 + max((ending[b] for b in range(place) if numbers[b] < number), default=0))
    return max(ending)


@pytest.mark.parametrize("seed", range(20))
def test_of_passages_that_were_moved_as_many_as_can_keep_their_place(seed):
    draw = random.Random(seed)
    number = draw.randrange(2, 40)
    order = list(range(number))
    draw.shuffle(order)
    passages = [
        "".join(draw.choices("abcdefghij", k=9)) + f" {n:03} road {n:03}x " * 3 for n in order
    ]
    sorted_ = [passage for _, passage in sorted(zip(order, passages, strict=True))]
    found = align("".join(sorted_), "".join(passages))
    size = len(passages[0])
    assert sum(found.size.tolist()) >= longest_in_order(order) * (size - 12)
    hold_in_order("".join(sorted_), "".join(passages))


def test_texts_that_repeat_themselves_do_not_take_for_ever():
    found = align("a " * 25_000, "a " * 24_000 + "b " * 500)
    assert stretches(found)[0][2] >= 40_000
