"""What is closed to who sits at the desk: while they read blind, all that sums up others' work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.errors import StudyError
from civic_qual.messages import Message, enumerated

if TYPE_CHECKING:
    from civic_qual.results import Row
    from civic_qual.reviewing.room.calls import Seat

# What may be told of others to who works blind: it says nothing of what they found.
_OPEN = frozenset({"create", "set", "consent", "withdraw", "state people", "correct", "assign"})


def reads_blind(seat: Seat) -> tuple[str, ...]:
    """Return the blind queues in which who sits there works, as far as they are not opened.

    Raises
    ------
    StudyError
        If nobody knows who that is.
    """
    return seat.study.sight(seat.person).blind


def in_sight(seat: Seat, line: Row, *, blind: bool) -> bool:
    """Return whether who sits there may know of a line of the audit trail."""
    return not blind or line.who == seat.coder or line.action in _OPEN


def refuse_line_of_others(seat: Seat, line: int) -> None:
    """Refuse to take back, or to say anything of, what another one did, while somebody reads blind.

    Raises
    ------
    StudyError
        If the line is closed to who sits there, or not there, or nobody knows who that is.
    """
    if not reads_blind(seat):
        return
    if not any(one.line == line and in_sight(seat, one, blind=True) for one in seat.study.audit):
        raise StudyError(
            Message("line {line} is not yours to take back, as long as you read blind", line=line)
        )


def refuse_while_blind(seat: Seat) -> None:
    """Refuse what sums up the work of others, as long as who sits there reads blind.

    Raises
    ------
    StudyError
        If a blind queue of theirs is open, or nobody knows who they are.
    """
    if blind := reads_blind(seat):
        raise StudyError(
            Message(
                "you read {queues} blind, so what others did is closed to you: it opens when the "
                "queue is opened for all, on the page Work",
                queues=enumerated(blind),
            )
        )
