"""An open study file with what is known of it: what every act on a study works with.

A `Session` offers snapshots to read and recorders to add with; a `Recorder` is one line of the
audit trail while it is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from typing import Any, TypeAlias

import numpy as np

from civic_qual.errors import StudyError
from civic_qual.messages import Message, quoted
from civic_qual.study.opening import explained
from civic_qual.study.records import (
    KINDS,
    Coding,
    Entry,
    Key,
    Label,
    Record,
    digest_of,
    key_of,
)
from civic_qual.study.snapshot import Snapshot, SnapshotCache
from civic_qual.study.store import Store

AsOf: TypeAlias = int | str | date | datetime | None


class Session:
    """Offers snapshots of the study to read, and recordings to add to it."""

    def __init__(self, store: Store) -> None:
        self.store, self.cache = store, SnapshotCache(store)
        self._latest: Snapshot | None = None

    def snapshot(self, as_of: AsOf = None) -> Snapshot:
        """Return the study as it is, or as it was at a line of the trail or at a time.

        Raises
        ------
        StudyError
            If the trail has no such line, or the time cannot be read.
        """
        last = self.store.last_line
        line = last if as_of is None else self._line(as_of, last)
        if self._latest is None or self._latest.line != line:
            made = Snapshot(self.cache, line)
            if line != last:
                return made
            self._latest = made
        return self._latest

    @contextmanager
    def reading(self, as_of: AsOf = None) -> Iterator[Snapshot]:
        """Offer the study as it is, or as it was, to read; what goes wrong is explained."""
        self.store.refuse_damage()
        with explained(self.store.path):
            yield self.snapshot(as_of)

    @contextmanager
    def recording(
        self, who: str, action: str, details: dict[str, Any] | None = None
    ) -> Iterator[Recorder]:
        """Add what the block records in one transaction, with its line of the audit trail."""
        self.store.refuse_damage()
        store = self.store
        with explained(store.path), store.alone(), self._forgetting(), store.writing():
            recorder = Recorder(store, details=dict(details or {}))
            yield recorder
            recorder.log(who, action)

    @contextmanager
    def attempting(self, recorder: Recorder) -> Iterator[None]:
        """Record what the block adds wholly or not at all; what was recorded before it stays.

        So one of several acts can be refused, and the others come into the study together.
        """
        before = len(recorder.new), dict(recorder.counts), dict(recorder.details)
        with self._forgetting(), self.store.part():
            try:
                yield
            except BaseException:
                count, recorder.counts, recorder.details = before
                del recorder.new[count:]
                raise

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        """Forget what is worked out in the block if it fails: its records are not there after all.

        What was worked out before stays, and so do the transcripts that others hold.
        """
        before = self._latest
        try:
            with self.cache.forgetting():
                yield
        except BaseException:
            self._latest = before
            raise

    def within(self, recorder: Recorder) -> Snapshot:
        """Return the study with what a recording has added so far."""
        return Snapshot(self.cache, recorder.line)

    def find(
        self, name: str, *kinds: type[Record], snapshot: Snapshot | None = None
    ) -> tuple[type[Record], Key]:
        """Return the kind and the key of a record of some kinds by its id, as tables show it.

        It is looked for in a snapshot, or in the study as it is.

        Raises
        ------
        StudyError
            If there is none, or it was taken back.
        """
        try:
            key = Key(bytes.fromhex(name))
        except (ValueError, TypeError):
            raise StudyError(
                Message(
                    "{id} is no id of a record; take one from the column `id` of "
                    "study.coding_table() or study.memos",
                    id=quoted(name),
                )
            ) from None
        snapshot = snapshot or self.snapshot()
        key = snapshot.same.of(key)
        for kind in kinds:
            if self.store.known(kind, [key]):
                if key in snapshot.gone:
                    raise StudyError(
                        Message("{id} was undone before; undo that undo to bring it back", id=name)
                    )
                return kind, key
        if kinds == (Coding,):
            raise StudyError(
                Message(
                    "{id} names no coding in this study; take an id from the column "
                    "`id` of study.coding_table() or study.memos",
                    id=name,
                )
            )
        raise StudyError(
            Message(
                "{id} names no record that this can be done to in this study; take an id from "
                "the column `id` of study.coding_table() or study.memos",
                id=name,
            )
        )

    def _line(self, as_of: int | str | date, last: int) -> int:
        if isinstance(as_of, int | np.integer):
            if not 0 < as_of <= last:
                raise StudyError(
                    Message(
                        "the audit trail has lines 1 to {last}, and no line {line}",
                        last=last,
                        line=int(as_of),
                    )
                )
            return int(as_of)
        line = self.store.line_at(_written(_time_of(as_of)))
        if not line:
            raise StudyError(
                Message(
                    "the study did not exist yet at {time}; its first line is of {first}",
                    time=str(as_of),
                    first=self.store.trail()[0].recorded,
                )
            )
        return line


@dataclass
class Recorder:
    """Adds records under the next line of the audit trail; made inside a transaction."""

    store: Store
    details: dict[str, Any] = field(default_factory=dict)  # what the line says beside the counts
    line: int = field(init=False)
    time: str = field(init=False)
    new: list[Key] = field(init=False, default_factory=list)
    counts: dict[str, int] = field(init=False, default_factory=dict)
    log_anyway: bool = field(init=False, default=False)  # also if nothing was new

    def __post_init__(self) -> None:
        self.move_to_end()

    def move_to_end(self) -> None:
        """Take the line after the last one: others were added in the meantime."""
        self.line = self.store.last_line + 1
        self.time = later_than(self.store.last_recorded)

    def add(self, *records: Record) -> list[Key]:
        """Add records of one kind; return all their names, of those already there too."""
        if not records:
            return []
        kind = type(records[0])
        _refuse_what_is_no_text(kind, records)
        named = [(key_of(record), record) for record in records]
        new = self.store.insert(kind, named, self.line)
        self.new += new
        if new:
            table = KINDS[kind].table
            self.counts[table] = self.counts.get(table, 0) + len(new)
        return [key for key, _ in named]

    def log(self, who: str, action: str) -> None:
        """Write the line, unless nothing was new."""
        if not isinstance(who, str):
            raise StudyError(Message("who={who} is no name: write it as text", who=quoted(who)))
        if not self.new and not self.log_anyway:
            return
        entry = Entry(
            time=self.time,
            who=who,
            action=action,
            details=json.dumps({**self.details, **self.counts}, ensure_ascii=False),
            records=len(self.new),
            digest=digest_of(self.new),
        )
        self.store.log(entry, self.line, self.time)


def _refuse_what_is_no_text(kind: type[Record], records: Sequence[Record]) -> None:
    """Refuse numbers and the like: the file would keep them as texts, which have other names."""
    for column, of in KINDS[kind].columns.items():
        value_of = attrgetter(column)
        for record in records if of in (str, Label) else ():
            if not isinstance(value_of(record), str):
                raise StudyError(
                    Message(
                        "{column}={value} is no text: write it as one",
                        column=column,
                        value=quoted(value_of(record)),
                    )
                )


def now() -> str:
    """Return the time, in UTC, to the microsecond, as records have it."""
    return _written(datetime.now(UTC))


def later_than(time: str) -> str:
    """Return the time now, or the microsecond after another that was a moment ago.

    A time that lies further ahead was stamped by a clock that went wrong, and stamps nothing
    else: it is the order of the trail that counts.

    Examples
    --------
    >>> later_than("2999-12-31T23:59:59.999999Z") < "2999"
    True
    """
    present = now()
    if present > time:
        return present
    try:
        ahead = datetime.fromisoformat(time) - datetime.fromisoformat(present)
        return present if ahead > _MOMENT else _next(time)
    except (ValueError, OverflowError):
        return present


_MOMENT = timedelta(seconds=1)


def _next(time: str) -> str:
    return _written(datetime.fromisoformat(time) + timedelta(microseconds=1))


def after_all(times: Iterable[str]) -> str:
    """Return the time now, or just after the latest of some times, as far ahead as that may be.

    Where a later time counts, what is done now counts: also after a clock that went wrong.

    Examples
    --------
    >>> after_all(["2999-12-31T23:59:59.999999Z"])
    '3000-01-01T00:00:00.000000Z'
    >>> after_all(["9999-12-31T23:59:59.999999Z"])
    '9999-12-31T23:59:59.999999Z+'
    """
    latest, present = max(times, default=""), now()
    if present > latest:
        return present
    try:
        return _next(latest)
    except (ValueError, OverflowError):
        return f"{latest}+"  # later as a text, which is how times are compared


def _written(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _time_of(as_of: str | date) -> datetime:
    """Read a time; without a zone it is UTC, and a day alone is meant to its end.

    Examples
    --------
    >>> _time_of("2026-03-01").isoformat()
    '2026-03-01T23:59:59.999999+00:00'
    """
    read: object = as_of
    try:
        if isinstance(as_of, str):
            read = (date if len(as_of) == 10 else datetime).fromisoformat(as_of)
        if not isinstance(read, date):
            raise ValueError(as_of)
    except ValueError:
        raise StudyError(
            Message(
                "as_of={time} is no line of the audit trail and no time; write a "
                "number, 2026-03-01 or 2026-03-01T14:30",
                time=quoted(as_of),
            )
        ) from None
    if not isinstance(read, datetime):
        read = datetime.combine(read, time()) + timedelta(days=1, microseconds=-1)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
