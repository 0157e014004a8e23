"""A rule as far as it decides what is found: two that are equal find the same in a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from civic_qual.codebook.model import Rule
from civic_qual.codebook.rules.tree import ListName, Tree, leaves

Lists: TypeAlias = Mapping[str, Mapping[str, tuple[Tree, ...]]]


class Sought:
    """A rule, without its address, score and note, but with the word lists it names.

    Hashing is by the text of the rule, which is quick; equality also compares the trees.
    """

    __slots__ = ("_brief", "_hash", "_lists", "everybody", "rule")

    def __init__(self, rule: Rule, lists: Lists, everybody: bool = False) -> None:
        self.rule = rule
        self.everybody = everybody and not rule.speaker
        self._brief = (
            rule.text,
            rule.language,
            rule.within,
            rule.unless_negated,
            rule.where,
            rule.speaker,
            self.everybody,
        )
        self._hash = hash(self._brief)
        self._lists = tuple(_named(rule.tree, rule.language, lists, set())) if lists else ()

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sought) and (
            self._brief == other._brief
            and self.rule.tree == other.rule.tree
            and self._lists == other._lists
        )


def _named(
    tree: Tree, language: str, lists: Lists, seen: set[str]
) -> Iterator[tuple[str, tuple[Tree, ...]]]:
    """Yield the lists that a tree names, and those that they name."""
    for leaf in leaves(tree):
        if isinstance(leaf, ListName) and leaf.name not in seen:
            seen.add(leaf.name)
            items = lists.get(leaf.name, {}).get(language, ())
            yield leaf.name, items
            for item in items:
                yield from _named(item, language, lists, seen)
