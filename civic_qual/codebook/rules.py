"""Rules as text, read into trees: `parse_rule`; and back into canonical text: `format_rule`.

The language is documented in `docs/rules.md`, its grammar is `rules.lark`. Lark's basic lexer
is used because its contextual one reads a stray `NOT` or `OR` as a word without a complaint.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from lark import Lark, Token, UnexpectedCharacters
from lark import Tree as Node

from civic_qual.codebook import structure
from civic_qual.codebook.assembling import Assembler
from civic_qual.codebook.canonical import format_rule
from civic_qual.codebook.tree import Tree
from civic_qual.errors import RuleError

__all__ = ["format_rule", "parse_rule", "without_comments"]


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
    try:
        tokens = list(_parser().lex(text))
    except UnexpectedCharacters as error:
        raise _unclosed(text, error) from None
    structure.check_tokens(tokens)
    expression = _parser().parse(text).children[0]
    assert isinstance(expression, Node)
    return Assembler(text, language, lists).expression(expression)


def without_comments(text: str) -> str:
    """Return a rule that parses as it was written, on one line and without its comments.

    Examples
    --------
    >>> without_comments("protect*   # and protection")
    'protect*'
    """
    lines: dict[int, list[Token]] = {}
    for token in _parser().lex(text):
        lines.setdefault(token.line or 1, []).append(token)
    return " ".join(text[row[0].start_pos : row[-1].end_pos] for row in lines.values())


@cache
def _parser() -> Lark:
    return Lark.open_from_package(
        __package__, "rules.lark", parser="lalr", lexer="basic", propagate_positions=True
    )


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
