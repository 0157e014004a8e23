"""How the parts of a rule stand together: what is missing, and which readings a rule has.

Rules are checked as a row of tokens before they are parsed, so that every mistake is told in
the researcher's terms and not in the grammar's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lark import Token

from civic_qual.codebook.rules.terms import Item
from civic_qual.codebook.rules.tree import And, Before, Gap, Near, Not, NotNear, Or, Regex, Tree
from civic_qual.errors import RuleError

DEEPEST = 50  # parentheses; nobody reads more, and parsers run out of stack
MOST_DISTANCE = 1000  # words between the sides of NEAR; a turn is rarely longer
OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR", "BEFORE"})


def mistake(message: str, token: Token) -> RuleError:
    """Return the error that points at a token."""
    return RuleError(message, token.line or 1, token.column or 1)


def check_tokens(tokens: Sequence[Token]) -> None:
    """Refuse a row of tokens that the grammar cannot take, naming what is missing."""
    if not tokens:
        raise RuleError("the rule is empty: write a word, or take the rule out")
    _check_parentheses(tokens)
    _check_edges(tokens)
    for first, second in pairwise(tokens):
        _check_pair(first, second)


def _check_parentheses(tokens: Sequence[Token]) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.type == "LPAR":
            opened.append(token)
            if len(opened) > DEEPEST:
                raise mistake(f"parentheses stand more than {DEEPEST} deep: write two rules", token)
        elif token.type == "RPAR":
            if not opened:
                raise mistake("this ) closes nothing: write the ( it belongs to", token)
            opened.pop()
    if opened:
        raise mistake("this ( is never closed: write the ) it needs", opened[-1])


def _check_edges(tokens: Sequence[Token]) -> None:
    first, last = tokens[0], tokens[-1]
    if all(token.type in OPERATORS for token in tokens):
        raise mistake(f'{first} alone is no rule; in quotes it is a word: "{first}"', first)
    if first.type in OPERATORS:
        raise mistake(f"nothing stands on the left of {first}: write A {first} B", first)
    if last.type in OPERATORS:
        raise mistake(f"nothing stands on the right of {last}: write A {last} B", last)


def _check_pair(first: Token, second: Token) -> None:
    """Refuse two neighbours that leave something out between them."""
    if first.type == "LPAR" and second.type == "RPAR":
        raise mistake("nothing stands between these parentheses", first)
    if first.type == "LPAR" and second.type in OPERATORS:
        raise mistake(f"nothing stands on the left of {second}: write (A {second} B)", second)
    if first.type in OPERATORS and second.type == "RPAR":
        raise mistake(f"nothing stands on the right of {first}: write (A {first} B)", first)
    if first.type in OPERATORS and second.type in OPERATORS:
        _check_operators(first, second)
    if second.type == "TERM" and not second.strip("*") and first.type == "TERM":
        raise mistake(f"* belongs to its word: write {first.rstrip('*')}* without a space", second)


def _check_operators(first: Token, second: Token) -> None:
    pair = (first.type, second.type)
    if pair == ("NOT", "NEAR"):
        return
    if pair == ("NOT", "BEFORE"):
        raise mistake("there is no NOT BEFORE: write A NOT (A BEFORE/5 B), or NOT NEAR/5", first)
    if pair == ("AND", "NOT"):
        raise mistake("AND NOT is written NOT: A NOT B", first)
    if pair == ("OR", "NOT"):
        raise mistake("there is no OR NOT: write two rules, or A NOT B", first)
    raise mistake(f"a word is missing between {first} and {second}", second)


def check_same(names: Sequence[str], places: Sequence[Token], sides: Sequence[str]) -> None:
    """Refuse operators that differ without parentheses, and those that do not chain.

    `names` are the operators between the `sides`, both as written.
    """
    for place in range(1, len(names)):
        first, second = names[place - 1], names[place]
        if first == second and first in ("AND", "OR"):
            continue
        before = _joined(sides[: place + 1], names[:place])
        after = f"{sides[place]} {second} {sides[place + 1]}"
        left = f"({before}) {second} {sides[place + 1]}"
        right = f"{_joined(sides[:place], names[: place - 1])} {first} ({after})"
        token = places[place]
        if _is_distance(first) and _is_distance(second):
            raise mistake(
                f"{second} does not chain: write ({sides[place - 1]} {first} "
                f"{sides[place]}) AND ({after})",
                token,
            )
        if first == second:
            raise mistake(f"only AND and OR chain; write {left}, or {right}", token)
        only = _only_possible(first, second)
        raise mistake(
            f"{first} and {second} need parentheses: write {left}, or {right}{only}", token
        )


def _only_possible(first: str, second: str) -> str:
    """Say so if one of the two readings has a side that NEAR or BEFORE cannot take."""
    if _is_distance(first) and second != "OR":
        return f"; only the first is possible, as {first} joins words, phrases and ORs of them"
    if _is_distance(second) and first != "OR":
        return f"; only the second is possible, as {second} joins words, phrases and ORs of them"
    return ""


def check_distances(names: Sequence[str], places: Sequence[Token]) -> None:
    """Refuse distances that reach further than anyone means."""
    for name, place in zip(names, places, strict=True):
        operator, _, number = name.partition("/")
        if len(number) > 9 or int(number or 0) > MOST_DISTANCE:
            same_turn = "A NOT B" if operator == "NOT NEAR" else "A AND B"
            raise mistake(
                f"{name} reaches over more than {MOST_DISTANCE} words: for words in the same turn "
                f"write {same_turn}, for words near each other a distance as {operator}/100",
                place,
            )


def _joined(sides: Sequence[str], names: Sequence[str]) -> str:
    """Return sides with the operators between them, as written."""
    rest = (f" {name} {side}" for name, side in zip(names, sides[1:], strict=True))
    return sides[0] + "".join(rest)


def _is_distance(name: str) -> bool:
    return "/" in name


def check_phrase(items: Sequence[tuple[Item | Tree, Token]]) -> None:
    """Refuse what may not stand inside a phrase, at the token where it stands."""
    for item, token in items:
        if isinstance(item, Gap) and len(items) == 1:
            raise mistake("a gap needs words around it: avoir _2 peur", token)
        if len(items) > 1:
            _check_in_phrase(item, token)
    for item, token in (items[0], items[-1]):
        if isinstance(item, Gap):
            raise mistake(
                f"the gap _{item.most} stands at the edge of a phrase: leave it out, or "
                "write the word it leads to",
                token,
            )
    for (first, _), (second, token) in pairwise(items):
        if isinstance(first, Gap) and isinstance(second, Gap):
            raise mistake(f"two gaps in a row: write _{first.most + second.most}", token)


def _check_in_phrase(item: Item | Tree, token: Token) -> None:
    if isinstance(item, Regex):
        raise mistake(
            "a regular expression cannot stand inside a phrase: join it with AND, OR or "
            "NOT, or write the whole phrase into it",
            token,
        )
    if not isinstance(item, Gap) and (wrong := operator_inside(item)):
        raise mistake(
            f"{wrong} cannot stand inside a phrase: only an OR of words in parentheses can", token
        )


def operator_inside(tree: Tree) -> str:
    """Return what stands in a tree beside words, phrases and ORs, or ""."""
    names = {
        And: "AND",
        Not: "NOT",
        Near: "NEAR",
        Before: "BEFORE",
        NotNear: "NOT NEAR",
        Regex: "a regular expression",
    }
    if isinstance(tree, Or):
        return next(filter(None, map(operator_inside, tree.options)), "")
    return names.get(type(tree), "")


def check_window(tree: Tree, name: str, token: Token) -> None:
    """Refuse sides of NEAR and BEFORE that have no place of their own among words."""
    if wrong := operator_inside(tree):
        raise mistake(
            f"{wrong} cannot stand inside {name}: its sides are words, phrases and ORs of them",
            token,
        )
