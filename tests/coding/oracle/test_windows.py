"""NEAR, BEFORE and NOT NEAR against their definitions, tried out window by window."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.coding.oracle.phrases import Run
from tests.coding.oracle.windows import before, near, not_near

# A run of one to three words, its middle word perhaps a gap that is not among its words.
RUNS = st.builds(
    lambda first, length, gap: Run(
        first,
        first + length - 1,
        tuple(
            place
            for place in range(first, first + length)
            if not (gap and first < place < first + length - 1)
        ),
    ),
    st.integers(0, 12),
    st.integers(1, 3),
    st.booleans(),
)
SIDES = st.lists(RUNS, max_size=5, unique=True)


def words_between(one, other):
    """Count the words that lie after one run and before the other."""
    return sum(
        1 for place in range(30) if one.last < place < other.first or other.last < place < one.first
    )


def naive(left, right, distance, ordered):
    """Try every stretch of text: it is a window if two runs fit it exactly, and none smaller."""
    fits = {}
    for first in range(16):
        for last in range(first, 16):
            words = {
                word
                for one in left
                for other in right
                if min(one.first, other.first) == first
                and max(one.last, other.last) == last
                and not set(one.words) & set(other.words)
                and words_between(one, other) <= distance
                and (not ordered or one.last < other.first)
                for word in (*one.words, *other.words)
            }
            if words:
                fits[first, last] = Run(first, last, tuple(sorted(words)))
    return [
        fits[inner]
        for inner in fits
        if not any(
            inner != outer and outer[0] >= inner[0] and outer[1] <= inner[1] for outer in fits
        )
    ]


@settings(deadline=None, max_examples=150)
@given(SIDES, SIDES, st.integers(0, 6))
def test_near_and_before_are_every_minimal_window(left, right, distance):
    assert near(left, right, distance) == naive(left, right, distance, ordered=False)
    assert before(left, right, distance) == naive(left, right, distance, ordered=True)


@settings(deadline=None, max_examples=100)
@given(SIDES, SIDES, st.integers(0, 6))
def test_near_does_not_care_which_side_is_which(left, right, distance):
    assert near(left, right, distance) == near(right, left, distance)
    assert near(left[::-1], right[::-1], distance) == near(left, right, distance)


@settings(deadline=None, max_examples=100)
@given(SIDES, SIDES, st.integers(0, 6))
def test_not_near_keeps_what_no_other_run_is_near(left, right, distance):
    kept = not_near(left, right, distance)
    for run in left:
        disturbed = [
            other
            for other in right
            if words_between(run, other) <= distance and set(other.words) - set(run.words)
        ]
        assert (run in kept) == (not disturbed)


def test_a_word_is_never_on_both_sides():
    one = [Run(3, 3, (3,))]
    assert near(one, one, 5) == before(one, one, 5) == []
    assert not_near(one, one, 5) == one


def test_equal_windows_are_one_with_all_words():
    left = [Run(0, 0, (0,)), Run(0, 2, (0, 2))]
    assert near(left, [Run(4, 4, (4,)), Run(3, 4, (3, 4))], 5) == [Run(0, 4, (0, 2, 3, 4))]


def test_what_stands_in_a_gap_is_near_and_neither_before_nor_after():
    fear, very = [Run(0, 2, (0, 2))], [Run(1, 1, (1,))]
    assert near(fear, very, 0) == [Run(0, 2, (0, 1, 2))]
    assert before(fear, very, 5) == before(very, fear, 5) == []
