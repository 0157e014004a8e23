"""A desk: the study that is open on it, and everybody who sits at it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic_qual.bounded.child import task_named
from civic_qual.desk import ending, jobs
from civic_qual.desk.calls import DESK
from civic_qual.desk.job_process import Jobs
from civic_qual.desk.seat import DeskSeat
from civic_qual.errors import ArgumentError, CivicQualError, StudyError, reason_of
from civic_qual.messages import Message, on_page, quoted, render, speaking
from civic_qual.reviewing.room.calls import Answer
from civic_qual.reviewing.room.room import ROOM
from civic_qual.reviewing.room.unforeseen import unforeseen
from civic_qual.study.drives import shared_with
from civic_qual.study.study import Study

if TYPE_CHECKING:
    from concurrent.futures import Future

# Acts and reading in one thread, tables and the like in another, so that an act does not wait for
# a table; what every page asks first in a third. What is asked of jobs needs no study.
_STUDY_LANES = ("reading", "pages", "about")
_LANES = (*_STUDY_LANES, "jobs")
_COUNTING = ("transcripts",)  # what of the room counts all words, as tables do


@dataclass(kw_only=True)
class _Opened:
    """A study as a lane has it open, and which file that is."""

    study: Study
    place: tuple[Path, int]
    file: tuple[int, int]


class Desk:
    """Answers pages, each kind of call in its lane, which has the study open for itself.

    Whoever serves it says in `on_stop` how it is to end. `jobs_in` is where its jobs are found, in
    another process too.
    """

    def __init__(
        self, path: Path | None = None, *, jobs_in: str = "civic_qual.desk.calls:JOBS"
    ) -> None:
        self._sharing = ExitStack()  # every lane opens the study, where only one program may
        self._sharing.enter_context(shared_with(os.getpid()))
        self._jobs_in = jobs_in
        self.jobs = Jobs()
        self.on_stop: Callable[[], None] = _nothing
        self._place = (path, 0)  # where the study is, and how often one was put on the desk
        self._lanes = {lane: ThreadPoolExecutor(1, thread_name_prefix=lane) for lane in _LANES}
        self._opened: dict[str, _Opened] = {}

    @property
    def path(self) -> Path | None:
        """Where the study on the desk is; None if there is none."""
        return self._place[0]

    def ask(
        self, name: str, values: Mapping[str, Any], *, coder: str, language: str
    ) -> Future[dict[str, Answer]]:
        """Answer a call in its lane."""
        lane = _lane(name)
        return self._lanes[lane].submit(self._answer, lane, name, dict(values), coder, language)

    def reply(
        self, name: str, values: Mapping[str, Any], *, coder: str, language: str
    ) -> Future[bytes]:
        """Answer a call in its lane, as JSON."""
        lane = _lane(name)

        def work() -> bytes:
            return _as_json(self._answer(lane, name, values, coder, language), language)

        return self._lanes[lane].submit(work)

    def _answer(
        self, lane: str, name: str, values: Mapping[str, Any], coder: str, language: str
    ) -> dict[str, Answer]:
        seat = DeskSeat(opened=None, coder=coder, language=language, desk=self)
        with on_page():
            return self._answered(lane, name, values, seat)

    def _answered(
        self, lane: str, name: str, values: Mapping[str, Any], seat: DeskSeat
    ) -> dict[str, Answer]:
        language = seat.language
        try:
            if lane != "jobs":
                self._sit(seat, lane)
            return DESK.answer(name, seat, values)
        except CivicQualError as error:
            return {"refused": render(error, language)}
        except OSError as error:  # of a place that was chosen: its name too long, or not for us
            said = Message(
                "a file or folder could not be used ({reason}): choose another place",
                reason=reason_of(error),
            )
            return {"refused": render(said, language)}
        except Exception as error:
            return {"refused": render(unforeseen(error), language)}

    def _sit(self, seat: DeskSeat, lane: str) -> None:
        """Give who asks the study, or say why it cannot be opened: another one still can."""
        try:
            with speaking(seat.language):
                seat.opened = self._study(lane)
        except StudyError as error:
            seat.trouble = error

    def _study(self, lane: str) -> Study | None:
        """Return the study as a lane has it open: the file that is at its place now."""
        place, opened = self._place, self._opened.get(lane)
        if opened and (opened.place != place or opened.file != _file(opened.place[0])):
            self._close(lane)
            opened = None
        path, number = place
        if path is None:
            return None
        if opened is None:
            study = Study(path)
            opened = _Opened(study=study, place=(path, number), file=_file(path))
            self._opened[lane] = opened
        return opened.study

    def _close(self, lane: str) -> None:
        if opened := self._opened.pop(lane, None):
            opened.study.close()

    def open_study(self, path: Path) -> None:
        """Put another study on the desk, or the same one anew.

        Raises
        ------
        StudyError
            If there is none, or a job works on the one that is there.
        """
        if not path.exists():
            raise StudyError(Message("{file} is not there", file=path))
        if self.jobs.running:
            raise StudyError(
                Message(
                    "work on the study that is open is going on: wait until it is done, or stop it"
                )
            )
        self._place = (path.absolute(), self._place[1] + 1)
        for lane in _STUDY_LANES:  # what a lane has open is closed by itself, when it can
            self._lanes[lane].submit(self._leave_old, lane)

    def _leave_old(self, lane: str) -> None:
        opened = self._opened.get(lane)
        if opened and opened.place != self._place:
            self._close(lane)

    def start_job(self, job: str, values: dict[str, Any], *, language: str, coder: str = "") -> str:
        """Begin long work for a coder; return its id.

        What is done in a study is done, and shown, as them: whatever else the values say.

        Raises
        ------
        ArgumentError
            If there is no such job.
        StudyError
            If other work is going on, or there is no study for it.
        """
        known = task_named(self._jobs_in)
        if job not in known:
            raise ArgumentError(Message("{job}: there is no such work", job=quoted(job)))
        needed = jobs.needs_study(known[job])
        study = self.path if needed else None
        if needed and study is None:
            raise StudyError(Message("no study is open: open one, or make one, on the first page"))
        return self.jobs.start(
            {
                "jobs_in": self._jobs_in,
                "desk": os.getpid(),
                "job": job,
                "values": {**values, "who": coder} if needed else values,
                "who": coder,
                "study": str(study or ""),
                "language": language,
            }
        )

    def close(self) -> None:
        """Close the study and everything that works on it."""
        self.jobs.stop()
        for lane, thread in self._lanes.items():
            with suppress(RuntimeError):  # it was closed before
                thread.submit(self._close, lane)
            thread.shutdown()
        self._sharing.close()


def _lane(name: str) -> str:
    if name in ROOM.by_name:
        return "pages" if name in _COUNTING else "reading"
    if name in jobs.CALLS.by_name or name in ending.CALLS.by_name:
        return "jobs"
    return name if name in _STUDY_LANES else "pages"


def _as_json(answer: dict[str, Answer], language: str) -> bytes:
    try:
        told = json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:  # what JSON cannot hold
        told = json.dumps({"refused": render(unforeseen(error), language)}, ensure_ascii=False)
    return told.encode("utf-8", "replace")


def _nothing() -> None:
    """Do nothing when the desk is to stop: nobody serves it."""


def _file(path: Path) -> tuple[int, int]:
    """Return which file is at a path: another may have been put there, or none be left."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino)
