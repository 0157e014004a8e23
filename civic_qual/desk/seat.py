"""Who sits at a desk and asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic_qual.errors import StudyError
from civic_qual.reviewing.room.calls import Seat

if TYPE_CHECKING:
    from civic_qual.desk.desk import Desk
    from civic_qual.study.study import Study


@dataclass(kw_only=True)
class DeskSeat(Seat):
    """Who asks at a desk, on which another study can be put, and which has long work done.

    `trouble` is why the study of the desk cannot be opened, if it cannot. What machines say is
    asked for again by the page, so that nobody waits for it here.
    """

    patience: float | None = 0.1
    desk: Desk
    trouble: StudyError | None = None

    @property
    def study(self) -> Study:
        """The open study.

        Raises
        ------
        StudyError
            If none is open, or it cannot be opened.
        """
        if self.trouble is not None:
            raise self.trouble
        return super().study
