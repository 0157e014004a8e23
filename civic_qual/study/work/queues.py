"""Queues as they stand: what each coder was given, what of it was read, and where it stands now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple, cast

from civic_qual.errors import StudyError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.study.records import Assignment, Key, Reading, Reveal
from civic_qual.study.work.queue import Item, Queue

if TYPE_CHECKING:
    from civic_qual.coding.codings import CodedUnit
    from civic_qual.coding.columns import Shown
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.work.queue import QueueKind

BLIND, OPENED = "blind", "another_coder"  # what readers of a queue are shown, before and after


class Given(NamedTuple):
    """A passage that somebody was given, with the name of its record."""

    key: Key
    record: Assignment

    def is_done(self, snapshot: Snapshot, read: Collection[str]) -> bool:
        """Whether it is among what was read, or its words are not there any more to be read."""
        return self.record.item in read or snapshot.place_of(self.key, self.record) is None


def given(snapshot: Snapshot, **asked: Collection[str]) -> list[Given]:
    """Return what was given and stands, in the order of the queues; what came twice once.

    Parameters
    ----------
    asked
        Which texts the columns of assignments may have; all if nothing is said.
    """
    stored = snapshot.store.records(Assignment, where=asked or None, until=snapshot.line)
    standing = [Given(one.key, one.record) for one in stored if one.key not in snapshot.gone]
    standing.sort(key=lambda one: (one.record.time, one.key))
    once: dict[tuple[object, ...], Given] = {}  # given in two copies of a study, then merged
    for one in standing:
        passage = one.record.transcript, one.record.revision, one.record.start, one.record.end
        once.setdefault((one.record.queue, one.record.coder, passage), one)
    return sorted(
        once.values(),
        key=lambda one: (one.record.queue, one.record.coder, one.record.nth, one.key),
    )


def queue_of(snapshot: Snapshot, name: str, coder: str, *, transcript: str | None = None) -> Queue:
    """Return the queue of a coder as it stands; advice is put beside it by `reviewing`.

    Parameters
    ----------
    transcript
        Of which transcript passages are wanted; None for all.

    Raises
    ------
    StudyError
        If the coder was given none of that name.
    """
    terms = terms_of(snapshot, name, coder)
    only = {} if transcript is None else {"transcript": [transcript]}
    own = given(snapshot, queue=[name], coder=[coder], **only)
    read = read_items(snapshot, coder, [one.record.item for one in own])
    first = own[0].record if own else terms
    return Queue(
        name=name,
        kind=cast("QueueKind", first.kind),
        coder=coder,
        unit=cast("CodedUnit", first.unit),
        codes=first.codes,
        sample=first.sample,
        shown=shown_in(snapshot, terms),
        asked=first.asked,
        codebook=snapshot.book_heads[0][0].hex(),
        items=tuple(_item(snapshot, one, one.record.item in read) for one in own),
    )


def _item(snapshot: Snapshot, one: Given, read: bool) -> Item:
    record = one.record
    stands = snapshot.place_of(one.key, record)
    start, end = stands or (record.start, record.end)
    return Item(
        key=record.item,
        transcript=record.transcript,
        revision=snapshot.revisions[record.transcript] if stands else record.revision,
        start=start,
        end=end,
        read=read,
        placed=stands is not None,
    )


def terms_of(snapshot: Snapshot, name: str, coder: str) -> Assignment:
    """Return something that a coder was given in a queue: all of it is on the same terms.

    Of queues of one name that were given on other terms in copies of a study, what is blind counts.

    Raises
    ------
    StudyError
        If the coder was given nothing in it.
    """
    store = snapshot.store

    def find() -> Given | None:
        where = {"queue": [name], "coder": [coder]}
        stored = store.records(Assignment, where=where, until=snapshot.line)
        standing = (Given(one.key, one.record) for one in stored if one.key not in gone)
        return min(standing, key=lambda one: one.record.shown != BLIND, default=None)

    gone, last = snapshot.gone, store.last_row(Assignment, snapshot.line)
    found: Given | None = snapshot.cache.keep(("terms", name, coder, last), find)
    if found is None or found.key in gone:  # since it was kept
        found = find()
    if found is None:
        raise no_queue(snapshot, name, coder)
    return found.record


def no_queue(snapshot: Snapshot, name: str, coder: str) -> StudyError:
    """Return the error that says that a coder was not given a queue."""
    known = {(one.record.queue, one.record.coder) for one in given(snapshot)}
    theirs = sorted(queue for queue, who in known if who == coder)
    if theirs:
        return StudyError(
            Message(
                "{coder} was given no queue {queue}; there are: {queues}",
                coder=coder,
                queue=quoted(name),
                queues=enumerated(theirs),
            )
        )
    return StudyError(
        Message(
            "{coder} was given nothing to read yet (others were: {coders}); assign it first",
            coder=coder,
            coders=enumerated(sorted({who for _, who in known}), empty=Message("none")),
        )
    )


def read_items(
    snapshot: Snapshot, coder: str, items: Iterable[str], *, codebook: str = ""
) -> set[str]:
    """Return which passages of a queue a coder has read, by their keys.

    If a version of the codebook is named, only what was read by that.
    """
    store, gone = snapshot.store, snapshot.gone
    where: dict[str, Collection[str]] = {"item": [*items], "coder": [coder]}
    if codebook:
        where["codebook"] = [codebook]
    found = store.columns(Reading, "key", "item", where=where, until=snapshot.line)
    return {
        store.text(item)
        for key, item in zip(found["key"], found["item"], strict=True)
        if key not in gone
    }


def is_through(snapshot: Snapshot, name: str, coder: str) -> bool:
    """Return whether a blind queue may be opened: all who read it have read all that is there.

    It says nothing to who has something left themselves, and never how far anybody else is.

    Raises
    ------
    StudyError
        If the coder was given no such queue.
    """
    if shown_in(snapshot, terms_of(snapshot, name, coder)) != BLIND:
        return False

    def is_read(coders: Collection[str]) -> bool:
        for one in coders:
            passages = given(snapshot, queue=[name], coder=[one])
            read = read_items(snapshot, one, [passage.record.item for passage in passages])
            if any(not passage.is_done(snapshot, read) for passage in passages):
                return False
        return True

    return is_read([coder]) and is_read(
        {one.record.coder for one in given(snapshot, queue=[name])} - {coder}
    )


def is_opened(snapshot: Snapshot, name: str, coder: str) -> bool:
    """Return whether a queue was read blind, and is open by now.

    Raises
    ------
    StudyError
        If the coder was given no such queue.
    """
    terms = terms_of(snapshot, name, coder)
    return terms.shown == BLIND != shown_in(snapshot, terms)


def shown_in(snapshot: Snapshot, record: Assignment) -> Shown:
    """Return what readers of a queue see beside its passages by now."""
    shown = OPENED if record.shown == BLIND and record.queue in revealed(snapshot) else record.shown
    return cast("Shown", shown)


def revealed(snapshot: Snapshot) -> frozenset[str]:
    """Return the names of the queues that were opened for all who work in them."""
    return frozenset(
        one.record.queue
        for one in snapshot.store.records(Reveal, until=snapshot.line)
        if one.key not in snapshot.gone
    )
