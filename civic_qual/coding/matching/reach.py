"""What the words and phrases of rules reach, as word types of a vocabulary.

Inflections, wildcards and word lists are worked out once, on the vocabulary, and never on the
running text: a tree of words becomes a node of arrays, which `scan` and `runs` look for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from civic_qual.codebook.rules.tree import Exact, Gap, ListName, Or, Phrase, Tree, Wildcard, Word
from civic_qual.coding.matching.word_types import Ints32, united, word_types
from civic_qual.errors import CodingError
from civic_qual.language.tokenising.vocabulary import Vocabulary

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
            raise CodingError(f"a phrase, a list or NEAR holds words and phrases only, not {tree}")
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
            there = ", ".join(f"@{known}" for known in sorted(self._lists)) or "none"
            raise CodingError(
                f"the codebook has no word list @{name} in {self.language}; its lists: {there}"
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
