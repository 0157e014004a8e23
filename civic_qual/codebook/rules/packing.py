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

_LEAVES = {"w": Word, "x": Exact, "*": Wildcard, "@": ListName, "/": Regex, "p": TokenPattern}
_GROUPS = {" ": Phrase, "|": Or, "&": And}
_PAIRS = {"n": Near, "b": Before, "!n": NotNear}
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
    match tree:
        case (
            Word(text)
            | Exact(text)
            | Wildcard(text)
            | ListName(text)
            | Regex(text)
            | TokenPattern(text)
        ):
            return [_SIGNS[type(tree)], text]
        case Gap(most):
            return ["_", most]
        case Phrase(inner) | Or(inner) | And(inner):
            return [_SIGNS[type(tree)], *map(packed, inner)]
        case Not(left, right):
            return ["!", packed(left), packed(right)]
    return [_SIGNS[type(tree)], packed(tree.left), packed(tree.right), tree.distance]


def unpacked(parts: Any, depth: int = 0) -> Any:
    """Return the tree that was packed.

    Raises
    ------
    ValueError
        If it was not.
    """
    match parts:
        case [str(sign), str(text)] if sign in _LEAVES:
            return _LEAVES[sign](text)
        case ["_", int(most)]:
            return Gap(most)
        case [str(sign), *inner] if sign in _GROUPS and len(inner) > 1 and depth < _DEEPEST:
            return _GROUPS[sign](tuple(unpacked(one, depth + 1) for one in inner))
        case ["!", left, right] if depth < _DEEPEST:
            return Not(unpacked(left, depth + 1), unpacked(right, depth + 1))
        case [str(sign), left, right, int(distance)] if sign in _PAIRS and depth < _DEEPEST:
            return _PAIRS[sign](unpacked(left, depth + 1), unpacked(right, depth + 1), distance)
    raise ValueError(parts)
