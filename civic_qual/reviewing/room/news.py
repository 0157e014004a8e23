"""What others did since the page was last told, as far as the coder may see it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from civic_qual.reviewing.room.calls import Answer, Seat
from civic_qual.study.contents.news import news_since
from civic_qual.study.records import Assignment, Reading
from civic_qual.study.work.queues import is_opened, is_through

if TYPE_CHECKING:
    from civic_qual.study.contents.news import News, Touched
    from civic_qual.study.work.sight import Sight


def since(seat: Seat, *, line: int, queue: str = "", transcript: str = "") -> Answer:
    """Return whether there is anything new for the coder since a line of the trail.

    Parameters
    ----------
    line
        The line that the page was told last.
    queue, transcript
        What the page shows: then only what is new in it counts.

    Raises
    ------
    StudyError
        If the coder was given no such queue.
    """
    study, coder = seat.study, seat.person
    with study._session.reading() as snapshot:
        open_to_all = not queue or is_opened(snapshot, queue, coder)
        through = bool(queue) and is_through(snapshot, queue, coder)
        news, now = news_since(snapshot, line), snapshot.line
        revisions = snapshot.revisions
    sight = study.sight(coder)
    where = {
        one.transcript
        for one in news.touched
        if _shown(one, sight, revisions, in_queue=not open_to_all)
    }
    where = (where | news.corrected) - {""}  # memos on codes stand nowhere
    if news.everything:
        where = {transcript} if transcript else set(revisions)
    if transcript:
        where &= {transcript}
    of_queue = bool(queue) and _of_queue(news, queue, coder)
    return {
        "line": now,
        "changed": bool(where or news.codebook or of_queue or news.revealed),
        "transcripts": sorted(where),
        "codebook": news.codebook,
        "queue": of_queue,
        "through": through,
    }


def _shown(one: Touched, sight: Sight, revisions: dict[str, str], *, in_queue: bool) -> bool:
    """Whether a coder may see that something was done there, and would see it."""
    if one.kind in (Assignment, Reading):
        return one.who == sight.coder
    if sight.coder == one.who:
        return True
    if in_queue:
        return False
    stands = one.revision == revisions.get(one.transcript)
    start, end = (one.start, one.end) if stands else (0, sys.maxsize)
    return sight.sees(one.transcript, start, end, by=one.who)


def _of_queue(news: News, queue: str, coder: str) -> bool:
    if news.everything or news.corrected or queue in news.revealed:
        return True
    return any(one.kind in (Assignment, Reading) and one.of == coder for one in news.touched)
