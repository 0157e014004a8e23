"""Study files made and opened; what is none, or was made by a newer version, is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from civic_qual.errors import StudyError, WriteError
from civic_qual.saving import whole_file
from civic_qual.study.locking import refuse_unlockable
from civic_qual.study.refusals import explained
from civic_qual.study.store import APPLICATION, MIGRATIONS, Store

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
    try:
        with whole_file(path) as beside:
            store = Store(beside)
            try:
                with explained(path):
                    store.migrate()
                    yield store
            finally:
                store.close()
            refuse_existing(path)
    except WriteError as error:
        raise StudyError(str(error)) from error


def open_store(path: Path) -> Store:
    """Open a study file, and bring one of an older version up to date.

    Raises
    ------
    StudyError
        If it is missing, no study file, damaged, of a newer version, or on a drive that cannot
        hold one.
    """
    _refuse_foreign(path)
    refuse_unlockable(path.parent)
    with explained(path):
        store = Store(path)
    try:
        with explained(path):
            _refuse_unknown(store)
            if store.use_wal() != "wal":
                raise StudyError(
                    f"{path.name}: this drive does not let several programs work on "
                    "one file; copy the study to a drive of this computer"
                )
            store.migrate()
    except BaseException:
        store.close()
        raise
    return store


def refuse_existing(path: Path) -> None:
    """Refuse to write over anything."""
    if path.exists() or path.is_symlink():
        raise StudyError(
            f"{path}: something is there already, and is left as it is; open it with "
            "Study(...), or choose another name"
        )
    left = path.with_name(path.name + "-wal")
    if left.exists():
        raise StudyError(
            f"{left}: belongs to a study that was moved or deleted; put that study "
            "back beside it and open it once, or choose another name"
        )
    if not path.parent.is_dir():
        raise StudyError(f"{path.parent}: there is no such folder; make it first")


def _refuse_foreign(path: Path) -> None:
    try:
        with path.open("rb") as file:
            begins = file.read(len(_MAGIC))
    except FileNotFoundError:
        raise StudyError(
            f"{path}: there is no study; check the path, or make one with "
            "Study.create (civic-qual new)"
        ) from None
    except OSError as error:
        raise StudyError(
            f"{path}: cannot be read ({(error.strerror or str(error)).lower()}); "
            "give the path of a study file that you may read"
        ) from None
    if begins != _MAGIC:
        what = "the file is empty" if not begins else "this is no study file"
        raise StudyError(f"{path.name}: {what}; choose another, or restore a backup")


def _refuse_unknown(store: Store) -> None:
    if store.application != APPLICATION:
        raise StudyError(f"{store.path.name}: a database, but no study; choose another file")
    if store.version > len(MIGRATIONS):
        raise StudyError(
            f"{store.path.name}: made by a newer version of civic_qual (file version "
            f"{store.version}, this one knows {len(MIGRATIONS)}); update with: pip "
            "install --upgrade civic_qual"
        )
