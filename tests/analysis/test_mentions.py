from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.analysis.counted_words import covered, expanded
from civic_qual.analysis.mentions import merged

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)).map(
    lambda span: (span[0], sum(span))), max_size=8).map(sorted)


@settings(deadline=None, max_examples=200)
@given(SPANS)
def test_spans_merge_where_they_share_a_character_and_only_there(spans):
    start, end = merged(*(np.array(column, dtype=np.int64)
                          for column in zip(*spans, strict=True))) if spans else ([], [])
    joined = {place for first, last in spans for place in range(first, last - 1)}
    runs = [(first, last) for first, last in zip(start, end, strict=True)]
    assert {place for first, last in runs for place in range(first, last - 1)} == joined
    assert all(last <= after for (_, last), (after, _) in pairwise(runs))


@settings(deadline=None, max_examples=100)
@given(SPANS)
def test_ranges_cover_what_they_expand_to(spans):
    first, last = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    positions, whose = expanded(first, last)
    assert positions.tolist() == [place for one, other in spans for place in range(one, other)]
    assert whose.tolist() == [number for number, (one, other) in enumerate(spans)
                              for _ in range(one, other)]
    assert covered(first, last, 50).nonzero()[0].tolist() == sorted(set(positions.tolist()))
