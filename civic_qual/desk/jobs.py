"""Long work beside reading: in another process, one at a time, with progress; it can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from civic_qual.desk.seat import DeskSeat
from civic_qual.messages import Message, render
from civic_qual.reviewing.room.calls import Calls

if TYPE_CHECKING:
    from civic_qual.study.study import Study

# Says how far it is: done, of how many (0: unknown), and what is being done, as a message.
Told: TypeAlias = Callable[[int, int, str], None]
# Does the work in its own process with its own open study; what it returns is JSON.
Job: TypeAlias = Callable[["Study", dict[str, Any], Told], Any]
_AnyJob = TypeVar("_AnyJob", bound=Callable[..., Any])


def without_study(job: _AnyJob) -> _AnyJob:
    """Mark a job that works on no open study: it is given None in its place."""
    vars(job)["without_study"] = True
    return job


def needs_study(job: Callable[..., Any]) -> bool:
    """Whether a job works on the study that is open on the desk."""
    return not vars(job).get("without_study", False)


def start_job(seat: DeskSeat, *, job: str, values: dict[str, Any]) -> dict[str, Any]:
    """Begin long work; return its id.

    Raises
    ------
    StudyError
        If other work is going on, or no study is open.
    """
    return {"job": seat.desk.start_job(job, values, language=seat.language, coder=seat.coder)}


def job(seat: DeskSeat) -> dict[str, Any] | None:
    """Say how far the latest long work is; what came of it, to who began it."""
    return _told(seat)


def stop_job(seat: DeskSeat) -> dict[str, Any] | None:
    """Stop the work that is going on; nothing half-written is left of it."""
    seat.desk.jobs.stop()
    return _told(seat)


def _told(seat: DeskSeat) -> dict[str, Any] | None:
    """Return the latest work; of what another one began only that it runs, or has ended.

    Whether who asks reads blind only the study could tell, which is not asked here.
    """
    told = seat.desk.jobs.latest()
    if told and told["of_study"] and told["who"] != seat.coder:
        told |= {"done": 0, "of": 0, "say": "", "answer": None}
        if told["refused"]:
            told["refused"] = render(
                Message("work that another one began could not be done"), seat.language
            )
    return told


CALLS = Calls.of(start_job, job, stop_job)
