"""Passages gained and lost when a codebook changes."""

import pandas as pd
import pytest

from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.compare import CHANGE, compare
from civic_qual.errors import CodingError


@pytest.fixture(scope="module")
def corpus(make):
    return make.corpus(make.transcript("a", ["They patrol. The early warning came late, again."]))


@pytest.fixture(scope="module")
def coded(make, corpus):
    return lambda **codes: RuleCoder(
        make.codebook(*(make.code(code, rules) for code, rules in codes.items()))
    ).code(corpus)


def test_what_is_gained_and_what_is_lost(coded):
    found = compare(
        coded(plan=["patrol", "warning"], perf=["late"]),
        coded(plan=["early warning"], perf=["late"], harm=["again"]),
    )
    frame = found.frame
    assert found.passages("harm", change="gained")["text"].tolist() == ["again"]
    assert frame.columns.tolist() == list(CHANGE)
    assert frame[["change", "code", "text", "rule"]].to_numpy().tolist() == [
        ["lost", "plan", "patrol", "plan en #1 (patrol): patrol [8:14]"],
        ["gained", "harm", "again", "harm en #1 (again): again [45:50]"],
    ]
    assert frame["context"].tolist() == ["They patrol.", "The early warning came late, again."]


def test_the_other_way_round_gains_are_losses(coded):
    one, other = coded(plan=["patrol"]), coded(plan=["late", "warning"])
    there, back = compare(one, other).frame, compare(other, one).frame
    swapped = back.assign(change=back["change"].map({"gained": "lost", "lost": "gained"}))
    keys = ["start", "code", "change"]
    pd.testing.assert_frame_equal(
        there.sort_values(keys, ignore_index=True), swapped.sort_values(keys, ignore_index=True)
    )


def test_nothing_changes_against_itself(coded):
    one = coded(plan=["patrol"])
    assert len(compare(one, one)) == 0
    assert compare(one, one).frame.columns.tolist() == list(CHANGE)


def test_other_texts_cannot_be_compared(make, coded):
    other = RuleCoder(make.codebook(make.code("plan"))).code(
        make.corpus(make.transcript("a", ["Something else."]))
    )
    with pytest.raises(CodingError, match="different transcripts, or of other revisions"):
        compare(coded(plan=["patrol"]), other)


def test_codes_are_told_apart_by_name_in_whatever_order_they_stand(coded):
    """What has moved in the codebook has not changed; what went into another code has."""
    before = coded(plan=["patrol"], perf=["late"], harm=["again"])
    after = coded(harm=["again"], plan=["late"], new=["came"], perf=["late"])
    frame = compare(before, after).frame
    assert sorted(zip(frame["change"], frame["code"], frame["text"], strict=True)) == [
        ("gained", "new", "came"),
        ("gained", "plan", "late"),
        ("lost", "plan", "patrol"),
    ]
