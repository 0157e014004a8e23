"""Reading one file so that it can hang, swell or print nothing, whatever is in it.

Small files are read at once: whatever they hold, they cannot take long. Large ones are read in the
worker (`civic_qual.bounded.worker`), which is stopped if they take more than their size explains.
"""

from __future__ import annotations

from typing import Any

from civic_qual.bounded.archives import xml_size
from civic_qual.bounded.limits import limits_for
from civic_qual.bounded.worker import broken_off, in_worker
from civic_qual.corpus.intake.account import account_as_data, account_of_data
from civic_qual.corpus.intake.files import is_packed, reader_for
from civic_qual.corpus.intake.readers.document import Document, Part, ReadOptions
from civic_qual.corpus.transcripts import ROLES, Role, Turn
from civic_qual.errors import CivicQualError
from civic_qual.messages.travelling import message_as_data, message_of_data

# Bytes of text, and of XML in a document: what two hours of talk take, several times over. Whatever
# they hold, they cost less than 6 seconds, measured on the worst that was found: see ARCHITECTURE.
SMALL, SMALL_XML = 500_000, 1_000_000
# What a library in C reads may end the process that reads it, and pages of the web were never
# measured at their worst: they are never read at once.
NEVER_AT_ONCE = frozenset({".pdf", ".html", ".htm"})
_TASK = "civic_qual.corpus.intake.careful:document_as_data"


def careful_document(
    suffix: str, data: bytes, options: ReadOptions, *, large: bool = False
) -> Document:
    """Read the content of a file with an ending, which may cost more if it is known to be large.

    Raises
    ------
    ReadError
        If its reader refuses it, meets what it did not expect, or takes too much.

    Examples
    --------
    >>> document = careful_document(".txt", b"I: Who came?", ReadOptions())
    >>> document.turns[0].speaker
    'I'
    """
    try:
        if _is_small(suffix, data):
            return reader_for(suffix)(data, options)
        told = {
            "suffix": suffix,
            "encoding": options.encoding,
            "known": dict(options.known),
        }
        limits = limits_for(len(data), large=large)
        return _document_of(in_worker(_TASK, data, told, limits))
    except CivicQualError:
        raise
    except Exception as error:
        # No file stops the others, not even one that shows a mistake of ours: it is named.
        raise broken_off(type(error).__name__) from error


def _is_small(suffix: str, data: bytes) -> bool:
    if suffix.casefold() == ".xlsx":
        return True  # what is slow in a workbook is in the worker anyway
    if suffix.casefold() in NEVER_AT_ONCE:
        return False
    if suffix.casefold() == ".rtf":
        return len(data) <= SMALL
    return xml_size(data) <= SMALL_XML if is_packed(suffix) else len(data) <= SMALL


def document_as_data(
    data: bytes, suffix: str, encoding: str | None, known: dict[str, Role]
) -> dict[str, Any]:
    """Read a file, and return its transcript as JSON can hold it."""
    return _document_as_data(reader_for(suffix)(data, ReadOptions(encoding, known)))


_TURN = ("start", "end", "spoken", "speaker", "role", "language", "seconds", "reported")


def _document_as_data(document: Document) -> dict[str, Any]:
    return {
        "text": document.text,
        "turns": [[getattr(one, name) for name in _TURN] for one in document.turns],
        "attributes": dict(document.attributes),
        "participants": dict(document.participants),
        "notes": [message_as_data(note) for note in document.notes],
        "problems": [message_as_data(problem) for problem in document.problems],
        "account": account_as_data(document.account),
        "stated": dict(document.stated),
        "aliases": dict(document.aliases),
        "parts": [
            [one.name, _document_as_data(one.document), one.own_name] for one in document.parts
        ],
    }


def _document_of(data: dict[str, Any]) -> Document:
    return Document(
        text=str(data["text"]),
        turns=tuple(map(_turn_of, data["turns"])),
        attributes={str(name): str(value) for name, value in data["attributes"].items()},
        participants={str(name): str(value) for name, value in data["participants"].items()},
        notes=tuple(map(message_of_data, data["notes"])),
        problems=tuple(map(message_of_data, data["problems"])),
        account=account_of_data(data["account"]),
        stated={str(name): ROLES[ROLES.index(role)] for name, role in data["stated"].items()},
        aliases={str(label): str(speaker) for label, speaker in data["aliases"].items()},
        parts=tuple(
            Part(str(name), _document_of(one), bool(own_name))
            for name, one, own_name in data["parts"]
        ),
    )


def _turn_of(row: list[Any]) -> Turn:
    start, end, spoken, speaker, role, language, seconds, reported = row
    return Turn(
        start=int(start),
        end=int(end),
        spoken=tuple((int(first), int(last)) for first, last in spoken),
        speaker=str(speaker),
        role=ROLES[ROLES.index(role)],
        language=str(language),
        seconds=None if seconds is None else float(seconds),
        reported=bool(reported),
    )
