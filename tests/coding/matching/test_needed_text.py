"""What an expression needs is in everything it matches."""

import json
import sys

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.matching.expressions import token_pattern_matches
from civic_qual.coding.matching.scope_texts import Needed, needed_by_expression, needed_by_tokens

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
        expression = regex.compile(pattern)
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
