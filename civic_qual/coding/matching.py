"""The matcher: what a rule finds in a turn or a sentence.

It walks the words of one scope, plainly: every hit is found by the definition of its operator.
Whatever is faster must find the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from civic_qual.codebook.tree import (
    And,
    Before,
    Near,
    Not,
    NotNear,
    Or,
    Regex,
    TokenPattern,
    Tree,
)
from civic_qual.coding import windows
from civic_qual.coding.denial import denied
from civic_qual.coding.meanings import Meanings
from civic_qual.coding.patterns import regex_spans, token_pattern_spans
from civic_qual.coding.phrases import Run, runs
from civic_qual.coding.scopes import Scope
from civic_qual.corpus.model import Span


class Hit(NamedTuple):
    """A passage found: its offsets, and those of the words that were met."""

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
        """Return every hit of a rule in a scope, sorted.

        Raises
        ------
        CodingError
            If an expression runs too long, a token pattern needs a model, or a list is missing.

        Examples
        --------
        >>> from civic_qual.codebook.rules import parse_rule
        >>> from civic_qual.coding.scopes import scope_of
        >>> scope = scope_of("The UN came to protect us.")
        >>> Matcher(Meanings("en", scope.keys)).match(parse_rule("UN NEAR/5 protect"), scope)
        [Hit(start=4, end=22, words=((4, 6), (15, 22)))]
        """
        return sorted(set(self._hits(tree, scope)))

    def _hits(self, tree: Tree, scope: Scope) -> list[Hit]:
        match tree:
            case And(sides):
                return _all_or_none([self.match(side, scope) for side in sides])
            case Or(options) if self.meanings.if_any(tree) is None:
                return [hit for option in options for hit in self.match(option, scope)]
            case Not(left, right):
                return [] if self._heedless.match(right, scope) else self.match(left, scope)
            case Regex(pattern):
                return self._in_text(regex_spans(pattern, scope), scope)
            case TokenPattern(pattern):
                return self._in_text(token_pattern_spans(pattern, scope), scope)
            case _:
                return [_hit(run, scope) for run in self._runs(tree, scope)]

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
            case _:
                found = runs(tree, scope, self.meanings)
                return [run for run in found if self._said(run.words, scope)]

    def _in_text(self, spans: Sequence[Span], scope: Scope) -> list[Hit]:
        """Return the hits of expressions, which may begin and end inside words."""
        touched = [(span, scope.places_in(*span)) for span in spans]
        return [Hit(*span, (span,)) for span, places in touched if self._said(places, scope)]

    def _said(self, places: Sequence[int], scope: Scope) -> bool:
        """Whether words count as said: not denied, where that matters."""
        return not (self.unless_negated and places and denied(places, scope))

    @property
    def _heedless(self) -> Matcher:
        return replace(self, unless_negated=False) if self.unless_negated else self


def _hit(run: Run, scope: Scope) -> Hit:
    start, end = scope.words[run.first].start, scope.words[run.last].end
    return Hit(start, end, scope.spans_of(run.words))


def _all_or_none(sides: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Return the hits of every side if all have one, each with the nearest hit of the others."""
    if not all(sides):
        return []
    return [
        _with_words_of(
            hit,
            [
                min(other, key=_distance_from(hit))
                for place, other in enumerate(sides)
                if place != own
            ],
        )
        for own, side in enumerate(sides)
        for hit in side
    ]


def _distance_from(hit: Hit) -> Callable[[Hit], tuple[int, Hit]]:
    return lambda other: (max(0, other.start - hit.end, hit.start - other.end), other)


def _with_words_of(hit: Hit, others: Sequence[Hit]) -> Hit:
    words = {*hit.words, *(word for other in others for word in other.words)}
    return hit._replace(words=tuple(sorted(words)))
