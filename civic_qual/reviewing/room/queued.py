"""A queue as its coder works through it: what is to be read, in order, and what was."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from civic_qual.reviewing.advice import look_ahead
from civic_qual.reviewing.room.calls import Answer, Seat
from civic_qual.study.work.queues import BLIND

if TYPE_CHECKING:
    from civic_qual.corpus.model import Transcript
    from civic_qual.study.work.queue import Item


def queue(seat: Seat, *, queue: str) -> Answer:
    """Return a queue of the coder, without words and without advice: `transcript` has these.

    Raises
    ------
    StudyError
        If the coder was given none of that name.
    """
    study, coder = seat.study, seat.person
    own, corpus = study.queue(queue, coder), study.corpus
    if seat.patience is not None:
        look_ahead(study, own)
    items = [_item(item, corpus[item.transcript]) for item in own.items]
    return {
        "queue": own.name,
        "kind": own.kind,
        "coder": own.coder,
        "unit": own.unit,
        "codes": own.codes,
        "sample": own.sample,
        "asked": own.asked,
        "shown": own.shown,
        "blind": own.shown == BLIND,
        "codebook": own.codebook,
        "items": items,
        "read": sum(item.read for item in own.items),
        "of": len(items),
    }


def _item(item: Item, one: Transcript) -> dict[str, Any]:
    state = "read" if item.read else "open" if item.placed else "lost"
    return {
        "key": item.key,
        "transcript": item.transcript,
        "revision": item.revision,
        "start": item.start,
        "end": item.end,
        "before": _before(item, one) if item.placed else None,
        "state": state,
    }


def _before(item: Item, one: Transcript) -> list[int] | None:
    """Return what stands before a passage: of its own turn, else the turn before."""
    number = bisect_right(one.turns, item.start, key=lambda turn: turn.start) - 1
    if number < 0:
        return None
    turn = one.turns[number]
    begins = turn.spoken[0][0] if turn.spoken else turn.start
    if begins < item.start and one.text[begins : item.start].strip():
        return [begins, item.start]
    return [one.turns[number - 1].start, one.turns[number - 1].end] if number else None
