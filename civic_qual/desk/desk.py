"""A desk: the study that is open on it, and everybody who sits at it."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic_qual.desk.calls import DESK
from civic_qual.desk.seat import DeskSeat
from civic_qual.errors import StudyError
from civic_qual.messages import Message, render
from civic_qual.reviewing.room.calls import Answer
from civic_qual.reviewing.room.room import ROOM
from civic_qual.study.study import Study

if TYPE_CHECKING:
    from concurrent.futures import Future


class Desk:
    """Answers pages: acts and reading in one thread, tables and the like in another.

    Each has the study open for itself, so that an act does not wait for a table.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._lanes = {
            lane: ThreadPoolExecutor(1, thread_name_prefix=lane) for lane in ("reading", "pages")
        }
        self._open: dict[str, Study] = {}

    def ask(
        self, name: str, values: Mapping[str, Any], *, coder: str, language: str
    ) -> Future[Any]:
        """Answer a call in its lane."""
        lane = "reading" if name in ROOM.by_name else "pages"
        return self._lanes[lane].submit(self._answer, lane, name, dict(values), coder, language)

    def _answer(
        self, lane: str, name: str, values: Mapping[str, Any], coder: str, language: str
    ) -> dict[str, Answer]:
        try:
            study = self._study(lane)
        except StudyError as error:
            return {"refused": render(error, language)}
        seat = DeskSeat(opened=study, coder=coder, language=language, desk=self)
        return DESK.answer(name, seat, values)

    def _study(self, lane: str) -> Study | None:
        if self.path is None:
            return None
        if lane not in self._open:
            self._open[lane] = Study(self.path)
        return self._open[lane]

    def open_study(self, path: Path) -> None:
        """Put another study on the desk.

        Raises
        ------
        StudyError
            If it cannot be opened.
        """
        if not path.exists():
            raise StudyError(Message("{file} is not there", file=path))
        self.path = path
        for study in self._open.values():
            study.close()
        self._open.clear()

    def close(self) -> None:
        """Close the study and everything that works on it."""
        for lane in self._lanes.values():
            lane.shutdown()
        for study in self._open.values():
            study.close()
