"""Keys of passages that are given to people: short names that survive sheets, documents and paper.

No spreadsheet takes one for a number, a date or a month; no word is spelled by one; and a slip of
one sign, or two that changed places, is told by the last sign.
"""

from __future__ import annotations

import json
from hashlib import blake2b

SIGNS = "BCDFGHJKMNPQRSTVWXZ23456789"  # no vowels, and none that is read as another
_LETTERS = SIGNS[:19]  # a key begins with one
_LENGTH = 7
_WEIGHTS = (1, 2, 4, 5, 7, 8)  # neither they nor their differences share a factor with 27


def key_of_item(
    *,
    queue: str,
    coder: str,
    transcript: str,
    revision: str,
    start: int,
    end: int,
    attempt: int = 0,
) -> str:
    """Return the key of a passage that a coder is given; two copies of a study make the same.

    Parameters
    ----------
    queue, coder, transcript, revision, start, end
        What is given, and to whom.
    attempt
        How many keys of it were those of other passages of the study already.

    Examples
    --------
    >>> key_of_item(
    ...     queue="s60", coder="Awa", transcript="bria", revision="2066ace8", start=0, end=9
    ... )
    'CFMHBV5'
    """
    said = json.dumps([queue, coder, transcript, revision, start, end, attempt])
    number = int.from_bytes(blake2b(said.encode(), digest_size=16).digest())
    number, first = divmod(number, len(_LETTERS))
    signs = _LETTERS[first]
    for _ in range(_LENGTH - 2):
        number, sign = divmod(number, len(SIGNS))
        signs += SIGNS[sign]
    return signs + _check_sign(signs)


def is_key(text: object) -> bool:
    """Return whether a text is a key, whole and without a slip.

    Examples
    --------
    >>> is_key(" cfmhbv5 "), is_key("CFMHBV6"), is_key("2026-03-01")
    (True, False, False)
    """
    return bool(as_key(text))


def as_key(text: object) -> str:
    """Return a key as it is kept, of what somebody wrote; "" if it is none."""
    key = text.strip().upper() if isinstance(text, str) else ""
    whole = len(key) == _LENGTH and set(key) <= {*SIGNS} and key[0] in _LETTERS
    return key if whole and _check_sign(key[:-1]) == key[-1] else ""


def _check_sign(signs: str) -> str:
    total = sum(weight * SIGNS.index(sign) for weight, sign in zip(_WEIGHTS, signs, strict=True))
    return SIGNS[total % len(SIGNS)]
