"""Expressions run where they can match, in time; what they need is in everything they match."""

import json
import sys
from unittest.mock import Mock

import numpy as np
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.tree import And, Not, Regex, TokenPattern, Wildcard, Word
from civic_qual.coding.matching import expressions as module
from civic_qual.coding.matching.evaluation import Evaluation, Ground
from civic_qual.coding.matching.expressions import (
    expression_hits,
    needed_by_expression,
    needed_by_tokens,
    spans_finder,
    token_pattern_matches,
)
from civic_qual.coding.matching.reach import Reach
from civic_qual.coding.matching.scan import scan
from civic_qual.coding.matching.scopes import Needed, ScopeColumns, ScopeTexts
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import CodingError, UnrunnableRuleError

SLOW = "(a|aa)+$"


def corpus_of(*turns):
    text, made = "x", []
    for pieces in turns:
        spoken, start = [], len(text)
        for piece in pieces:
            spoken.append((len(text), len(text) + len(piece)))
            text += piece + "[note]"
        made.append(
            Turn(
                start=start,
                end=len(text),
                spoken=tuple(spoken),
                speaker="R",
                role="respondent",
                language="en",
            )
        )
    return Corpus(
        (
            Transcript(id="a", text="nothing said", turns=()),
            Transcript(id="b", text=text, turns=tuple(made)),
        )
    )


def evaluation_of(corpus, within="turn"):
    index = token_index(corpus)
    return Evaluation(
        ground=Ground(ScopeColumns(index, within), "en"),
        node=Reach("en", index.vocabulary).node,
        first_tokens=lambda leaf: scan([leaf], index).of(0),
        turns=np.ones(len(index.turn_first) - 1, dtype=bool),
    )


def test_expressions_stay_inside_spoken_pieces():
    texts = ScopeTexts(ScopeColumns(token_index(corpus_of(["We go", "we stay"]))))
    for pattern, found in [(r"\w+", 4), ("go.*we", 0), ("^we", 1), ("note", 0)]:
        hits = expression_hits(spans_finder(Regex(pattern), "en"), texts.pieces(np.array([0])))
        assert len(hits) == found


def test_only_turns_that_hold_the_text_are_candidates():
    texts = ScopeTexts(ScopeColumns(token_index(corpus_of(["ka"], ["Lo ka"], [], ["lo"]))))
    every = np.ones(4, dtype=bool)
    assert texts.candidates(every, Needed(("lo",))).tolist() == [3]
    assert texts.candidates(every, Needed(("lo",), ignore_case=True)).tolist() == [1, 3]
    assert texts.candidates(every, Needed()).tolist() == [0, 1, 2, 3]
    assert texts.candidates(every, Needed(("ka", "lo")), np.array([1, 3])).tolist() == [1, 3]
    assert texts.candidates(~every, Needed()).tolist() == []


@pytest.mark.parametrize(
    "tree",
    [
        And((Regex(SLOW), Word("ka"))),
        And((Word("ka"), Regex("b"), Regex(SLOW))),
        Not(Word("ka"), Regex(SLOW)),
        Not(Regex(SLOW), Wildcard("aaa*")),
    ],
)
def test_expressions_run_last_and_where_they_matter(tree):
    evaluation_of(corpus_of(["a" * 60 + "b"], ["ka"])).hits(tree)


def test_an_expression_that_takes_too_long_is_stopped_at_once():
    find = spans_finder(Regex(SLOW), "en", seconds=0.01)
    pieces = iter([(0, 0, "a" * 60 + "b"), (1, 0, "never looked at")])
    with pytest.raises(UnrunnableRuleError, match=r"took more than 0\.01 seconds on one turn"):
        expression_hits(find, pieces)
    assert len(list(pieces)) == 1


def test_a_machine_that_stands_still_is_no_fault_of_the_expression(monkeypatch):
    asleep = Mock(**{"finditer.side_effect": [TimeoutError, TimeoutError, []]})
    monkeypatch.setattr(module, "compile_expression", Mock(return_value=asleep))
    assert spans_finder(Regex("a"), "en", seconds=5)("a") == []
    assert [call.kwargs["timeout"] for call in asleep.finditer.mock_calls] == [5, 10, 20]


def test_an_expression_that_fills_the_memory_is_named(monkeypatch):
    greedy = Mock(**{"finditer.side_effect": MemoryError})
    monkeypatch.setattr(module, "compile_expression", Mock(return_value=greedy))
    with pytest.raises(UnrunnableRuleError, match="/a/ needs more memory than there is"):
        spans_finder(Regex("a"), "en")("a")


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        (Regex("("), r"/\(/ is no regular expression"),
        (TokenPattern('[{"LOWER": ["a"]}]'), "no spaCy token pattern: LOWER takes text"),
        (TokenPattern('[{"LEMMA": "go"}]'), "needs a trained spaCy model"),
        (parse_rule("@nobody AND come"), "no word list @nobody in en"),
    ],
)
def test_what_cannot_be_run_says_so(tree, message):
    with pytest.raises(CodingError, match=message):
        evaluation_of(corpus_of(["ka"])).hits(tree)


