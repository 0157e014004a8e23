"""Who sits at a desk and asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic_qual.reviewing.room.calls import Seat

if TYPE_CHECKING:
    from civic_qual.desk.desk import Desk


@dataclass(kw_only=True)
class DeskSeat(Seat):
    """Who asks at a desk, on which another study can be put, and which has long work done."""

    desk: Desk
