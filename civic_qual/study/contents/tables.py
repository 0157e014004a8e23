"""What is in a study as tables: codings with their ids, readings by coder, memos, the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from civic_qual.analysis.agreement.adjudicate import DECIDED_COLUMNS
from civic_qual.messages import Message
from civic_qual.results import Result
from civic_qual.study.acts.sample import header_of, kept_samples
from civic_qual.study.holding.state import heads
from civic_qual.study.records import Coding, Key, Memo, Reading, Ruling

if TYPE_CHECKING:
    from civic_qual.study.contents.codings import Held
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.stored import Stored


class CodingTable(Result):
    """The codings of a study, a row each.

    Columns: id, by which others decide on it; the columns of `Codings.frame`; decided_by and why,
    of the decision that counts.
    """

    _title = Message("Codings")


class CoderTable(Result):
    """Who has coded and read: a row for each coder and origin.

    Columns: coder, origin, codings, readings, last (when they last did).
    """

    _title = Message("Coders")


class MemoTable(Result):
    """The memos that hold, a row each, in the order of their times.

    Columns: id, about, target, transcript, start, end, text, coder, time. A memo on a passage that
    was not found in a corrected transcript has a start and an end of -1.
    """

    _title = Message("Memos")


class AuditTrail(Result):
    """Everything that was ever done, a row each.

    Columns: line, time, who, action, records, details, recorded, id. `records` is how many were
    new, `recorded` when the line came into this file.
    """

    _title = Message("Audit trail")


class RulingTable(Result):
    """What was settled for reference codings, a row a passage and code.

    Columns: coder (the reference), revision, and those of `Adjudicated.decided`.
    """

    _title = Message("Settled passages")


class SampleTable(Result):
    """The samples that are kept, a row each.

    Columns: sample, design, unit, seed, by, frame_hash, frame_size, size.
    """

    _title = Message("Samples")


def coding_table(snapshot: Snapshot, held: Held) -> CodingTable:
    """Return the codings with their ids, who decided on each, and why."""
    rows = list(held.rows)
    stored = snapshot.store.columns(Coding, "row", "key", where={"row": rows})
    keys = dict(zip(stored["row"], map(Key, stored["key"]), strict=True))
    frame = held.codings.frame
    decisions = [snapshot.decided.heads.get(keys[row], ()) for row in rows]
    frame.insert(0, "id", [keys[row].hex() for row in rows])
    frame["decided_by"] = [made[0][1].who if made else "" for made in decisions]
    frame["why"] = [made[0][1].why if made else "" for made in decisions]
    return CodingTable(frame)


@dataclass
class _Work:
    """What somebody did."""

    codings: int = 0
    readings: int = 0
    last: str = ""


def coder_table(snapshot: Snapshot) -> CoderTable:
    """Return who coded and read how much."""
    store, text = snapshot.store, snapshot.store.text
    work: dict[tuple[int, int], _Work] = {}
    for kind in (Coding, Reading):
        columns = store.columns(kind, "coder", "origin", "key", "time", until=snapshot.line)
        for coder, origin, key, time in zip(*columns.values(), strict=True):
            if key not in snapshot.decided.hidden:
                own = work.setdefault((coder, origin), _Work())
                own.codings += kind is Coding
                own.readings += kind is Reading
                own.last = max(own.last, time)
    rows = [
        {"coder": text(coder), "origin": text(origin), **vars(own)}
        for (coder, origin), own in work.items()
    ]
    rows.sort(key=lambda row: (row["coder"], row["origin"]))
    return CoderTable(_frame(rows, "coder", "origin", "codings", "readings", "last"))


def memo_table(snapshot: Snapshot) -> MemoTable:
    """Return the memos that hold."""
    stored = snapshot.store.records(Memo, until=snapshot.line)
    memos = ((memo.key, snapshot.same.said(memo.record)) for memo in stored)
    made = heads(memos, lambda _: "", snapshot.gone)
    rows = []
    for key, memo in reversed(made.get("", [])):
        span = _span_now(snapshot, key, memo)
        rows.append(
            {
                "id": key.hex(),
                "about": memo.about,
                "target": memo.target,
                "transcript": memo.transcript,
                "start": span.start,
                "end": span.end,
                "text": memo.text,
                "coder": memo.who,
                "time": memo.time,
            }
        )
    return MemoTable(
        _frame(rows, "id", "about", "target", "transcript", "start", "end", "text", "coder", "time")
    )


class _Stands(NamedTuple):
    """Where something stands in the transcript that holds."""

    start: int
    end: int


def _span_now(snapshot: Snapshot, key: Key, memo: Memo) -> _Stands:
    now = snapshot.revisions.get(memo.transcript, "")
    if not memo.transcript or memo.revision == now:
        return _Stands(memo.start, memo.end)
    anchor = snapshot.places_of(key).get(now)
    return _Stands(anchor.start, anchor.end) if anchor else _Stands(-1, -1)


def audit_trail(snapshot: Snapshot) -> AuditTrail:
    """Return the audit trail up to a snapshot."""
    rows = [
        {
            "line": line.number,
            "time": line.entry.time,
            "who": line.entry.who,
            "action": line.entry.action,
            "records": line.entry.records,
            "details": line.entry.details,
            "recorded": line.recorded,
            "id": line.key.hex(),
        }
        for line in snapshot.store.trail()
        if line.number <= snapshot.line
    ]
    return AuditTrail(
        _frame(rows, "line", "time", "who", "action", "records", "details", "recorded", "id")
    )


def ruling_table(snapshot: Snapshot) -> RulingTable:
    """Return what was settled for reference codings."""
    stored = snapshot.store.records(Ruling, until=snapshot.line)
    rows = [ruling.record.cells for ruling in sorted(stored, key=_place_of_ruling)]
    return RulingTable(_frame(rows, "coder", "revision", *DECIDED_COLUMNS))


def _place_of_ruling(stored: Stored[Ruling]) -> tuple[str, int, int, str, Key]:
    """Return by what rulings are in order: they know no times, and copies no common order."""
    ruling = stored.record
    return ruling.transcript, ruling.start, ruling.end, ruling.code, stored.key


def sample_table(snapshot: Snapshot) -> SampleTable:
    """Return the samples that are kept."""
    rows = [
        {"sample": name, **header_of(sample)}
        for name, samples in kept_samples(snapshot).items()
        for sample in samples
    ]
    return SampleTable(
        _frame(rows, "sample", "design", "unit", "seed", "by", "frame_hash", "frame_size", "size")
    )


def _frame(rows: list[dict[str, object]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))
