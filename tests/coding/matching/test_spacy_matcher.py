"""Token patterns: what they match, what they need, and a clear error in one line."""

import json

import pytest

from civic_qual.codebook.model import Rule
from civic_qual.codebook.rules.tree import TokenPattern
from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.matching.expressions import token_pattern_matches
from civic_qual.errors import CodingError
from tests.coding.comparing import coded, defined, one_rule, one_turn


def pattern(*tokens):
    return json.dumps(tokens)


def matches(text, *tokens, language="en"):
    return [
        text[start:end] for start, end in token_pattern_matches(pattern(*tokens), text, language)
    ]


def rule(*tokens):
    return Rule(pattern(*tokens), TokenPattern(pattern(*tokens)), "en")


def test_token_patterns_match_tokens():
    found = matches(
        "Blue helmets, and 3 blue  helmets",
        {"LOWER": "blue"},
        {"IS_SPACE": True, "OP": "?"},
        {"LOWER": {"REGEX": "^helm"}},
    )
    assert found == ["Blue helmets", "blue  helmets"]


def test_token_patterns_stay_inside_spoken_pieces():
    corpus = one_turn("We go [pause] we stay", spoken=((0, 5), (14, 21)))
    for tokens in [({"LOWER": "go"}, {"LOWER": "we"}), ({"LOWER": "we"}, {})]:
        book = one_rule(rule(*tokens))
        assert coded(RuleCoder(book).code(corpus)) == defined(book, corpus)


def test_parts_of_speech_need_a_model_and_the_error_names_it():
    with pytest.raises(CodingError, match=r'LEMMA, POS .* "fr-core-news-sm"'):
        matches("x", {"LEMMA": "tuer", "POS": "VERB"}, language="fr")


@pytest.mark.parametrize("wrong", ["[", '{"LOWER": "a"}', '[{"LOWER": ["a"]}]', "[]"])
def test_what_is_no_token_pattern_is_refused(wrong):
    with pytest.raises(CodingError, match="no spaCy token pattern"):
        list(token_pattern_matches(wrong, "a", "en"))


@pytest.mark.parametrize(("token", "message"), [
    ({"LOWER": {"REGEX": "("}}, "the regular expression [(] does not work"),
    ({"LOWER": ["alert"]}, "LOWER takes text"),
    ({"LOWER": "a", "OP": "x"}, "x is no OP"),
    ({"LEMA": "x"}, "did you mean LEMMA"),
    ({"ENT_IOB": "x"}, "ent_iob|ENT_IOB"),  # only spaCy knows
])  # fmt: skip
def test_a_slip_in_a_token_pattern_is_told_in_one_line(token, message, monkeypatch):
    monkeypatch.setattr(
        "civic_qual.coding.matching.expressions._PLAIN", {"LOWER", "OP", "LEMA", "ENT_IOB"}
    )
    with pytest.raises(CodingError, match=message) as caught:
        matches("a", token)
    assert "\n" not in str(caught.value)


def test_a_token_pattern_codes_like_any_rule():
    codings = RuleCoder(one_rule(rule({"LOWER": "blue"}))).code(one_turn("The blue ones."))
    assert codings.frame["evidence"].tolist() == ['plan en #1 ([{"LOWER": "blue"}]): blue [4:8]']
