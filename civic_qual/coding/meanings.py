"""What the words of rules stand for in one language.

Inflections, wildcards and word lists are worked out once, on the vocabulary of the texts, and
never on the running text: a leaf of a rule becomes the set of keys and forms it reaches.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import regex

from civic_qual.codebook.tree import Exact, Gap, ListName, Or, Phrase, Tree, Wildcard, Word
from civic_qual.errors import CodingError
from civic_qual.language import words as texts
from civic_qual.language.lemmas import inflected_forms

Leaf: TypeAlias = Word | Exact | Wildcard | ListName
Lists: TypeAlias = Mapping[str, Mapping[str, tuple[Tree, ...]]]

# In French rules `se` is the pronoun of its verb in any person: se protéger, nous protéger.
REFLEXIVE = frozenset({"me", "te", "se", "nous", "vous"})


class Meaning(NamedTuple):
    """What a leaf reaches: words by key, words by form as written, and phrases (of lists).

    `phrases` stand under every key and form that they may begin with.
    """

    keys: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    phrases: Mapping[str, frozenset[Phrase]] = MappingProxyType({})

    def reaches(self, word: texts.Word) -> bool:
        """Whether a single word of a text is meant."""
        return word.key in self.keys or word.form in self.forms

    def phrases_at(self, word: texts.Word) -> frozenset[Phrase]:
        """Return the phrases that may begin with a word of a text."""
        if not self.phrases:
            return frozenset()
        nothing: frozenset[Phrase] = frozenset()
        return self.phrases.get(word.key, nothing) | self.phrases.get(word.form, nothing)


class Meanings:
    """The meanings of all leaves of rules in one language, over one vocabulary.

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
        self._known: dict[Leaf, Meaning] = {}

    def of(self, leaf: Leaf) -> Meaning:
        """Return what a leaf reaches.

        Raises
        ------
        CodingError
            If it is a word list that the codebook does not define in this language.

        Examples
        --------
        >>> sorted(Meanings("en", ["protection", "car"]).of(Wildcard("protect*")).keys)
        ['protection']
        """
        if leaf not in self._known:
            self._known[leaf] = self._work_out(leaf)
        return self._known[leaf]

    def _work_out(self, leaf: Leaf) -> Meaning:
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
                return self._list(name)

    def _list(self, name: str) -> Meaning:
        try:
            items = _opened(self._lists[name][self.language])
        except KeyError:
            there = ", ".join(f"@{known}" for known in sorted(self._lists)) or "none"
            raise CodingError(
                f"the codebook has no word list @{name} in {self.language}; its lists: {there}"
            ) from None
        meanings = [self.of(item) for item in items if not isinstance(item, Phrase)]
        phrases: defaultdict[str, set[Phrase]] = defaultdict(set)
        for meaning in meanings:
            for beginning, inner in meaning.phrases.items():
                phrases[beginning] |= inner
        for item in items:
            if isinstance(item, Phrase):
                for beginning in self._beginnings(item):
                    phrases[beginning].add(item)
        return Meaning(
            keys=frozenset(key for meaning in meanings for key in meaning.keys),
            forms=frozenset(form for meaning in meanings for form in meaning.forms),
            phrases={beginning: frozenset(inner) for beginning, inner in phrases.items()},
        )

    def _beginnings(self, tree: Tree | Gap) -> set[str]:
        """Return the keys and forms that a word or phrase may begin with."""
        match tree:
            case Word() | Exact() | Wildcard() | ListName():
                meaning = self.of(tree)
                return {*meaning.keys, *meaning.forms, *meaning.phrases}
            case Phrase(items):
                return self._beginnings(items[0])
            case Or(options):
                return {key for option in options for key in self._beginnings(option)}
        return set()


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


def _opened(items: Iterable[Tree]) -> list[Leaf | Phrase]:
    """Return the words and phrases of a list, ORs among them opened."""
    found: list[Leaf | Phrase] = []
    for item in items:
        match item:
            case Or(options):
                found.extend(_opened(options))
            case Word() | Exact() | Wildcard() | ListName() | Phrase():
                found.append(item)
            case _:
                raise CodingError(f"a word list holds words and phrases only, not {item}")
    return found
