"""Words and phrases found among the words of a scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from civic_qual.codebook.tree import Exact, Gap, ListName, Or, Phrase, Tree, Wildcard, Word
from civic_qual.coding.meanings import Meanings
from civic_qual.coding.scopes import Scope
from civic_qual.errors import CodingError

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
    >>> from civic_qual.coding.scopes import scope_of
    >>> scope = scope_of("the community alert networks")
    >>> phrase = Phrase((Word("alert"), Word("network")))
    >>> runs(phrase, scope, Meanings("en", scope.keys))
    [Run(first=2, last=3, words=(2, 3))]
    """
    found = {
        Run(first, after - 1, places)
        for first in range(len(scope.words))
        for after, places in _steps(tree, first, scope, meanings)
    }
    return sorted(run for run in found if scope.unbroken(run.first, run.last))


def _steps(item: Item, at: int, scope: Scope, meanings: Meanings) -> Iterator[tuple[int, Places]]:
    """Yield every way to lay an item from a place on: the place after it, the places it met."""
    match item:
        case Word() | Exact() | Wildcard() | ListName():
            if at < len(scope.words):
                word, meaning = scope.words[at], meanings.of(item)
                if meaning.reaches(word):
                    yield at + 1, (at,)
                for phrase in meaning.phrases_at(word):
                    yield from _steps(phrase, at, scope, meanings)
        case Gap(most):
            for skipped in range(most + 1):
                yield at + skipped, ()
        case Phrase(items):
            yield from _lay(items, at, scope, meanings)
        case Or(options):
            for option in options:
                yield from _steps(option, at, scope, meanings)
        case _:
            raise CodingError(f"only words and phrases can stand side by side, not {item}")


def _lay(
    items: Sequence[Item], at: int, scope: Scope, meanings: Meanings
) -> Iterator[tuple[int, Places]]:
    """Yield every way to lay items one after the other."""
    if not items:
        yield at, ()
        return
    for after, places in _steps(items[0], at, scope, meanings):
        for end, more in _lay(items[1:], after, scope, meanings):
            yield end, places + more
