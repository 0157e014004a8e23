"""A rule as a tree: what the words of the rule language mean, once parsed.

Leaves match words; phrases put leaves side by side; operators join phrases. A tree knows
neither texts nor languages: `civic_qual.coding.matching.evaluation` finds it among words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any inflected form, `protect`."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """Exactly this form, `=Force`, `UN`: case and accents count."""

    text: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """The beginning of a word, `protect*`, or a word with open letters, `col?r`; case is free."""

    pattern: str


@dataclass(frozen=True, slots=True)
class ListName:
    """A word list defined once in the codebook, `@peacekeepers`."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """None to `most` words of any kind inside a phrase, `_2`."""

    most: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Adjacent words; at least two items, neither the first nor the last a gap."""

    items: tuple[Word | Exact | Wildcard | ListName | Gap | Or, ...]


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression, run turn by turn with a time limit, `/.../`."""

    pattern: str


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """A spaCy token pattern, as JSON text, for those who need parts of speech."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Or:
    """Either side; inside a phrase its options are words and phrases only."""

    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All sides in one scope; yields the hits of every side."""

    sides: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The hits of `left` in scopes where `right` has none."""

    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides with at most `distance` words between, in any order: every minimal window."""

    left: Tree
    right: Tree
    distance: int


@dataclass(frozen=True, slots=True)
class Before:
    """`left` before `right` with at most `distance` words between: every minimal window."""

    left: Tree
    right: Tree
    distance: int


@dataclass(frozen=True, slots=True)
class NotNear:
    """The hits of `left` with no hit of `right` within `distance` words."""

    left: Tree
    right: Tree
    distance: int


Leaf: TypeAlias = Word | Exact | Wildcard | ListName | Phrase | Regex | TokenPattern
Tree: TypeAlias = Leaf | Or | And | Not | Near | Before | NotNear


def parts(tree: Tree | Gap) -> tuple[Tree | Gap, ...]:
    """Return what a tree is made of, from left to right; nothing for a word or an expression."""
    match tree:
        case Phrase(inner) | Or(inner) | And(inner):
            return inner
        case Not(left, right) | Near(left, right) | Before(left, right) | NotNear(left, right):
            return left, right
    return ()


def leaves(tree: Tree | Gap) -> Iterator[Tree]:
    """Yield the words, lists and expressions of a tree, from left to right.

    Examples
    --------
    >>> list(leaves(Near(Phrase((Word("alert"), Gap(1), Word("network"))), ListName("un"), 5)))
    [Word(text='alert'), Word(text='network'), ListName(name='un')]
    """
    inner = parts(tree)
    for part in inner:
        yield from leaves(part)
    if not inner and not isinstance(tree, Gap):
        yield tree
