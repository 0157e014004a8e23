"""Long work beside reading: in another process, one at a time, with progress; it can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from civic_qual.desk.seat import DeskSeat
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
    return {"job": seat.desk.start_job(job, values, language=seat.language)}


def job(seat: DeskSeat) -> dict[str, Any] | None:
    """Say how far the latest long work is."""
    return seat.desk.jobs.latest()


def stop_job(seat: DeskSeat) -> dict[str, Any] | None:
    """Stop the work that is going on; nothing half-written is left of it."""
    seat.desk.jobs.stop()
    return seat.desk.jobs.latest()


CALLS = Calls.of(start_job, job, stop_job)
