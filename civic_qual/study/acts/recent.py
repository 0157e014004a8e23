"""The studies that were opened on this computer, the last one first.

They stand in the user's own settings and in no study: nobody who gets a copy need know of others.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

from civic_qual.errors import WriteError
from civic_qual.saving import private_folder, whole_file
from civic_qual.study.session import now
from civic_qual.user_folders import user_folder

MOST = 12


class Opened(NamedTuple):
    """A study that was opened, and when."""

    path: Path
    time: str


def remember(path: Path) -> None:
    """Remember that a study was opened just now; where nothing can be kept, nothing is."""
    own = Path(os.path.realpath(path))
    told = [Opened(own, now()), *(one for one in opened_before() if one.path != own)]
    file = _file()
    rows = [{"path": str(one.path), "time": one.time} for one in told[:MOST]]
    try:
        private_folder(file.parent)
        with whole_file(file) as beside:
            beside.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    except (OSError, WriteError):
        return


def opened_before() -> list[Opened]:
    """Return the studies that were opened on this computer, the last one first."""
    try:
        rows = json.loads(_file().read_text(encoding="utf-8"))
        return [Opened(Path(row["path"]), str(row["time"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _file() -> Path:
    return user_folder("settings") / "opened.json"
