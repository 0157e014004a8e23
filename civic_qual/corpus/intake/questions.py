"""How much a stretch of speech reads like a question, with or without a question mark."""

from __future__ import annotations

import re

from civic_qual.sheets.reading import word_rows

# How surely it is asked: by its mark, by how its last sentence begins, or its first.
MARKED, LAST_ASKS, FIRST_ASKS = 1.0, 0.6, 0.4
_LOOKED_AT = 300  # characters before the end
_FIRST = 60
_OPENINGS = word_rows("corpus/lists/questions.txt")["opening"]
_ASKS = re.compile(
    rf"(?:{'|'.join(re.escape(one.replace('_', ' ')) for one in _OPENINGS)})\b".replace(
        "'", "['’]"
    ),
    re.IGNORECASE,
)
_INVERTED = re.compile(r"-(?:t-)?(?:vous|tu|ils?|elles?|on)\b|\best-ce", re.IGNORECASE)
_MARK = re.compile(
    r"\?[\s\"'”»)\]*_…]*(?:[ \t][\[(][^\[\]()?]{1,40}[\])]\s*)?$"  # `Who? [laughs]`
)


def ends_with_mark(said: str) -> bool:
    """Whether words end with a question mark, whatever quotes close behind it, or a note."""
    return "?" in said and bool(_MARK.search(said))


def asking(text: str, start: int, end: int) -> float:
    """Return how surely a stretch of a text is a question, from 0 to 1.

    Examples
    --------
    >>> [asking(one, 0, len(one)) for one in ("Who came?", "Tell me about it.", "Nobody.")]
    [1.0, 0.6, 0.0]
    """
    tail = text[max(start, end - _LOOKED_AT) : end]
    if ends_with_mark(tail):
        return MARKED
    last = tail[_last_sentence(tail) :].lstrip()
    if _ASKS.match(last) or ("-" in last and _INVERTED.search(last[:_FIRST])):
        return LAST_ASKS
    return FIRST_ASKS if _ASKS.match(text, start, min(end, start + _FIRST)) else 0.0


def _last_sentence(tail: str) -> int:
    question = tail.rfind("? ", 0, max(0, len(tail) - 3))
    return max(tail.rfind(". "), tail.rfind("! "), tail.rfind(": "), question) + 1
