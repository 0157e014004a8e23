"""Studies opened and made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civic_qual.desk.jobs import Job
from civic_qual.desk.seat import DeskSeat
from civic_qual.reviewing.room.calls import Calls


def about(seat: DeskSeat) -> dict[str, Any]:
    """Say which study is on the desk, and who worked in it."""
    if seat.opened is None:
        return {"study": None, "coders": []}
    study = seat.opened
    return {
        "study": study.path.stem,
        "title": study.codebook.title,
        "coders": sorted({*study.coders["coder"], *study.queues["coder"]} - {"rules"}),
        "line": len(study.audit),
    }


CALLS = Calls.of(about)
JOBS: Mapping[str, Job] = {}
