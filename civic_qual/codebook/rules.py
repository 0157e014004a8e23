"""Rules as text, read into trees: `parse_rule`; and back into canonical text: `format_rule`.

The language is documented in `docs/rules.md`, its grammar is `rules.lark`. Lark's basic lexer
is used because its contextual one reads a stray `NOT` or `OR` as a word without a complaint.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from itertools import pairwise

from lark import Lark, Token, UnexpectedCharacters
from lark import Tree as Node

from civic_qual.codebook import structure
from civic_qual.codebook.canonical import format_rule
from civic_qual.codebook.expressions import BadExpressionError, compile_expression, read_slashes
from civic_qual.codebook.terms import Item, read_quoted, read_term
from civic_qual.codebook.tree import (
    And,
    Before,
    ListName,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    Regex,
    Tree,
)
from civic_qual.errors import RuleError

__all__ = ["format_rule", "parse_rule", "without_comments"]

_Node = Node[Token]


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
        raise _unclosed(error) from None
    structure.check_tokens(tokens)
    expression = _parser().parse(text).children[0]
    assert isinstance(expression, Node)
    return _Reader(text, language, lists).expression(expression)


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


def _unclosed(error: UnexpectedCharacters) -> RuleError:
    if error.char == "/":
        message = r"this / opens a regular expression that is never closed: /.../, with \/ inside"
    elif error.char in "”»":
        message = f'this {error.char} closes nothing: quotes stand in pairs, "of the"'
    else:
        message = f"this {error.char} is never closed: close the quotes in the same line"
    return RuleError(message, error.line, error.column)


class _Reader:
    """Turns the nodes of one parsed rule into the tree they mean."""

    def __init__(self, text: str, language: str, lists: Collection[str] | None) -> None:
        self.text, self.language, self.lists = text, language, lists

    def expression(self, node: _Node) -> Tree:
        """Read sides and the operators between them."""
        sides = [child for child in node.children[::2] if isinstance(child, Node)]
        operators = [child.children for child in node.children[1::2] if isinstance(child, Node)]
        names = [" ".join(map(str, tokens)) for tokens in operators]
        places = [_token(tokens[0]) for tokens in operators]
        structure.check_same(names, places, [self._source(side) for side in sides])
        trees = [self._side(side) for side in sides]
        if not names:
            return trees[0]
        if names[0] in ("AND", "OR"):
            return _chain(names[0], trees)
        for tree, side in zip(trees, sides, strict=True):
            if "/" in names[0]:
                structure.check_window(tree, names[0], _first_token(side))
        return _pair(names[0], *trees)

    def _source(self, node: _Node) -> str:
        return self.text[node.meta.start_pos : node.meta.end_pos]

    def _side(self, node: _Node) -> Tree:
        """Read what stands side by side: one thing, or a phrase."""
        for first, second in pairwise(node.children):
            if _last_token(first).end_line != _first_token(second).line:
                raise structure.mistake(
                    "a phrase cannot run over a line: join the lines, or put an operator between",
                    _first_token(second),
                )
        items = [
            (item, _first_token(child)) for child in node.children for item in self._items(child)
        ]
        structure.check_phrase(items)
        flat = [
            part
            for item, _ in items
            for part in (item.items if isinstance(item, Phrase) else (item,))
        ]
        return flat[0] if len(flat) == 1 else Phrase(tuple(flat))  # type: ignore[arg-type, return-value]

    def _items(self, child: _Node | Token) -> tuple[Item | Tree, ...]:
        if isinstance(child, Node):
            group = child.children[0]
            assert isinstance(group, Node)
            return (self.expression(group),)
        line, column = child.line or 1, child.column or 1
        match child.type:
            case "QUOTED":
                return read_quoted(child[1:-1], self.language, line, column + 1)
            case "LIST":
                return (self._list_name(child),)
            case "REGEX":
                return (_regex(child),)
        return read_term(str(child), self.language, line, column)

    def _list_name(self, token: Token) -> ListName:
        name = token[1:]
        if self.lists is not None and name not in self.lists:
            there = ", ".join(f"@{known}" for known in sorted(self.lists)) or "none"
            raise structure.mistake(
                f"no list @{name} with words in {self.language}; there are: {there}", token
            )
        return ListName(name)


def _chain(name: str, trees: list[Tree]) -> Tree:
    """Join sides by AND or OR; what is chained inside parentheses joins the chain."""
    if name == "AND":
        return And(
            tuple(
                inner
                for tree in trees
                for inner in (tree.sides if isinstance(tree, And) else (tree,))
            )
        )
    return Or(
        tuple(
            inner for tree in trees for inner in (tree.options if isinstance(tree, Or) else (tree,))
        )
    )


def _pair(name: str, left: Tree, right: Tree) -> Tree:
    operator, _, number = name.partition("/")
    match operator:
        case "NEAR":
            return Near(left, right, int(number))
        case "BEFORE":
            return Before(left, right, int(number))
        case "NOT NEAR":
            return NotNear(left, right, int(number))
    return Not(left, right)


def _regex(token: Token) -> Regex:
    pattern = read_slashes(token[1:-1])
    try:
        compile_expression(pattern)
    except BadExpressionError as error:
        column = (token.column or 1) + 1 + error.position
        raise RuleError(
            f"this regular expression does not work: {error.message}", token.line or 1, column
        ) from None
    return Regex(pattern)


def _token(child: _Node | Token) -> Token:
    assert isinstance(child, Token)
    return child


def _first_token(child: _Node | Token) -> Token:
    return child if isinstance(child, Token) else _first_token(child.children[0])


def _last_token(child: _Node | Token) -> Token:
    return child if isinstance(child, Token) else _last_token(child.children[-1])
