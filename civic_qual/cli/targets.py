"""Where commands write when nobody says, and whether they may."""

from __future__ import annotations

import os
from pathlib import Path

from civic_qual.errors import WriteError
from civic_qual.messages import Message


def folder_beside(source: Path, what: str) -> Path:
    """Return a folder in the current one, called after a source: `mali.study`, `mali_results`."""
    return Path(f"{source.resolve().stem}_{what}")


def refuse_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written before any work is done."""
    standing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(standing, os.W_OK):
        raise WriteError(
            Message(
                "{folder}: you may not write there; choose another folder with --out",
                folder=folder,
            )
        )
