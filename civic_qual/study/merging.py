"""The files of people who worked apart brought together: the union of what both have recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeAlias

from civic_qual.study.acts.correct import settle
from civic_qual.study.records import TABLES, Entry, Key, Record
from civic_qual.study.session import Recorder, Session, later_than
from civic_qual.study.store import Store

Brought: TypeAlias = dict[type[Record], list[tuple[Key, Record]]]


def whole_trail(store: Store) -> Iterator[tuple[Entry, str, bytes, Brought, list[Key]]]:
    """Yield the lines of a trail, each with what it brought.

    Yields
    ------
    Entry
    str
        When it was recorded.
    bytes
        Its name.
    dict
        Its records, by kind.
    list
        Names of records it brought that were there already.
    """
    brought: defaultdict[int, Brought] = defaultdict(dict)
    for kind in TABLES:
        for _, key, line, record in store.records(kind):
            brought[line].setdefault(kind, []).append((key, record))
    shared: defaultdict[int, list[Key]] = defaultdict(list)
    for line, key in store.shared():
        shared[line].append(key)
    for line, name, entry, recorded in store.trail():
        yield entry, recorded, name, brought.pop(line, {}), shared[line]


def bring_in(session: Session, recorder: Recorder, source: Store) -> None:
    """Copy the lines of another trail that this one does not have, in their order.

    Then what one has coded on a text that the other has corrected is found again. A merge that
    brings nothing leaves no line.
    """
    target = session.store
    known = {name for _, name, _, _ in target.trail()}
    copied = 0
    for entry, _, name, brought, shared in whole_trail(source):
        # A line without records is of another merge: it would go back and forth for ever.
        if name not in known and entry.records:
            add_line(target, entry, brought, shared)
            copied += 1
    if copied:
        recorder.move_to_end()
        recorder.details["lines"] = copied
        settle(recorder, session.within(recorder))
        recorder.log_anyway = True


def add_line(
    store: Store, entry: Entry, brought: Brought, shared: list[Key], recorded: str = ""
) -> None:
    """Add a line of another trail with its records, inside a transaction."""
    line = store.last_entry + 1
    known = list(shared)
    for kind in TABLES:
        named = brought.get(kind, [])
        new = set(store.insert(kind, named, line)) if named else set()
        known += [key for key, _ in named if key not in new]
    store.log(entry, line, recorded or later_than(store.last_recorded))
    store.share(line, dict.fromkeys(known))
