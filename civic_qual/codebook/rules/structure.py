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
from civic_qual.messages import Message

DEEPEST = 50  # parentheses; nobody reads more, and parsers run out of stack
MOST_DISTANCE = 1000  # words between the sides of NEAR; a turn is rarely longer
OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR", "BEFORE"})


def mistake(message: str, token: Token) -> RuleError:
    """Return the error that points at a token."""
    return RuleError(message, token.line or 1, token.column or 1)


def check_tokens(tokens: Sequence[Token]) -> None:
    """Refuse a row of tokens that the grammar cannot take, naming what is missing."""
    if not tokens:
        raise RuleError(Message("the rule is empty: write a word, or take the rule out"))
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
                message = Message(
                    "parentheses stand more than {most} deep: write two rules", most=DEEPEST
                )
                raise mistake(message, token)
        elif token.type == "RPAR":
            if not opened:
                raise mistake(Message("this ) closes nothing: write the ( it belongs to"), token)
            opened.pop()
    if opened:
        raise mistake(Message("this ( is never closed: write the ) it needs"), opened[-1])


def _check_edges(tokens: Sequence[Token]) -> None:
    first, last = tokens[0], tokens[-1]
    if all(token.type in OPERATORS for token in tokens):
        message = Message(
            '{operator} alone is no rule; in quotes it is a word: "{operator}"', operator=str(first)
        )
        raise mistake(message, first)
    if first.type in OPERATORS:
        message = Message(
            "nothing stands on the left of {operator}: write A {operator} B", operator=str(first)
        )
        raise mistake(message, first)
    if last.type in OPERATORS:
        message = Message(
            "nothing stands on the right of {operator}: write A {operator} B", operator=str(last)
        )
        raise mistake(message, last)


def _check_pair(first: Token, second: Token) -> None:
    """Refuse two neighbours that leave something out between them."""
    if first.type == "LPAR" and second.type == "RPAR":
        raise mistake(Message("nothing stands between these parentheses"), first)
    if first.type == "LPAR" and second.type in OPERATORS:
        message = Message(
            "nothing stands on the left of {operator}: write (A {operator} B)",
            operator=str(second),
        )
        raise mistake(message, second)
    if first.type in OPERATORS and second.type == "RPAR":
        message = Message(
            "nothing stands on the right of {operator}: write (A {operator} B)",
            operator=str(first),
        )
        raise mistake(message, first)
    if first.type in OPERATORS and second.type in OPERATORS:
        _check_operators(first, second)
    if second.type == "TERM" and not second.strip("*") and first.type == "TERM":
        message = Message(
            "* belongs to its word: write {word}* without a space", word=first.rstrip("*")
        )
        raise mistake(message, second)


def _check_operators(first: Token, second: Token) -> None:
    pair = (first.type, second.type)
    if pair == ("NOT", "NEAR"):
        return
    if pair == ("NOT", "BEFORE"):
        message = Message("there is no NOT BEFORE: write A NOT (A BEFORE/5 B), or NOT NEAR/5")
        raise mistake(message, first)
    if pair == ("AND", "NOT"):
        raise mistake(Message("AND NOT is written NOT: A NOT B"), first)
    if pair == ("OR", "NOT"):
        raise mistake(Message("there is no OR NOT: write two rules, or A NOT B"), first)
    message = Message(
        "a word is missing between {first} and {second}", first=str(first), second=str(second)
    )
    raise mistake(message, second)


def check_same(names: Sequence[str], tokens: Sequence[Token], sides: Sequence[str]) -> None:
    """Refuse operators that differ without parentheses, and those that do not chain.

    `names` are the operators between the `sides`, both as written; `tokens` is where they stand.
    """
    for index in range(1, len(names)):
        first, second = names[index - 1], names[index]
        if first == second and first in ("AND", "OR"):
            continue
        before = _joined(sides[: index + 1], names[:index])
        after = f"{sides[index]} {second} {sides[index + 1]}"
        left = f"({before}) {second} {sides[index + 1]}"
        right = f"{_joined(sides[:index], names[: index - 1])} {first} ({after})"
        if _is_distance(first) and _is_distance(second):
            message: str = Message(
                "{operator} does not chain: write ({left}) AND ({right})",
                operator=second,
                left=f"{sides[index - 1]} {first} {sides[index]}",
                right=after,
            )
        elif first == second:
            message = Message(
                "only AND and OR chain; write {left}, or {right}", left=left, right=right
            )
        else:
            message = _needs_parentheses(first, second, left, right)
        raise mistake(message, tokens[index])


