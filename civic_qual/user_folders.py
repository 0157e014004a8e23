"""Where a system keeps what belongs to its user: settings, and what can be made again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

Kind = Literal["cache", "settings"]

# By system: the variable that names the folder, and the folder below home where it names none.
_WINDOWS = {
    "cache": ("LOCALAPPDATA", "AppData/Local"),
    "settings": ("APPDATA", "AppData/Roaming"),
}
_MAC = {"cache": ("", "Library/Caches"), "settings": ("", "Library/Application Support")}
_OTHERS = {"cache": ("XDG_CACHE_HOME", ".cache"), "settings": ("XDG_CONFIG_HOME", ".config")}
_SYSTEMS = {"win32": _WINDOWS, "darwin": _MAC}


def user_folder(kind: Kind) -> Path:
    """Return the folder of this library for a kind of files; it may not be there yet.

    Raises
    ------
    RuntimeError
        If the user has no home.

    Examples
    --------
    >>> user_folder("settings").name
    'civic_qual'
    """
    variable, below = _SYSTEMS.get(sys.platform, _OTHERS)[kind]
    named = os.environ.get(variable) if variable else None
    return (Path(named) if named else Path.home() / below) / "civic_qual"
