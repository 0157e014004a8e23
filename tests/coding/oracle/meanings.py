"""Meanings of the oracle: which distinct words of the texts a word, a phrase or a list may meet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

import regex

from civic_qual.codebook.rules.tree import Exact, ListName, Or, Phrase, Tree, Wildcard, Word
from civic_qual.errors import CodingError
from civic_qual.language.lemmas import inflected_forms
from civic_qual.texts import unaccented

Kind = tuple[str, str]  # the form and the key of a word
Lists = Mapping[str, Mapping[str, tuple[Tree, ...]]]

REFLEXIVE = frozenset({"me", "te", "se", "nous", "vous"})  # of a French verb in any person


class Meanings:
    """What rules mean in one language, over the distinct words of its texts."""

    def __init__(self, language: str, kinds: Iterable[Kind], lists: Lists | None = None) -> None:
        self.language, self.kinds, self.lists = language, frozenset(kinds), lists or {}
        self._of = cache(self._work_out)  # the same word stands in many rules
        self._beginning: dict[int, tuple[Tree, frozenset[Kind]]] = {}

    def beginning(self, tree: Tree) -> frozenset[Kind]:
        """Return the words that a word, a phrase, a list or an OR of them may begin with."""
        # Known by identity, as a tree's hash takes longer; the tree is kept alive.
        if id(tree) not in self._beginning:
            self._beginning[id(tree)] = tree, self._begin(tree)
        return self._beginning[id(tree)][1]

    def _begin(self, tree: Tree) -> frozenset[Kind]:
        match tree:
            case Word() | Exact() | Wildcard():
                return self._of(tree)
            case Phrase(items):
                return self.beginning(items[0])
            case Or(options):
                return frozenset().union(*map(self.beginning, options))
            case ListName(name):
                return frozenset().union(*map(self.beginning, self.items(name)))
        raise CodingError(f"a phrase, a list or NEAR holds words and phrases only, not {tree}")

    def _work_out(self, leaf: Tree) -> frozenset[Kind]:
        match leaf:
            case Exact(text):
                return frozenset(kind for kind in self.kinds if kind[0] == text)
            case Wildcard(pattern):
                fits = wildcard_pattern(pattern).fullmatch
                return frozenset(kind for kind in self.kinds if fits(kind[1]))
            case Word("se") if self.language == "fr":
                keys = REFLEXIVE
            case Word(text):
                keys = inflected_forms(text, self.language)
        return frozenset(kind for kind in self.kinds if kind[1] in keys)

    def items(self, name: str) -> tuple[Tree, ...]:
        """Return the items of a word list."""
        try:
            return self.lists[name][self.language]
        except KeyError:
            raise CodingError(f"no word list @{name} in {self.language}") from None


@cache
def wildcard_pattern(pattern: str) -> regex.Pattern[str]:
    """Return the expression a key must match; an accent may be missing in the text."""
    letters = unicodedata.normalize("NFC", pattern.casefold())
    return regex.compile("".join(_open_letter(letter) for letter in letters))


def _open_letter(letter: str) -> str:
    if letter == "*":
        return ".*"
    if letter == "?":
        return r"\p{L}\p{M}*"
    return f"(?:{regex.escape(letter)}|{regex.escape(unaccented(letter))})"
