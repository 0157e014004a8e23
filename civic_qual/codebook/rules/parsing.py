"""Rules as text, read into trees: `parse_rule`; and back into canonical text: `format_rule`.

The language is documented in `docs/rules.md`, its grammar is `rules.lark`. Lark's basic lexer
is used because its contextual one reads a stray `NOT` or `OR` as a word without a complaint.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Literal

from lark import Lark, Token, UnexpectedCharacters
from lark import Tree as Node

from civic_qual.codebook.assembling import Assembler
from civic_qual.codebook.rules import structure
from civic_qual.codebook.rules.canonical import format_rule
from civic_qual.codebook.rules.tree import Tree
from civic_qual.errors import RuleError

__all__ = ["format_rule", "parse_rule", "without_comments"]

_KEPT = 1 << 16  # rules, so that several large codebooks are read again at once


def parse_rule(text: str, language: str = "en", lists: Collection[str] | None = None) -> Tree:
    """Read one rule.

    Parameters
    ----------
    text
        The rule, comments included; it may run over lines, but no phrase of it does.
    language
        ISO 639-1 code; it decides how terms are cut into words (`l'armée`, `peut-être`).
    lists
        The names of the word lists there are in this language; None: any name will do.

    Returns
    -------
    Tree
        With nested ANDs, ORs and phrases flattened, so that equal rules are equal trees.

    Raises
    ------
    RuleError
        With line, column and what to write instead.

    Examples
    --------
    >>> parse_rule("community alert")
    Phrase(items=(Word(text='community'), Word(text='alert')))
    >>> parse_rule("UN NEAR/5 protect*")
    Near(left=Exact(text='UN'), right=Wildcard(pattern='protect*'), distance=5)
    >>> parse_rule("protect AND (kill OR loot")
    Traceback (most recent call last):
    civic_qual.errors.RuleError: line 1, column 13: this ( is never closed: write the ) it needs
    """
    known = None if lists is None else frozenset(lists)
    return _tree(unicodedata.normalize("NFC", text), language, known)


@lru_cache(maxsize=_KEPT)
def _tree(text: str, language: str, lists: frozenset[str] | None) -> Tree:
    """Read a rule, unless it was read before: most rules of an edited codebook were."""
    try:
        tokens = list(_grammar(None).lex(text))
    except UnexpectedCharacters as error:
        raise _unclosed(text, error) from None
    structure.check_tokens(tokens)
    expression = _parsed(tokens).children[0]
    assert isinstance(expression, Node)
    return Assembler(text, language, lists).expression(expression)


@lru_cache(maxsize=_KEPT)
def without_comments(text: str) -> str:
    """Return a rule that parses as it was written, on one line and without its comments.

    Examples
    --------
    >>> without_comments("protect*   # and protection")
    'protect*'
    """
    if "#" not in text and "\n" not in text:
        return text.strip()
    lines: dict[int, list[Token]] = {}
    for token in _grammar(None).lex(text):
        lines.setdefault(token.line or 1, []).append(token)
    return " ".join(text[row[0].start_pos : row[-1].end_pos] for row in lines.values())


@cache
def _grammar(parser: Literal["lalr"] | None) -> Lark:
    """Return the grammar's parser; without one, its lexer only, which is then built just once."""
    return Lark.open_from_package(__package__, "rules.lark", parser=parser, lexer="basic")


def _parsed(tokens: Sequence[Token]) -> Node[Token]:
    """Parse tokens, rather than their text, which is read into tokens already."""
    state = _grammar("lalr").parse_interactive("")
    for token in tokens:
        state.feed_token(token)
    tree = state.feed_eof(tokens[-1])  # type: ignore[no-untyped-call]
    assert isinstance(tree, Node)
    return tree


def _unclosed(text: str, error: UnexpectedCharacters) -> RuleError:
    if before := re.search(r"(NEAR|BEFORE)\s+$", text[: error.pos_in_stream]):
        message = f"no space stands in an operator: write {before[1]}/5"
    elif error.char == "/":
        message = r"this / opens a regular expression that is never closed: /.../, with \/ inside"
    elif error.char in "”»":
        message = f'this {error.char} closes nothing: quotes stand in pairs, "of the"'
    else:
        message = f"this {error.char} is never closed: close the quotes in the same line"
    return RuleError(message, error.line, error.column)
