"""Study files made and opened; what is none, or was made by a newer version, is refused."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from civic_qual.errors import CivicQualWarning, StudyError, WriteError, reason_of
from civic_qual.messages import Message, enumerated, message_of, quoted, typed
from civic_qual.saving import remove_half_written, whole_file
from civic_qual.study.checking import check
from civic_qual.study.drives import claim, refuse_unlockable, release, shared_place
from civic_qual.study.migrations import MIGRATIONS
from civic_qual.study.store import APPLICATION, Store

_DAMAGED = Message(
    "the file is damaged or cut short: restore a backup, or ask for the copy of a colleague and "
    "merge it"
)
_BUSY = Message(
    "another program kept it busy for too long: close what has it open, and do it again"
)
# By the beginning of SQLite's name of an error.
_CREATE = typed("Study.create", "civic-qual new", Message("the page Start"))
_MEANINGS = {
    "SQLITE_FULL": Message(
        "the disk is full; nothing of this step was kept and nothing before it was "
        "lost: free some space, and do it again"
    ),
    "SQLITE_READONLY": Message(
        "it, or its folder, may only be read: copy the study to a folder you may "
        "write to, and open it there"
    ),
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_CORRUPT": _DAMAGED,
    # Our own questions are right: if there is no such table or column, the file is not.
    "SQLITE_ERROR": _DAMAGED,
    "SQLITE_CONSTRAINT": _DAMAGED,
    "SQLITE_MISMATCH": _DAMAGED,
    "SQLITE_NOTADB": Message(
        "this is no study file, or not any more: choose another, or restore a backup"
    ),
    "SQLITE_CANTOPEN": Message(
        "it cannot be opened: check that you may write to the file and to its "
        "folder, and copy it from a network drive to a drive of this computer"
    ),
    "SQLITE_PROTOCOL": Message(
        "this drive does not lock files as a study needs it: copy the study to a "
        "drive of this computer, and open it there"
    ),
    "SQLITE_IOERR": Message(
        "the drive failed while reading or writing; network drives do that: copy the "
        "study to a drive of this computer, and do it again"
    ),
}
_MAGIC = b"SQLite format 3\0"


@contextmanager
def new_store(path: Path) -> Iterator[Store]:
    """Offer an empty study file; it stands at `path` only if the block succeeds.

    Raises
    ------
    StudyError
        If something stands there already, or the folder cannot hold a study.
    """
    refuse_existing(path)
    refuse_unlockable(path.parent)
    _remove_half_written(path.parent)
    try:
        with whole_file(path) as beside:
            store = Store(beside)
            try:
                with explained(path):
                    with store.writing():
                        store.migrate()
                    yield store
            finally:
                store.close()
            refuse_existing(path)
    except WriteError as error:
        raise StudyError(message_of(error)) from error


def open_store(path: Path) -> Store:
    """Open a study file, and bring one of an older version up to date.

    Whether it is what was recorded is known afterwards: see `Store.damage`.

    Raises
    ------
    StudyError
        If it is missing, no study file, of a newer version, on a drive that cannot hold one, or
        open in another program where only one may work.
    """
    _refuse_foreign(path)
    refuse_unlockable(path.parent)
    _remove_half_written(path.parent)
    where = shared_place(path)
    mark = claim(path, where) if where else None
    try:
        with explained(path):
            store = Store(path, mark)
    except BaseException:
        if mark:
            release(mark)
        raise
    try:
        with explained(path):
            _make_ready(store)
    except BaseException:
        store.close()
        raise
    return store


def _make_ready(store: Store) -> None:
    """Look at a file that was opened, bring it up to date, and let others work on it, too."""
    _refuse_unknown(store)
    old = store.version < len(MIGRATIONS)
    with store.writing() if old else store.reading():
        store.migrate()
        check(store)
        if old:  # nothing is done to a damaged file
            store.refuse_damage()
    if store.damage:
        return
    store.gather()
    if store.mark:
        store.leave_wal()
    elif store.use_wal() != "wal":
        raise StudyError(
            Message(
                "{file}: this drive does not let several programs work on "
                "one file; copy the study to a drive of this computer",
                file=store.path.name,
            )
        )


def _remove_half_written(folder: Path) -> None:
    """Remove what was left of programs that were stopped, and say so."""
    if removed := remove_half_written(folder):
        warnings.warn(
            Message(
                "{folder}: removed {files}, which a program that was stopped had left half-written",
                folder=folder,
                files=enumerated(removed),
            ),
            CivicQualWarning,
            stacklevel=4,
        )


def refuse_existing(path: Path) -> None:
    """Refuse to write over anything."""
    if path.exists() or path.is_symlink():
        raise StudyError(
            Message(
                "{path}: something is there already, and is left as it is; {add}, or choose "
                "another name",
                add=typed(
                    Message("open it with Study(...)"),
                    Message("bring more into a study with civic-qual add"),
                    Message("open it on the page Start"),
                ),
                path=path,
            )
        )
    left = path.with_name(path.name + "-wal")
    if left.exists():
        raise StudyError(
            Message(
                "{path}: belongs to a study that was moved or deleted; put that study "
                "back beside it and open it once, or choose another name",
                path=left,
            )
        )
    if not path.parent.is_dir():
        raise StudyError(
            Message("{folder}: there is no such folder; make it first", folder=path.parent)
        )


def _refuse_foreign(path: Path) -> None:
    try:
        with path.open("rb") as file:
            begins = file.read(len(_MAGIC))
    except FileNotFoundError:
        raise StudyError(
            Message(
                "{path}: there is no study; check the path, or make one with {create}",
                create=_CREATE,
                path=path,
            )
        ) from None
    except OSError as error:
        raise StudyError(
            Message(
                "{path}: cannot be read ({reason}); "
                "give the path of a study file that you may read",
                path=path,
                reason=reason_of(error),
            )
        ) from None
    if begins != _MAGIC:
        told = (
            Message(
                "{file}: this is no study file; choose another, or restore a backup", file=path.name
            )
            if begins
            else Message(
                "{file}: the file is empty; choose another, or restore a backup", file=path.name
            )
        )
        raise StudyError(told)


def _refuse_unknown(store: Store) -> None:
    if store.application != APPLICATION:
        raise StudyError(
            Message(
                "{file}: a database, but no study; choose another file, or restore a backup",
                file=store.path.name,
            )
        )
    if store.version > len(MIGRATIONS):
        raise StudyError(
            Message(
                "{file}: made by a newer version of civic_qual (file version {version}, this one "
                "knows {known}); update with: pip install --upgrade civic_qual, or restore a "
                "backup if it was not",
                file=store.path.name,
                version=store.version,
                known=len(MIGRATIONS),
            )
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
            Message(
                "{file}: the study is closed; open it again with Study({path})",
                file=path.name,
                path=quoted(str(path)),
            )
        ) from error
    except UnicodeDecodeError as error:  # what SQLite says of a damaged file is damaged, too
        raise StudyError(Message("{file}: {problem}", file=path.name, problem=_DAMAGED)) from error
    except UnicodeEncodeError as error:
        raise StudyError(
            Message(
                "{file}: a text holds half a character (a lone surrogate): take "
                "it out, or read the file with another encoding",
                file=path.name,
            )
        ) from error
    except sqlite3.Error as error:
        raise StudyError(
            Message("{file}: {problem}", file=path.name, problem=_meaning(error))
        ) from error


def _meaning(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if not name and isinstance(error, sqlite3.OperationalError):
        return _DAMAGED  # Python cannot read a text as UTF-8
    for known, meaning in _MEANINGS.items():
        if name.startswith(known):
            return meaning
    return Message("the study file refused this ({reason})", reason=str(error))
