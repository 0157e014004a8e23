"""What the words of rules stand for in one language.

Inflections, wildcards and word lists are worked out once, on the vocabulary of the texts, and
never on the running text: a leaf of a rule becomes the set of keys and forms it reaches.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import regex

from civic_qual.codebook.tree import Exact, ListName, Or, Phrase, Tree, Wildcard, Word
from civic_qual.errors import CodingError
from civic_qual.language import words as texts
from civic_qual.language.lemmas import inflected_forms

Leaf: TypeAlias = Word | Exact | Wildcard | ListName
Lists: TypeAlias = Mapping[str, Mapping[str, tuple[Tree, ...]]]

# In French rules `se` is the pronoun of its verb in any person: se protéger, nous protéger.
REFLEXIVE = frozenset({"me", "te", "se", "nous", "vous"})


@dataclass(frozen=True, eq=False)
class Meaning:
    """What words and phrases reach: words by key, words by form as written, and phrases.

    `phrases` stand under every key and form that they may begin with.
    """

    keys: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    phrases: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The keys and forms without one of which nothing is reached."""
        return frozenset({*self.keys, *self.forms, *self.phrases})

    def reaches(self, word: texts.Word) -> bool:
        """Whether a single word of a text is meant."""
        return word.key in self.keys or word.form in self.forms

    def phrases_at(self, word: texts.Word) -> tuple[Phrase, ...]:
        """Return the phrases that may begin with a word of a text."""
        found = self.phrases.get(word.key, ())
        return found if word.form == word.key else found + self.phrases.get(word.form, ())


class Meanings:
    """The meanings of words, phrases and ORs of them in one language, over one vocabulary.

    Parameters
    ----------
    language
        ISO 639-1 code.
    vocabulary
        The keys of all words of the texts; wildcards are resolved on them.
    lists
        Word lists of the codebook, by name and language.
    """

    def __init__(
        self, language: str, vocabulary: Iterable[str], lists: Lists | None = None
    ) -> None:
        self.language = language
        self._vocabulary = tuple(set(vocabulary))
        self._lists = lists or {}
        self._of_leaf: dict[Leaf, Meaning] = {}
        # By identity, as hashing a tree costs more than matching it; the tree is kept alive.
        self._of_tree: dict[int, tuple[Tree, Meaning | None]] = {}

    def of(self, tree: Tree) -> Meaning:
        """Return what a word, a phrase, or an OR of them reaches.

        Raises
        ------
        CodingError
            If it is anything else, or a word list that the codebook lacks in this language.

        Examples
        --------
        >>> sorted(Meanings("en", ["protection", "car"]).of(Wildcard("protect*")).keys)
        ['protection']
        """
        meaning = self.if_any(tree)
        if meaning is None:
            raise CodingError(f"a phrase, a list or NEAR holds words and phrases only, not {tree}")
        return meaning

    def if_any(self, tree: Tree) -> Meaning | None:
        """Return what a tree reaches, None if it has operators or expressions in it."""
        known = self._of_tree.get(id(tree))
        if known is None:
            known = self._of_tree[id(tree)] = (tree, self._work_out(tree))
        return known[1]

    def _work_out(self, tree: Tree) -> Meaning | None:
        match tree:
            case Word() | Exact() | Wildcard() | ListName():
                if tree not in self._of_leaf:
                    self._of_leaf[tree] = self._leaf(tree)
                return self._of_leaf[tree]
            case Phrase(items):
                first = self.of(items[0])  # type: ignore[arg-type]  # no phrase begins with a gap
                return Meaning(phrases=dict.fromkeys(first.beginnings, (tree,)))
            case Or(options):
                meanings = [self.if_any(option) for option in options]
                whole = [meaning for meaning in meanings if meaning is not None]
                return _united(whole) if len(whole) == len(meanings) else None
        return None

    def _leaf(self, leaf: Leaf) -> Meaning:
        match leaf:
            case Word("se") if self.language == "fr":
                return Meaning(keys=REFLEXIVE)
            case Word(text):
                return Meaning(keys=inflected_forms(text, self.language))
            case Exact(text):
                return Meaning(forms=frozenset({text}))
            case Wildcard(pattern):
                fits = wildcard_pattern(pattern).fullmatch
                return Meaning(keys=frozenset(key for key in self._vocabulary if fits(key)))
            case ListName(name):
                return _united([self.of(item) for item in self._items(name)])

    def _items(self, name: str) -> tuple[Tree, ...]:
        try:
            return self._lists[name][self.language]
        except KeyError:
            there = ", ".join(f"@{known}" for known in sorted(self._lists)) or "none"
            raise CodingError(
                f"the codebook has no word list @{name} in {self.language}; its lists: {there}"
            ) from None


def _united(meanings: Sequence[Meaning]) -> Meaning:
    """Return what any of some meanings reaches."""
    phrases: defaultdict[str, tuple[Phrase, ...]] = defaultdict(tuple)
    for meaning in meanings:
        for beginning, inner in meaning.phrases.items():
            phrases[beginning] += inner
    return Meaning(
        keys=frozenset(key for meaning in meanings for key in meaning.keys),
        forms=frozenset(form for meaning in meanings for form in meaning.forms),
        phrases=dict(phrases),
    )


def wildcard_pattern(pattern: str) -> regex.Pattern[str]:
    """Return the expression that a key must match in full for a wildcard to reach it.

    A letter with an accent also stands for the letter without, since people type so; a letter
    without one stands for itself only.

    Examples
    --------
    >>> fits = wildcard_pattern("dédommag*")
    >>> bool(fits.fullmatch("dédommagé")), bool(fits.fullmatch("dedommagement"))
    (True, True)
    >>> bool(wildcard_pattern("dedommag*").fullmatch("dédommagé"))
    False
    """
    letters = unicodedata.normalize("NFC", pattern.casefold())
    return regex.compile("".join(_open_letter(letter) for letter in letters))


def _open_letter(letter: str) -> str:
    if letter == "*":
        return ".*"
    if letter == "?":
        return r"\p{L}\p{M}*"
    bare = texts.unaccented(letter)
    return regex.escape(letter) if bare == letter else f"(?:{regex.escape(letter)}|{bare})"
