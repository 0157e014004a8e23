"""Overlapping matches of one code are one passage; no evidence is lost."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.evidence import RuleReference
from civic_qual.coding.merging import merged
from tests.coding.oracle.matching import Hit

RULES = [RuleReference("plan", "en", number, f"rule{number}") for number in (1, 2, 3)]
FOUND = st.lists(
    st.builds(lambda start, length, rule, score: (
        Hit(start, start + length, ((start, start + length),)), rule, score),
        st.integers(0, 30), st.integers(1, 6), st.sampled_from(RULES), st.floats(0.1, 1)),
    max_size=8)


@settings(deadline=None, max_examples=100)
@given(FOUND, st.randoms())
def test_merging_keeps_characters_evidence_and_best_score(found, random):
    passages = merged(found)
    covered = {place for hit, _, _ in found for place in range(hit.start, hit.end)}
    assert covered == {place for one in passages for place in range(one.start, one.end)}
    assert all(one.end <= other.start for one, other in pairwise(passages))
    for hit, rule, score in found:
        home = [one for one in passages if one.start <= hit.start and hit.end <= one.end]
        assert len(home) == 1
        assert set(hit.words) <= set(home[0].hits[rule])
        assert home[0].score >= score
    random.shuffle(found)
    assert merged(found) == passages


def test_what_only_touches_stays_two():
    hits = [Hit(0, 5, ((0, 5),)), Hit(5, 9, ((5, 9),)), Hit(8, 12, ((8, 12),))]
    assert [(one.start, one.end) for one in merged((hit, RULES[0], 1.0) for hit in hits)] == [
        (0, 5), (5, 12)]
