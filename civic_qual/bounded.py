"""Opening docx, odt and xlsx files, which are zip archives, without trusting them.

A few kilobytes can unpack to gigabytes, so size, ratio and number of the parts are looked at
before anything is unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from civic_qual.errors import ReadError
from civic_qual.messages import Message

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_PARTS = 5_000
MOST_BYTES = 300_000_000  # unpacked, all parts together
HIGHEST_RATIO = 250  # of a large part; honest XML stays under 100
_SMALL = 2_000_000
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
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise ReadError(
            Message(
                "this is not a complete {kind}: it is damaged or was cut off; "
                "open it and save it again, or copy it anew",
                kind=kind,
            )
        ) from None
    _refuse_bombs(
        [part for part in archive.infolist() if not wanted or part.filename in wanted], kind
    )
    return archive


def _refuse_bombs(parts: list[zipfile.ZipInfo], kind: str) -> None:
    swollen = any(
        part.file_size > _SMALL and part.file_size > HIGHEST_RATIO * part.compress_size
        for part in parts
    )
    if swollen or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise ReadError(
            Message(
                "this {kind} unpacks to far more than it could honestly hold, as a zip bomb does, "
                "and was not opened; ask for it again as plain text",
                kind=kind,
            )
        )


def elements(archive: zipfile.ZipFile, name: str, kind: str) -> Iterator[tuple[str, Element]]:
    """Yield (event, element) for the start and end of every element of an XML part.

    Document type declarations are refused: entities can unpack to gigabytes, too.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        with archive.open(name) as part:
            yield from iterparse(part, events=("start", "end"), forbid_dtd=True)
    except KeyError:
        raise ReadError(
            Message(
                "this is not a {kind}: it has no part {part}; "
                "open it and save it again in that format",
                kind=kind,
                part=name,
            )
        ) from None
    except DefusedXmlException:
        raise ReadError(
            Message(
                "this {kind} declares a document type, which real ones never do, and was not read; "
                "ask for it again as plain text",
                kind=kind,
            )
        ) from None
    except (
        ParseError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        NotImplementedError,
        OSError,
    ):
        raise ReadError(
            Message(
                "this {kind} is damaged or protected by a password; open it and save it again",
                kind=kind,
            )
        ) from None


def local(tag: str) -> str:
    """Return the name of an element without its namespace, which differs between dialects."""
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, or ""."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")
