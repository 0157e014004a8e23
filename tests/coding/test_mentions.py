from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.mentions import merging

SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda span: (span[0], sum(span))),
    max_size=8,
).map(sorted)


@settings(deadline=None, max_examples=200)
@given(SPANS)
def test_spans_merge_where_they_share_a_character_and_only_there(spans):
    start, end = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    heads = merging(start, end)
    start, end = start[heads], np.maximum.reduceat(end, heads) if spans else end
    joined = {place for first, last in spans for place in range(first, last - 1)}
    runs = [(first, last) for first, last in zip(start, end, strict=True)]
    assert {place for first, last in runs for place in range(first, last - 1)} == joined
    assert all(last <= after for (_, last), (after, _) in pairwise(runs))
