"""Which reader reads which file, by its ending."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from civic_qual.corpus.intake.readers.document import Document, ReadOptions
from civic_qual.errors import ReadError

Reader = Callable[[bytes, ReadOptions], Document]

# Readers are named, not imported: reading text must not load pandas.
_READERS = {
    ".txt": "plain:read_plain",
    ".text": "plain:read_plain",
    ".md": "plain:read_markdown",
    ".markdown": "plain:read_markdown",
    ".docx": "docx:read_docx",
    ".odt": "odt:read_odt",
    ".vtt": "vtt:read_vtt",
    ".srt": "srt:read_srt",
    ".csv": "tables:read_csv",
    ".tsv": "tables:read_csv",
    ".xlsx": "tables:read_xlsx",
}
SUFFIXES = tuple(_READERS)
PACKED = frozenset({".docx", ".odt", ".xlsx"})  # may hold photographs beside little text

_ADVICE = {
    ".doc": "open it and save it as .docx",
    ".rtf": "open it and save it as .docx",
    ".pdf": "save its text as .txt or .docx",
    ".xls": "open it and save it as .xlsx",
    ".ods": "open it and save it as .xlsx",
    ".pages": "export it as .docx",
}


def reader_for(suffix: str) -> Reader:
    """Return the reader of files with an ending.

    Raises
    ------
    ReadError
        If there is none; the message says what to do instead.

    Examples
    --------
    >>> reader_for(".TXT").__name__
    'read_plain'
    """
    known = _READERS.get(suffix.casefold())
    if known is None:
        advice = _ADVICE.get(suffix.casefold(), "if it is a transcript, save it as .txt or .docx")
        raise ReadError(f"files ending in {suffix or 'nothing'} are not read: {advice}")
    module, name = known.split(":")
    reader: Reader = getattr(
        importlib.import_module(f"civic_qual.corpus.intake.readers.{module}"), name
    )
    return reader
