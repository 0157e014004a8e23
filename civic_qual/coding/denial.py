"""Whether a word or phrase found is denied where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from civic_qual.coding.scopes import Scope
from civic_qual.language.negation import negated


def denied(places: Sequence[int], scope: Scope) -> bool:
    """Whether the words at some places, in order, stand in the reach of a negation.

    Of a phrase with a gap any part may be denied, from inside the gap too: `avoir _2 peur` is
    in `il n'a pas peur`. Words that the rule itself asks for deny nothing: `never come`.

    Examples
    --------
    >>> from civic_qual.coding.scopes import scope_of
    >>> scope = scope_of("They did not come.")
    >>> denied([3], scope), denied([2, 3], scope)
    (True, False)
    """
    asked_for = set(places)
    words = [
        word._replace(key="") if place in asked_for else word
        for place, word in enumerate(scope.words)
    ]
    return any(negated(words, first, last, scope.language) for first, last in _blocks(places))


def _blocks(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each row of neighbouring places."""
    first = places[0]
    for place, following in zip(places, [*places[1:], None], strict=True):
        if following != place + 1:
            yield first, place
            first = following if following is not None else first
