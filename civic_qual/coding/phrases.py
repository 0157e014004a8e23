"""Words and phrases found among the words of a scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from civic_qual.codebook.tree import Gap, Tree
from civic_qual.coding.meanings import Meanings
from civic_qual.coding.scopes import Scope

Item: TypeAlias = Tree | Gap
Places = tuple[int, ...]


class Run(NamedTuple):
    """A word or a phrase found: its first and last place, and the places of the words meant.

    The words of a gap lie between `first` and `last` and are not among `words`.
    """

    first: int
    last: int
    words: Places


def runs(tree: Tree, scope: Scope, meanings: Meanings) -> list[Run]:
    """Return every run that a word, a phrase, or an OR of them has in a scope, in order.

    Raises
    ------
    CodingError
        If the tree is anything else.

    Examples
    --------
    >>> from civic_qual.codebook.tree import Phrase, Word
    >>> from civic_qual.coding.scopes import scope_of
    >>> scope = scope_of("the community alert networks")
    >>> phrase = Phrase((Word("alert"), Word("network")))
    >>> runs(phrase, scope, Meanings("en", scope.keys))
    [Run(first=2, last=3, words=(2, 3))]
    """
    beginnings = meanings.of(tree).beginnings
    found = {
        Run(first, after - 1, places)
        for first, word in enumerate(scope.words)
        if word.key in beginnings or word.form in beginnings
        for after, places in _begin(tree, first, scope, meanings)
    }
    return sorted(run for run in found if scope.unbroken(run.first, run.last))


def _begin(tree: Tree, at: int, scope: Scope, meanings: Meanings) -> Iterator[tuple[int, Places]]:
    """Yield every way to lay a tree from a place on: the place after it, the places it met."""
    if at < len(scope.words):
        word, meaning = scope.words[at], meanings.of(tree)
        if meaning.reaches(word):
            yield at + 1, (at,)
        for phrase in meaning.phrases_at(word):
            yield from _lay(phrase.items, at, scope, meanings)


def _lay(
    items: Sequence[Item], at: int, scope: Scope, meanings: Meanings
) -> Iterator[tuple[int, Places]]:
    """Yield every way to lay items one after the other."""
    if not items:
        yield at, ()
        return
    steps: Iterable[tuple[int, Places]]
    if isinstance(items[0], Gap):
        most = min(items[0].most, len(scope.words) - at - 1)  # a word must follow it
        steps = ((at + skipped, ()) for skipped in range(most + 1))
    else:
        steps = _begin(items[0], at, scope, meanings)
    for after, places in steps:
        for end, more in _lay(items[1:], after, scope, meanings):
            yield end, places + more
