"""Text: from the bytes of a file, normalised once, and with its accents taken off.

Bytes are decoded by their byte order mark, as strict UTF-8, else by an announced guess.

The text of a transcript is made once: every offset of the library counts its code points. Lines
end in LF, there is no byte order mark and no control character but LF and TAB, and letters are
composed (NFC). What was normalised stays the same when normalised again.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from civic_qual.errors import ReadError
from civic_qual.messages import Message, quoted, typed
from civic_qual.mojibake import mended

# Line and page breaks of all kinds become LF, so that no two words are glued together.
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# No letters, spaces, punctuation or pictures: what is left are marks, mostly.
_MANY_MARKS = re.compile(
    "[^\\w\\s\x00-\u02ff\u2000-\u20cf\u2100-\u2cee\u2e00-\u3029\U0001f000-\U0001faff]{50,}"
)
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")


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


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ARCHIVE, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WESTERN = {
    *b"\t\n\r",
    *range(32, 127),
    *("àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸáíóúñÁÍÓÚÑ¿¡«»‘’“”‚„…–—•°€£§©·\u00a0").encode("cp1252"),
}
_SAMPLE = 200_000  # bytes shown to the detector: enough to tell, and quick on a long file

_OPTION = typed("encoding=", "--encoding")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and a note where its encoding had to be guessed, or broken letters put back."""

    text: str
    note: str = ""


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode the bytes of a text file.

    Parameters
    ----------
    data : bytes
    encoding : str, optional
        Overrules everything else.

    Returns
    -------
    Decoded

    Raises
    ------
    ReadError
        If the bytes are no text, or not in the encoding told.

    Examples
    --------
    >>> decode("Enquêteur".encode()).text
    'Enquêteur'
    """
    decoded = _decoded(data, encoding)
    again = mended(decoded.text)
    return Decoded(again.text, again.note or decoded.note)


def _decoded(data: bytes, encoding: str | None) -> Decoded:
    if encoding is not None:
        return Decoded(_told(data, encoding))
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Decoded(_told(data, name))
    _refuse_other_formats(data)
    try:
        if b"\0" in data:  # UTF-16 without a mark, or no text at all
            return _guessed(data)
        return Decoded(_readable(data.decode("utf-8")))
    except UnicodeDecodeError:
        return _guessed(data)


def _told(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        raise ReadError(
            Message(
                "there is no encoding {encoding}; try utf-8, cp1252 or utf-16",
                encoding=quoted(encoding),
            )
        ) from None
    except UnicodeDecodeError as error:
        raise ReadError(
            Message(
                "the text is not in {encoding} (byte {byte}); "
                "name its encoding with {option}, or save it as UTF-8",
                encoding=encoding,
                byte=error.start,
                option=_OPTION,
            )
        ) from None


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(_ARCHIVE):
        raise ReadError(
            Message(
                "this is a zip archive, not text; if it is a Word, OpenDocument or Excel file, "
                "give it the ending .docx, .odt or .xlsx"
            )
        )
    if data.startswith(_OLD_OFFICE):
        raise ReadError(
            Message(
                "this is an old or password-protected Office file, not text; "
                "open it and save it as .docx without a password"
            )
        )


def _readable(text: str) -> str:
    """Refuse what decodes but is no text: bytes of an image or a recording."""
    strange = sum(text.count(chr(code)) for code in (*range(9), *range(14, 32)))
    if strange > 5 + len(text) // 100:
        raise ReadError(
            Message(
                "this is not text but binary data; "
                "export the transcript as text, or take the file out of the folder"
            )
        )
    return text


def _guessed(data: bytes) -> Decoded:
    name = _detected(data)
    text, mixed = (
        _by_line(data, name) if _ascii_based(name) else (data.decode(name, errors="replace"), 0)
    )
    _readable(text)
    return Decoded(text, _how_guessed(name, mixed, text.count("\ufffd")))


def _how_guessed(name: str, mixed: int, lost: int) -> str:
    """Say which encoding was guessed, how many lines were in UTF-8, and what was lost."""
    if mixed and lost:
        return Message(
            "mixes two encodings: {mixed} lines were read as UTF-8, the others as {encoding}; "
            "{lost} characters could not be read: check accented letters",
            mixed=mixed,
            encoding=name,
            lost=lost,
        )
    if mixed:
        return Message(
            "mixes two encodings: {mixed} lines were read as UTF-8, "
            "the others as {encoding}: check accented letters",
            mixed=mixed,
            encoding=name,
        )
    if lost:
        return Message(
            "encoding guessed as {encoding}; {lost} characters could not be read: "
            "check accented letters, or name it with {option}",
            encoding=name,
            lost=lost,
            option=_OPTION,
        )
    return Message(
        "encoding guessed as {encoding}: check accented letters, or name it with {option}",
        encoding=name,
        option=_OPTION,
    )


def _detected(data: bytes) -> str:
    import chardet

    # The letters that tell encodings apart may come late: show the detector the lines with some.
    telling = b"\n".join(line for line in data.split(b"\n") if not line.isascii())
    name = chardet.detect(telling[:_SAMPLE])["encoding"] or chardet.detect(data)["encoding"]
    if not name:
        raise ReadError(
            Message(
                "this is not text in any known encoding; save it as UTF-8, "
                "name its encoding with {option}, or take it out of the folder",
                option=_OPTION,
            )
        )
    # A few accents are too little for the detector, and enough for us: they are the letters of
    # our languages in the encoding of Windows, which is the usual one.
    return "cp1252" if set(data) <= _WESTERN else name


def _ascii_based(name: str) -> bool:
    return "a:é"[:2].encode(name, errors="ignore") == b"a:"


def _by_line(data: bytes, name: str) -> tuple[str, int]:
    """Decode line by line, so that a file pasted together of two encodings keeps its accents."""
    lines: list[str] = []
    mixed = 0
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
            mixed += not line.isascii()
        except UnicodeDecodeError:
            lines.append(line.decode(name, errors="replace"))
    return "\n".join(lines), mixed


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
