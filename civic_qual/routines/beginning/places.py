"""Folders to choose from: what lies in one, and what of it can be read as interviews."""

from __future__ import annotations

import os
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from civic_qual.bounded.files import shown_name
from civic_qual.corpus.intake.files import is_interview
from civic_qual.errors import ReadError, reason_of
from civic_qual.messages import Message

MOST_LOOKED_AT = 3_000  # entries of one folder
MOST_FOLDERS = 300
_STUDY, _CODEBOOKS = ".study", (".yaml", ".yml")
# Where people keep their work, as systems call it in English and in French.
_USUAL = ("Documents", "Desktop", "Bureau", "Downloads", "Téléchargements")


@dataclass(frozen=True, kw_only=True)
class Inside:
    """A folder that lies in another, and how many files of it can be read as interviews.

    `interviews` is None if nobody may look into it; `more` if there are too many to count.
    """

    path: Path
    interviews: int | None
    studies: int = 0
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder, and what lies in it."""

    path: Path
    above: Path | None
    folders: tuple[Inside, ...]
    interviews: tuple[Path, ...]
    studies: tuple[Path, ...]
    codebooks: tuple[Path, ...]
    more: bool = False  # than could be looked at


def place(path: str | Path = "") -> Place:
    """Return what lies in a folder; "" is the user's home. Links are not followed.

    Raises
    ------
    ReadError
        If there is no such folder, or this user may not read it.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> (folder / "2024").mkdir()
    >>> _ = (folder / "2024" / "bria.txt").write_text("I: Who came?", encoding="utf-8")
    >>> [(one.path.name, one.interviews) for one in place(folder).folders]
    [('2024', 1)]
    """
    here = Path(path).expanduser() if str(path) else Path.home()
    here = Path(os.path.normpath(Path.cwd() / here))
    if here.is_file():
        here = here.parent
    if not here.is_dir():
        raise ReadError(Message("{folder}: there is no such folder", folder=here))
    entries = _entries(here)
    if entries is None:
        raise ReadError(
            Message("{folder}: you may not read it ({reason})", folder=here, reason=_reason(here))
        )
    found = list(islice(entries, MOST_LOOKED_AT))
    folders = sorted((one for one in found if one.is_dir(follow_symlinks=False)), key=_name)
    files = [Path(one.path) for one in sorted(found, key=_name) if _is_file(one)]
    return Place(
        path=here,
        above=here.parent if here.parent != here else None,
        folders=tuple(_inside(Path(one.path)) for one in folders[:MOST_FOLDERS]),
        interviews=tuple(filter(is_interview, files)),
        studies=tuple(one for one in files if one.suffix == _STUDY),
        codebooks=tuple(one for one in files if one.suffix.casefold() in _CODEBOOKS),
        more=len(found) == MOST_LOOKED_AT or len(folders) > MOST_FOLDERS,
    )


def beginnings() -> list[Path]:
    """Return where to begin to look: home, and the folders in it where people keep their work."""
    home = Path.home()
    usual = [home / name for name in _USUAL]
    return [home, *(one for one in usual if one.is_dir()), *_drives()]


def studies_near(most: int = 12) -> list[Path]:
    """Return study files that lie where people keep their work, and one folder below."""
    found: dict[Path, float] = {}
    for start in [Path.cwd(), *beginnings()]:
        for entry in [*_looked_at(start), *_one_below(start)]:
            if entry.name.endswith(_STUDY) and _is_file(entry):
                found[Path(os.path.realpath(entry.path))] = entry.stat().st_mtime
    return sorted(found, key=lambda path: -found[path])[:most]


def _one_below(start: Path) -> Iterator[os.DirEntry[str]]:
    folders = (one for one in _looked_at(start) if one.is_dir(follow_symlinks=False))
    for folder in islice(folders, 60):
        yield from islice(_looked_at(Path(folder.path)), 200)


def _looked_at(folder: Path) -> Sequence[os.DirEntry[str]]:
    entries = _entries(folder)
    return [] if entries is None else list(islice(entries, MOST_LOOKED_AT))


def _entries(folder: Path) -> Iterator[os.DirEntry[str]] | None:
    """Return what lies in a folder but what is hidden; None if nobody may look."""
    try:
        with os.scandir(folder) as entries:
            found = list(islice(entries, 2 * MOST_LOOKED_AT))
    except OSError:
        return None
    return (one for one in found if not one.name.startswith((".", "~$", "__")) and _writable(one))


def _writable(entry: os.DirEntry[str]) -> bool:
    return shown_name(entry.name) == entry.name and not entry.is_symlink()


def _inside(folder: Path) -> Inside:
    entries = _entries(folder)
    if entries is None:
        return Inside(path=folder, interviews=None)
    found = list(islice(entries, MOST_LOOKED_AT))
    files = [Path(one.path) for one in found if _is_file(one)]
    return Inside(
        path=folder,
        interviews=sum(map(is_interview, files)),
        studies=sum(one.suffix == _STUDY for one in files),
        more=len(found) == MOST_LOOKED_AT,
    )


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name.casefold()


def _reason(folder: Path) -> str:
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        return reason_of(error)
    return ""


def _drives() -> list[Path]:
    if os.name != "nt":
        return []
    return [Path(f"{one}:\\") for one in string.ascii_uppercase if Path(f"{one}:\\").is_dir()]
