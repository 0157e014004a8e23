"""Letters that a program broke: UTF-8 that was read as something else, and saved again.

`Enquêteur` becomes `EnquÃªteur`, and no rule with an accent, and no label, finds its word. Where
all strange letters of a text are such pairs, they are put back; where some are and others are
letters as they should be, nobody can tell, and it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from civic_qual.messages import Message

_ROUNDS = 3  # a file may have been broken more than once
_SHOWN = 30_000_000  # characters looked at: more than any interview has
_LATIN = [*range(0x80, 0x180), 0x192, *range(0x2010, 0x2016), *range(0x2018, 0x2020)]
_SIGNS = [
    0x2C6,
    0x2DC,
    0x2020,
    0x2021,
    0x2022,
    0x2026,
    0x2030,
    0x2039,
    0x203A,
    0x202F,
    0x20AC,
    0x2122,
    0x2212,
    0xFEFF,
]
_OTHER_SCRIPTS = [*range(0x400, 0x460), *range(0x60C, 0x653)]  # Cyrillic, Arabic
# How programs misread UTF-8, and which letters are looked for: in the two older ones the marks of
# other scripts are letters of ours.
_MISREAD = {
    "cp1252": (*_LATIN, *_SIGNS, *_OTHER_SCRIPTS),
    "mac_roman": (*_LATIN, *_SIGNS),
    "cp850": (*_LATIN, *_SIGNS),
}
# What is left of a letter whose second half is a no-break space, where that became a plain one.
_HALF_A = re.compile("Ã (?= )|Ã(?= )|Ã$", re.MULTILINE)
_WINDOWS_SIGNS = re.compile("[\x80-\x84\x86-\x9f]")
_STRANGE = re.compile(r"[^\x00-\x7f]+ {0,2}")


@dataclass(frozen=True, slots=True)
class Mended:
    """A text whose letters were put back as far as that is sure, and a note if any were."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mending:
    """How the letters of a text are put back: by which misreadings, the last one first."""

    encodings: tuple[str, ...] = ()
    signs: bool = False

    @property
    def note(self) -> str:
        """What is said of it, or ""."""
        if self.encodings:
            return Message(
                "accented letters were broken (UTF-8 read as {encoding}) and were put back",
                encoding=self.encodings[0],
            )
        if self.signs:
            return Message("quotation marks and dashes of Windows were put back")
        return ""

    def __bool__(self) -> bool:
        return bool(self.encodings) or self.signs

    def of(self, text: str) -> str:
        """Return a piece of the text with its letters put back."""
        for encoding in self.encodings:
            text = _put_back(text, encoding)
        return _with_signs(text) if self.signs else text


def mended(text: str) -> Mended:
    """Put broken letters back, if the whole text says so.

    Examples
    --------
    >>> mended("EnquÃªteur : OÃ¹ ?").text
    'Enquêteur : Où ?'
    """
    mending = mending_of([text])
    return Mended(mending.of(text), mending.note) if mending else Mended(text)


def mending_of(pieces: Iterable[str]) -> Mending:
    """Return how the letters of a text in pieces are put back.

    Examples
    --------
    >>> mending_of(["Élie", "brÃ»lÃ©"])
    Mending(encodings=(), signs=False)
    """
    strange = _strange_parts(pieces)
    if not strange:
        return Mending()
    encodings: list[str] = []
    for _ in range(_ROUNDS):
        encoding = next((one for one in _MISREAD if _all_broken(strange, one)), None)
        if encoding is None:
            break
        encodings.append(encoding)
        strange = _put_back(strange, encoding)
    return Mending(tuple(encodings), bool(_WINDOWS_SIGNS.search(strange)))


def broken_letters(text: str) -> list[str]:
    """Return pairs of signs that look like broken letters, and could not be put back surely.

    Examples
    --------
    >>> broken_letters("Élie : brÃ»lÃ©."), broken_letters("Élie : brûlé.")
    (['Ã»', 'Ã©'], [])
    """
    if text.isascii():
        return []
    pattern = _pattern("cp1252")
    return [
        one[0]
        for one in pattern.finditer(text)
        if one[0] in _letters("cp1252") and _telling(one[0])
    ]


def _strange_parts(pieces: Iterable[str]) -> str:
    """Return what matters of a text: its letters beyond ASCII, with the spaces behind them."""
    found: list[str] = []
    size = 0
    for piece in pieces:
        if piece.isascii():
            continue
        found += _STRANGE.findall(piece)
        size += len(piece)
        if size > _SHOWN:
            break
    return "\n".join(found)


def _all_broken(strange: str, encoding: str) -> bool:
    """Whether all letters beyond ASCII are halves of broken ones, and some are no chance."""
    letters = _letters(encoding)
    telling, total, rest = False, 0, []
    place = 0
    for one in _pattern(encoding).finditer(strange):
        if one[0] in letters:
            total += 1
            telling = telling or _telling(one[0])
            rest.append(strange[place : one.start()])
            place = one.end()
    if not telling:
        return False
    left = "".join([*rest, strange[place:]])
    if encoding == "cp1252":
        left = _HALF_A.sub("", left)
    return not any(sign.isalpha() and not sign.isascii() for sign in left)


def _telling(pair: str) -> bool:
    """Whether a pair is never written on purpose: `Ã©`, `â€™`, but not `Ù…`, which is `où…`."""
    return pair[0] in "ÃÅ√├" or (pair[0] in "âÔ‚" and len(pair) > 2) or pair[0] in "ØÐ"


def _put_back(text: str, encoding: str) -> str:
    letters = _letters(encoding)
    whole = _pattern(encoding).sub(lambda one: letters.get(one[0], one[0]), text)
    return _HALF_A.sub("à", whole) if encoding == "cp1252" else whole


@cache
def _letters(encoding: str) -> dict[str, str]:
    """Return what letters look like when their bytes are misread, and the letters."""
    return {
        "".join(_misread(chr(code).encode(), encoding)): chr(code) for code in _MISREAD[encoding]
    }


@cache
def _pattern(encoding: str) -> re.Pattern[str]:
    broken = _letters(encoding)
    first = "".join(re.escape(one) for one in sorted({pair[0] for pair in broken}))
    later = "".join(
        re.escape(one) for one in sorted({sign for pair in broken for sign in pair[1:]})
    )
    three = "".join(re.escape(one) for one in sorted({one[0] for one in broken if len(one) > 2}))
    return re.compile(f"[{three}][{later}]{{2}}|[{first}][{later}]")


def _misread(encoded: bytes, encoding: str) -> Iterator[str]:
    for byte in encoded:
        try:
            yield bytes([byte]).decode(encoding)
        except UnicodeDecodeError:  # five bytes mean nothing there: programs keep their numbers
            yield chr(byte)


def _with_signs(text: str) -> str:
    """Read as Windows does what stands where no encoding of the web has letters."""
    return _WINDOWS_SIGNS.sub(
        lambda one: "".join(_misread(one[0].encode("latin-1"), "cp1252")), text
    )
