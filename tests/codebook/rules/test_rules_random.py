"""Round trips over random trees, and no text that is neither a rule nor a `RuleError`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.codebook.rules.canonical import format_rule
from civic_qual.codebook.rules.parsing import parse_rule, without_comments
from civic_qual.codebook.rules.tree import (
    And,
    Before,
    Exact,
    Gap,
    ListName,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    Regex,
    Tree,
    Wildcard,
    Word,
)
from civic_qual.errors import RuleError

LETTERS = "abcdeéoqstuz"
written = st.text(LETTERS, min_size=1, max_size=6)
whole_french = st.sampled_from(["aujourd'hui", "quelqu'un", "peut-être", "se", "le", "m23", "3r"])
operator_like = st.sampled_from(["and", "or", "not", "near", "before", "near5"])
words = st.one_of(written, whole_french, operator_like).map(Word)
forms = st.one_of(
    st.text(LETTERS + "ABÉZ", min_size=1, max_size=5),
    st.sampled_from(["UN", "AND", "OR", "NOT", "NEAR", "BEFORE", "NEAR5", "NAER5", "M23", "l'"]),
)
exact = forms.map(Exact)
starts = st.text(LETTERS, min_size=3, max_size=5)
beginnings = st.builds("{}{}*".format, starts, st.sampled_from(["", "?", "?t"]))
wildcards = st.one_of(beginnings, st.builds("{}?{}".format, written, written)).map(Wildcard)
lists = st.sampled_from(["peacekeepers", "armed_groups", "lieux-dits"]).map(ListName)
leaves = st.one_of(words, exact, wildcards, lists)
regexes = st.sampled_from(["a", r"\d+ km", "24/7", r"\\/", "(?i)un #1", "[a/b]", '"x"']).map(Regex)


def flattened(kind: type, tree: Tree) -> tuple[Tree, ...]:
    """Return what a tree adds to a phrase or chain of a kind."""
    if isinstance(tree, kind):
        return tuple(getattr(tree, {Or: "options", And: "sides", Phrase: "items"}[kind]))
    return (tree,)


def joined(kind: type, trees: list[Tree]) -> Tree:
    """Return a phrase, OR or AND of trees, as flat as the parser makes it."""
    return kind(tuple(part for tree in trees for part in flattened(kind, tree)))


def with_gaps(trees: list[Tree], gaps: list[int]) -> Tree:
    """Return a phrase with gaps (0: none) between its items."""
    items = list(flattened(Phrase, trees[0]))
    for tree, gap in zip(trees[1:], gaps, strict=False):
        items += [Gap(gap)] if gap else []
        items += flattened(Phrase, tree)
    return Phrase(tuple(items))


def several(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[list[Tree]]:
    """Return two or three of something."""
    return st.lists(trees, min_size=2, max_size=3)


gaps = st.lists(st.integers(0, 3), min_size=2, max_size=2)
windows: st.SearchStrategy[Tree] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(joined, st.just(Or), several(inner)),
        st.builds(with_gaps, several(inner), gaps),
    ),
    max_leaves=6,
)
distances = st.integers(0, 12)
near = st.builds(
    lambda kind, a, b, n: kind(a, b, n),
    st.sampled_from([Near, Before, NotNear]),
    windows,
    windows,
    distances,
)
trees: st.SearchStrategy[Tree] = st.recursive(
    st.one_of(windows, near, regexes),
    lambda inner: st.one_of(
        st.builds(joined, st.sampled_from([Or, And]), several(inner)), st.builds(Not, inner, inner)
    ),
    max_leaves=6,
)

pieces = st.sampled_from([
    "AND", "OR", "NOT", "NEAR/5", "BEFORE/2", "NEAR", "near/5", "NAER/5", "(", ")", '"', "“", "”",
    "/", "*", "**", "?", "_2", "_", "@list", "@", "=", "=Force", "UN", "protect", "protect*", "pr*",
    "l'armée", "peut-être", "a,b", "#", " # x", "\n", " ", "a.b", "-", "'", r"\/", "/a/", "(?i)",
    "aujourd'hui", "«", "»", "\u00ad", "ß", "İ", "\u0301", "😀", "¼", "١", "क़",
])  # fmt: skip
near_rules = st.one_of(
    st.lists(pieces, max_size=8).map(" ".join), st.lists(pieces, max_size=8).map("".join)
)


def parsed(text: str, language: str) -> tuple[Tree | None, RuleError | None]:
    """Return the tree of a text, or the error it makes."""
    try:
        return parse_rule(text, language), None
    except RuleError as error:
        return None, error


@settings(deadline=None, max_examples=300)
@given(trees)
def test_formatted_trees_parse_to_themselves(tree):
    assert parse_rule(format_rule(tree), "fr") == tree


@settings(deadline=None, max_examples=500)
@given(st.one_of(near_rules, st.text(max_size=20)), st.sampled_from(["en", "fr", "ar"]))
def test_any_text_is_a_rule_or_a_placed_error(text, language):
    tree, error = parsed(text, language)
    if tree is not None:
        assert parse_rule(format_rule(tree), language) == tree
        assert parse_rule(without_comments(text), language) == tree
    else:
        assert error is not None
        rows = text.split("\n")
        assert 1 <= error.line <= len(rows)
        assert 1 <= error.column <= len(rows[error.line - 1]) + 1


def test_equal_rules_have_equal_trees():
    assert parse_rule("(a OR (b OR c))") == parse_rule("a OR b OR c")
    with pytest.raises(RuleError):
        parse_rule("a OR b AND c")
