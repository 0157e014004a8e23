"""What takes long to work out and never changes, kept in the user's cache for the next time.

Dictionaries are kept here, the forms of words of rules, parsed rules: nothing of an interview ever
is. A file is private to its user, safe to delete, and named by what it depends on, so that an old
one is never read. What is damaged, half-written or somebody else's counts as missing. A folder
that cannot be written costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from civic_qual.bounded.files import open_plain
from civic_qual.errors import WriteError
from civic_qual.saving import whole_file
from civic_qual.user_folders import user_folder

FOLDER = "CIVIC_QUAL_CACHE"  # the variable that names another folder; empty: nothing is kept
MOST_BYTES = 64_000_000  # of a file that is read: none of ours is a tenth of it
_MOST_TEXT = 16_000_000  # characters of a table; beyond that, it begins anew with what is in use
_KEPT = 4  # files of a kind, for several versions of this library on one computer


def folder() -> Path | None:
    """Return the folder for what is prepared, or None if nothing is to be kept.

    Examples
    --------
    >>> import os
    >>> os.environ[FOLDER] = ""
    >>> folder() is None
    True
    """
    chosen = os.environ.get(FOLDER)
    if chosen is not None:
        return Path(chosen) if chosen else None
    try:
        return user_folder("cache")
    except RuntimeError:  # nobody's home
        return None


def key_of(*parts: str | bytes) -> str:
    """Return the name of what depends on some texts: 32 hexadecimal digits."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:32]


@cache
def sources(package_file: str, *patterns: str) -> bytes:
    """Return a digest of the files beside a module that match patterns: any change of them tells.

    Raises
    ------
    OSError
        If there are none, as in a package without sources: what they do cannot be told then.
    """
    home = Path(package_file).parent
    found = sorted(path for pattern in patterns for path in home.glob(pattern))
    if not found:
        raise FileNotFoundError(home)
    digest = hashlib.sha256()
    for path in found:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def kept(kind: str, key: str) -> str | None:
    """Return the text that was kept, or None if it is missing or not whole.

    Parameters
    ----------
    kind : str
        What it is, for the name of its file.
    key : str
        As `key_of` returns it.
    """
    home = folder()
    if home is None:
        return None
    try:
        content = _own_content(_file(home, kind, key))
    except OSError:
        return None
    digest, _, body = content.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        return None
    return body.decode("utf-8", "surrogatepass")


def keep(kind: str, key: str, text: str) -> None:
    """Keep a text for the next time, if the folder can be written."""
    home = folder()
    if home is None:
        return
    body = text.encode("utf-8", "surrogatepass")
    file = _file(home, kind, key)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with whole_file(file) as beside:
            beside.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        _forget_old(home.glob(f"{kind}-*.txt"))
    except (OSError, WriteError):
        return


def _file(home: Path, kind: str, key: str) -> Path:
    return home / f"{kind}-{key}.txt"


def _own_content(file: Path) -> bytes:
    """Return what a file holds, if it is an ordinary one that only its user could write.

    Raises
    ------
    OSError
        If not.
    """
    opened = open_plain(file, follow=False)
    if opened is None:
        raise OSError(file)
    with opened:
        state = os.fstat(opened.fileno())
        if state.st_size > MOST_BYTES:
            raise OSError(file)
        if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & 0o022):
            raise OSError(file)
        return opened.read()


def _forget_old(files: Iterable[Path]) -> None:
    """Delete the oldest files of a kind."""
    for file in sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)[_KEPT:]:
        file.unlink(missing_ok=True)


class Table:
    """Values by name, each worked out once and then kept: a dictionary that outlives its process.

    Parameters
    ----------
    kind : str
        What it holds, for the name of its file.
    key : callable
        Returns what its values depend on, as `key_of` does; an OSError says that this cannot be
        told, and that nothing is to be kept.

    Examples
    --------
    >>> squares = Table("squares", lambda: key_of("version 1"))
    >>> squares.get("7"), squares.add("7", 49), squares.get("7")
    (None, None, 49)
    """

    def __init__(self, kind: str, key: Callable[[], str]) -> None:
        self.kind = kind
        self._key = key
        self._loaded: dict[str, Any] | None = None
        self._used: dict[str, Any] = {}
        self._added: dict[str, Any] = {}

    def get(self, name: str) -> Any | None:
        """Return the value of a name, as JSON gives it, or None."""
        if self._loaded is None:
            self._loaded = self._load()
        value = self._loaded.get(name)
        if value is not None:
            self._used[name] = value
        return value

    def add(self, name: str, value: Any) -> None:
        """Take a value, which JSON can write."""
        if self._loaded is None:
            self._loaded = self._load()
        self._loaded[name] = self._added[name] = value

    def keep(self) -> None:
        """Keep what was added since the last time, beside what others kept meanwhile."""
        if not self._added:
            return
        text = _as_json({**self._load(), **self._added})
        if len(text) > _MOST_TEXT:
            text = _as_json({**self._used, **self._added})
        self._used |= self._added
        self._added = {}
        try:
            keep(self.kind, self._key(), text)
        except OSError:
            return

    def _load(self) -> dict[str, Any]:
        try:
            text = kept(self.kind, self._key())
            found = json.loads(text) if text else {}
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def _as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
