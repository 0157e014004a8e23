"""Where a study file stands: whether the drive locks, and whether other computers write there, too.

On a network, or in a folder that a program copies between computers, SQLite's log beside the file
is not safe, and locks hold nobody back: there a study has no log, and one program at a time, which
says so in a file beside it.
"""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from civic_qual.errors import StudyError, reason_of
from civic_qual.messages import Message
from civic_qual.saving import is_running

try:
    import fcntl

    CAN_TELL = True
except ImportError:  # Windows, where a drive that cannot lock says so itself
    CAN_TELL = False

NETWORKS = frozenset(
    {
        "9pfs", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.glusterfs",
        "fuse.google-drive-ocamlfuse", "fuse.gvfsd-fuse", "fuse.onedriver", "fuse.rclone",
        "fuse.s3fs", "fuse.sshfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "osxfuse",
        "prl_fs", "smb3", "smbfs", "vboxsf", "webdav",
    }
)  # fmt: skip
# Folders of programs that copy between computers, by their names and by what these leave there.
_SYNCHRONISED = re.compile(
    r"(onedrive( .*|-.*)?|dropbox( \(.*\))?|google ?drive(-.*| \(.*\))?|my drive|icloud ?drive|"
    r"mobile documents|com~apple~clouddocs|cloudstorage|nextcloud|owncloud|pcloud ?drive|box sync|"
    r"megasync|syncthing|seafile)",
    re.IGNORECASE,
)
_MARKS = (
    ".849C9593-D756-4E56-8D6E-42412F2A707B", ".dropbox.cache", ".nextcloudsync.log",
    ".owncloudsync.log", ".stfolder", ".tmp.drivedownload", ".tmp.driveupload",
)  # fmt: skip
_OWN_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def shared_place(path: Path) -> str:
    """Return what other computers reach a file by, "" if none does as far as the system tells."""
    whole = Path(os.path.realpath(path))
    if network := _network(whole):
        return Message("a network drive ({kind})", kind=network)
    for folder in whole.parents:
        marked = any((folder / mark).exists() for mark in _MARKS)
        # A folder of that name is where Dropbox keeps its own settings: at home.
        if _SYNCHRONISED.fullmatch(folder.name) or marked or (folder / ".dropbox").is_file():
            return Message(
                "a folder that is copied between computers ({folder})", folder=folder.name
            )
    for variable in _OWN_VARIABLES:
        own = os.environ.get(variable)
        if own and Path(own) in whole.parents:
            return Message(
                "a folder that is copied between computers ({folder})", folder=Path(own).name
            )
    return ""


def _network(path: Path) -> str:
    """Return the kind of the network drive that a path is on, "" if it is on none."""
    if sys.platform == "win32":
        import ctypes

        remote = str(path).startswith("\\\\") or (
            ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == 4
        )
        return "smb" if remote else ""
    best, found = -1, ""
    for place, kind in _mounts():
        if (path == place or place in path.parents) and len(place.parts) >= best:
            best, found = len(place.parts), kind
    return found if found in NETWORKS else ""


def _mounts() -> Iterator[tuple[Path, str]]:
    """Yield where drives are, and the kind of each."""
    if sys.platform == "darwin":
        told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        for place, kind in re.findall(r" on (/.*) \((\w+)", told):
            yield Path(place), kind
        return
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return
    for line in lines:
        parts = line.split(" ")
        if len(parts) > 2:
            place = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), parts[1])
            yield Path(place), parts[2]


# One program at a time


# How often this program has a file open, by what says so beside it; and with whom it shares.
_HELD: Counter[Path] = Counter()
_OURS: Counter[int] = Counter()
_TURN = threading.Lock()


@contextmanager
def shared_with(process: int) -> Iterator[None]:
    """Let this process open what a process of this computer has open: itself, or whom it serves."""
    with _TURN:
        _OURS[process] += 1
    try:
        yield
    finally:
        with _TURN:
            _OURS[process] -= 1


def release(mark: Path) -> None:
    """Take away what says that this program has a file open, unless it still has."""
    with _TURN:
        _HELD[mark] -= 1
        if _HELD[mark] <= 0:
            del _HELD[mark]
            if _owner(mark).get("process") == os.getpid():
                mark.unlink(missing_ok=True)


def claim(path: Path, where: str) -> Path:
    """Say beside a file that this program has it open; return the file that says so.

    Those who share it may have it open several times: see `shared_with`.

    Parameters
    ----------
    path
        The study file.
    where
        What other computers reach it by.

    Raises
    ------
    StudyError
        If another program has it open, here or on another computer.
    """
    with _TURN:
        return _claim(path, where)


def _claim(path: Path, where: str) -> Path:
    mark = path.with_name(f"{path.name}-open")
    told = json.dumps(
        {
            "computer": socket.gethostname(),
            "process": os.getpid(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    )
    for _ in range(2):
        try:
            handle = os.open(mark, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            if _is_ours(mark):
                _HELD[mark] += 1
                return mark
            _refuse_owned(path, mark, where)
            mark.unlink(missing_ok=True)  # whoever wrote it was stopped
        else:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(told)
            _HELD[mark] += 1
            return mark
    raise _two_writers(path, mark, where, {})


def _owner(mark: Path) -> dict[str, Any]:
    """Return what a mark says of who has the file open; nothing if it cannot be read."""
    try:
        told = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _is_ours(mark: Path) -> bool:
    owner = _owner(mark)
    here = owner.get("computer") == socket.gethostname()
    process = owner.get("process")
    return here and isinstance(process, int) and _OURS[process] > 0


def _refuse_owned(path: Path, mark: Path, where: str) -> None:
    """Refuse a file that another program has open, unless that program was stopped."""
    owner = _owner(mark)
    here = owner.get("computer") == socket.gethostname()
    process = owner.get("process")
    stopped = here and isinstance(process, int) and not is_running(process)
    if not stopped:
        raise _two_writers(path, mark, where, owner)


def _two_writers(path: Path, mark: Path, where: str, owner: dict[str, Any]) -> StudyError:
    return StudyError(
        Message(
            "{file} is open already (on {computer}, since {since}), and stands on {where}, where "
            "two who work at once overwrite each other: work on a copy on a drive of this "
            "computer, and bring both together with merge; if nobody has it open any more, delete "
            "{mark}",
            file=path.name,
            computer=str(owner.get("computer", "?")),
            since=str(owner.get("since", "?")),
            where=where,
            mark=mark.name,
        )
    )


# Drives that do not lock


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
            Message(
                "{folder}: nothing can be written there ({reason}); copy the study to a folder "
                "you may write to, or free some space",
                folder=folder,
                reason=reason_of(error),
            )
        ) from error
    try:
        locks = _locks(handle, name)
    finally:
        os.close(handle)
        Path(name).unlink()
    if not locks:
        raise StudyError(
            Message(
                "{folder}: this drive does not lock files, so that two people would "
                "overwrite each other; keep the study on a drive of this computer, and "
                "bring copies together with merge",
                folder=folder,
            )
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
