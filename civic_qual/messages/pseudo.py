"""The pseudo-locale: English with accents between marks, so that unmarked text is seen."""

from __future__ import annotations

import re

from civic_qual.messages.catalogues import PSEUDO, Catalogue

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


class PseudoCatalogue(Catalogue):
    """Every template is translated, by marking its literal text; its fields stay."""

    language = PSEUDO

    def translated(self, template: str, context: str = "") -> str:  # noqa: ARG002
        """Return a template with its literal text marked."""
        pieces = _FIELD.split(template)
        return "".join(piece if place % 2 else marked(piece) for place, piece in enumerate(pieces))

    def translated_plural(self, one: str, many: str, n: int, context: str = "") -> str:
        """Return the English form that goes with `n`, marked."""
        return self.translated(one if n == 1 else many, context)
