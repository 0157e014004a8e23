"""What the intake doubts, confirmed or corrected by a person."""

from __future__ import annotations

from collections.abc import Mapping

from civic_qual.desk.jobs import Job
from civic_qual.reviewing.room.calls import Calls

CALLS = Calls.of()
JOBS: Mapping[str, Job] = {}
