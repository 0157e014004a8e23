"""Words and phrases of the oracle: every way to lay them on the words of a scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from civic_qual.codebook.rules.tree import Gap, ListName, Or, Phrase, Tree
from tests.coding.oracle.meanings import Meanings
from tests.coding.oracle.scopes import Scope

Places = tuple[int, ...]

MOST_STEPS = 300_000  # of one phrase in one scope: walking more takes minutes


class TooManyWaysError(Exception):
    """A phrase can be laid in more ways than can be walked one by one."""


class Run(NamedTuple):
    """A word or a phrase found: its first and last place, and the places of the words meant."""

    first: int
    last: int
    words: Places


def runs(tree: Tree, scope: Scope, meanings: Meanings) -> list[Run]:
    """Return every run that a word, a phrase, a list or an OR of them has in a scope, in order."""
    if meanings.beginning(tree).isdisjoint(scope.kinds):
        return []
    steps = count()
    found = {
        Run(first, after - 1, places)
        for first in range(len(scope.words))
        for after, places in _lay(tree, first, scope, meanings, steps)
    }
    return sorted(run for run in found if scope.unbroken(run.first, run.last))


def _lay(
    tree: Tree | Gap, at: int, scope: Scope, meanings: Meanings, steps: Iterator[int]
) -> Iterator[tuple[int, Places]]:
    """Yield every way to lay a tree from a place on: the place after it, the places it met."""
    if next(steps) > MOST_STEPS:
        raise TooManyWaysError
    if isinstance(tree, Gap):
        for skipped in range(min(tree.most, len(scope.words) - at - 1) + 1):
            yield at + skipped, ()
        return
    if at >= len(scope.words) or scope.kind(at) not in meanings.beginning(tree):
        return
    match tree:
        case Phrase(items):
            yield from _lay_all(items, at, scope, meanings, steps)
        case Or(options):
            for option in options:
                yield from _lay(option, at, scope, meanings, steps)
        case ListName(name):
            for item in meanings.items(name):
                yield from _lay(item, at, scope, meanings, steps)
        case _:  # a word, an exact form or a wildcard, and the word begins it
            yield at + 1, (at,)


def _lay_all(
    items: Sequence[Tree | Gap], at: int, scope: Scope, meanings: Meanings, steps: Iterator[int]
) -> Iterator[tuple[int, Places]]:
    """Yield every way to lay items one after the other."""
    if not items:
        yield at, ()
        return
    for after, places in _lay(items[0], at, scope, meanings, steps):
        for end, more in _lay_all(items[1:], after, scope, meanings, steps):
            yield end, places + more
