"""The bytes of a file to text: by their byte order mark, as strict UTF-8, else by a guess, said."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from civic_qual.errors import ReadError
from civic_qual.messages import Message, quoted, typed
from civic_qual.texts.mojibake import mended

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
_OR_NAME_IT = typed(
    Message(", or name it with encoding="),
    Message(", or name it with --encoding"),
    Message(", and if they are wrong save it as UTF-8"),
)
_NAME_IT = typed(
    Message(", name its encoding with encoding="),
    Message(", name its encoding with --encoding"),
    "",
)


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
            "check accented letters{or_name_it}",
            encoding=name,
            lost=lost,
            or_name_it=_OR_NAME_IT,
        )
    return Message(
        "encoding guessed as {encoding}: check accented letters{or_name_it}",
        encoding=name,
        or_name_it=_OR_NAME_IT,
    )


def _detected(data: bytes) -> str:
    import chardet

    # The letters that tell encodings apart may come late: show the detector the lines with some.
    telling = b"\n".join(line for line in data.split(b"\n") if not line.isascii())
    name = chardet.detect(telling[:_SAMPLE])["encoding"] or chardet.detect(data)["encoding"]
    if not name:
        raise ReadError(
            Message(
                "this is not text in any known encoding; save it as UTF-8{name_it}, or take it "
                "out of the folder",
                name_it=_NAME_IT,
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
