"""Codings that do not say what was read, taken as the work on what their coders were assigned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from civic_qual.errors import CodingError, StudyError
from civic_qual.messages import Message, alternatives, enumerated
from civic_qual.study.work.acts import ReadItem

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Queue


@dataclass(frozen=True, kw_only=True)
class Added:
    """How many records were new, and what must be said of it."""

    records: int
    told: tuple[str, ...] = ()


def add_as_assigned(
    study: Study, codings: Codings, *, queue: str | None = None, who: str = ""
) -> Added:
    """Add codings; whoever does not say what was read has read just what was assigned.

    Parameters
    ----------
    study
        A study in which passages were assigned.
    codings
        Codings of its corpus.
    queue
        Of which queue they are the work; if left out of the only one that a coder has.
    who
        Who adds them, for the audit trail.

    Raises
    ------
    CodingError
        If somebody was assigned nothing, or several queues and none is named.
    """
    theirs = [_queue(study, coder, queue) for coder in codings.assumed]
    silent = codings.read.coder.among(codings.assumed)
    own = replace(codings, read=codings.read.take(~silent), assumed=())
    made, told = study.add(own, who=who), list[str]()
    for one in theirs:
        made += _read(study, one)
        told += _told(one, codings.filter(coder=one.coder))
    return Added(records=made, told=tuple(told))


def _queue(study: Study, coder: str, named: str | None) -> Queue:
    table = study.queues.frame
    queues = table.loc[table["coder"] == coder, "queue"].tolist()
    if named is not None and named in queues:
        queues = [named]
    if not queues or (named is not None and queues != [named]):
        raise CodingError(
            Message(
                "{coder} was assigned nothing{queue}; assigned were: {coders}. Assign it with "
                "civic-qual worksheet, or say with another --coverage what was read",
                coder=coder,
                queue=Message(" of the queue {queue}", queue=named) if named else "",
                coders=enumerated(sorted(set(table["coder"])), empty=Message("none")),
            )
        )
    if len(queues) > 1:
        raise CodingError(
            Message(
                "{coder} was assigned several queues: say of which this is the work with "
                "--queue {queues}",
                coder=coder,
                queues=alternatives(queues),
            )
        )
    return study.queue(str(queues[0]), coder)


def _read(study: Study, queue: Queue) -> int:
    """Note that all of a queue was read; return how much of it was not yet."""
    left, again = [item for item in queue.items if not item.read and item.placed], 0
    new = len(left)
    while left:  # what was taken back since is read again, as another act
        acts = [
            ReadItem(id=_id(item.key, again), item=item.key, codebook=queue.codebook)
            for item in left
        ]
        done = study.act(acts, coder=queue.coder, queue=queue.name)
        for one in done:
            if one.refused:
                raise StudyError(one.refused)
        left = [item for item, one in zip(left, done, strict=True) if one.repeated]
        again += 1
    return new


def _id(key: str, again: int) -> str:
    """Return the id of an act, the same wherever the same file is added."""
    return blake2b(
        b"|".join([b"assigned", key.encode(), b"%d" % again]), digest_size=16
    ).hexdigest()


def _told(queue: Queue, codings: Codings) -> list[str]:
    """Say what is taken as read, and what was coded beside it."""
    places: dict[str, list[tuple[int, int]]] = {}
    rows = codings.rows
    for transcript, *span in zip(rows["transcript"], rows["start"], rows["end"], strict=True):
        places.setdefault(str(transcript), []).append((int(span[0]), int(span[1])))
    placed = [item for item in queue.items if item.placed]
    inside = [
        (item, one)
        for item in placed
        for one in places.get(item.transcript, ())
        if one[0] < item.end and item.start < one[1]
    ]
    coded = len({item.key for item, _ in inside})
    stands = {(item.transcript, one) for item, one in inside}
    outside = sum((name, one) not in stands for name, own in places.items() for one in own)
    told: list[str] = [
        Message(
            "{coder}: {n} of {queue} taken as read, as they were assigned; something is coded in "
            "{coded} of them.",
            coder=queue.coder,
            n=Message.plural("{n} passage", "{n} passages", n=len(placed)),
            queue=queue.name,
            coded=coded,
        )
    ]
    if outside:
        told.append(
            Message.plural(
                "{coder}: {n} coding stands outside of what was assigned, and counts nowhere.",
                "{coder}: {n} codings stand outside of what was assigned, and count nowhere.",
                n=outside,
                coder=queue.coder,
            )
        )
    lost = len(queue.items) - len(placed)
    if lost:
        told.append(
            Message.plural(
                "{coder}: {n} passage is not in the corrected transcript any more: not read.",
                "{coder}: {n} passages are not in the corrected transcripts any more: not read.",
                n=lost,
                coder=queue.coder,
            )
        )
    return told
