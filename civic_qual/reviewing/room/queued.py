"""A queue as its coder works through it: what is to be read, in order, and what was."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from civic_qual.reviewing.advice import look_ahead
from civic_qual.reviewing.room.calls import Answer, Seat
from civic_qual.study.work.queues import BLIND, given, is_through, read_items

if TYPE_CHECKING:
    from civic_qual.corpus.model import Transcript
    from civic_qual.study.contents.in_transcript import StandingCoding
    from civic_qual.study.snapshot import Snapshot
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
    with study._session.reading() as snapshot:
        through = is_through(snapshot, queue, coder)
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
        "through": through,
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


def said_by_others(
    snapshot: Snapshot, queue: str, coder: str, transcript: str, seen: Sequence[StandingCoding]
) -> list[dict[str, Any]]:
    """Return what others said of the passages of a queue that was opened, whole, to discuss it.

    A row a passage and coder who has read it.

    Parameters
    ----------
    seen
        The codings of people in the transcript, as far as the coder may see them.
    """
    theirs = [
        one
        for one in given(snapshot, queue=[queue], transcript=[transcript])
        if one.record.coder != coder
    ]
    read = {
        who: read_items(snapshot, who, [one.record.item for one in theirs])
        for who in {one.record.coder for one in theirs}
    }
    rows = []
    for one in theirs:
        who, span = one.record.coder, snapshot.place_of(one.key, one.record)
        if span is None or one.record.item not in read[who]:
            continue
        codes = [
            coding.code
            for coding in sorted(seen, key=lambda coding: coding.start)
            if coding.coder == who
            and coding.status != "rejected"
            and coding.start < span[1]
            and span[0] < coding.end
        ]
        rows.append(
            {"coder": who, "start": span[0], "end": span[1], "codes": [*dict.fromkeys(codes)]}
        )
    return rows