def test_many_slow_turns_add_up(monkeypatch):
    monkeypatch.setattr("civic_qual.coding.matching.expressions.MOST_SECONDS", 0.0)
    find = spans_finder(Regex("afraid"), "en")
    with pytest.raises(UnrunnableRuleError, match="took more than 0 seconds in all"):
        find("We were afraid at the well. " * 10_000)


PARTS = st.sampled_from(
    [
        *"abk",
        "ab",
        "é",
        ".",
        "^",
        "$",
        " ",
        r"\.",
        r"\b",
        r"\d",
        r"\w",
        r"\p{L}",
        "[ab]",
        "[^b]",
        "[]a]",
        "[a\\]]",
        "a?",
        "b*",
        "ab+",
        "a{0}",
        "a{2}",
        "a{,2}",
        "b{1,}",
        "a??",
        "b++",
        "a{2}?",
        "(a|b)",
        "(?:ab|ba)",
        "(ab)?",
        "(a(b|k)+)",
        "(?=ab)",
        "(?!k)",
        "(?<=a)",
        "(?<!b)",
        "(?>ab)",
        "(?P<n>b)",
        "|",
        "|ab",
        "(ab){e<=1}",
        "[[:alpha:]]",
        "[[a]--[b]]",
        "(?i:a)",
        "(?#x)",
        r"\x61",
        "{",
        "a{e}",
        "(|ab)",
        r"\K",
        "(?:ab){0,1}",
        "s",
        "i",
        "I",
        "K",
        "ſ",
        "İ",
        "\u212a",
    ]
)
PATTERNS = st.builds(
    lambda flags, parts: flags + "".join(parts),
    st.sampled_from(["", "", "(?i)", "(?s)", "(?im)", "(?x)"]),
    st.lists(PARTS, min_size=1, max_size=5),
)
TEXTS = st.text(st.sampled_from("abABkKé.1 ]sSiIſİı\u212a{}xe"), max_size=12)


@settings(deadline=None, max_examples=300)
@given(PATTERNS, st.lists(TEXTS, min_size=5, max_size=5))
def test_every_match_holds_one_of_the_texts(pattern, texts):
    needed = needed_by_expression(pattern)
    try:
        expression = regex.compile(pattern, cache_pattern=False)
    except regex.error:
        return
    for text in texts:
        if needed.texts and expression.search(text):
            looked_at = text.replace("İ", "I").lower() if needed.ignore_case else text
            assert any(wanted in looked_at for wanted in needed.texts)


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("code red", ("code red",)),
        ("code (red|blue)", ("code ",)),
        ("reds?|blues?", ("red", "blue")),
        (r"\bcode\s+red\b", ("code",)),
        ("(ab|c)+ die", (" die",)),
        ("a|b?", ()),
        (r"\d+", ()),
        ("(?:abc){2}", ("abc",)),
        ("x{e<=1}", ()),
        ("a(?=bcd)", ("a",)),
        ("ab{2}c", ("ab",)),
    ],
)
def test_texts(pattern, texts):
    assert needed_by_expression(pattern) == Needed(texts, ignore_case=False)


def test_letters_looked_for_in_any_case_have_no_third_case():
    every = "".join(chr(code) for code in range(sys.maxunicode + 1))
    for letter in "abcdefghjlmnopqrtuvwxyz":
        assert set(regex.findall(letter, every, regex.I)) == {letter, letter.upper()}


TOKENS = st.dictionaries(
    st.sampled_from(["LOWER", "TEXT", "orth", "OP", "IS_ALPHA"]),
    st.sampled_from(
        [
            "ka",
            "lo",
            "KA",
            "é",
            "?",
            "+",
            {"IN": ["ka", "lo"]},
            {"REGEX": "k"},
            {"NOT_IN": ["ka"]},
            True,
        ]
    ),
    max_size=2,
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(TOKENS, min_size=1, max_size=3),
    st.lists(st.sampled_from(["ka", "lo", "KA", "é", "x", "İ"]), max_size=6),
)
def test_every_match_of_tokens_holds_one_of_the_texts(tokens, said):
    text, needed = " ".join(said), needed_by_tokens(json.dumps(tokens))
    looked_at = text.replace("İ", "I").lower() if needed.ignore_case else text
    if needed.texts and not any(wanted in looked_at for wanted in needed.texts):
        try:
            assert list(token_pattern_matches(json.dumps(tokens), text, "en")) == []
        except Exception as error:
            assert "no spaCy token pattern" in str(error)  # noqa: PT017
