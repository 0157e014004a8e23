"""An open study file with what is known of it: what every act on a study works with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias

import numpy as np

from civic_qual.errors import StudyError
from civic_qual.study.opening import explained
from civic_qual.study.records import (
    KINDS,
    TABLES,
    Coding,
    Entry,
    Key,
    Label,
    Record,
    digest_of,
    key_of,
)
from civic_qual.study.snapshot import Moment, Shelf
from civic_qual.study.store import Store


def now() -> str:
    """Return the time, in UTC, to the microsecond, as records have it."""
    return _written(datetime.now(UTC))


def later_than(time: str) -> str:
    """Return the time now, or the microsecond after another if that is later.

    Examples
    --------
    >>> later_than("2999-12-31T23:59:59.999999Z")
    '3000-01-01T00:00:00.000000Z'
    """
    moment = now()
    if moment > time:
        return moment
    return _written(datetime.fromisoformat(time) + timedelta(microseconds=1))


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass
class Recorder:
    """Adds records under the next line of the audit trail; made inside a transaction."""

    store: Store
    line: int = 0
    time: str = ""
    new: list[Key] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)  # what the line says beside the counts

    log_anyway: bool = False  # also if nothing was new

    def __post_init__(self) -> None:
        self.move_to_end()

    def move_to_end(self) -> None:
        """Take the line after the last one: others were added in the meantime."""
        self.line = self.store.last_entry + 1
        self.time = later_than(self.store.last_recorded)

    def add(self, *records: Record) -> list[Key]:
        """Add records of one kind; return all their names, of those already there too."""
        if not records:
            return []
        kind = type(records[0])
        _refuse_what_is_no_text(records)
        named = [(key_of(record), record) for record in records]
        new = self.store.insert(kind, named, self.line)
        self.new += new
        if new:
            self.counts[TABLES[kind]] = self.counts.get(TABLES[kind], 0) + len(new)
        return [key for key, _ in named]

    def log(self, who: str, action: str) -> None:
        """Write the line, unless nothing was new."""
        if not isinstance(who, str):
            raise StudyError(f"who={who!r} is no name: write it as text")
        if not self.new and not self.log_anyway:
            return
        told = {**self.details, **self.counts}
        entry = Entry(
            self.time,
            who,
            action,
            json.dumps(told, ensure_ascii=False),
            len(self.new),
            digest_of(self.new),
        )
        self.store.log(entry, self.line, self.time)


def _refuse_what_is_no_text(records: tuple[Record, ...]) -> None:
    """Refuse numbers and the like: the file would keep them as texts, which have other names."""
    for place, (column, of) in enumerate(KINDS[type(records[0])].items()):
        for record in records if of in (str, Label) else ():
            if not isinstance(record[place], str):
                raise StudyError(f"{column}={record[place]!r} is no text: write it as one")


AsOf: TypeAlias = int | str | date | datetime | None


class Session:
    """Offers moments of the study to read, and recordings to add to it."""

    def __init__(self, store: Store) -> None:
        self.store, self.shelf = store, Shelf(store)
        self._latest: Moment | None = None

    def moment(self, as_of: AsOf = None) -> Moment:
        """Return the study as it is, or as it was at a line of the trail or at a time.

        Raises
        ------
        StudyError
            If the trail has no such line, or the time cannot be read.
        """
        last = self.store.last_entry
        line = last if as_of is None else self._line(as_of, last)
        if self._latest is None or self._latest.line != line:
            made = Moment(self.shelf, line)
            if line != last:
                return made
            self._latest = made
        return self._latest

    @contextmanager
    def reading(self, as_of: AsOf = None) -> Iterator[Moment]:
        """Offer the study as it is, or as it was, to read; what goes wrong is explained."""
        with explained(self.store.path):
            yield self.moment(as_of)

    @contextmanager
    def recording(
        self, who: str, action: str, details: dict[str, Any] | None = None
    ) -> Iterator[Recorder]:
        """Add what the block records in one transaction, with its line of the audit trail."""
        try:
            with explained(self.store.path), self.store.writing():
                recorder = Recorder(self.store, details=dict(details or {}))
                yield recorder
                recorder.log(who, action)
        except BaseException:
            # What was worked out of records that are not there after all must go, too.
            self.shelf, self._latest = Shelf(self.store), None
            raise

    def within(self, recorder: Recorder) -> Moment:
        """Return the study with what a recording has added so far."""
        return Moment(self.shelf, recorder.line)

    def key(self, name: str, *kinds: type[Record]) -> tuple[type[Record], Key]:
        """Return the kind and the key of a record by its id, as tables show it.

        Raises
        ------
        StudyError
            If no record of these kinds has it, or it was taken back.
        """
        try:
            key = Key(bytes.fromhex(name))
        except (ValueError, TypeError):
            raise StudyError(
                f"{name!r} is no id of a record; take one from the column `id` of "
                "study.coding_table() or study.memos"
            ) from None
        for kind in kinds:
            if self.store.known(kind, [key]):
                if key in self.moment().gone:
                    raise StudyError(f"{name} was undone before; undo that undo to bring it back")
                return kind, key
        wanted = "coding" if kinds == (Coding,) else "record that this can be done to"
        raise StudyError(
            f"{name} names no {wanted} in this study; take an id from the column "
            "`id` of study.coding_table() or study.memos"
        )

    def _line(self, as_of: int | str | date, last: int) -> int:
        if isinstance(as_of, int | np.integer):
            if not 0 < as_of <= last:
                raise StudyError(f"the audit trail has lines 1 to {last}, and no line {as_of}")
            return int(as_of)
        moment = _moment_of(as_of)
        line = self.store.entry_at(moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        if not line:
            raise StudyError(
                f"the study did not exist yet at {as_of}; its first line is of "
                f"{self.store.trail()[0][3]}"
            )
        return line


def _moment_of(told: str | date) -> datetime:
    """Read a time; without a zone it is UTC, and a day alone is meant to its end.

    Examples
    --------
    >>> _moment_of("2026-03-01").isoformat()
    '2026-03-01T23:59:59.999999+00:00'
    """
    try:
        if isinstance(told, str):
            told = date.fromisoformat(told) if len(told) == 10 else datetime.fromisoformat(told)
        if not isinstance(told, date):
            raise ValueError(told)
    except ValueError:
        raise StudyError(
            f"as_of={told!r} is no line of the audit trail and no time; write a "
            "number, 2026-03-01 or 2026-03-01T14:30"
        ) from None
    if not isinstance(told, datetime):
        told = datetime.combine(told, time()) + timedelta(days=1, microseconds=-1)
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
