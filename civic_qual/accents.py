"""Letters without their accents and ligatures, as people type them in a hurry."""

from __future__ import annotations

import unicodedata


def unaccented(text: str) -> str:
    """Return a text without its accents; ligatures are written out.

    Examples
    --------
    >>> unaccented("Élevés à cœur")
    'Eleves a coeur'
    """
    if text.isascii():
        return text
    # Marks of class 9 and below are no accents: they make other letters (kana, Indic scripts).
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", text)
        if unicodedata.combining(letter) < 10
    )
    return unicodedata.normalize("NFC", written_out(bare))


def written_out(text: str) -> str:
    """Return a text with its ligatures written as two letters."""
    for ligature, letters in (("œ", "oe"), ("Œ", "Oe"), ("æ", "ae"), ("Æ", "Ae")):
        text = text.replace(ligature, letters)
    return text
