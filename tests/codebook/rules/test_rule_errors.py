"""Every slip has its own message, with its place and what to write instead."""

import re

import pytest

from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.errors import RuleError
from civic_qual.messages import PSEUDO, render, speaking
from tests.unmarked import unmarked_words

SLIPS = [
    ("/(?R)?a/", 1, 2, "this regular expression does not work: it calls itself or another group"),
    ("/(a)x(?1)/", 1, 6, "it calls itself or another group"),
    ("a _51 b", 1, 3, "the gap _51 is longer than 50 words: for words in the same turn write A"),
    ("a _" + 5000 * "9" + " b", 1, 3, "longer than 50 words"),
    (
        "a NEAR/1001 b",
        1,
        3,
        "NEAR/1001 reaches over more than 1000 words: for words in the same "
        "turn write A AND B, for words near each other a distance as NEAR/100",
    ),
    ("a BEFORE/" + 5000 * "9" + " b", 1, 3, "over more than 1000 words"),
    ("a NOT NEAR/1001 b", 1, 3, "write A NOT B, for words near each other a distance as NOT NEAR/"),
    ("NAER/5 b", 1, 1, "NAER/5 is no operator: did you mean NEAR/5?"),
    ("a NAER/5 b", 1, 3, "NAER/5 is no operator: did you mean NEAR/5?"),
    ("a BEFOR/5 b", 1, 3, "did you mean BEFORE/5?"),
    ("a Near/5 b", 1, 3, "Near/5 is no operator: write NEAR/5, with these capitals"),
    ("a near/5 b", 1, 3, "write NEAR/5"),
    ("a NEAR5 b", 1, 3, "write NEAR/5, or =NEAR5 for this very form"),
    ("a NEAR-5 b", 1, 3, "write NEAR/5"),
    ("a NEAR b", 1, 3, "NEAR needs the number of words that may stand between: write NEAR/5"),
    ("a NEAR/ b", 1, 3, "NEAR needs the number"),
    ("a NEAR /5 b", 1, 8, "no space stands in an operator: write NEAR/5"),
    ("a NEAR/x b", 1, 3, "NEAR needs the number"),
    ("a BEFORE b", 1, 3, "BEFORE needs the number"),
    ("a NOT NEAR b", 1, 7, "NEAR needs the number"),
    ("a NOT_NEAR/5 b", 1, 3, "write NOT NEAR/5"),
    ("a NOTNEAR/5 b", 1, 3, "write NOT NEAR/5"),
    ("a AFTER/5 b", 1, 3, "turn the sides round and write B BEFORE/5 A"),
    ("a W/5 b", 1, 3, "there are NEAR/5, BEFORE/5, NOT NEAR/5"),
    ("a NOT BEFORE/5 b", 1, 3, "there is no NOT BEFORE"),
    ("a AND NOT b", 1, 3, "AND NOT is written NOT: A NOT B"),
    ("a OR NOT b", 1, 3, "there is no OR NOT"),
    ("a OR AND b", 1, 6, "a word is missing between OR and AND"),
    ("AND", 1, 1, 'AND alone is no rule; in quotes it is a word: "AND"'),
    ("OR b", 1, 1, "nothing stands on the left of OR: write A OR B"),
    ("a OR", 1, 3, "nothing stands on the right of OR: write A OR B"),
    ("(OR a)", 1, 2, "nothing stands on the left of OR"),
    ("(a OR) b", 1, 4, "nothing stands on the right of OR"),
    ("protect *", 1, 9, "* belongs to its word: write protect* without a space"),
    ("*", 1, 1, "* and ? belong to a word"),
    ("?", 1, 1, "* and ? belong to a word"),
    ("**", 1, 2, "one * is enough"),
    ("protect**", 1, 9, "one * is enough: write protect*"),
    ("pr*", 1, 1, "pr* would reach too many words: write at least three letters before *"),
    ("p?r*", 1, 1, "at least three letters before *"),
    ("*protect", 1, 1, "* stands only at the end of a word: write protect*"),
    ("pro*tect", 1, 4, "* stands only at the end of a word: write pro*"),
    ("=prot*", 1, 6, "= means exactly this form, so * cannot stand in it"),
    ("= Force", 1, 1, "= stands right before a word, without a space"),
    ("", 1, 1, "the rule is empty"),
    ("# only a comment", 1, 1, "the rule is empty"),
    ("(a", 1, 1, "this ( is never closed"),
    ("a AND ((b", 1, 8, "this ( is never closed"),
    ("a)", 1, 2, "this ) closes nothing"),
    ("()", 1, 1, "nothing stands between these parentheses"),
    ('"abc', 1, 1, 'this " is never closed'),
    ("abc”", 1, 4, "this ” closes nothing"),
    ('""', 1, 2, "nothing stands between these quotes"),
    ("'of the'", 1, 1, "write straight double quotes"),
    ("/abc", 1, 1, "this / opens a regular expression that is never closed"),
    ("a OR /(b/", 1, 9, "this regular expression does not work: missing )"),
    ("/a*/", 1, 2, "it matches the empty text"),
    ("/a{2,1}/", 1, 4, "this regular expression does not work"),
    ("_2 a", 1, 1, "the gap _2 stands at the edge of a phrase"),
    ("a _2", 1, 3, "the gap _2 stands at the edge of a phrase"),
    ("a (b OR _1 c)", 1, 9, "the gap _1 stands at the edge of a phrase"),
    ("_2", 1, 1, "a gap needs words around it"),
    ("a _2 _3 b", 1, 6, "two gaps in a row: write _5"),
    ("a _0 b", 1, 3, "_0 is no gap"),
    ("a _x b", 1, 3, "_x is no gap"),
    ("a_2 b", 1, 2, "a gap stands by itself"),
    ("a (b AND c)", 1, 3, "AND cannot stand inside a phrase"),
    ("a (b NEAR/2 c)", 1, 3, "NEAR cannot stand inside a phrase"),
    ("a /b/", 1, 3, "a regular expression cannot stand inside a phrase"),
    ("a NEAR/5 /b/", 1, 10, "a regular expression cannot stand inside NEAR/5"),
    ("a NEAR/5 (b AND c)", 1, 10, "AND cannot stand inside NEAR/5"),
    ("(a OR (b NOT c)) BEFORE/5 d", 1, 1, "NOT cannot stand inside BEFORE/5"),
    ("a, b", 1, 2, "for alternatives write OR"),
    ("and/or", 1, 4, "for alternatives write OR"),
    ("a & b", 1, 3, "write AND"),
    ("a + b", 1, 3, "write AND"),
    ("a OR b | c", 1, 8, "write OR"),
    ("!a", 1, 1, "write A NOT B"),
    ("-a", 1, 1, "a leading - excludes nothing: write A NOT B"),
    ("[a]", 1, 1, "group with parentheses"),
    ("a ~ b", 1, 3, "A NEAR/5 B"),
    ("Dr.", 1, 3, "leave it out: no phrase runs over punctuation"),
    ("@", 1, 1, "a list is written by itself"),
    ('"@list"', 1, 2, "outside quotes"),
    ("a\nb", 2, 1, "a phrase cannot run over a line"),
    ("a OR\nb AND c", 2, 3, "OR and AND need parentheses"),
    ("-", 1, 1, "excludes nothing"),
]


