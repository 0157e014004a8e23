"""AND, OR and NOT of hits anywhere in scopes, against their plain definitions."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.matching.hits import Hits, OwnSpans, all_of, any_of, without
from tests.coding.oracle.matching import Hit, all_or_none, united

WIDTH = 14  # characters of a scope
SPANS = st.builds(
    lambda scope, start, length: (scope, scope * WIDTH + start, scope * WIDTH + start + length),
    st.integers(0, 2),
    st.integers(0, 9),
    st.integers(1, 5),
)
SIDES = st.lists(SPANS, max_size=7, unique=True).map(sorted)


def hits_of(spans):
    scope, start, end = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    return Hits(scope, start, end, OwnSpans(start, end))


def listed(hits):
    offsets, start, end = hits.words.spans(np.arange(len(hits)))
    words = list(zip(start.tolist(), end.tolist(), strict=True))
    return [
        Hit(start, end, tuple(words[first:last]))
        for start, end, (first, last) in zip(
            hits.start.tolist(), hits.end.tolist(), pairwise(offsets.tolist()), strict=True
        )
    ]


def in_scope(spans, scope):
    return [Hit(*span, (tuple(span),)) for own, *span in spans if own == scope]


@settings(deadline=None, max_examples=300)
@given(st.lists(SIDES, min_size=2, max_size=3))
def test_and_has_the_nearest_of_every_other_side(sides):
    expected = [
        hit
        for scope in range(3)
        for hit in united(all_or_none([in_scope(side, scope) for side in sides]))
    ]
    assert listed(all_of([hits_of(side) for side in sides])) == expected


@settings(deadline=None, max_examples=100)
@given(st.lists(SIDES, min_size=1, max_size=3))
def test_or_has_every_hit_once(sides):
    expected = united(Hit(*span, (tuple(span),)) for side in sides for _, *span in side)
    assert listed(any_of([hits_of(side) for side in sides])) == expected


@settings(deadline=None, max_examples=100)
@given(SIDES, SIDES)
def test_not_leaves_scopes_without_the_other_side(left, right):
    found = without(hits_of(left), hits_of(right))
    taken = {scope for scope, *_ in right}
    assert listed(found) == [
        Hit(*span, (tuple(span),)) for scope, *span in left if scope not in taken
    ]


@settings(deadline=None, max_examples=100)
@given(SIDES, SIDES, st.data())
def test_words_may_be_asked_for_in_any_order_and_twice(left, right, data):
    hits = any_of([all_of([hits_of(left), hits_of(right)]), hits_of(left)])
    rows = data.draw(st.lists(st.sampled_from(range(len(hits))))) if len(hits) else []
    offsets, start, end = hits.words.spans(np.array(rows, dtype=np.int64))
    whole = listed(hits)
    assert [
        list(zip(start[first:last].tolist(), end[first:last].tolist(), strict=True))
        for first, last in pairwise(offsets.tolist())
    ] == [list(whole[row][2]) for row in rows]


def test_a_rule_on_both_sides_takes_the_nearest_other_hit():
    side = hits_of([(0, 0, 10), (0, 5, 8)])
    assert [hit.words for hit in listed(all_of([side, side]))] == [((0, 10),), ((0, 10), (5, 8))]
