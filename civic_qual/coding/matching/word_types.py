"""Which types of a vocabulary the words of rules reach."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from civic_qual.codebook.rules.tree import Exact, Wildcard, Word
from civic_qual.coding.matching.wildcards import reached_places
from civic_qual.language.lemmas import inflected_forms
from civic_qual.language.tokenising.vocabulary import Vocabulary

Ints32: TypeAlias = npt.NDArray[np.int32]
RuleWord: TypeAlias = Word | Exact | Wildcard

_NONE: Ints32 = np.empty(0, dtype=np.int32)

# In French rules `se` is the pronoun of its verb in any person: se protéger, nous protéger.
REFLEXIVE = frozenset({"me", "te", "se", "nous", "vous"})


class WordTypes:
    """The word types that words of rules of one language reach, each resolved once.

    They hold for the vocabulary as it is when it is asked for them: see `word_types`.
    """

    def __init__(self, language: str, vocabulary: Vocabulary) -> None:
        self.language = language
        self._words = vocabulary.of(language)
        self._known: dict[RuleWord, Ints32] = {}

    def of(self, word: RuleWord) -> Ints32:
        """Return the types that a word of a rule reaches, sorted."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._resolved(word)
        return known

    def _resolved(self, word: RuleWord) -> Ints32:
        match word:
            case Exact(form):
                return self._words.types_of_form(form)
            case Wildcard(pattern):
                by_key = self._words.by_key
                places = reached_places(pattern, self._words.sorted_keys)
                return np.sort(np.concatenate([_NONE, *(by_key[one] for one in places)]))
        return self._words.types_of_keys(keys_reached(word, self.language))


def keys_reached(word: Word, language: str) -> AbstractSet[str]:
    """Return the keys that a word of a rule reaches.

    Examples
    --------
    >>> sorted(keys_reached(Word("alert"), "en"))
    ['alert', 'alerted', 'alerting', 'alerts']
    """
    if word.text == "se" and language == "fr":
        return REFLEXIVE
    return inflected_forms(word.text, language)


_KEPT: WeakKeyDictionary[Vocabulary, tuple[int, dict[str, WordTypes]]] = WeakKeyDictionary()


def word_types(language: str, vocabulary: Vocabulary) -> WordTypes:
    """Return the types reached in one language: kept until the vocabulary grows.

    Examples
    --------
    >>> vocabulary = Vocabulary()
    >>> word_types("en", vocabulary) is word_types("en", vocabulary)
    True
    """
    size, kept = _KEPT.get(vocabulary, (0, {}))
    if size != len(vocabulary):
        size, kept = len(vocabulary), {}
    _KEPT[vocabulary] = size, kept
    if language not in kept:
        kept[language] = WordTypes(language, vocabulary)
    return kept[language]


def united(types: Iterable[Ints32]) -> Ints32:
    """Return the types that are in any of some arrays, sorted.

    Examples
    --------
    >>> united([np.array([4], np.int32), np.array([1, 4], np.int32)])
    array([1, 4], dtype=int32)
    """
    filled = [one for one in types if len(one)]
    if not filled:
        return np.empty(0, np.int32)
    return np.unique(np.concatenate(filled))
