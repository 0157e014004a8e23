"""Whether a drive locks files: two people on one that does not would overwrite each other."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from civic_qual.errors import StudyError

try:
    import fcntl

    CAN_TELL = True
except ImportError:  # Windows, where a drive that cannot lock says so itself
    CAN_TELL = False


def refuse_unlockable(folder: Path) -> None:
    """Refuse a folder on a drive that does not lock.

    A file is locked twice by way of two handles: the second must be refused.

    Raises
    ------
    StudyError
        If the drive does not lock, or nothing can be written there.
    """
    if not CAN_TELL:
        return
    try:
        handle, name = tempfile.mkstemp(prefix=".locking-", dir=folder)
    except OSError as error:
        raise StudyError(
            f"{folder}: nothing can be written there "
            f"({(error.strerror or str(error)).lower()}); copy the study to a folder "
            "you may write to, or free some space"
        ) from error
    try:
        locks = _locks(handle, name)
    finally:
        os.close(handle)
        Path(name).unlink()
    if not locks:
        raise StudyError(
            f"{folder}: this drive does not lock files, so that two people would "
            "overwrite each other; keep the study on a drive of this computer, and "
            "bring copies together with merge"
        )


def _locks(handle: int, name: str) -> bool:
    # Locks of whole open files are told apart within one process; others are not.
    command = getattr(fcntl, "F_OFD_SETLK", None)
    if command is None:
        return _try_lock(handle, fcntl.F_SETLK)
    if not _try_lock(handle, command):
        return False
    second = os.open(name, os.O_RDWR)
    try:
        return not _try_lock(second, command)
    finally:
        os.close(second)


def _try_lock(handle: int, command: int) -> bool:
    import struct

    whole_file = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    try:
        fcntl.fcntl(handle, command, whole_file)
    except OSError as error:
        return error.errno == errno.EINVAL  # a system that does not know this kind of lock
    return True
