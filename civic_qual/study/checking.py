"""Whether a study file can be believed: its pages, its texts, and its audit trail."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator

from civic_qual.study.records import TABLES, Key, Text, Version, digest_of, entry_key, key_of
from civic_qual.study.store import Store


def problems(store: Store) -> list[str]:
    """Return what is wrong with a study file, a line each; nothing if all is well.

    SQLite checks its pages and references. Every record must be what its name says, every text
    the one its revision names, and every line of the trail must account for its records.
    """
    found = store.problems()
    return found or [*_records(store), *_texts(store)]


def _records(store: Store) -> Iterator[str]:
    explained: defaultdict[int, list[Key]] = defaultdict(list)
    for line, shared in store.shared():
        explained[line].append(shared)
    for kind, table in TABLES.items():
        for row, key, line, record in store.records(kind):
            explained[line].append(key)
            if key_of(record) != key:
                yield f"row {row} of {table} is not what was recorded"
    for place, (line, name, entry, _) in enumerate(store.trail(), 1):
        own = explained.pop(line, [])
        if line != place:
            yield f"line {place} of the audit trail is missing"
        if entry_key(entry) != name:
            yield f"line {line} of the audit trail is not what was recorded"
        if len(own) != entry.records or digest_of(own) != entry.digest:
            yield f"line {line} of the audit trail does not account for its records"
    yield from (
        f"records of line {line} have no such line in the audit trail" for line in explained
    )


def _texts(store: Store) -> Iterator[str]:
    known = set()
    for row, _, _, text in store.records(Text):
        known.add(text.revision)
        if hashlib.sha256(text.text.encode()).hexdigest()[:16] != text.revision:
            yield f"row {row} of text is not the text of revision {text.revision}"
    for revision in {store.text(one) for (one,) in store.rows(Version, ("revision",))} - known:
        yield f"revision {revision} has no text"
