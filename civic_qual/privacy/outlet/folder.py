"""The outlet writes: all files of a release or none, and nobody but their owner may read them.

Nothing else in the house writes what is made of interviews for people to read, but what a result
writes of itself (`to_csv`, `to_excel`, `save`), which says first that it is internal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from civic_qual.errors import WriteError, reason_of
from civic_qual.messages import Message, render, unless_on_page
from civic_qual.pages.page import save_page
from civic_qual.results import INTERNAL
from civic_qual.saving import private_folder, whole_file
from civic_qual.sheets.writing import write_sheet

if TYPE_CHECKING:
    import pandas as pd

# A table, a text, bytes, or what writes itself to a path.
Content: TypeAlias = "pd.DataFrame | str | bytes | Callable[[Path], object]"
NOTES = "notes.txt"


def write_folder(folder: Path, files: Mapping[str, Content]) -> tuple[Path, ...]:
    """Write files into a folder, which is made unless it stands; all of them, or none.

    Raises
    ------
    WriteError
        If one cannot be written; whatever stood there is intact.
    """
    _make(folder)
    return _write({folder / name: content for name, content in files.items()})


def write_internal(
    files: Mapping[Path, Content], notes: Sequence[str] = (), *, folders: Sequence[Path] = ()
) -> tuple[Path, ...]:
    """Write what stays with the study team, all of it or none; what was written is returned.

    Tables are marked in the notes beside them, `table.notes.txt` beside `table.csv`, so that they
    can be filled in and read back as they are. A workbook holds its notes itself.

    Parameters
    ----------
    files
        Where, and what: tables, or what writes itself and says itself that it is internal.
    notes
        What must be said with the tables.
    folders
        Folders that are made for them, unless they stand.

    Raises
    ------
    WriteError
        If one cannot be written; whatever stood there is intact.
    """
    import pandas as pd

    for folder in folders:
        _make(folder)
    said = notes_text((INTERNAL, *notes))
    beside = {
        path.with_suffix(f".{NOTES}"): said
        for path, content in files.items()
        if isinstance(content, pd.DataFrame) and path.suffix.lower() != ".xlsx"
    }
    _write({**files, **beside}, (INTERNAL, *notes))
    return tuple(files)


def write_page(html: str, path: str | Path, what: str) -> None:
    """Write one page, which says itself for whom it is; `what` it is called where refused.

    Raises
    ------
    WriteError
        If it cannot be written; whatever stood there is intact.
    """
    save_page(html, path, what)


def notes_text(notes: Sequence[str]) -> str:
    """Return notes as a file holds them, a line each, in the language spoken."""
    return "".join(f"{render(note)}\n" for note in notes)


def _make(folder: Path) -> None:
    try:
        private_folder(folder)
    except OSError as error:
        raise WriteError(
            Message(
                "{folder}: no folder can be made there ({reason}); choose another{out}",
                out=unless_on_page(Message(" with --out"), ""),
                folder=folder,
                reason=reason_of(error),
            )
        ) from error


def _write(files: Mapping[Path, Content], notes: Sequence[str] = ()) -> tuple[Path, ...]:
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    try:
        with ExitStack() as stack:
            for path, content in files.items():
                _fill(stack.enter_context(whole_file(path)), path, content, notes)
    except BaseException:
        _put_back(before)
        raise
    return tuple(files)


def _put_back(before: Mapping[Path, bytes | None]) -> None:
    """Make files what they were: one may have been put in its place before another could not."""
    for path, content in before.items():
        with suppress(OSError, WriteError):
            if content is None and path.is_file():
                path.unlink()
            elif content is not None and path.read_bytes() != content:
                with whole_file(path) as beside:
                    beside.write_bytes(content)


def _fill(beside: Path, path: Path, content: Content, notes: Sequence[str]) -> None:
    if isinstance(content, bytes):
        beside.write_bytes(content)
    elif isinstance(content, str):
        beside.write_text(content, encoding="utf-8", newline="\n")
    elif callable(content):
        content(beside)
    else:
        own = notes if path.suffix.lower() == ".xlsx" else ()
        write_sheet(content, beside, own, called=path)
