"""JSON as strangers write it: decoded, loaded, and refused where it is none or goes too deep."""

from __future__ import annotations

import json

from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.texts import Decoded, decode


def loaded_json(data: bytes, encoding: str | None) -> tuple[Decoded, object]:
    """Return the text of a JSON file, and what it holds.

    Raises
    ------
    ReadError
        If it is no JSON.
    """
    decoded = decode(data, encoding)
    try:
        whole = json.loads(decoded.text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise ReadError(
            Message("this is no complete JSON file: it is damaged or was cut off; export it again")
        ) from None
    return decoded, whole


def without_halves(text: str) -> str:
    r"""Return a text in which halves of letters are replaced: JSON can write what no text holds.

    Examples
    --------
    >>> without_halves("a\ud800b")
    'a\ufffdb'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
