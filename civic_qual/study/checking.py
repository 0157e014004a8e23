"""Whether a study file can be believed: its pages, its texts, and its audit trail."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator

from civic_qual.messages import Message
from civic_qual.study.records import KINDS, Key, Text, Version, digest_of, entry_key, key_of
from civic_qual.study.store import Store


def problems(store: Store) -> list[str]:
    """Return what is wrong with a study file, a line each; nothing if all is well.

    SQLite checks its pages and references. Every record must be what its name says, every text
    the one its revision names, and every line of the trail must account for its records.
    """
    return store.problems() or [*_records_and_trail(store), *_texts(store)]


def _records_and_trail(store: Store) -> Iterator[str]:
    brought: defaultdict[int, list[Key]] = defaultdict(list)
    for number, shared in store.shared():
        brought[number].append(shared)
    for kind, of in KINDS.items():
        for stored in store.records(kind):
            brought[stored.line].append(stored.key)
            if key_of(stored.record) != stored.key:
                yield Message(
                    "row {row} of {table} is not what was recorded", row=stored.row, table=of.table
                )
    for number, line in enumerate(store.trail(), 1):
        own = brought.pop(line.number, [])
        if line.number != number:
            yield Message("line {line} of the audit trail is missing", line=number)
        if entry_key(line.entry) != line.key:
            yield Message(
                "line {line} of the audit trail is not what was recorded", line=line.number
            )
        if len(own) != line.entry.records or digest_of(own) != line.entry.digest:
            yield Message(
                "line {line} of the audit trail does not account for its records", line=line.number
            )
    for number in brought:
        yield Message("records of line {line} have no such line in the audit trail", line=number)


def _texts(store: Store) -> Iterator[str]:
    known = set()
    for stored in store.records(Text):
        revision = stored.record.revision
        known.add(revision)
        if hashlib.sha256(stored.record.text.encode()).hexdigest()[:16] != revision:
            yield Message(
                "row {row} of text is not the text of revision {revision}",
                row=stored.row,
                revision=revision,
            )
    for label in set(store.columns(Version, "revision")["revision"]):
        if store.text(label) not in known:
            yield Message("revision {revision} has no text", revision=store.text(label))
