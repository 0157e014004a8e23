"""The numbered questions of an interview guide, typed between answers that have no label.

`3. Who came?`, `3.b Why?`: a paragraph is a question of the guide if its number is the one before
or the next. Enough of them must be questions, or it is a list and no guide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from civic_qual.corpus.model import Span

ASKED = "Questions"  # the speaker of the guide
FEWEST = 3
_NUMBER = re.compile(
    r"(?:Q(?:uestion)?[ .]?)?(\d{1,2})(?:[.)]?(?:[a-z]|\d{1,2}))?[.):]?"
    r"[ \t\u00a0]+(?=[^\W_])",
    re.IGNORECASE,
)
_LEAST_ASKED = 0.3  # of the numbered paragraphs that end with a question mark


def guide_questions(text: str, paragraphs: Sequence[Span]) -> dict[Span, int]:
    r"""Return the paragraphs that are questions of a guide, and where their words begin.

    Examples
    --------
    >>> text = "1. Who came?\nNobody.\n2. When?\n3. And then?\n1 house burnt."
    >>> spans = [(0, 12), (13, 20), (21, 29), (30, 42), (43, 57)]
    >>> guide_questions(text, spans)
    {(0, 12): 3, (21, 29): 24, (30, 42): 33}
    """
    found: dict[Span, int] = {}
    current = 0
    for start, end in paragraphs:
        number = _NUMBER.match(text, start, end)
        if number and int(number[1]) in {current or 1, current + 1}:
            current = int(number[1])
            found[start, end] = number.end()
    asked = sum(text[start:end].rstrip().endswith("?") for start, end in found)
    return found if len(found) >= FEWEST and asked >= _LEAST_ASKED * len(found) else {}
