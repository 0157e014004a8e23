"""The oracle: what a rule finds in a turn or a sentence, by the definition of each operator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from civic_qual.codebook.rules.tree import (
    And,
    Before,
    Exact,
    ListName,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    Regex,
    TokenPattern,
    Tree,
    Wildcard,
    Word,
)
from civic_qual.corpus.model import Span
from tests.coding.oracle import windows
from tests.coding.oracle.denial import denied
from tests.coding.oracle.meanings import Meanings
from tests.coding.oracle.patterns import regex_spans, token_pattern_spans
from tests.coding.oracle.phrases import Run, runs
from tests.coding.oracle.scopes import Scope


class Hit(NamedTuple):
    """A passage found: its offsets, and those of the words that were met, in order."""

    start: int
    end: int
    words: tuple[Span, ...]


@dataclass(frozen=True)
class Matcher:
    """Finds the hits of rules in scopes of one language.

    With `unless_negated`, a word or phrase in the reach of a negation is not found; what a rule
    excludes (the right of NOT and NOT NEAR) is excluded all the same.
    """

    meanings: Meanings
    unless_negated: bool = False

    def match(self, tree: Tree, scope: Scope) -> list[Hit]:
        """Return every hit of a tree in a scope, sorted; with equal borders they are one."""
        return united(self._hits(tree, scope))

    def _hits(self, tree: Tree, scope: Scope) -> Iterable[Hit]:
        match tree:
            case And(sides):
                return all_or_none([self.match(side, scope) for side in sides])
            case Or(options):
                return [hit for option in options for hit in self.match(option, scope)]
            case Not(left, right):
                return [] if self._heedless.match(right, scope) else self.match(left, scope)
            case Regex(pattern):
                return self._in_text(regex_spans(pattern, scope), scope)
            case TokenPattern(pattern):
                return self._in_text(token_pattern_spans(pattern, scope), scope)
        return [
            Hit(scope.words[run.first].start, scope.words[run.last].end, scope.spans_of(run.words))
            for run in self._runs(tree, scope)
        ]

    def _runs(self, tree: Tree, scope: Scope) -> list[Run]:
        """Return the hits of trees whose hits are runs of words."""
        match tree:
            case Near(left, right, distance):
                return windows.near(self._runs(left, scope), self._runs(right, scope), distance)
            case Before(left, right, distance):
                return windows.before(self._runs(left, scope), self._runs(right, scope), distance)
            case NotNear(left, right, distance):
                others = self._heedless._runs(right, scope)
                return windows.not_near(self._runs(left, scope), others, distance)
            case Word() | Exact() | Wildcard() | ListName() | Phrase() | Or():
                return [
                    run for run in runs(tree, scope, self.meanings) if self._said(run.words, scope)
                ]
        raise AssertionError(tree)

    def _in_text(self, spans: Sequence[Span], scope: Scope) -> list[Hit]:
        """Return the hits of expressions, which may begin and end inside words."""
        return [Hit(*span, (span,)) for span in spans if self._said(scope.places_in(*span), scope)]

    def _said(self, places: Sequence[int], scope: Scope) -> bool:
        return not (self.unless_negated and places and denied(places, scope))

    @property
    def _heedless(self) -> Matcher:
        return replace(self, unless_negated=False)


def united(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits sorted, those with equal borders as one with the words of all."""
    words: dict[Span, set[Span]] = {}
    for hit in hits:
        words.setdefault((hit.start, hit.end), set()).update(hit.words)
    return [Hit(*border, tuple(sorted(words[border]))) for border in sorted(words)]


def all_or_none(sides: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the hits of every side if all have one, each with the words of the nearest others."""
    if not all(sides):
        return []
    return [
        Hit(
            hit.start,
            hit.end,
            tuple(
                sorted(
                    {
                        *hit.words,
                        *(
                            word
                            for place, other in enumerate(sides)
                            if place != own
                            for word in nearest(hit, other).words
                        ),
                    }
                )
            ),
        )
        for own, side in enumerate(sides)
        for hit in side
    ]


def nearest(hit: Hit, others: Sequence[Hit]) -> Hit:
    """Return the hit fewest characters away, of several the first, of those the shortest."""
    return min(
        others,
        key=lambda other: (
            max(0, other.start - hit.end, hit.start - other.end),
            other.start,
            other.end,
        ),
    )
