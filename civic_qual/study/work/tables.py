"""Work as tables: the queues with how far their coders are."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from civic_qual.messages import Message
from civic_qual.results import Result
from civic_qual.study.work.queues import given, read_items, shown_in

if TYPE_CHECKING:
    from civic_qual.study.snapshot import Snapshot


class QueueTable(Result):
    """What coders were given to read, a row a queue and coder.

    Columns: queue, kind, coder, assigned, read, shown (what readers see beside it by now), sample.
    """

    _title = Message("Queues")


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
