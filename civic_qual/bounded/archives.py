"""Opening docx, odt and xlsx files, which are zip archives, without trusting them.

A few kilobytes can unpack to gigabytes, so size, ratio and number of the parts are looked at
before anything is unpacked, and XML is followed down to a depth only.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from typing import IO, TYPE_CHECKING

from civic_qual.errors import ReadError
from civic_qual.messages import Message

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_PARTS = 5_000
MOST_BYTES = 300_000_000  # unpacked, all parts together
HIGHEST_RATIO = 250  # of a large part; honest XML stays under 100
DEEPEST = 500  # elements inside each other; honest documents stay under 100
_SMALL = 2_000_000
_DIRECTORY = b"PK\x01\x02"  # begins each entry of it
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # all that Office knows
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def open_archive(data: bytes, kind: str, wanted: Collection[str] = ()) -> zipfile.ZipFile:
    """Open an archive after looking at what it would unpack to.

    Parameters
    ----------
    data : bytes
    kind : str
        What the file should be, for messages: "Word document".
    wanted : collection of str
        The parts that will be read, if they are known; others, such as photographs, may be large.

    Raises
    ------
    ReadError
        If it is damaged, protected by a password, or built to exhaust memory.
    """
    if data.startswith(_OLD_OFFICE):
        raise ReadError(
            Message(
                "this {kind} is protected by a password or in the format of before 2007; "
                "open it and save it again without a password",
                kind=kind,
            )
        )
    if data.count(_DIRECTORY) > MOST_PARTS:  # each would be an object, before they are counted
        raise _bomb(kind)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception:
        # zipfile lets through what the fields of a damaged directory lead it to: ValueError,
        # OverflowError, UnicodeDecodeError, struct.error, NotImplementedError, ...
        raise ReadError(
            Message(
                "this is not a complete {kind}: it is damaged or was cut off; "
                "open it and save it again, or copy it anew",
                kind=kind,
            )
        ) from None
    parts = [part for part in archive.infolist() if not wanted or part.filename in wanted]
    if any(part.compress_type not in _METHODS for part in parts):
        raise _damaged(kind)
    _refuse_bombs(parts, kind)
    return archive


def xml_size(data: bytes) -> int:
    """Return how many bytes of XML an archive says it unpacks to; 0 if it is none.

    Examples
    --------
    >>> xml_size(b"I: Who came?")
    0
    """
    if not data.startswith(b"PK") or data.count(_DIRECTORY) > MOST_PARTS:
        return 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            return sum(part.file_size for part in parts if part.filename.endswith(".xml"))
    except Exception:  # damaged: whoever opens it will say so
        return 0


def _refuse_bombs(parts: list[zipfile.ZipInfo], kind: str) -> None:
    swollen = any(
        part.file_size > _SMALL and part.file_size > HIGHEST_RATIO * part.compress_size
        for part in parts
    )
    if swollen or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise _bomb(kind)


def _bomb(kind: str) -> ReadError:
    return ReadError(
        Message(
            "this {kind} unpacks to far more than it could honestly hold, as a zip bomb does, "
            "and was not opened; ask for it again as plain text",
            kind=kind,
        )
    )


def _damaged(kind: str) -> ReadError:
    return ReadError(
        Message(
            "this {kind} is damaged or protected by a password; open it and save it again",
            kind=kind,
        )
    )


def elements(archive: zipfile.ZipFile, name: str, kind: str) -> Iterator[tuple[str, Element]]:
    """Yield (event, element) for the start and end of every element of an XML part."""
    if name not in archive.namelist():
        raise ReadError(
            Message(
                "this is not a {kind}: it has no part {part}; "
                "open it and save it again in that format",
                kind=kind,
                part=name,
            )
        )
    try:
        part = archive.open(name)
    except Exception:  # a damaged part, of which zipfile raises many things
        raise _damaged(kind) from None
    with part:
        yield from xml_elements(part, kind)


def xml_elements(part: IO[bytes], kind: str) -> Iterator[tuple[str, Element]]:
    """Yield (event, element) for the start and end of every element of XML.

    Document type declarations are refused: entities can unpack to gigabytes, too.

    Raises
    ------
    ReadError
        If it is damaged, or has parts inside each other deeper than any program writes them.
    """
    from defusedxml.common import DefusedXmlException

    try:
        yield from _not_too_deep(part, kind)
    except ReadError:
        raise
    except DefusedXmlException:
        raise ReadError(
            Message(
                "this {kind} declares a document type, which real ones never do, and was not read; "
                "ask for it again as plain text",
                kind=kind,
            )
        ) from None
    except Exception:
        # Beside their own errors the libraries raise what they meet: LookupError for an encoding
        # nobody has, EOFError, zlib.error, struct.error, ...
        raise _damaged(kind) from None


def _not_too_deep(part: IO[bytes], kind: str) -> Iterator[tuple[str, Element]]:
    from defusedxml.ElementTree import iterparse

    depth = 0
    for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise ReadError(
                Message(
                    "this {kind} has parts inside each other more than {most} deep, as no program "
                    "writes them, and was not read; ask for it again as plain text",
                    kind=kind,
                    most=DEEPEST,
                )
            )
        yield event, element


def local(tag: str) -> str:
    """Return the name of an element without its namespace, which differs between dialects."""
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, or ""."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")
