"""Text normalised once, and with its accents taken off.

The text of a transcript is made once: every offset of the library counts its code points. Lines
end in LF, there is no byte order mark and no control character but LF and TAB, and letters are
composed (NFC). What was normalised stays the same when normalised again.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

# Line and page breaks of all kinds become LF, so that no two words are glued together.
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# No letters, spaces, punctuation or pictures: what is left are marks, mostly.
_MANY_MARKS = re.compile(
    "[^\\w\\s\x00-\u02ff\u2000-\u20cf\u2100-\u2cee\u2e00-\u3029\U0001f000-\U0001faff]{50,}"
)
# Signs that nobody sees: what cuts a word at the end of a line, and which way letters run. Joiners
# stay: other scripts need them.
_UNSEEN = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_DROPPED = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{_UNSEEN}]")


@dataclass(frozen=True)
class Normalised:
    """A normalised text, and the way back to the text it was made of."""

    text: str
    original: str

    @cached_property
    def origins(self) -> npt.NDArray[np.int64]:
        """The place in `original` of every character of `text`, and of its end.

        Shape (len(text) + 1,). A letter composed of several characters stands at the first.
        """
        if self.text == self.original:
            return np.arange(len(self.text) + 1)
        places: list[int] = []
        for start, cluster in _clusters(self.original):
            places.extend([start] * len(normalise(cluster)))
        return np.array([*places, len(self.original)], dtype=np.int64)


def normalised(text: str) -> Normalised:
    r"""Normalise a text and keep the way back.

    Examples
    --------
    >>> made = normalised("a\r\nb")
    >>> made.text, made.origins.tolist()
    ('a\nb', [0, 1, 3, 4])
    """
    return Normalised(normalise(text), text)


def normalise(text: str) -> str:
    r"""Return a text with LF line ends, composed letters and no control characters.

    Examples
    --------
    >>> normalise("\ufeffE\u0301tat\r\n")
    'État\n'
    """
    plain = _DROPPED.sub("", _BREAK.sub("\n", text))
    if plain.isascii():
        return plain
    return unicodedata.normalize("NFC", _MANY_MARKS.sub(_in_order, plain))


_ESCAPES = re.compile(
    "_x(?P<office>[0-9A-F]{4})_|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}[0-9]{0,2});"
)


def unescaped(text: str) -> str:
    r"""Return a text with what programs wrote for a letter read as that letter.

    Examples
    --------
    >>> unescaped("Who?_x000D_\nL&#39;&eacute;t&eacute; &amp;amp; nobody &more;")
    "Who?\r\nL'été & nobody &more;"
    """
    if "&" not in text and "_x" not in text:
        return text
    whole = _ESCAPES.sub(_letter_meant, text)
    return _ESCAPES.sub(_letter_meant, whole) if "&" in whole else whole  # written twice


def _letter_meant(written: re.Match[str]) -> str:
    if written["office"]:
        code = int(written["office"], 16)
        return chr(code) if not 0xD800 <= code < 0xE000 else ""
    return html.unescape(written[0])


def _in_order(many: re.Match[str]) -> str:
    """Put marks on one letter into the order of NFC: unicodedata takes the square of their number.

    Each letter in between begins a new run; the order of what is in the same class stays.
    """
    runs: list[list[str]] = [[]]
    for sign in many[0]:
        if unicodedata.combining(sign):
            runs[-1].append(sign)
        else:
            runs += [[sign], []]
    return "".join(sign for run in runs for sign in sorted(run, key=unicodedata.combining))


def _clusters(text: str) -> list[tuple[int, str]]:
    """Cut a text where neither composition nor a CRLF pair reaches across."""
    cuts = [place for place in range(len(text)) if _begins(text, place)]
    return [
        (start, text[start:end]) for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)
    ]


def _begins(text: str, place: int) -> bool:
    letter = text[place]
    if place == 0:
        return True
    if letter == "\n":
        return text[place - 1] != "\r"
    # What vanishes stays with the letter before it, so as not to part it from its accent.
    if _DROPPED.match(letter):
        return False
    return letter < "\u0300" or not (unicodedata.combining(letter) or letter in _joining_starters())


@cache
def _joining_starters() -> frozenset[str]:
    """Return the characters that are no combining marks, yet compose with the one before."""
    decomposed = (
        unicodedata.normalize("NFD", chr(code))
        for code in range(0x110000)
        if unicodedata.decomposition(chr(code)) or 0xAC00 <= code <= 0xD7A3
    )
    return frozenset(
        part for parts in decomposed for part in parts[1:] if not unicodedata.combining(part)
    )


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
