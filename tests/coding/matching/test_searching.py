"""Search after search of one corpus: what was asked before never changes what is found."""

import random
import re

import pytest

from civic_qual.coding.matching import searching

WORDS = ["patrol", "base", "night", "late"]


@pytest.fixture
def corpus(make):
    return make.corpus(
        make.transcript("a", ["The patrol came late at night.", "No patrol at the base."]),
        make.transcript("b", ["At night, at night."]),
    )


def by_eye(corpus, words):
    """Return the number of each word asked for, and where it stands in all texts end to end."""
    text = "\n".join(transcript.text for transcript in corpus.transcripts)
    return sorted(
        (number, met.start(), word)
        for number, word in enumerate(words)
        for met in re.finditer(rf"\b{word}\b", text)
    )


def searched(corpus, rules):
    found = searching.found(rules, corpus)
    return sorted(
        (number, start, rules[number].text)
        for number, start in zip(found.rule.tolist(), found.start.tolist(), strict=True)
    )


def test_each_search_finds_what_stands_there_whatever_was_asked_before(make, corpus):
    draw = random.Random(6)
    rules = [make.rule(word) for word in WORDS]
    for _ in range(30):
        some = draw.choices(rules, k=draw.randint(1, 5))  # the same again, some of them twice
        asked = [rule if draw.random() < 0.6 else make.rule(rule.text) for rule in some]
        assert searched(corpus, asked) == by_eye(corpus, [rule.text for rule in asked])


def test_a_rule_that_equals_one_of_the_last_search_is_not_searched_again(make, corpus, monkeypatch):
    known = [make.rule("patrol"), make.rule("night")]
    searching.found(known, corpus)
    new, search = [], searching.search

    def watched(sought, *more):
        new.extend(one.rule.text for one in sought)
        return search(sought, *more)

    monkeypatch.setattr(searching, "search", watched)
    again = [*known, make.rule("night"), make.rule("base")]  # written in a second code
    assert searched(corpus, again) == by_eye(corpus, ["patrol", "night", "night", "base"])
    assert new == ["base"]
