"""Denial in the oracle: whether a word or phrase found stands in the reach of a negation."""

from __future__ import annotations

from collections.abc import Sequence

from civic_qual.language.negation import negated
from tests.coding.oracle.scopes import Scope


def denied(places: Sequence[int], scope: Scope) -> bool:
    """Whether the words at some places, in order, are denied, from inside a gap too.

    Of a phrase with a gap any part may be denied. Words that the rule itself asks for deny
    nothing: they have no key here.
    """
    words = [
        word._replace(key="") if place in places else word for place, word in enumerate(scope.words)
    ]
    return any(negated(words, first, last, scope.language) for first, last in blocks(places))


def blocks(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and last of each row of neighbouring places."""
    firsts = [place for place in places if place - 1 not in places]
    lasts = [place for place in places if place + 1 not in places]
    return list(zip(firsts, lasts, strict=True))
