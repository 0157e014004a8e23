"""In what fewer groups a study could be broken down."""

import pytest

import civic_qual as cq
from civic_qual.corpus.model import Corpus
from civic_qual.privacy.proposing.coarser import coarser, people_of
from tests.analysis.small import interview, people

PLACES = {"a": ("Alma", "coast"), "b": ("Bera", "hills"), "c": ("Cola", "coast"), "d": ("Dora", "")}


def corpus_of(sizes, **attributes):
    """Make interviews of one person each: how many in each village."""
    made = [
        interview(f"{village}{number}", ["R: yes"], village=place, region=region)
        for village, (place, region) in PLACES.items()
        for number in range(sizes[village])
    ]
    return Corpus(tuple(made), people(**attributes))


def test_regions_hold_villages_and_villages_no_regions():
    corpus = corpus_of({"a": 1, "b": 2, "c": 3, "d": 0})
    assert ("region",) in [one.names for one in coarser(corpus, ["village"])]
    assert coarser(corpus, ["region"]) == []


def test_an_attribute_that_cuts_groups_is_not_coarser():
    corpus = corpus_of(
        {"a": 2, "b": 1, "c": 1, "d": 0},
        a0__R={"sex": "woman"},
        a1__R={"sex": "man"},
        b0__R={"sex": "man"},
        c0__R={"sex": "man"},
    )
    assert {one.names for one in coarser(corpus, ["village"])} == {("region",), ("village",)}
    crossed = [one.names for one in coarser(corpus, ["village", "sex"])]
    assert set(crossed) == {("region", "sex"), ("village",), ("region",), ("sex",)}


def test_the_smallest_groups_are_joined_and_people_keep_their_number():
    corpus = corpus_of({"a": 4, "b": 2, "c": 1, "d": 9})
    joined = [one for one in coarser(corpus, ["village"]) if one.joined]
    assert [one.joined for one in joined] == [("Bera", "Cola"), ("Alma", "Bera", "Cola")]
    assert [people_of(corpus, one.groups).tolist() for one in joined] == [[4, 9, 3], [9, 7]]


def test_who_has_no_stated_group_is_joined_with_nobody():
    corpus = corpus_of({"a": 4, "b": 2, "c": 0, "d": 1})
    assert [one.joined for one in coarser(corpus, ["region"])] == [("coast", "hills")]


@pytest.mark.parametrize("by", ["country", "respondent_group"])
def test_groups_come_from_most_to_fewest(by):
    ways = [one for one in coarser(cq.example_corpus(), [by]) if not one.joined]
    sizes = [len(one.groups) for one in ways]
    assert sizes == sorted(sizes, reverse=True)
