"""What can go wrong with a study file, said so that a person knows what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from civic_qual.errors import StudyError

# By SQLite's names of errors, first match counts.
_MEANINGS = (
    (
        "SQLITE_FULL",
        "the disk is full; nothing of this step was kept and nothing before it was "
        "lost: free some space, and do it again",
    ),
    (
        "SQLITE_READONLY",
        "it, or its folder, may only be read: copy the study to a folder you may "
        "write to, and open it there",
    ),
    (
        "SQLITE_BUSY",
        "another program kept it busy for too long: close what has it open, and do it again",
    ),
    (
        "SQLITE_LOCKED",
        "another program kept it busy for too long: close what has it open, and do it again",
    ),
    (
        "SQLITE_CORRUPT",
        "the file is damaged or cut short: restore a backup, or ask for the copy "
        "of a colleague and merge it",
    ),
    (
        "SQLITE_NOTADB",
        "this is no study file: choose another, or make one with Study.create (civic-qual new)",
    ),
    (
        "SQLITE_CANTOPEN",
        "it cannot be opened: check that you may write to the file and to its "
        "folder, and copy it from a network drive to a drive of this computer",
    ),
    (
        "SQLITE_PROTOCOL",
        "this drive does not lock files as a study needs it: copy the study to a "
        "drive of this computer, and open it there",
    ),
    (
        "SQLITE_IOERR",
        "the drive failed while reading or writing; network drives do that: copy the "
        "study to a drive of this computer, and do it again",
    ),
)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite refuses into one line that says what to do.

    Raises
    ------
    StudyError
        If the file cannot be read or written; what was acknowledged before is in it.
    """
    try:
        yield
    except sqlite3.ProgrammingError as error:
        raise StudyError(
            f"{path.name}: the study is closed; open it again with Study({str(path)!r})"
        ) from error
    except UnicodeEncodeError as error:
        raise StudyError(
            f"{path.name}: a text holds half a character (a lone surrogate): take "
            "it out, or read the file with another encoding"
        ) from error
    except sqlite3.Error as error:
        raise StudyError(f"{path.name}: {_meaning(error)}") from error


def _meaning(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    for known, meaning in _MEANINGS:
        if name.startswith(known):
            return meaning
    return f"the study file refused this ({error})"
