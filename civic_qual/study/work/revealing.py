"""Blind queues: opened for all at once, and until then closed to all who work in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.errors import StudyError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.study.acts.checks import check_coder
from civic_qual.study.records import Label, Reveal
from civic_qual.study.work.queues import BLIND, given, revealed

if TYPE_CHECKING:
    from civic_qual.study.session import Session


def reveal(session: Session, queue: str, *, who: str, why: str) -> str:
    """Record that a blind queue is open; return the id of that.

    Raises
    ------
    StudyError
        If there is none of that name, or it is open.
    """
    check_coder(who)
    with session.recording(who, "reveal", {"queue": queue}) as recorder:
        snapshot = session.snapshot()
        closed = {one.record.queue for one in given(snapshot) if one.record.shown == BLIND}
        closed -= revealed(snapshot)
        if queue not in closed:
            raise StudyError(
                Message(
                    "no blind queue {queue} is there to be opened; there are: {queues}",
                    queue=quoted(queue),
                    queues=enumerated(sorted(closed), empty=Message("none")),
                )
            )
        (key,) = recorder.add(
            Reveal(queue=Label(queue), who=Label(who), why=why, time=recorder.time)
        )
        return key.hex()