@pytest.mark.parametrize(("text", "line", "column", "message"), SLIPS)
def test_slip_is_told_at_its_place(text, line, column, message):
    with pytest.raises(RuleError) as caught:
        parse_rule(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert message in caught.value.message


@pytest.mark.parametrize(("text", "first", "second"), [
    ("a AND b OR c", "(a AND b) OR c", "a AND (b OR c)"),
    ("a OR b OR c AND d", "(a OR b OR c) AND d", "a OR b OR (c AND d)"),
    ("a b NOT (c OR d) AND =E", "(a b NOT (c OR d)) AND =E", "a b NOT ((c OR d) AND =E)"),
    ("a NEAR/5 b OR c", "(a NEAR/5 b) OR c", "a NEAR/5 (b OR c)"),
    ("a NOT b NOT c", "(a NOT b) NOT c", "a NOT (b NOT c)"),
])  # fmt: skip
def test_mixed_operators_show_both_readings(text, first, second):
    with pytest.raises(RuleError) as caught:
        parse_rule(text)
    assert f"write {first}, or {second}" in caught.value.message
    assert parse_rule(first) != parse_rule(second)


@pytest.mark.parametrize(("text", "possible"), [
    ("a NEAR/5 b AND c", "only the first is possible"),
    ("a AND b NEAR/5 c", "only the second is possible"),
])  # fmt: skip
def test_a_reading_that_cannot_be_is_said_to_be_so(text, possible):
    with pytest.raises(RuleError, match=possible):
        parse_rule(text)


@pytest.mark.parametrize("text", ["/a{999999999}/", "/((a{1000}){1000}){1000}/"])
def test_expressions_that_would_fill_the_memory_are_refused(text):
    with pytest.raises(RuleError, match="more than 1,000,000"):
        parse_rule(text)


def test_parentheses_have_a_limit_that_no_parser_stumbles_over():
    assert parse_rule("(" * 50 + "a" + ")" * 50) == parse_rule("a")
    with pytest.raises(RuleError, match="more than 50 deep"):
        parse_rule("(" * 5000 + "a" + ")" * 5000)


def test_distances_do_not_chain_and_the_message_says_how_to_write_it():
    with pytest.raises(RuleError, match="does not chain") as caught:
        parse_rule("a NEAR/5 b NEAR/3 c")
    assert "(a NEAR/5 b) AND (b NEAR/3 c)" in caught.value.message
    assert parse_rule("(a NEAR/5 b) AND (b NEAR/3 c)")


def test_an_unknown_list_is_told_with_those_there_are():
    with pytest.raises(RuleError, match="no list @soldier with words in fr; there are: @armée"):
        parse_rule("@soldier NEAR/5 tuer", "fr", ["armée", "soldats"])
    assert parse_rule("@soldats", "fr", ["soldats"])


def test_the_error_reads_as_one_line():
    with pytest.raises(RuleError) as caught:
        parse_rule("protect AND\n  (kill OR loot")
    assert str(caught.value) == "line 2, column 3: this ( is never closed: write the ) it needs"


# Operators and words that are suggested, and what the engine of expressions says in its English.
SUGGESTED = "NEAR BEFORE NOT AND protect pro missing min repeat greater than max"


@pytest.mark.parametrize("text", [slip[0] for slip in SLIPS])
def test_slip_is_said_in_another_language(text):
    with pytest.raises(RuleError) as caught:
        parse_rule(text)
    with speaking(PSEUDO):
        said = render(caught.value)
    assert set(unmarked_words(said)) <= {*re.findall(r"[^\W\d_]+", text), *SUGGESTED.split()}