def _needs_parentheses(first: str, second: str, left: str, right: str) -> str:
    """Show both readings, and say so if NEAR or BEFORE cannot take a side of one of them."""
    if _is_distance(first) and second != "OR":
        return Message(
            "{first} and {second} need parentheses: write {left}, or {right}; only the first is "
            "possible, as {first} joins words, phrases and ORs of them",
            first=first,
            second=second,
            left=left,
            right=right,
        )
    if _is_distance(second) and first != "OR":
        return Message(
            "{first} and {second} need parentheses: write {left}, or {right}; only the second is "
            "possible, as {second} joins words, phrases and ORs of them",
            first=first,
            second=second,
            left=left,
            right=right,
        )
    return Message(
        "{first} and {second} need parentheses: write {left}, or {right}",
        first=first,
        second=second,
        left=left,
        right=right,
    )


def check_distances(names: Sequence[str], tokens: Sequence[Token]) -> None:
    """Refuse distances that reach further than anyone means."""
    for name, token in zip(names, tokens, strict=True):
        operator, _, number = name.partition("/")
        if len(number) > 9 or int(number or 0) > MOST_DISTANCE:
            message = Message(
                "{operator} reaches over more than {most} words: for words in the same turn "
                "write {same_turn}, for words near each other a distance as {shorter}",
                operator=name,
                most=MOST_DISTANCE,
                same_turn="A NOT B" if operator == "NOT NEAR" else "A AND B",
                shorter=f"{operator}/100",
            )
            raise mistake(message, token)


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
            raise mistake(Message("a gap needs words around it: avoir _2 peur"), token)
        if len(items) > 1:
            _check_in_phrase(item, token)
    for item, token in (items[0], items[-1]):
        if isinstance(item, Gap):
            message = Message(
                "the gap _{most} stands at the edge of a phrase: leave it out, or write the word "
                "it leads to",
                most=item.most,
            )
            raise mistake(message, token)
    for (first, _), (second, token) in pairwise(items):
        if isinstance(first, Gap) and isinstance(second, Gap):
            message = Message("two gaps in a row: write _{most}", most=first.most + second.most)
            raise mistake(message, token)


def _check_in_phrase(item: Item | Tree, token: Token) -> None:
    if isinstance(item, Regex):
        message = Message(
            "a regular expression cannot stand inside a phrase: join it with AND, OR or NOT, or "
            "write the whole phrase into it"
        )
        raise mistake(message, token)
    if not isinstance(item, Gap) and (wrong := operator_inside(item)):
        message = Message(
            "{operator} cannot stand inside a phrase: only an OR of words in parentheses can",
            operator=wrong,
        )
        raise mistake(message, token)


def operator_inside(tree: Tree) -> str:
    """Return what stands in a tree beside words, phrases and ORs, or ""."""
    names: dict[type, str] = {
        And: "AND",
        Not: "NOT",
        Near: "NEAR",
        Before: "BEFORE",
        NotNear: "NOT NEAR",
        Regex: Message("a regular expression"),
    }
    if isinstance(tree, Or):
        return next(filter(None, map(operator_inside, tree.options)), "")
    return names.get(type(tree), "")


def check_window(tree: Tree, name: str, token: Token) -> None:
    """Refuse sides of NEAR and BEFORE that have no position of their own among words."""
    if wrong := operator_inside(tree):
        message = Message(
            "{operator} cannot stand inside {window}: its sides are words, phrases and ORs of them",
            operator=wrong,
            window=name,
        )
        raise mistake(message, token)
