"""Passages found again in a corrected text, or left to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.coding.anchoring import Reanchoring

OLD = "I: Who came?\nR: They came late. We were afriad of the road, and we hid in the market.\n"


def found(new, passage, old=OLD):
    start = old.index(passage)
    span = Reanchoring(old, new).span(start, start + len(passage))
    return None if span is None else new[slice(*span)]


@pytest.mark.parametrize(
    ("before", "after", "passage", "now"),
    [
        ("", "", "They came late.", "They came late."),
        ("Who", "Tell me who", "They came late.", "They came late."),
        ("They came", "They all came", "They came late.", "They all came late."),
        ("afriad", "afraid", "afriad", "afraid"),
        ("afriad", "afraid", "We were afriad of the road", "We were afraid of the road"),
        ("They", "Thay", "They came", "Thay came"),
        ("came late", "came", "They came late", "They came"),
        (" and we hid", "", "road, and we hid in the market", "road, in the market"),
        ("the market", "the old market place", "hid in the market", "hid in the old market"),
    ],
)
def test_a_passage_moves_with_its_words(before, after, passage, now):
    assert found(OLD.replace(before, after, 1) if before else OLD, passage) == now


@pytest.mark.parametrize(
    ("before", "after", "passage"),
    [
        ("They came late. ", "", "They came late."),
        ("They came late.", "Nobody showed up.", "They came late."),
        (
            "They came late.",
            "They " + "went home and waited for days and " * 3 + "came late.",
            "They came late.",
        ),
    ],
)
def test_a_passage_nobody_could_be_sure_of_is_left_to_a_person(before, after, passage):
    assert found(OLD.replace(before, after), passage) is None


def test_a_passage_that_was_moved_is_found_if_it_stands_once():
    passage = "and we hid in the market"
    new = "R: " + passage + ".\n" + OLD.replace(", " + passage, "") * 1
    assert found(new, passage) == passage
    assert found(passage + " | " + passage, passage) in (passage, None)


@given(st.data())
def test_a_text_added_elsewhere_moves_nothing_else(data):
    start = data.draw(st.integers(0, len(OLD) - 1))
    end = data.draw(st.integers(start + 1, len(OLD)))
    place = data.draw(st.integers(0, len(OLD)))
    if start < place < end:
        return
    new = OLD[:place] + "¦¦¦" + OLD[place:]
    span = Reanchoring(OLD, new).span(start, end)
    assert span is not None
    assert new[slice(*span)].strip("¦") == OLD[start:end]


@given(st.text("ab c.", max_size=30), st.text("ab c.", min_size=1, max_size=30), st.data())
def test_what_is_found_is_a_passage(old, new, data):
    old += "a"
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    span = Reanchoring(old, new).span(start, end)
    assert span is None or 0 <= span[0] < span[1] <= len(new)
