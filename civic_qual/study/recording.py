"""How records come into a study: in one transaction, with the line of the trail that says why."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from civic_qual.errors import StudyError
from civic_qual.study.records import KINDS, TABLES, Entry, Key, Label, Record, digest_of, key_of
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
