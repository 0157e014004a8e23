"""Queues written for people: a sheet a coder, or a folder of documents; nothing is overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.errors import WriteError
from civic_qual.messages import Message, enumerated, unless_on_page
from civic_qual.privacy.outlet.folder import write_internal
from civic_qual.reviewing.advice import with_advice
from civic_qual.reviewing.sheet.writing import sheet_of

if TYPE_CHECKING:
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Queue

SHEET = ".xlsx"
_LONGEST = 80  # characters of a name


def targets(
    name: str, coders: Sequence[str], path: str | PathLike[str] | None, *, word: bool
) -> list[Path]:
    """Return where the queue of each coder is written, before anything is given to anybody.

    Parameters
    ----------
    name, coders
        What the queue is called, and whose it is.
    path
        A file that ends in .xlsx, or a folder for documents; of several coders each has a file or
        a folder of their own. None: in the current folder.
    word
        Whether documents are written.

    Raises
    ------
    WriteError
        If the file is of another kind, or something stands there already.
    """
    found = _targets(name, coders, None if path is None else Path(path), word=word)
    _refuse_standing(one for one in found if one.suffix.lower() == SHEET)
    return found


def write_queues(study: Study, queues: Mapping[Path, Queue], *, language: str) -> list[str]:
    """Write queues with what stands beside their passages, all of them or none.

    What could not be written into a sheet is returned, for a person to know.

    Raises
    ------
    WriteError
        If something stands there already, or it cannot be written.
    """
    contents: dict[Path, Callable[[Path], object]] = {}
    folders: list[Path] = []
    said: list[str] = []
    for target, queue in queues.items():
        told = with_advice(study, queue)
        if target.suffix.lower() == SHEET:
            sheet = sheet_of(study, told, language=language)
            contents[target] = sheet.save
            said += sheet.left_out
        else:
            folders.append(target)
            contents |= {
                target / name: save for name, save in _documents(study, told, language).items()
            }
    _refuse_standing(contents)
    write_internal(contents, folders=folders)
    return said


def _documents(study: Study, queue: Queue, language: str) -> dict[str, Callable[[Path], object]]:
    from civic_qual.reviewing.word.writing import documents_of

    made = documents_of(study, queue, language=language)
    return {name: document.save for name, document in made.items()}


def _targets(name: str, coders: Sequence[str], path: Path | None, *, word: bool) -> list[Path]:
    sheets = not word and (path is None or path.suffix.lower() == SHEET)
    if path is not None and not sheets and path.suffix.lower() in _OF_FILES:
        raise WriteError(
            Message(
                "{file}: a sheet ends in .xlsx; Word documents are written into a folder, a "
                "document an interview",
                file=path,
            )
        )
    if path is None:
        ending = SHEET if sheets else ""
        return [Path(one + ending) for one in _names([f"{name}_{coder}" for coder in coders])]
    if len(coders) == 1:
        return [path]
    if sheets:
        return [path.with_name(f"{path.stem}_{one}{path.suffix}") for one in _names(coders)]
    return [path / one for one in _names(coders)]


_OF_FILES = frozenset({".docx", ".doc", ".odt", ".ods", ".xls", ".csv", ".xlsx", ".xlsm"})


def _names(called: Sequence[str]) -> list[str]:
    """Return names as files may have them anywhere, each its own."""
    names: list[str] = []
    for one in called:
        plain = re.sub(r"[^\w-]+", "_", one).strip("_")[:_LONGEST] or "worksheet"
        taken = {name.casefold() for name in names}
        names.append(
            next(
                name
                for number in count(1)
                if (name := plain if number == 1 else f"{plain}_{number}").casefold() not in taken
            )
        )
    return names


def _refuse_standing(files: Iterable[Path]) -> None:
    """Refuse to write over what somebody may have worked in."""
    if there := [file for file in files if file.exists()]:
        raise WriteError(
            Message(
                "{files}: there already, and may hold somebody's work; {bring}",
                files=enumerated(map(str, there), 3),
                bring=unless_on_page(
                    Message(
                        "bring it into the study first (civic-qual add), then move it away, or "
                        "name another with --out"
                    ),
                    Message("read it back first, then move it away, or choose another folder"),
                ),
            )
        )
