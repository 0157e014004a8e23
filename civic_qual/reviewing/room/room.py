"""The calls of the reading room, which the desk and the notebook share."""

from __future__ import annotations

from civic_qual.reviewing.room.calls import Calls

ROOM = Calls.of()
