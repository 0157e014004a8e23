"""Rules that were parsed once, kept for the next time as lists that JSON can write."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from typing import Any
from unicodedata import unidata_version

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
    TokenPattern,
    Tree,
    Wildcard,
    Word,
)
from civic_qual.language import words
from civic_qual.prepared import Table, key_of, sources

_LEAVES = {
    "w": Word,
    "x": Exact,
    "*": Wildcard,
    "@": ListName,
    "/": Regex,
    "p": TokenPattern,
    "_": Gap,
}
_GROUPS = {" ": Phrase, "|": Or, "&": And}
_PAIRS = {"!": Not, "n": Near, "b": Before, "!n": NotNear}
_SIGNS: dict[type, str] = {
    made: sign for signs in (_LEAVES, _GROUPS, _PAIRS) for sign, made in signs.items()
}
_DEEPEST = 100  # parentheses: what is nested deeper is parsed every time


@cache
def parsed_before() -> Table:
    """Return the packed trees of rules that were parsed before, by language and text."""
    return Table("rules", _key)


def _key() -> str:
    """Return what parsing depends on: how it is written here, and the libraries it uses."""
    used = version("lark"), version("regex"), unidata_version
    return key_of(
        *used, sources(__file__, "*.py", "*.lark"), sources(words.__file__, "words.py", "lists/*")
    )


def name_of(text: str, language: str) -> str:
    """Return the name under which a rule is kept."""
    return json.dumps([language, text], ensure_ascii=False)


def packed(tree: Tree | Gap) -> list[Any]:
    """Return a tree as nested lists.

    Examples
    --------
    >>> packed(Near(Word("alert"), Phrase((Word("un"), Gap(2), Exact("UN"))), 5))
    ['n', ['w', 'alert'], [' ', ['w', 'un'], ['_', 2], ['x', 'UN']], 5]
    >>> unpacked(packed(Not(Word("alert"), Regex("[0-9]+"))))
    Not(left=Word(text='alert'), right=Regex(pattern='[0-9]+'))
    """
    sign = _SIGNS[type(tree)]
    match tree:
        case Phrase(inner) | Or(inner) | And(inner):
            return [sign, *map(packed, inner)]
        case Not(left, right):
            return [sign, packed(left), packed(right)]
        case Near(left, right, distance) | Before(left, right, distance):
            return [sign, packed(left), packed(right), distance]
        case NotNear(left, right, distance):
            return [sign, packed(left), packed(right), distance]
        case Gap(most):
            return [sign, most]
        case Word(text) | Exact(text) | Wildcard(text) | ListName(text):
            return [sign, text]
    return [sign, tree.pattern]


def unpacked(parts: list[Any], depth: int = 0) -> Any:
    """Return the tree that was packed.

    Raises
    ------
    ValueError, TypeError, LookupError
        If it was not.
    """
    sign, *inner = parts
    if sign in _LEAVES:
        return _LEAVES[sign](*inner)
    if depth > _DEEPEST:
        raise ValueError(parts)
    if sign in _GROUPS:
        return _GROUPS[sign](tuple([unpacked(one, depth + 1) for one in inner]))
    left, right, *distance = inner
    sides = unpacked(left, depth + 1), unpacked(right, depth + 1)
    return _PAIRS[sign](*sides, *distance)
