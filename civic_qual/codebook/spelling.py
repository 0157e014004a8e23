"""What somebody who wrote an unknown word in a codebook file probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from civic_qual.calls import nearest
from civic_qual.messages import Message, enumerated


def did_you_mean(problem: str, word: str, known: Iterable[str]) -> str:
    """Return a problem together with what a word was meant to be, or with what there is.

    Examples
    --------
    >>> did_you_mean("unknown key color", "color", ["colour", "name"])
    'unknown key color: did you mean colour?'
    >>> did_you_mean("unknown key x", "x", ["colour", "name"])
    'unknown key x; there are: colour, name'
    """
    names = list(dict.fromkeys(known))
    if near := nearest(word, names):
        return Message("{problem}: did you mean {near}?", problem=problem, near=near)
    if not names:
        return Message("{problem}; there are none", problem=problem)
    return Message("{problem}; there are: {names}", problem=problem, names=enumerated(names))
