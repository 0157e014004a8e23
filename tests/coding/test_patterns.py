"""Regular expressions and token patterns: inside spoken pieces, in time, or a clear error."""

import json
from unittest.mock import Mock

import pytest

from civic_qual.codebook.model import Rule
from civic_qual.codebook.tree import TokenPattern
from civic_qual.coding.rule_coder import RuleCoder
from civic_qual.errors import CodingError
from civic_qual.language.words import words
from tests.coding.oracle.patterns import regex_spans, token_pattern_spans
from tests.coding.oracle.scopes import Scope, scope_of

TEXT = "We go [pause] we stay"
PIECES = Scope(TEXT, "en", words(TEXT, "en", 0, 5) + words(TEXT, "en", 14, 21),
               [0, 0, 1, 1], ((0, 5), (14, 21)))
SLOW = "(a|aa)+$"


def test_expressions_stay_inside_spoken_pieces():
    assert [TEXT[start:end] for start, end in regex_spans(r"\w+", PIECES)] == [
        "We", "go", "we", "stay"]
    assert regex_spans("go.*we", PIECES) == []
    assert [TEXT[start:end] for start, end in regex_spans("^we", PIECES)] == ["we"]


def test_an_expression_that_does_not_compile_says_so():
    with pytest.raises(CodingError, match="no regular expression"):
        regex_spans("(", PIECES)


def test_an_expression_that_takes_too_long_is_stopped():
    with pytest.raises(CodingError, match=r"took more than 0\.01 seconds on one turn"):
        regex_spans(SLOW, scope_of("a" * 60 + "b"), seconds=0.01)


def test_an_expression_that_fills_the_memory_is_named(monkeypatch):
    greedy = Mock(**{"finditer.side_effect": MemoryError})
    monkeypatch.setattr("tests.coding.oracle.patterns.compile_expression", Mock(return_value=greedy))
    with pytest.raises(CodingError, match="/a/ needs more memory than there is"):
        regex_spans("a", PIECES)


def test_the_error_names_rule_and_transcript(make):
    codebook = make.codebook(make.code("plan", ["alert", "@nobody AND come"]))
    corpus = make.corpus(make.transcript("mali_1", ["They came."]))
    with pytest.raises(CodingError, match=r"rule plan en #2 .* in 'mali_1': .* word list @nobody"):
        RuleCoder(codebook).code(corpus)


def pattern(*tokens):
    return json.dumps(tokens)


def test_token_patterns_match_tokens():
    text = "Blue helmets, and 3 blue  helmets"
    found = token_pattern_spans(pattern({"LOWER": "blue"}, {"IS_SPACE": True, "OP": "?"},
                                        {"LOWER": {"REGEX": "^helm"}}), scope_of(text))
    assert [text[start:end] for start, end in found] == ["Blue helmets", "blue  helmets"]


def test_token_patterns_do_not_run_from_piece_to_piece():
    assert token_pattern_spans(pattern({"LOWER": "go"}, {"LOWER": "we"}), PIECES) == []


def test_parts_of_speech_need_a_model_and_the_error_names_it():
    with pytest.raises(CodingError, match=r'LEMMA, POS .* "fr-core-news-sm"'):
        token_pattern_spans(pattern({"LEMMA": "tuer", "POS": "VERB"}), scope_of("x", "fr"))


@pytest.mark.parametrize("wrong", ["[", '{"LOWER": "a"}', '[{"LOWER": ["a"]}]', "[]"])
def test_what_is_no_token_pattern_is_refused(wrong):
    with pytest.raises(CodingError, match="no spaCy token pattern"):
        token_pattern_spans(wrong, scope_of("a"))


@pytest.mark.parametrize(("token", "message"), [
    ({"LOWER": {"REGEX": "("}}, "the regular expression [(] does not work"),
    ({"LOWER": ["alert"]}, "LOWER takes text"),
    ({"LOWER": "a", "OP": "x"}, "x is no OP"),
    ({"LEMA": "x"}, "did you mean LEMMA"),
    ({"ENT_IOB": "x"}, "ent_iob|ENT_IOB"),  # only spaCy knows
])  # fmt: skip
def test_a_slip_in_a_token_pattern_is_told_in_one_line(token, message, monkeypatch):
    monkeypatch.setattr("tests.coding.oracle.patterns._PLAIN", {"LOWER", "OP", "LEMA", "ENT_IOB"})
    with pytest.raises(CodingError, match=message) as caught:
        token_pattern_spans(pattern(token), scope_of("a"))
    assert "\n" not in str(caught.value)


def test_a_token_pattern_codes_like_any_rule(make):
    tree = TokenPattern(pattern({"LOWER": "blue"}))
    codebook = make.codebook(make.code("plan", [Rule(tree.pattern, tree, "en")]))
    codings = RuleCoder(codebook).code(make.corpus(make.transcript("a", ["The blue ones."])))
    assert codings.frame["evidence"].tolist() == [
        'plan en #1 ([{"LOWER": "blue"}]): blue [7:11]']
