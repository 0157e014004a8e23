"""Queues, samples and how far everybody is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from civic_qual.analysis.tables.groups import ALL_GROUPS
from civic_qual.corpus.attributes import groupings
from civic_qual.corpus.segments import Unit
from civic_qual.desk.jobs import Job
from civic_qual.desk.pages.closed import reads_blind, refuse_while_blind
from civic_qual.desk.pages.worksheets import SHEETS, sheets_folder
from civic_qual.desk.seat import DeskSeat
from civic_qual.reviewing.giving import Work, given, planned
from civic_qual.reviewing.room.calls import Calls
from civic_qual.routines.source import Source
from civic_qual.routines.team.how_far import samples_so_far, themes_so_far
from civic_qual.routines.team.sampling import drawn_sample, given_to

_OPEN_TO_ALL = ("sample", "design", "unit", "seed", "by", "of", "drawn", "to_read_twice")
_FIRST_WORDS = 140  # characters of a passage, to know it again


def work(seat: DeskSeat) -> dict[str, Any]:
    """Say what who sits there is to read, and how far everybody is, as far as they may know."""
    study, who, blind = seat.study, seat.person, reads_blind(seat)
    queues = study.queues.frame.to_dict("records")
    samples = samples_so_far(study).frame.to_dict("records")
    return {
        "mine": [_queue(one) for one in queues if one["coder"] == who],
        "closed": list(blind),
        # Of others nothing while a queue is blind: no progress, and not who else has it.
        "others": None if blind else [_queue(one) for one in queues if one["coder"] != who],
        "blind": sorted(
            {one["queue"] for one in queues if one["shown"] == "blind" and not blind} | {*blind}
        ),
        "samples": [{key: one[key] for key in (_OPEN_TO_ALL if blind else one)} for one in samples],
    }


def _queue(one: Mapping[Any, Any]) -> dict[str, Any]:
    return {**one, "left": one["assigned"] - one["read"]}


def work_choices(seat: DeskSeat) -> dict[str, Any]:
    """Say what a sample can be drawn by, and what queues can be made of."""
    study = seat.study
    corpus = study.corpus
    return {
        "attributes": sorted(groupings(corpus)),
        "codes": [{"id": code.id, "name": code.label(seat.language)} for code in study.codebook],
        "models": [str(name) for name in study.models.frame["model"]],
        "transcripts": [one.id for one in corpus],
        "folder": str(sheets_folder(study)),
    }


def draw(
    seat: DeskSeat,
    *,
    n: int,
    unit: Unit = "turn",
    by: list[str] = [],  # noqa: B006  (pydantic copies it)
    interviews: bool = False,
    rules: bool = False,
    model: str = "",
    double: float = 0.0,
    seed: int = 1,
    name: str = "",
    keep: bool = False,
) -> dict[str, Any]:
    """Draw a sample, say what was drawn, and keep it if told to."""
    study = seat.study
    drawn = drawn_sample(
        Source(path=study.path, study=study),
        rules=rules,
        model=model or None,
        interviews=interviews,
        n=n,
        unit=unit,
        by=by or None,
        double=double,
        seed=seed,
        name=name.strip() or None,
    )
    if keep:
        study.keep_sample(drawn, who=seat.person)
    units = drawn.units
    # Not which are read twice: whoever reads one of them must not know.
    passages = units[["transcript", "start", "end"]].itertuples(index=False, name=None)
    return {
        "sample": drawn.name,
        "design": drawn.design,
        "seed": drawn.seed,
        "drawn": len(drawn),
        "of": drawn.frame_size,
        "to_read_twice": int(units["double"].sum()),
        "transcripts": int(units["transcript"].nunique()),
        "strata": [
            {
                "stratum": ALL_GROUPS if stratum == "all" else str(stratum),
                "drawn": len(rows),
                "low": float(rows["probability"].min()),
                "high": float(rows["probability"].max()),
            }
            for stratum, rows in units.groupby("stratum")
        ],
        "passages": [
            {
                "transcript": transcript,
                "start": int(start),
                "end": int(end),
                "words": study.corpus[transcript].text[start:end][:_FIRST_WORDS],
            }
            for transcript, start, end in passages
        ],
        "kept": keep,
    }


def give_sample(seat: DeskSeat, *, sample: str, coders: list[str]) -> dict[str, int]:
    """Give coders what nobody has of a sample; say how many passages each has by now."""
    return given_to(seat.study, sample, coders, seat.person)


def give_queue(
    seat: DeskSeat,
    *,
    way: Literal["suggest", "disagreements", "search", "transcripts"],
    coders: list[str],
    name: str = "",
    search: str = "",
    code: str = "",
    n: int = 50,
    model: str = "",
    transcripts: list[str] = [],  # noqa: B006
    shown: Literal["", "blind", "rules", "model"] = "",
    share: bool = False,
) -> dict[str, Any]:
    """Find passages in one of four ways, and give them to coders."""
    who = seat.person
    if way == "disagreements":
        refuse_while_blind(seat)
    plan = planned(
        Work(
            study=seat.study,
            suggest=n if way == "suggest" else None,
            disagreements=way == "disagreements",
            search=search if way == "search" else None,
            transcripts=(transcripts or True) if way == "transcripts" else False,
            code=code or None,
            model=model or None,
            name=name.strip() or None,
            shown=shown or None,
        ),
        coders,
    )
    queues = given(plan, share=share, who=who)
    return {"queue": plan.name, "given": {one.coder: len(one.items) for one in queues}}


def themes(seat: DeskSeat, *, sample: str, points: float = 5.0) -> dict[str, Any]:
    """Say what a sample tells of themes by now, and how much more reading narrows that."""
    refuse_while_blind(seat)
    study = seat.study
    table = themes_so_far(Source(path=study.path, study=study), sample, points=points)
    rows = table.frame.to_dict("records")
    return {
        "rows": [{key: _plain(value) for key, value in row.items()} for row in rows],
        "notes": list(table.notes),
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it: what is no number is nothing."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


CALLS = Calls.of(work, work_choices, draw, give_sample, give_queue, themes) | SHEETS
JOBS: Mapping[str, Job] = {}
