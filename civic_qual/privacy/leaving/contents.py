"""What a file holds, whatever program made it: its texts, its tables, and what stands unseen in it.

A file is known by how it begins and never by its ending alone. All of it is read in the worker, for
files about to leave may have come from anybody.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from civic_qual.bounded.files import read_file
from civic_qual.bounded.limits import limits_for
from civic_qual.bounded.worker import in_worker

# Where in a file: what kind of place, and what it is called there; see `findings.place_said`.
Place = tuple[Any, ...]
Rows = list[list[str]]
_TASK = "civic_qual.privacy.leaving.contents:as_data"
_READERS = {
    "word": "word_files:read_word",
    "open": "word_files:read_open",
    "workbook": "workbooks:read_workbook",
    "pdf": "pdf_files:read_pdf",
    "page": "pages:read_page",
    "picture": "pictures:read_picture",
    "rich_text": "plain_files:read_rich_text",
    "text": "plain_files:read_text",
    "table": "plain_files:read_table",
}
WHOLE = {"database": "study", "model": "model"}  # never sent, so not looked into
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF")
_BEGIN = {
    b"%PDF": "pdf",
    b"SQLite format 3\0": "database",
    b"\xd0\xcf\x11\xe0": "old_office_file",
    b"{\\rtf": "rich_text",
}


@dataclass(kw_only=True)
class Contents:
    """What was found in one file.

    Attributes
    ----------
    kind
        What it is: a word of `kind_of`.
    texts
        What can be read in it, with its place.
    tables
        Its tables, with their places: rows of cells as texts.
    marks
        What stands unseen in it: what kind of thing, where, and what it says.
    """

    kind: str
    texts: list[tuple[Place, str]] = field(default_factory=list)
    tables: list[tuple[Place, Rows]] = field(default_factory=list)
    marks: list[tuple[str, Place, str]] = field(default_factory=list)

    def mark(self, kind: str, place: Place, detail: object = "") -> None:
        """Add something that stands unseen, once."""
        told = (kind, place, str(detail).strip())
        if told not in self.marks:
            self.marks.append(told)

    def text(self, place: Place, text: str) -> None:
        """Add a text that can be read, unless it is empty."""
        if text.strip():
            self.texts.append((place, text))


def contents_of(path: Path) -> Contents:
    """Read a file, in the worker.

    Raises
    ------
    ReadError
        If it cannot be read, is damaged, or takes too much.
    """
    data = read_file(path)
    told = in_worker(_TASK, data, {"name": path.name}, limits_for(len(data), large=True))
    return Contents(
        kind=told["kind"],
        texts=[(tuple(place), text) for place, text in told["texts"]],
        tables=[(tuple(place), rows) for place, rows in told["tables"]],
        marks=[(kind, tuple(place), detail) for kind, place, detail in told["marks"]],
    )


def as_data(data: bytes, name: str) -> dict[str, Any]:
    """Return what a file holds as JSON has it; this is what the worker is asked."""
    found = Contents(kind=kind_of(data, name))
    for place, file, inside in [((), name, data), *_packed_in(found.kind, data)]:
        kind = kind_of(inside, file)
        reader = _READERS.get(kind)
        if reader is None:
            if kind not in WHOLE:
                found.mark("not_looked_into", place)
            continue
        module, function = reader.split(":")
        read = getattr(importlib.import_module(f"civic_qual.privacy.leaving.{module}"), function)
        read(inside, found)
    return vars(found)


def kind_of(data: bytes, name: str = "") -> str:
    """Return what a file is, by how it begins.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7"), kind_of(b"a,b", "a.csv"), kind_of(b"<!DOCTYPE html><p>")
    ('pdf', 'table', 'page')
    """
    for begin, kind in _BEGIN.items():
        if data.startswith(begin):
            return kind
    if data.startswith(_PICTURES) or data[4:8] == b"ftyp":
        return "picture"
    if data.startswith(b"PK"):
        return _kind_of_archive(data)
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "binary_file"
    if b"<html" in data[:4096].lower() or data[:512].lstrip().lower().startswith(b"<!doctype html"):
        return "page"
    return "table" if PurePath(name).suffix.lower() in (".csv", ".tsv") else "text"


def _kind_of_archive(data: bytes) -> str:
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except Exception:  # damaged: its reader will say so
        return "archive"
    if "META-INF/manifest.xml" in names and "content.xml" in names:
        return "open"
    if "schema.json" in names:
        return "model"
    if "xl/workbook.xml" in names or any(name.startswith("xl/") for name in names):
        return "workbook"
    return "word" if any(name.startswith("word/") for name in names) else "archive"


def _packed_in(kind: str, data: bytes) -> Iterator[tuple[Place, str, bytes]]:
    """Yield the files that another one holds whole, which were put into a document."""
    if kind not in ("word", "workbook", "open"):
        return
    from civic_qual.bounded.archives import open_archive

    archive = open_archive(data, kind)
    for name in archive.namelist():
        if "/embeddings/" in name or "/media/" in name or name.startswith(("Pictures/", "Object")):
            inside = archive.read(name)
            if kind_of(inside) == "picture":
                yield ("part", name), name, inside
