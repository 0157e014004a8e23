"""What lies in a folder and may be no plain file: links, pipes, devices, names of strange signs."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path
from typing import BinaryIO

from civic_qual.errors import ReadError, TooLargeError, reason_of
from civic_qual.messages import Message, decimal

MOST_PACKED = 300_000_000  # bytes of one file: photographs and all


def shown_name(name: str | Path) -> str:
    r"""Return a name that can be printed and written, whatever the system calls the file.

    Examples
    --------
    >>> shown_name("caf\udce9.txt"), shown_name("a\nb.txt")
    ('caf\ufffd.txt', 'a\ufffdb.txt')
    """
    whole = os.fspath(name)
    return "".join(
        "\ufffd" if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in whole
    )


def problem_of_name(name: str) -> str:
    """Return why a file of this name cannot be called by it, or "".

    Examples
    --------
    >>> problem_of_name("mali_13.docx")
    ''
    """
    if shown_name(name) == name:
        return ""
    return Message(
        "its name holds signs that cannot be written, and it was not read; give it a plain name"
    )


def problem_of_entry(path: Path) -> str:
    """Return why what lies in a folder is not to be read, or "" for files and folders.

    A link can lead out of the folder, to anything that its owner may not know of; a pipe or a
    device never ends.
    """
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return _unreadable(error)
    if stat.S_ISLNK(mode):
        return Message(
            "this is a link to another file or folder, and was not followed; "
            "put a copy of what it leads to in its place"
        )
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return ""
    return _NO_FILE


def file_size(path: Path) -> int:
    """Return how many bytes a file has.

    Raises
    ------
    ReadError
        If the system does not tell.
    """
    try:
        return path.stat().st_size
    except (OSError, ValueError) as error:
        raise ReadError(_unreadable(error)) from None


def open_plain(path: Path, *, follow: bool = True) -> BinaryIO | None:
    """Open a file to be read; None if it is a pipe, a device or a folder, of which nothing is read.

    Parameters
    ----------
    path
        The file.
    follow
        Whether it may be a link to a file.

    Raises
    ------
    OSError
        If the system does not let it be opened, or it is a link that is not to be followed.
    """
    # Opening a pipe would wait for somebody to write into it.
    how = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    number = os.open(path, how if follow else how | getattr(os, "O_NOFOLLOW", 0))
    if stat.S_ISREG(os.fstat(number).st_mode):
        return os.fdopen(number, "rb")
    os.close(number)
    return None


def read_file(path: Path, most: int = MOST_PACKED) -> bytes:
    """Return the content of a file, if it is one, and of at most so many bytes.

    Raises
    ------
    ReadError
        If it is a pipe or a device, or the system does not let it be read.
    TooLargeError
        If it is larger.
    """
    try:
        file = open_plain(path)
        if file is None:
            raise ReadError(_NO_FILE)
        with file:
            refuse_larger(os.fstat(file.fileno()).st_size, most)
            data = file.read(most + 1)
    except (OSError, ValueError) as error:  # a name with a zero byte is no OSError
        raise ReadError(_unreadable(error)) from None
    refuse_larger(len(data), most)
    return data


def refuse_larger(size: int, most: int) -> None:
    """Refuse a file of more bytes than one can honestly have.

    Raises
    ------
    TooLargeError
        If it has.
    """
    if size > most:
        raise TooLargeError(
            Message(
                "{size} MB are more than such a file can honestly have (the limit is {most} MB); "
                "take photographs and recordings out of it, or save it as plain text",
                size=decimal(size / 1e6, 0),
                most=decimal(most / 1e6, 0),
            )
        )


_NO_FILE = Message("this is a pipe, a device or a folder and no file, and was not read")


def _unreadable(error: OSError | ValueError) -> str:
    return Message(
        "cannot be read ({problem}); check its name, and that no other program holds it",
        problem=reason_of(error) if isinstance(error, OSError) else str(error),
    )
