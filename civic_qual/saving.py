"""Writing files so that a reader never meets half of one: write beside, then rename."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from civic_qual.errors import WriteError, reason_of
from civic_qual.messages import Message


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Offer a temporary path beside `path`, and put it in its place only if the block succeeds.

    Parameters
    ----------
    path : str or Path
        The file to write; what stands there stays as it was until the new one is complete.

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
        handle, name = tempfile.mkstemp(prefix=".writing-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
        beside = Path(name)
        try:
            yield beside
            beside.chmod(_ordinary_mode())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(_refusal(target, error)) from error


def _ordinary_mode() -> int:
    """Return the mode a plain `open` would give; temporary files are private by default."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


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
