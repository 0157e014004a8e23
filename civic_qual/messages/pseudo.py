"""The pseudo-locale: English with accents between marks, so that unmarked text is seen."""

from __future__ import annotations

import re

START, END = "⟦", "⟧"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "āƀçḍēƒĝĥīĵķĺṁñōṗɋŕšţūṽŵẋŷžĀƁÇḌĒƑĜĤĪĴĶĹṀÑŌṖɊŔŠŢŪṼŴẊŶŽ"
_ACCENTS = str.maketrans(PLAIN, ACCENTED)

# Fields of others (click) may hold more than a name.
_FIELD = re.compile(r"((?<!\{)(?:\{\{)*\{[^{}]+\}|%\(\w+\)s)")


def marked(literal: str) -> str:
    """Mark literal text that has words; leave signs and spaces as they are.

    Examples
    --------
    >>> marked(" turns; "), marked(": ")
    ('⟦ ţūŕñš; ⟧', ': ')
    """
    if not any(map(str.isalpha, literal)):
        return literal
    return START + literal.translate(_ACCENTS) + END


def marked_template(template: str) -> str:
    """Mark the literal text of a template; its fields stay.

    Examples
    --------
    >>> marked_template("{n} turns")
    '{n}⟦ ţūŕñš⟧'
    """
    pieces = _FIELD.split(template)
    return "".join(piece if place % 2 else marked(piece) for place, piece in enumerate(pieces))
