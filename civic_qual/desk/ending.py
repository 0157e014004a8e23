"""The end of a desk, by a button of its own page."""

from __future__ import annotations

from civic_qual.desk.seat import DeskSeat
from civic_qual.reviewing.room.calls import Calls


def stop_desk(seat: DeskSeat) -> bool:
    """Stop the desk, and the long work that is going on; what was confirmed is in the study."""
    seat.desk.on_stop()
    return True


CALLS = Calls.of(stop_desk)
