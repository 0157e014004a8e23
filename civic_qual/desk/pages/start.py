"""Studies opened and made."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic_qual.desk.chosen import chosen
from civic_qual.desk.jobs import Job, without_study
from civic_qual.desk.seat import DeskSeat
from civic_qual.errors import StudyError
from civic_qual.messages import Message, render
from civic_qual.progress import followed_by
from civic_qual.reviewing.room.calls import Calls
from civic_qual.routines.beginning.making import free_place, make_example, proposed
from civic_qual.routines.beginning.making import make_study as made_study
from civic_qual.routines.beginning.places import Inside, beginnings, place, studies_near
from civic_qual.routines.source import refuse_no_study
from civic_qual.study.acts.recent import opened_before, remember

if TYPE_CHECKING:
    from civic_qual.desk.jobs import Told
    from civic_qual.study.study import Study


def about(seat: DeskSeat) -> dict[str, Any]:
    """Say which study is on the desk, and who worked in it."""
    if seat.opened is None:
        return {
            "study": None,
            "coders": [],
            "problem": render(seat.trouble) if seat.trouble else "",
        }
    study = seat.opened
    return {
        "study": study.path.stem,
        "title": study.codebook.title,
        "coders": sorted({*study.coders["coder"], *study.queues["coder"]} - {"rules"}),
    }


def studies(_: DeskSeat) -> dict[str, Any]:
    """Say which studies were opened before, and which lie where people keep their work."""
    before = [one for one in opened_before() if one.path.is_file()]
    known = {one.path for one in before}
    return {
        "opened": [
            {**_named(one.path), "opened": one.time[:19] + "Z" if one.time else ""}
            for one in before
        ],
        "near": [_named(path) for path in studies_near() if path not in known],
    }


def look_into(_: DeskSeat, *, folder: str = "") -> dict[str, Any]:
    """Show what lies in a folder, to choose from."""
    here = place(chosen(folder) if folder.strip() else "")
    return {
        **_named(here.path),
        "above": str(here.above) if here.above else "",
        "beginnings": [_named(path) for path in beginnings()],
        "folders": [_shown(one) for one in here.folders],
        "interviews": [path.name for path in here.interviews],
        "studies": [_named(path) for path in here.studies],
        "codebooks": [_named(path) for path in here.codebooks],
        "more": here.more,
    }


def propose_study(_: DeskSeat, *, folder: str) -> dict[str, Any]:
    """Say what a study of a folder could be made of."""
    told = proposed(folder)
    return {
        **_named(told.folder),
        "interviews": told.interviews,
        "folders": told.folders,
        "codebook": str(told.codebook) if told.codebook else "",
        "study": str(told.study),
    }


def open_study(seat: DeskSeat, *, path: str) -> dict[str, Any]:
    """Put a study on the desk, and remember it."""
    file = chosen(path)
    if not file.is_file():
        raise StudyError(
            Message("{file}: there is no study; look for it with the chooser", file=file)
        )
    refuse_no_study(file)
    seat.desk.open_study(file)
    remember(file)
    return _named(file)


@without_study
def try_example(_: Study | None, values: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """Make a study of the bundled interviews where people keep their work; say where."""
    home = [*beginnings(), Path.home()]
    documents = next((one for one in home if one.name == "Documents"), home[0])
    path = free_place(documents / "civic-qual example.study")
    with followed_by(told):
        make_example(path, who=str(values.get("who", ""))).close()
    return _named(path)


@without_study
def make_study(_: Study | None, values: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """Read a folder and make a study of it, beside other work; say where it stands."""
    path = chosen(values["study"])
    with followed_by(told):
        study = made_study(
            path.with_suffix(".study") if path.suffix != ".study" else path,
            chosen(values["folder"]),
            codebook=str(values.get("codebook", "")) or None,
            folders=list(values.get("folders", ())) or None,
            who=str(values.get("who", "")),
        )
    told(0, 0, Message("writing the study"))
    try:
        return {**_named(study.path), "interviews": len(study.corpus)}
    finally:
        study.close()


def _named(path: Path) -> dict[str, str]:
    name = path.stem if path.suffix == ".study" else path.name
    return {"path": str(path), "name": name or str(path), "folder": str(path.parent)}


def _shown(one: Inside) -> dict[str, Any]:
    return {
        **_named(one.path),
        "interviews": one.interviews,
        "studies": one.studies,
        "more": one.more,
    }


CALLS = Calls.of(about, studies, look_into, propose_study, open_study)
JOBS: Mapping[str, Job] = {"make_study": make_study, "try_example": try_example}
