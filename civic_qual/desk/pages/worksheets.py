"""Sheets and documents of queues: written into a folder beside the study, and read back."""

from __future__ import annotations

from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic_qual.desk.chosen import chosen
from civic_qual.desk.pages.closed import reads_blind, refuse_while_blind
from civic_qual.desk.seat import DeskSeat
from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.reviewing.room.calls import Calls
from civic_qual.reviewing.written import targets
from civic_qual.routines.worksheets import read_worksheets, worksheet

if TYPE_CHECKING:
    from civic_qual.study.study import Study

MOST_FILES = 2000  # in a folder that is read back


def sheets_folder(study: Study) -> Path:
    """Return the folder beside a study in which its sheets are written."""
    return study.path.with_name(f"{study.path.stem}_sheets")


def write_sheets(
    seat: DeskSeat, *, queue: str, coders: list[str], word: bool = False, again: bool = False
) -> dict[str, Any]:
    """Write what coders have left of a queue, a sheet each or documents; say where."""
    study, who, blind = seat.study, seat.person, reads_blind(seat)
    if again and {*coders} != {who}:
        refuse_while_blind(seat)  # what others coded already stands in it
    folder = sheets_folder(study)
    folder.mkdir(exist_ok=True)
    written = worksheet(
        study,
        coders,
        _free(folder, queue, word=word),
        name=queue,
        word=word,
        again=again,
        language=seat.language,
        who=who,
    )
    rows = written.frame.to_dict("records")
    # Who reads blind is told of their own alone: others have no file once they have read all.
    told = [row for row in rows if not blind or row["coder"] == who]
    return {
        "folder": str(folder),
        "files": [
            {
                "coder": row["coder"],
                "file": str(Path(row["file"]).relative_to(folder)),
                "passages": row["passages"],
            }
            for row in told
        ],
        "others": bool(blind) and {*coders} != {who},
        "notes": [] if blind and {*coders} != {who} else list(written.notes),
    }


def _free(folder: Path, queue: str, *, word: bool) -> Path:
    """Return a name in a folder with which nothing begins there: it may hold somebody's work."""
    (plain,) = targets("", [queue], None, word=True)
    there = {one.name for one in folder.iterdir()}
    for number in count(1):
        name = plain.name.strip("_") + ("" if number == 1 else f"_{number}")
        if not any(one == name or one.startswith((f"{name}_", f"{name}.")) for one in there):
            return folder / (name if word else f"{name}.xlsx")
    raise AssertionError


def read_back(seat: DeskSeat, *, path: str = "") -> dict[str, Any]:
    """Read back the sheets and documents of a folder, or one file; say what came of each."""
    study, who, blind = seat.study, seat.person, reads_blind(seat)
    place = chosen(path) if path.strip() else sheets_folder(study)
    if not place.exists():
        raise ReadError(Message("{path} does not exist", path=place))
    _refuse_crowded(place)
    came = read_worksheets(study, place, language=seat.language, who=who)
    rows = came.frame.to_dict("records")
    if not blind:
        return {"files": rows, "notes": list(came.notes), "hidden": False}
    # Who reads blind is told what came of their own work alone, and not how much else there was.
    own = [row for row in rows if row["coders"] == who]
    return {"files": own, "notes": [], "hidden": True}


def _refuse_crowded(place: Path) -> None:
    """Refuse a folder that holds far more than sheets: everybody would wait while all is opened."""
    if sum(1 for _ in islice(place.rglob("*"), MOST_FILES)) == MOST_FILES:
        raise ReadError(
            Message(
                "{folder} holds {n} files or more: choose the folder of the sheets alone",
                folder=place,
                n=MOST_FILES,
            )
        )


SHEETS = Calls.of(write_sheets, read_back)
