"""A second place for a study: set once for a file on this computer, and renewed when it is closed.

Which place that is stands in the user's own settings and not in the study: it is of this computer,
and nobody who gets a copy of the study need know it.
"""

from __future__ import annotations

import json
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.errors import CivicQualWarning, StudyError, WriteError
from civic_qual.messages import Message, message_of
from civic_qual.saving import private_folder, whole_file
from civic_qual.study.opening import explained
from civic_qual.study.store import Store
from civic_qual.user_folders import user_folder

if TYPE_CHECKING:
    from civic_qual.study.session import Session


def set_backup(path: Path, folder: str | Path) -> None:
    """Remember the folder in which a study file is to have its copy; "" for none.

    Raises
    ------
    StudyError
        If there is no such folder, or it is the study's own.
    """
    told = _told()
    own = str(Path(os.path.realpath(path)))
    if not str(folder):
        told.pop(own, None)
    else:
        place = Path(os.path.realpath(folder))
        if not place.is_dir():
            raise StudyError(
                Message("{folder}: there is no such folder; make it first", folder=folder)
            )
        if place == Path(own).parent:
            raise StudyError(
                Message(
                    "{folder}: the study itself stands there; choose a folder on another drive",
                    folder=folder,
                )
            )
        told[own] = str(place)
    file = _settings_file()
    private_folder(file.parent)
    with whole_file(file) as beside:
        beside.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def backup_of(path: Path) -> Path | None:
    """Return where the copy of a study file is to stand; None if nobody has set that."""
    folder = _told().get(str(Path(os.path.realpath(path))))
    return Path(folder) / path.name if folder else None


def back_up(session: Session) -> None:
    """Renew the copy of a study, if it has a second place; what keeps from it is a warning.

    A copy in which somebody has worked, and a file of something else, are left as they are.
    """
    path = session.store.path
    target = backup_of(path)
    if target is None or session.store.damage:
        return
    try:
        if not target.exists() or _is_earlier(session, target):
            with whole_file(target) as beside, explained(path):
                copy = Store(beside)
                try:
                    session.store.copy_to(copy)
                finally:
                    copy.close()
    except (StudyError, WriteError) as error:
        warnings.warn(
            Message(
                "{file} was kept, but not copied to its second place: {problem}",
                file=path.name,
                problem=message_of(error),
            ),
            CivicQualWarning,
            stacklevel=4,
        )


def _is_earlier(session: Session, target: Path) -> bool:
    """Whether a copy holds what the study held before, and nothing else.

    Raises
    ------
    StudyError
        If it holds something else.
    """
    with explained(target):
        copy = Store(target)
        try:
            theirs = [line.key for line in copy.lines()]
        finally:
            copy.close()
    own = [line.key for line in session.store.lines()]
    if own[: len(theirs)] != theirs:
        raise StudyError(
            Message(
                "{path}: there is another study, or somebody has worked in the copy; merge it, or "
                "put it elsewhere",
                path=target,
            )
        )
    return theirs != own


def _told() -> dict[str, str]:
    try:
        told = json.loads(_settings_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _settings_file() -> Path:
    """Return the file of the user in which second places stand."""
    return user_folder("settings") / "backups.json"
