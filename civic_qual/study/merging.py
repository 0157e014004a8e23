"""The files of people who worked apart brought together: the union of what both have recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from civic_qual.study.acts.correct import settle
from civic_qual.study.records import KINDS, Key, Record
from civic_qual.study.session import Recorder, Session, later_than
from civic_qual.study.store import Store
from civic_qual.study.stored import Line

Brought: TypeAlias = dict[type[Record], list[tuple[Key, Record]]]


class WholeLine(NamedTuple):
    """A line of a trail with what it brought: new records by kind, and names of known ones."""

    line: Line
    brought: Brought
    shared: list[Key]


def whole_trail(store: Store) -> Iterator[WholeLine]:
    """Yield the lines of a trail, each with what it brought."""
    brought: defaultdict[int, Brought] = defaultdict(dict)
    for kind in KINDS:
        for stored in store.records(kind):
            brought[stored.line].setdefault(kind, []).append((stored.key, stored.record))
    shared: defaultdict[int, list[Key]] = defaultdict(list)
    for number, key in store.shared():
        shared[number].append(key)
    for line in store.trail():
        yield WholeLine(line, brought.pop(line.number, {}), shared[line.number])


def bring_in(session: Session, source: Store, *, who: str) -> None:
    """Copy the lines of another trail that this one does not have, in their order.

    Then what one has coded on a text that the other has corrected is found again, also if nothing
    came: what was coded since the last merge is not yet found in texts corrected apart. What is
    found depends on all that both have recorded alone, so one merge each way comes to the same. A
    merge that brings and finds nothing leaves no line.
    """
    target = session.store
    with session.recording(who, "merge", {"file": source.path.name}) as recorder:
        known = {line.key for line in target.trail()}
        # A line without records is of another merge: it would go back and forth for ever.
        fresh = [
            whole
            for whole in whole_trail(source)
            if whole.line.key not in known and whole.line.entry.records
        ]
        for whole in fresh:
            add_line(target, whole)
        recorder.log_anyway = bool(fresh)
        recorder.details["lines"] = len(fresh)
        recorder.move_to_end()
        _settle(session, recorder)


def _settle(session: Session, recorder: Recorder) -> None:
    """Find what can be found until there is no more: from one text it may lead on to another."""
    found = -1
    while len(recorder.new) > found:
        found = len(recorder.new)
        settle(recorder, session.within(recorder))


def add_line(store: Store, whole: WholeLine, recorded: str = "") -> None:
    """Add a line of another trail with its records, inside a transaction."""
    number = store.last_line + 1
    known = list(whole.shared)
    for kind in KINDS:
        named = whole.brought.get(kind, [])
        new = set(store.insert(kind, named, number)) if named else set()
        known += [key for key, _ in named if key not in new]
    recorded = recorded or later_than(store.last_recorded)
    store.log(whole.line.entry, number, recorded, list(dict.fromkeys(known)))
