"""The words of rules, resolved to types of a vocabulary."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.tree import Exact, Gap, ListName, Near, Or, Phrase, Wildcard, Word
from civic_qual.coding.matching.reach import (
    Either,
    Leaf,
    Reach,
    Spaced,
    reached_keys,
    wildcard_pattern,
)
from civic_qual.errors import CodingError
from civic_qual.language.lemmas import inflected_forms
from civic_qual.language.tokenising.tokens import tokenise
from civic_qual.language.tokenising.vocabulary import Vocabulary

TEXT = (
    "The UN un protects protected protection; white and blue helmets of the mission left. "
    "Peacekeepers alert networks"
)
FRENCH = "Il se protège, nous vous protégeons l'état, Etat, un pour tous. Elle me tue"


@pytest.fixture
def vocabulary():
    known = Vocabulary()
    tokenise([TEXT, FRENCH], ["en", "fr"], known)
    return known


def words_of(item, vocabulary):
    return {vocabulary.form[number] for number in item.tolist()}


def reached(rule, vocabulary, language="en", lists=None):
    """The forms reached by each word of a leaf."""
    leaf = Reach(language, vocabulary, lists).node(parse_rule(rule, language))
    assert isinstance(leaf, Leaf)
    return [words_of(item, vocabulary) for item in leaf.items]


@pytest.mark.parametrize(
    ("rule", "language", "forms"),
    [
        ("protect", "en", [{"protects", "protected"}]),
        ("protect*", "en", [{"protects", "protected", "protection"}]),
        ("UN", "en", [{"UN"}]),
        ("=un", "en", [{"un"}]),
        ("se", "fr", [{"se", "nous", "vous", "me"}]),
        ("=se", "fr", [{"se"}]),
        ("état", "fr", [{"état", "Etat"}]),
        ("éta*", "fr", [{"état", "Etat"}]),
        ("?n", "en", [{"UN", "un"}]),
        ("nowhere", "en", [set()]),
        ("blue helmet", "en", [{"blue"}, {"helmets"}]),
        ("white OR blue OR UN", "en", [{"white", "blue", "UN"}]),
        ("(white OR blue) helmet", "en", [{"white", "blue"}, {"helmets"}]),
    ],
)
def test_what_words_and_phrases_reach(rule, language, forms, vocabulary):
    assert reached(rule, vocabulary, language) == forms


def test_types_are_sorted_and_of_the_own_language(vocabulary):
    leaf = Reach("en", vocabulary).node(parse_rule("u? OR protect* OR un"))
    types = leaf.items[0].tolist()
    assert types == sorted(set(types))
    assert {vocabulary.language[number] for number in types} == {"en"}


LISTS = {
    "helmets": {"en": tuple(map(parse_rule, ["peacekeeper", "UN", "(blue OR white) helmet"]))},
    "all": {"en": (ListName("helmets"), Word("mission"))},
    "none": {"en": ()},
    "odd": {"en": (Near(Word("a"), Word("b"), 1),)},
}


def test_single_words_of_a_list_are_one_leaf(vocabulary):
    node = Reach("en", vocabulary, LISTS).node(ListName("all"))
    assert isinstance(node, Either)
    words, phrase = node.options
    assert words_of(words.items[0], vocabulary) == {"Peacekeepers", "UN", "mission"}
    assert [words_of(item, vocabulary) for item in phrase.items] == [{"blue", "white"}, {"helmets"}]
    assert Reach("en", vocabulary, LISTS).node(ListName("none")).items[0].tolist() == []


def test_lists_that_cannot_be_used_are_refused(vocabulary):
    with pytest.raises(CodingError, match="list @all in fr; its lists: @all, @helmets, @none"):
        Reach("fr", vocabulary, LISTS).node(ListName("all"))
    with pytest.raises(CodingError, match="list @all in en; its lists: none"):
        Reach("en", vocabulary).node(Phrase((Word("a"), ListName("all"))))
    with pytest.raises(CodingError, match="holds words and phrases only, not Near"):
        Reach("en", vocabulary, LISTS).node(ListName("odd"))


def shape(node):
    """A node without its types: 2 for a phrase of two words."""
    if isinstance(node, Leaf):
        return len(node.items)
    if isinstance(node, Spaced):
        return (*map(shape, node.parts), node.gaps)
    return {shape(option) for option in node.options}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("a b _2 c", (2, 1, (2,))),
        ("a _3 b c _50 d", (1, 2, 1, (3, 50))),
        ("a (b OR c d) e", (1, frozenset({1, 2}), 1, (0, 0))),
        ("a _1 (b OR c)", (1, 1, (1,))),
        ("a b OR c d OR e OR f", frozenset({1, 2})),
        ("a OR (b OR c)", 1),
        ("(a OR b c) _3 d", (frozenset({1, 2}), 1, (3,))),
    ],
)
def test_how_parts_and_gaps_are_put_together(rule, expected):
    assert shape(Reach("en", Vocabulary()).node(parse_rule(rule))) == expected


def test_neighbouring_gaps_add_up():
    phrase = Phrase((Word("a"), Gap(1), Gap(2), Word("b")))
    assert shape(Reach("en", Vocabulary()).node(phrase)) == (1, 1, (3,))


@pytest.mark.parametrize("rule", ["a AND b", "a NEAR/2 b", "a OR (b AND c)", "/a/", "a NOT b"])
def test_rules_with_operators_and_expressions_are_no_node(rule):
    assert Reach("en", Vocabulary()).node(parse_rule(rule)) is None


def test_a_phrase_holds_words_and_phrases_only():
    with pytest.raises(CodingError, match="holds words and phrases only"):
        Reach("en", Vocabulary()).node(Phrase((Word("a"), Gap(1), Near(Word("b"), Word("c"), 2))))


def test_equal_words_are_one_node_until_the_vocabulary_grows(vocabulary):
    reach, other = Reach("en", vocabulary), Reach("en", vocabulary, LISTS)
    rule = parse_rule("protected")
    before = reach.node(rule)
    assert reach.node(parse_rule("protected")) is before
    assert other.node(rule).items[0] is before.items[0]
    tokenise(["Unprotected, PROTECTED"], ["en"], vocabulary)
    assert words_of(before.items[0], vocabulary) == {"protected", "protects"}
    for either in (reach, other):
        assert words_of(either.node(rule).items[0], vocabulary) == {
            "protected",
            "protects",
            "PROTECTED",
        }
    rule = parse_rule("protected OR unprotected")
    assert words_of(reach.node(rule).items[0], vocabulary) == {
        "protected",
        "protects",
        "PROTECTED",
        "Unprotected",
    }


@settings(deadline=None, max_examples=100)
@given(st.permutations(["mission", "blue helmet", "UN", "protect*", "white _1 blue"]))
def test_the_order_of_options_does_not_matter(terms):
    vocabulary = Vocabulary()
    tokenise([TEXT], ["en"], vocabulary)
    node = Reach("en", vocabulary).node(Or(tuple(map(parse_rule, terms))))
    assert shape(node) == {1, 2, (1, 1, (1,))}
    assert words_of(node.options[0].items[0], vocabulary) == {
        "mission",
        "UN",
        "protects",
        "protected",
        "protection",
    }


LETTERS = st.text("aeéèœçz", max_size=4)


@settings(deadline=None, max_examples=500)
@given(st.text("aeéèœçz?", min_size=1, max_size=7), st.booleans(), st.sets(LETTERS, max_size=30))
def test_wildcards_reach_what_a_full_scan_finds(letters, open_end, keys):
    pattern = letters + "*" * open_end
    fits = wildcard_pattern(pattern).fullmatch
    assert reached_keys(pattern, sorted(keys)) == {key for key in keys if fits(key)}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "word", ["protect", "protected", "état", "élève", "blessé", "left", "se", "tuer", "cœur", "be"]
)
def test_a_word_reaches_the_types_whose_key_is_an_inflected_form(language, word):
    vocabulary = Vocabulary()
    forms = [*sorted(inflected_forms(word, language)), "autre", "other"]
    tokenise([", ".join(forms).title() + " " + " ".join(forms)], [language], vocabulary)
    expected = (
        inflected_forms(word, language)
        if (word, language) != ("se", "fr")
        else {"me", "te", "se", "nous", "vous"}
    )
    node = Reach(language, vocabulary).node(Word(word))
    assert set(node.items[0].tolist()) == {
        number for number, key in enumerate(vocabulary.key) if key in expected
    }


def test_a_hundred_thousand_terms_are_resolved_at_once(vocabulary):
    lists = {"long": {"en": tuple(Exact(f"term{number}") for number in range(100_000))}}
    assert Reach("en", vocabulary, lists).node(ListName("long")).items[0].tolist() == []


def test_no_letter_is_special_to_a_wildcard():
    assert reached_keys("don't*", ["don't", "dont"]) == {"don't"}
    assert Wildcard("a?").pattern == "a?"
