import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.analysis.tables.cooccurrence import cooccurrence
from civic_qual.errors import TableError
from tests.analysis.naive import Study, rows
from tests.analysis.studies import studies


def test_codes_meet_in_the_turns_that_carry_both(coded):
    met = cooccurrence(coded).frame
    assert met.index.tolist() == ["plan.patrol", "plan.late", "alert.whistle"]
    assert met.loc["plan.patrol"].tolist() == [3, 1, 0]


def test_themes_meet_too_and_any_theme_is_none(coded):
    assert cooccurrence(coded, level="theme").frame.to_numpy().tolist() == [[3, 0], [0, 1]]


def test_share_and_lift(coded):
    assert cooccurrence(coded, value="share").frame.loc["plan.patrol", "plan.late"] == 1 / 3
    assert cooccurrence(coded, value="lift").frame.loc["plan.patrol", "plan.late"] == 6 / 3


def test_what_is_not_known_is_refused(coded):
    with pytest.raises(TableError, match='take "count", "share"'):
        cooccurrence(coded, value="odds")


@settings(deadline=None, max_examples=30)
@given(studies(), st.sampled_from(["sentence", "turn", "transcript"]))
def test_counts_are_those_of_a_naive_look(coded, unit):
    met = cooccurrence(coded, unit=unit).frame
    naive, carrying = Study(coded, unit, include_interviewers=False), {}
    for row, (members, needed) in rows(coded, "code", families=False).items():
        read = {word for word in naive.words if all(naive.read(word, one) for one in needed)}
        partly = {naive.segment[word] for word in naive.words if word not in read}
        whole = {word for word in read if naive.segment[word] not in partly}
        carrying[row] = {thing for _, thing in naive.said(members, "segments", whole)}
    expected = [[len(carrying[one] & carrying[other]) for other in met] for one in met]
    assert np.array_equal(met.to_numpy(), np.array(expected).reshape(met.shape))
