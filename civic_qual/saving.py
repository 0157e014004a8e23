"""Writing files so that a reader never meets half of one, and nobody else reads it at all.

A file is written beside its place, then renamed. Only its owner may read it: mode 0600, folders
0700. Windows knows no such modes: there a file is open to those who may read its folder.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from civic_qual.errors import WriteError, reason_of
from civic_qual.messages import Message


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Offer a temporary path beside `path`, and put it in its place only if the block succeeds.

    Parameters
    ----------
    path : str or Path
        The file to write, which nobody but its owner may read; what stands there stays as it was
        until the new one is complete.

    Raises
    ------
    WriteError
        If the folder is missing or read-only, or the target is open in another program.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with whole_file(folder / "note.txt") as beside:
    ...     _ = beside.write_text("all of it", encoding="utf-8")
    >>> [file.name for file in folder.iterdir()]
    ['note.txt']
    """
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(
            prefix=writing_prefix(), suffix=target.suffix, dir=target.parent
        )
        os.close(handle)
        beside = Path(name)
        try:
            yield beside
            beside.chmod(_OWNERS)  # what was written may have replaced the temporary file
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(_refusal(target, error)) from error


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner may look into, and those above it that are missing.

    What stands already stays as open as it is.

    Raises
    ------
    OSError
        If none can be made there.
    """
    if folder.is_dir():
        return
    if folder.parent != folder:
        private_folder(folder.parent)
    folder.mkdir(mode=_OWNERS_FOLDER, exist_ok=True)


def only_for_its_owner(path: Path) -> None:
    """Take a file or a folder, and all that is in it, from the eyes of others."""
    for one in [path, *(path.rglob("*") if path.is_dir() else [])]:
        one.chmod(_OWNERS_FOLDER if one.is_dir() else _OWNERS)


_OWNERS, _OWNERS_FOLDER = 0o600, 0o700


def writing_prefix() -> str:
    """Return how the names of files begin that this program has not finished."""
    return f".writing-{_computer()}-{os.getpid()}-"


def remove_half_written(folder: Path) -> list[str]:
    """Remove what programs that were stopped have left half-written in a folder; return the names.

    What a program is still writing stays. Of files that do not say whose they are, those of
    yesterday go.
    """
    removed = []
    for path in [*folder.glob(".writing-*"), *folder.glob(".locking-*")]:
        with suppress(OSError):
            if _is_left(path):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                removed.append(path.name)
    return sorted(removed)


def _is_left(path: Path) -> bool:
    told = _WRITING.match(path.name)
    if told and told[1] == _computer():
        return not is_running(int(told[2]))
    return path.lstat().st_mtime < time.time() - _A_DAY


_WRITING = re.compile(r"\.writing-([0-9a-f]{8})-(\d+)-")
_A_DAY = 86_400.0


def _computer() -> str:
    return f"{zlib.crc32(socket.gethostname().encode()):08x}"


def is_running(process: int) -> bool:
    """Whether a process of this computer runs, by its number."""
    if sys.platform == "win32":
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)
        ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # of somebody else
    return True


def _refusal(target: Path, error: OSError) -> str:
    reason = reason_of(error)
    if isinstance(error, PermissionError):
        return Message(
            "{file}: could not be written ({reason}); close it if another program has it open, or "
            "choose a folder you may write to",
            file=target,
            reason=reason,
        )
    if isinstance(error, FileNotFoundError):
        return Message(
            "{file}: could not be written ({reason}); make the folder first, or choose another",
            file=target,
            reason=reason,
        )
    return Message(
        "{file}: could not be written ({reason}); free some space or choose another folder, and "
        "run it again",
        file=target,
        reason=reason,
    )
