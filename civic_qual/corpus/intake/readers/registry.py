"""Which reader reads which file, by its ending."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from civic_qual.corpus.intake.readers.document import Document, ReadOptions
from civic_qual.errors import ReadError
from civic_qual.messages import Message

Reader = Callable[[bytes, ReadOptions], Document]


@dataclass(frozen=True)
class Format:
    """How files with some ending are read.

    `reader` names a function of a file of this folder, `file:function`; it is imported when the
    first such file is read. `packed` files may hold photographs beside little text, so that their
    size says nothing.
    """

    reader: str
    packed: bool = False


# To add a format: write its reader, from bytes to a Document, and name it here.
FORMATS: Mapping[str, Format] = {
    ".txt": Format("plain:read_plain"),
    ".text": Format("plain:read_plain"),
    ".md": Format("plain:read_markdown"),
    ".markdown": Format("plain:read_markdown"),
    ".docx": Format("docx:read_docx", packed=True),
    ".odt": Format("odt:read_odt", packed=True),
    ".vtt": Format("vtt:read_vtt"),
    ".srt": Format("srt:read_srt"),
    ".csv": Format("tables:read_csv"),
    ".tsv": Format("tables:read_csv"),
    ".xlsx": Format("tables:read_xlsx", packed=True),
}

_ADVICE: Mapping[str, str] = {
    ".doc": Message("open it and save it as .docx"),
    ".rtf": Message("open it and save it as .docx"),
    ".pdf": Message("save its text as .txt or .docx"),
    ".xls": Message("open it and save it as .xlsx"),
    ".ods": Message("open it and save it as .xlsx"),
    ".pages": Message("export it as .docx"),
}
_OTHERWISE = Message("if it is a transcript, save it as .txt or .docx")


def is_packed(suffix: str) -> bool:
    """Whether files with an ending may hold photographs beside little text."""
    known = FORMATS.get(suffix.casefold())
    return known is not None and known.packed


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
    ending = suffix.casefold()
    if ending not in FORMATS:
        raise ReadError(_not_read(suffix, _ADVICE.get(ending, _OTHERWISE)))
    module, name = FORMATS[ending].reader.split(":")
    reader: Reader = getattr(
        importlib.import_module(f"civic_qual.corpus.intake.readers.{module}"), name
    )
    return reader


def _not_read(suffix: str, advice: str) -> str:
    if not suffix:
        return Message("files ending in nothing are not read: {advice}", advice=advice)
    return Message("files ending in {ending} are not read: {advice}", ending=suffix, advice=advice)
