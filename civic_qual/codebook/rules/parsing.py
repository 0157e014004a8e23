"""Rules as text, read into trees: `parse_rule`; `canonical` writes trees as text again.

The language is documented in `docs/rules.md`, its grammar is `rules.lark`. Lark's basic lexer
is used because its contextual one reads a stray `NOT` or `OR` as a word without a complaint.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

from lark import Lark, Token, UnexpectedCharacters
from lark import Tree as LarkTree

from civic_qual.codebook.rules import structure
from civic_qual.codebook.rules.expressions import (
    BadExpressionError,
    compile_expression,
    read_slashes,
)
from civic_qual.codebook.rules.packing import name_of, packed, parsed_before, unpacked
from civic_qual.codebook.rules.terms import Item, read_quoted, read_term
from civic_qual.codebook.rules.tree import (
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
    leaves,
)
from civic_qual.errors import RuleError
from civic_qual.messages import Message, enumerated

Node: TypeAlias = LarkTree[Token]

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
    ready = _read_before(text, language, lists)
    if ready is not None:
        return ready
    tree = _read(text, language, lists)
    named = sorted({leaf.name for leaf in leaves(tree) if isinstance(leaf, ListName)})
    parsed_before().add(name_of(text, language), [packed(tree), named])
    return tree


def keep_parsed() -> None:
    """Keep the rules that were parsed, for the next time."""
    parsed_before().keep()


def _read_before(text: str, language: str, lists: frozenset[str] | None) -> Tree | None:
    """Return the tree of a rule that was parsed before; a list it lacks is told by parsing."""
    ready = parsed_before().get(name_of(text, language))
    if ready is None:
        return None
    try:
        parts, named = ready
        known = lists is None or lists.issuperset(named)
        return unpacked(parts) if known else None
    except (ValueError, TypeError, LookupError):
        return None


def _read(text: str, language: str, lists: frozenset[str] | None) -> Tree:
    """Read a rule with Lark."""
    try:
        tokens = list(_grammar(None).lex(text))
    except UnexpectedCharacters as error:
        raise _unclosed(text, error) from None
    structure.check_tokens(tokens)
    expression = _parsed(tokens).children[0]
    assert isinstance(expression, LarkTree)
    return _Assembler(text, language, lists).expression(expression)


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


def _parsed(tokens: Sequence[Token]) -> Node:
    """Parse tokens, rather than their text, which is read into tokens already."""
    state = _grammar("lalr").parse_interactive("")
    for token in tokens:
        state.feed_token(token)
    tree = state.feed_eof(tokens[-1])  # type: ignore[no-untyped-call]
    assert isinstance(tree, LarkTree)
    return tree


def _unclosed(text: str, error: UnexpectedCharacters) -> RuleError:
    sign = error.char
    if before := re.search(r"(NEAR|BEFORE)\s+$", text[: error.pos_in_stream]):
        message = Message("no space stands in an operator: write {operator}/5", operator=before[1])
    elif sign == "/":
        message = Message(
            "this / opens a regular expression that is never closed: /.../, with \\/ inside"
        )
    elif sign in "”»":
        message = Message('this {sign} closes nothing: quotes stand in pairs, "of the"', sign=sign)
    else:
        message = Message(
            "this {sign} is never closed: close the quotes in the same line", sign=sign
        )
    return RuleError(message, error.line, error.column)


class _Assembler:
    """Turns the nodes of one parsed rule into the tree they mean."""

    def __init__(self, text: str, language: str, lists: Collection[str] | None) -> None:
        self.text, self.language, self.lists = text, language, lists

    def expression(self, node: Node) -> Tree:
        """Read sides and the operators between them."""
        sides = [child for child in node.children[::2] if isinstance(child, LarkTree)]
        operators = [child.children for child in node.children[1::2] if isinstance(child, LarkTree)]
        names = [" ".join(map(str, tokens)) for tokens in operators]
        where = [_token(tokens[0]) for tokens in operators]
        structure.check_distances(names, where)
        structure.check_same(names, where, [self._source(side) for side in sides])
        trees = [self._side(side) for side in sides]
        if not names:
            return trees[0]
        if names[0] in ("AND", "OR"):
            return _chain(names[0], trees)
        for tree, side in zip(trees, sides, strict=True):
            if "/" in names[0]:
                structure.check_window(tree, names[0], _first_token(side))
        return _pair(names[0], *trees)

    def _source(self, node: Node) -> str:
        return self.text[_first_token(node).start_pos : _last_token(node).end_pos]

    def _side(self, node: Node) -> Tree:
        """Read what stands side by side: one thing, or a phrase."""
        for first, second in pairwise(node.children):
            if _last_token(first).end_line != _first_token(second).line:
                message = Message(
                    "a phrase cannot run over a line: join the lines, or put an operator between"
                )
                raise structure.mistake(message, _first_token(second))
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

    def _items(self, child: Node | Token) -> tuple[Item | Tree, ...]:
        if isinstance(child, LarkTree):
            group = child.children[1]  # between its parentheses
            assert isinstance(group, LarkTree)
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
            raise structure.mistake(self._no_list(name), token)
        return ListName(name)

    def _no_list(self, name: str) -> str:
        if not self.lists:
            return Message(
                "no list @{name} with words in {language}; there are none",
                name=name,
                language=self.language,
            )
        return Message(
            "no list @{name} with words in {language}; there are: {lists}",
            name=name,
            language=self.language,
            lists=enumerated(f"@{known}" for known in sorted(self.lists)),
        )


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
        message = Message("this regular expression does not work: {problem}", problem=error.message)
        raise RuleError(message, token.line or 1, column) from None
    return Regex(pattern)


def _token(child: Node | Token) -> Token:
    assert isinstance(child, Token)
    return child


def _first_token(child: Node | Token) -> Token:
    return child if isinstance(child, Token) else _first_token(child.children[0])


def _last_token(child: Node | Token) -> Token:
    return child if isinstance(child, Token) else _last_token(child.children[-1])
