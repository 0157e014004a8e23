"""Work as tables: the queues with how far their coders are, and what coders said no to."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from civic_qual.messages import Message
from civic_qual.results import Result
from civic_qual.study.records import Rejection
from civic_qual.study.work.queues import given, read_items, shown_in

if TYPE_CHECKING:
    from civic_qual.study.snapshot import Snapshot


class QueueTable(Result):
    """What coders were given to read, a row a queue and coder.

    Columns: queue, kind, coder, assigned, read, shown (what readers see beside it by now), sample.
    """

    _title = Message("Queues")


class RejectionTable(Result):
    """What coders said no to, a row a passage and code, as far as it stands.

    Columns: id, by which to undo it; transcript, start, end, code, coder, origin and by (whose
    advice it was), score, why, time.
    """

    _title = Message("Rejections")


def queue_table(snapshot: Snapshot) -> QueueTable:
    """Return the queues with how far their coders are."""
    rows = []
    for (queue, coder), own in groupby(
        given(snapshot), key=lambda one: (one.record.queue, one.record.coder)
    ):
        theirs = [*own]
        first = theirs[0].record
        rows.append(
            {
                "queue": queue,
                "kind": first.kind,
                "coder": coder,
                "assigned": len(theirs),
                "read": len(read_items(snapshot, coder, [one.record.item for one in theirs])),
                "shown": shown_in(snapshot, first),
                "sample": first.sample,
            }
        )
    columns = ["queue", "kind", "coder", "assigned", "read", "shown", "sample"]
    return QueueTable(pd.DataFrame(rows, columns=columns))


def rejection_table(snapshot: Snapshot) -> RejectionTable:
    """Return what coders said no to, where it stands in the transcripts and codebook that hold.

    The earliest is first, in every copy of a study: in what order they came to a file says nothing.
    """
    rows = []
    said = snapshot.store.records(Rejection, until=snapshot.line)
    for stored in sorted(said, key=lambda one: (one.record.time, one.key)):
        one = stored.record
        span = snapshot.place_of(stored.key, one)
        code = snapshot.moves.code(one.code, one.codebook)
        if span and code and stored.key not in snapshot.gone:
            rows.append(
                {
                    "id": stored.key.hex(),
                    "transcript": one.transcript,
                    "start": span[0],
                    "end": span[1],
                    "code": code,
                    "coder": one.coder,
                    "origin": one.origin,
                    "by": one.by,
                    "score": one.score,
                    "why": one.why,
                    "time": one.time,
                }
            )
    columns = ["id", "transcript", "start", "end", "code", "coder", "origin", "by"]
    return RejectionTable(pd.DataFrame(rows, columns=[*columns, "score", "why", "time"]))
