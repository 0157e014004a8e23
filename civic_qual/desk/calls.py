"""All that the pages of the desk may ask."""

from __future__ import annotations

from civic_qual.desk import ending, jobs
from civic_qual.desk.pages import (
    codebook,
    disagreements,
    doubts,
    learning,
    report,
    start,
    tables,
    upkeep,
    work,
)
from civic_qual.reviewing.room.calls import Calls
from civic_qual.reviewing.room.room import ROOM

_PAGES = (start, doubts, work, disagreements, codebook, tables, learning, report, upkeep)

PAGES = Calls.of()
for _page in _PAGES:
    PAGES |= _page.CALLS
DESK = ROOM | PAGES | jobs.CALLS | ending.CALLS
JOBS = {name: job for page in _PAGES for name, job in page.JOBS.items()}
