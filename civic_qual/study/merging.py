"""The files of people who worked apart brought together: the union of what both have recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from civic_qual.codebook.new_codes import version_with
from civic_qual.study.acts.add import book_version
from civic_qual.study.acts.correct import settle
from civic_qual.study.records import KINDS, BookVersion, Key, Record
from civic_qual.study.session import Recorder, Session, later_than
from civic_qual.study.snapshot import read_codebook_text
from civic_qual.study.store import Store
from civic_qual.study.stored import Line

if TYPE_CHECKING:
    from civic_qual.codebook.codes import Code
    from civic_qual.codebook.model import Codebook
    from civic_qual.study.snapshot import Snapshot

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
        _join_codes(recorder, session.within(recorder))
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


# Codes that people made apart, while reading


def _join_codes(recorder: Recorder, snapshot: Snapshot) -> None:
    """Record one codebook in the place of several to which people only added codes.

    It depends on these alone, so that two files merged each way hold the same. Where anything
    else is different the versions stay apart, and are a conflict that a person settles.
    """
    heads = sorted(snapshot.book_heads, key=lambda one: (one[1].time, one[0]))
    if len(heads) < 2:
        return
    begun = _begun_from(snapshot, heads)
    if begun is None:
        return
    books = [read_codebook_text(one.text) for _, one in heads]
    joined = _joined(read_codebook_text(begun.text), books)
    if joined is not None:
        supersedes = " ".join(sorted(key.hex() for key, _ in heads))
        recorder.add(book_version(joined, supersedes=supersedes, time=heads[-1][1].time))


def _begun_from(snapshot: Snapshot, heads: Sequence[tuple[Key, BookVersion]]) -> BookVersion | None:
    """Return the version from which all of them come, if no code became another since."""
    versions = {key.hex(): book for key, book in snapshot.books}
    before = [_before(versions, key.hex()) for key, _ in heads]
    common = set.intersection(*map(set, before))
    since = {name for line in before for name in line} - common
    if not common or any(versions[name].moves != "{}" for name in since):
        return None
    latest = [name for name in before[0] if name in common]
    return versions[latest[0]]


def _before(versions: dict[str, BookVersion], head: str) -> list[str]:
    """Return a version and all before it, the latest first."""
    line = [head]
    for name in line:  # grows while it is walked
        line += [one for one in versions[name].supersedes.split() if one in versions]
    return list(dict.fromkeys(line))


def _joined(begun: Codebook, books: Sequence[Codebook]) -> Codebook | None:
    """Return the codebook with the codes of all; None if one has changed or lost any."""
    made = books[0]
    for book in books:
        same = replace(book, codes=begun.codes, version=begun.version) == begun
        kept = all(code.id in book and book[code.id] == code for code in begun)
        if not same or not kept or any(made[one.id] != one for one in book if one in made):
            return None
        made = replace(made, codes=_with(made, [one for one in book if one.id not in made]))
    return replace(made, version=version_with(begun.version, len(made) - len(begun)))


def _with(codebook: Codebook, fresh: Iterable[Code]) -> tuple[Code, ...]:
    """Return the codes of a codebook with others, each behind all that stand below its parent."""
    for code in fresh:
        last = codebook.with_descendants(code.parent)[-1] if code.parent else ""
        place = codebook.positions[last] + 1 if last else len(codebook)
        codes = (*codebook.codes[:place], code, *codebook.codes[place:])
        codebook = replace(codebook, codes=codes)
    return codebook.codes
