"""What the words and phrases of rules reach, as word types of a vocabulary.

Inflections, wildcards and word lists are worked out once, on the vocabulary, and never on the
running text: a tree of words becomes a node of arrays, which `scan` and `runs` look for.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import regex

from civic_qual.arrays import Ints32
from civic_qual.codebook.rules.tree import Exact, Gap, ListName, Or, Phrase, Tree, Wildcard, Word
from civic_qual.errors import CodingError
from civic_qual.language.lemmas import inflected_forms
from civic_qual.language.tokenising.vocabulary import Vocabulary
from civic_qual.messages import Message, enumerated
from civic_qual.texts import unaccented

MOST_BEGINNINGS = 16  # ways to write the literal beginning, with and without its accents


def reached_keys(pattern: str, keys: Sequence[str]) -> set[str]:
    """Return the keys that a wildcard reaches.

    A letter with an accent also stands for the letter without, since people type so; a letter
    without one stands for itself only. Only keys with the literal beginning are looked at.

    Parameters
    ----------
    pattern
        `*` stands for any end, `?` for one letter; case is free.
    keys
        Sorted by code point.

    Examples
    --------
    >>> sorted(reached_keys("dédommag*", ["dedommagement", "dédommagé", "détruit"]))
    ['dedommagement', 'dédommagé']
    >>> reached_keys("dedommag*", ["dédommagé"])
    set()
    """
    return {key for place in reached_places(pattern, keys) for key in keys[place]}


def reached_places(pattern: str, keys: Sequence[str]) -> list[slice]:
    """Return where the keys that a wildcard reaches stand, as slices of `keys`, none twice.

    Parameters are those of `reached_keys`; a key may come several times.

    Examples
    --------
    >>> reached_places("al*", ["ail", "alert", "alerts", "base"])
    [slice(1, 3, None)]
    """
    letters = unicodedata.normalize("NFC", pattern.casefold())
    beginnings, rest = _beginnings(letters)
    near = [_slice(keys, beginning) for beginning in beginnings]
    if rest == "*":
        return near
    fits = wildcard_pattern(pattern).fullmatch
    return [
        slice(place, place + 1)
        for one in near
        for place in range(one.start, one.stop)
        if fits(keys[place])
    ]


def wildcard_pattern(pattern: str) -> regex.Pattern[str]:
    """Return the expression that a key must match in full for a wildcard to reach it.

    Examples
    --------
    >>> bool(wildcard_pattern("col?r").fullmatch("color"))
    True
    """
    letters = unicodedata.normalize("NFC", pattern.casefold())
    return regex.compile("".join(_open_letter(letter) for letter in letters), cache_pattern=False)


def _open_letter(letter: str) -> str:
    if letter == "*":
        return ".*"
    if letter == "?":
        return r"\p{L}\p{M}*"
    written = _written(letter)
    return f"(?:{'|'.join(map(regex.escape, written))})"


def _written(letter: str) -> tuple[str, ...]:
    """Return the ways a text may write a letter: as it is, without its accent."""
    bare = unaccented(letter)
    return (letter,) if bare == letter else (letter, bare)


def _beginnings(letters: str) -> tuple[list[str], str]:
    """Return all ways to write the beginning of a wildcard, and what is left of it."""
    beginnings = [""]
    for place, letter in enumerate(letters):
        written = _written(letter)
        if letter in "*?" or len(beginnings) * len(written) > MOST_BEGINNINGS:
            return beginnings, letters[place:]
        beginnings = [begun + one for begun in beginnings for one in written]
    return beginnings, ""


def _slice(keys: Sequence[str], beginning: str) -> slice:
    """Return where the keys, sorted, stand that begin so."""
    size = len(beginning)
    first = bisect_left(keys, beginning)
    return slice(first, bisect_right(keys, beginning, lo=first, key=lambda key: key[:size]))


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


Lists: TypeAlias = Mapping[str, Mapping[str, tuple[Tree, ...]]]


@dataclass(frozen=True, eq=False)
class Leaf:
    """A word, or a phrase without gaps: one array of sorted word types a word.

    A leaf with an empty array is never met.
    """

    items: tuple[Ints32, ...]


@dataclass(frozen=True, eq=False)
class Spaced:
    """Parts one after the other, with at most `gaps[i]` words between part i and the next."""

    parts: tuple[Node, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Either:
    """Any of some nodes; all single words among them are one leaf."""

    options: tuple[Node, ...]


Node: TypeAlias = Leaf | Spaced | Either
_OneTerm: TypeAlias = Word | Exact | Wildcard | ListName


class Reach:
    """What trees of words reach in one language, over one vocabulary.

    Parameters
    ----------
    language
        ISO 639-1 code.
    vocabulary
        May grow: what was resolved before is then resolved again.
    lists
        Word lists of the codebook, by name and language.
    """

    def __init__(self, language: str, vocabulary: Vocabulary, lists: Lists | None = None) -> None:
        self.language = language
        self.vocabulary = vocabulary
        self._lists = lists or {}
        self._size = -1
        self._of_word: dict[_OneTerm, Node] = {}
        # By identity, as hashing a tree costs more than looking it up; the tree is kept alive.
        self._of_tree: dict[int, tuple[Tree, Node | None]] = {}

    def node(self, tree: Tree) -> Node | None:
        """Return what a word, a phrase, or an OR of them reaches.

        Returns
        -------
        Leaf, Spaced, Either or None
            None if the tree has operators or expressions in it. One tree is one node as long as
            the vocabulary does not grow; so are equal words and lists.

        Raises
        ------
        CodingError
            If the codebook lacks a word list in this language, or a list or a phrase holds
            more than words and phrases.

        Examples
        --------
        >>> Reach("en", Vocabulary()).node(Phrase((Word("alert"), Gap(2), Word("network")))).gaps
        (2,)
        """
        if self._size != len(self.vocabulary):
            self._size, self._of_word, self._of_tree = len(self.vocabulary), {}, {}
            self._types = word_types(self.language, self.vocabulary)
        if isinstance(tree, (Word, Exact, Wildcard, ListName)):
            node = self._of_word.get(tree)
            if node is None:
                node = self._of_word[tree] = self._one_term(tree)
            return node
        known = self._of_tree.get(id(tree))
        if known is None:
            known = self._of_tree[id(tree)] = tree, self._worked_out(tree)
        return known[1]

    def _one_term(self, term: _OneTerm) -> Node:
        if isinstance(term, ListName):
            return _either([self._of_words(item) for item in self.items(term.name)])
        return Leaf((self._types.of(term),))

    def _worked_out(self, tree: Tree) -> Node | None:
        match tree:
            case Phrase(items):
                return self._phrase(items)
            case Or(options):
                return self._either(options)
        return None

    def _either(self, options: Sequence[Tree]) -> Node | None:
        nodes = [self.node(option) for option in options]
        whole = [node for node in nodes if node is not None]
        return _either(whole) if len(whole) == len(nodes) else None

    def _phrase(self, items: Sequence[Tree | Gap]) -> Node:
        parts: list[Node] = []
        gaps: list[int] = []
        gap = 0
        for item in items:
            if isinstance(item, Gap):
                gap += item.most
                continue
            part = self._of_words(item)
            before = parts[-1] if parts and not gap else None
            if isinstance(part, Leaf) and isinstance(before, Leaf):
                parts[-1] = Leaf(before.items + part.items)
            else:
                gaps.append(gap)
                parts.append(part)
            gap = 0
        return parts[0] if len(parts) == 1 else Spaced(tuple(parts), tuple(gaps[1:]))

    def _of_words(self, tree: Tree) -> Node:
        node = self.node(tree)
        if node is None:
            raise CodingError(
                Message(
                    "a phrase, a list or NEAR holds words and phrases only, not {rule}",
                    rule=str(tree),
                )
            )
        return node

    def items(self, name: str) -> tuple[Tree, ...]:
        """Return the words and phrases of a list.

        Raises
        ------
        CodingError
            If the codebook has no such list in this language.
        """
        try:
            return self._lists[name][self.language]
        except KeyError:
            there = [f"@{known}" for known in sorted(self._lists)]
            raise CodingError(
                Message(
                    "the codebook has no word list @{name} in {language}; its lists: {lists}",
                    name=name,
                    language=self.language,
                    lists=enumerated(there) if there else Message("none"),
                )
            ) from None


def _either(nodes: Sequence[Node]) -> Node:
    """Return the node of any of some nodes, with their single words in one leaf."""
    flat = [
        option
        for node in nodes
        for option in (node.options if isinstance(node, Either) else (node,))
    ]
    words = [node.items[0] for node in flat if isinstance(node, Leaf) and len(node.items) == 1]
    longer = [node for node in flat if not (isinstance(node, Leaf) and len(node.items) == 1)]
    if words or not longer:
        longer = [Leaf((united(words),)), *longer]
    return longer[0] if len(longer) == 1 else Either(tuple(longer))
