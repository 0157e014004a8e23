"""What somebody else did meanwhile: a change that rests on what was there before is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.errors import StudyError
from civic_qual.messages import Message
from civic_qual.study.records import Key, Undo

if TYPE_CHECKING:
    from collections.abc import Callable

    from civic_qual.study.snapshot import Snapshot

    Unseen = Callable[[Key, str], bool]  # whether it is not to be seen who did it to a coding


def refuse_taken_back(snapshot: Snapshot, name: str, unseen: Unseen) -> None:
    """Refuse a coding that somebody took back, and say who, if that may be seen.

    Raises
    ------
    StudyError
        As a conflict.
    """
    try:
        key = Key(bytes.fromhex(name))
    except (ValueError, TypeError):
        return
    where = {"subject": [key]}
    for undo in snapshot.store.records(Undo, where=where, until=snapshot.line):
        if undo.key not in snapshot.gone:
            if unseen(key, undo.record.who):
                raise StudyError(_NOT_SHOWN)
            raise StudyError(
                Message(
                    "{who} took this coding back on {time}",
                    who=undo.record.who,
                    time=said_time(undo.record.time),
                )
            )


def refuse_unseen(snapshot: Snapshot, key: Key, seen: str, unseen: Unseen) -> None:
    """Refuse to change a coding on which another decision holds than was seen.

    Raises
    ------
    StudyError
        As a conflict, which says who did what, and when.
    """
    standing = snapshot.decisions_on(key)
    if seen == (standing[0][0].hex() if standing else ""):
        return
    if not standing:
        raise StudyError(
            Message("what was decided on this coding was taken back meanwhile: look at it again")
        )
    decision = standing[0][1]
    if unseen(key, decision.who):
        raise StudyError(_NOT_SHOWN)
    raise StudyError(
        Message(
            "{who} {did} this coding on {time}, which was not seen yet: look at it again",
            who=decision.who,
            did=_DID[decision.verdict],
            time=said_time(decision.time),
        )
    )


_NOT_SHOWN = Message(
    "something was decided on this coding that is not shown before the queue is revealed: it stays "
    "as it is until then"
)
_DID: dict[str, str] = {
    "accept": Message.in_context("somebody ... this coding", "accepted"),
    "reject": Message.in_context("somebody ... this coding", "rejected"),
    "change": Message.in_context("somebody ... this coding", "changed"),
}


def said_time(time: str) -> str:
    """Return a moment of the trail as people read it."""
    return f"{time[:16].replace('T', ' ')} UTC"
