"""Whether a study file can be believed: its pages, its records, its texts, and its audit trail.

A small file is checked whole whenever it is opened. Of a large one that would take too long: then
all is checked but its codings, readings and acts, and these when they are read, or when somebody
asks for `problems`.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import chain

from civic_qual.corpus.transcripts import revision_of
from civic_qual.errors import StudyError
from civic_qual.messages import Message, message_of
from civic_qual.study.records import (
    KINDS,
    Anchor,
    Coding,
    Decision,
    DoneAct,
    Key,
    Reading,
    Record,
    Text,
    Undo,
    digest_of,
    seal_of,
)
from civic_qual.study.store import Store

SMALL = 8_000_000  # bytes of a file that is checked whole when it is opened: half a second
MANY = (Coding, Reading, DoneAct)  # kinds of which a large study has very many records


def problems(store: Store) -> list[str]:
    """Return what is wrong with a study file, a line each; nothing if all is well.

    SQLite checks its pages and references. Every record must be what its name says, every text
    the one its revision names, and every line of the trail must account for its records, in their
    order, and for when it came. Whatever cannot be read is a problem: nothing is raised.
    """
    with store.reading():
        return list(_all_problems(store, ()))


def check(store: Store) -> None:
    """Find out whether a file can be believed, when it is opened: see `Store.damage`."""
    store.unchecked = MANY if store.size > SMALL else ()
    problem = next(_all_problems(store, store.unchecked), None)
    store.damage = None if problem is None else store.damaged(problem)


def _all_problems(store: Store, left_out: Collection[type[Record]]) -> Iterator[str]:
    """Yield what is wrong; what looks further into a file that is no study any more is left."""
    made = list(_told(store.made_as_a_study))
    yield from made
    if not left_out:
        pages = list(_told(store.pages))
        yield from pages
        made += pages
    if not made:
        yield from _told(lambda: _records_and_trail(store, left_out))


def _told(look: Callable[[], Iterator[str]]) -> Iterator[str]:
    """Yield what is found, and what keeps from finding more."""
    found = look()
    while True:
        try:
            yield next(found)
        except StopIteration:
            return
        except StudyError as error:
            yield message_of(error)
            return
        except (sqlite3.Error, TypeError, ValueError, OverflowError) as error:
            yield Message("it cannot be read on ({reason})", reason=str(error)[:100])
            return


def _records_and_trail(store: Store, left_out: Collection[type[Record]]) -> Iterator[str]:
    brought: defaultdict[int, dict[type[Record], list[Key]]] = defaultdict(dict)
    texts: set[str] = set()
    for kind in KINDS:
        if kind not in left_out:
            yield from _records(store, kind, brought, texts)
    shared: defaultdict[int, list[Key]] = defaultdict(list)
    for number, key in store.shared():
        shared[number].append(key)
    seals, left, lines_left = store.seals(), 0, 0
    for number, line in enumerate(store.lines(), 1):
        if line.number != number:
            yield Message("line {line} of the audit trail is missing", line=number)
            return
        if not line.whole:
            yield Message("line {line} of the audit trail is not what was recorded", line=number)
            continue
        own, sealed = brought.pop(number, {}), seals.pop(number, None)
        keys = [*chain.from_iterable(own.values()), *shared[number]]
        left += line.entry.records - len(keys)
        lines_left += number * (line.entry.records - len(keys))
        if not left_out or len(keys) >= line.entry.records:
            accounted = len(keys) == line.entry.records and digest_of(keys) == line.entry.digest
            if not accounted or seal_of(number, line.key, line.recorded, own, shared[number]) != (
                sealed
            ):
                yield Message(
                    "line {line} of the audit trail does not account for its records", line=number
                )
    for number in sorted({*brought, *seals}):
        yield Message("records of line {line} have no such line in the audit trail", line=number)
    if left_out:
        yield from _many(store, left_out, left, lines_left)


def _many(
    store: Store, left_out: Collection[type[Record]], records: int, lines: int
) -> Iterator[str]:
    """Yield whether records that are checked as they are read are all there, and are found.

    Parameters
    ----------
    records, lines
        How many of them the trail tells of, and the sum of their lines.
    """
    sums = [store.sums(kind) for kind in left_out]
    if (sum(one for one, _ in sums), sum(other for _, other in sums)) != (records, lines):
        yield Message("the audit trail does not account for all codings, readings and acts")
    names = [
        *store.columns(Decision, "coding")["coding"],
        *store.columns(Undo, "subject")["subject"],
        *store.columns(Anchor, "subject")["subject"],
    ]
    missing = {*names}
    for kind in KINDS:
        missing -= {*store.known(kind, missing)} if missing else missing
    if missing:
        yield Message("a record that others refer to is not found by its name")


def _records(
    store: Store,
    kind: type[Record],
    brought: defaultdict[int, dict[type[Record], list[Key]]],
    texts: set[str],
) -> Iterator[str]:
    """Yield which records of a kind are not what was recorded; note all by their lines."""
    of, last = KINDS[kind], 0
    rows = list(store.rows(kind))
    refers = [*of.columns].index("revision") + 3 if "revision" in of.columns else None
    for (row, key, line, *values), name in zip(rows, store.names(kind, rows), strict=True):
        if name is None or name != key or not isinstance(line, int) or line < last:
            yield Message("row {row} of {table} is not what was recorded", row=row, table=of.table)
            continue
        last = line
        brought[line].setdefault(kind, []).append(key)
        if kind is Text:
            revision, text = store.cells(of, values)
            texts.add(revision)
            if revision_of(text) != revision:
                yield Message(
                    "row {row} of text is not the text of revision {revision}",
                    row=row,
                    revision=revision,
                )
    if refers is not None and kind is not Text:
        for label in {row[refers] for row in rows}:
            revision = store.text(label)
            if revision and revision not in texts:
                yield Message("revision {revision} has no text", revision=revision)
