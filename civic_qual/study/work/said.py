"""What a coder said of the passages of a queue: what a sheet or a document is compared with."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from civic_qual.codebook.fields import read_fields
from civic_qual.study.records import Coding, Key, Memo, Reading, Rejection
from civic_qual.study.work.acting import done_acts

if TYPE_CHECKING:
    from civic_qual.study.records import Placed
    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.work.queue import Item, Queue, Span

_P = TypeVar("_P", Coding, Memo, Rejection)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidCoding:
    """A coding of the coder that shares words with a passage.

    Attributes
    ----------
    id, code, fields
        Its name, its code in the codebook that holds, and what is said in its fields.
    as_coded
        The code as it was called when it was made.
    start, end
        Where it stands now, in characters of its transcript.
    decided
        Who decided since that it does not hold, or that it is another; "" if nobody did.
    """

    id: str
    code: str
    as_coded: str
    start: int
    end: int
    fields: Mapping[str, str] = field(default_factory=dict)
    decided: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidMemo:
    """A memo of the coder that stands on a passage, or on a part of it."""

    id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one coder said of the passages of one queue, by their keys.

    Attributes
    ----------
    codings, memos
        What stands, and codings that somebody decided on.
    rejected
        Codes of advice that the coder said no to.
    read
        By which versions of the codebook each passage was read.
    done
        The names of what an act made, by its id; None if it was not done.
    """

    codings: Mapping[str, Sequence[SaidCoding]] = field(default_factory=dict)
    memos: Mapping[str, Sequence[SaidMemo]] = field(default_factory=dict)
    rejected: Mapping[str, frozenset[str]] = field(default_factory=dict)
    read: Mapping[str, frozenset[str]] = field(default_factory=dict)
    done: Callable[[str], Sequence[str] | None] = lambda _: None


def said_in(session: Session, queue: Queue) -> Said:
    """Return what the coder of a queue said of its passages, as the study stands."""
    saying = _Saying(session, queue)
    return Said(
        codings=saying.codings(),
        memos=saying.memos(),
        rejected=saying.rejected(),
        read=saying.read(),
        done=saying.done,
    )


class _Saying:
    """Looks up what a coder said."""

    def __init__(self, session: Session, queue: Queue) -> None:
        self.session, self.queue = session, queue
        self.snapshot: Snapshot = session.snapshot()
        self.acts: dict[str, tuple[str, ...] | None] = {}
        self.items: defaultdict[str, list[Item]] = defaultdict(list)
        for item in sorted(queue.items, key=lambda one: one.start):
            if item.placed:
                self.items[item.transcript].append(item)
        self.longest = {
            name: max(one.end - one.start for one in items) for name, items in self.items.items()
        }

    def codings(self) -> dict[str, list[SaidCoding]]:
        found: defaultdict[str, list[SaidCoding]] = defaultdict(list)
        moves, known = self.snapshot.moves, self.snapshot.decided
        for key, record, span in self._placed(Coding, "coder"):
            code = moves.code(record.code, record.codebook)
            heads = known.heads.get(key, [])
            against = [one for _, one in heads[:1] if one.verdict != "accept"]
            if not code or (key in known.hidden and not against):
                continue  # it became another one by a decision that does not hold any more
            one = SaidCoding(
                id=key.hex(),
                code=code,
                as_coded=record.code,
                start=span[0],
                end=span[1],
                fields=read_fields(record.fields),
                decided=against[0].who if against else "",
            )
            for item in self._around(record.transcript, span):
                found[item.key].append(one)
        return dict(found)

    def memos(self) -> dict[str, list[SaidMemo]]:
        found: defaultdict[str, list[SaidMemo]] = defaultdict(list)
        placed = [one for one in self._placed(Memo, "who") if one[1].about == "passage"]
        before = {record.supersedes for _, record, _ in placed}
        for key, record, (start, end) in placed:
            if key.hex() not in before:
                one = SaidMemo(id=key.hex(), text=record.text, start=start, end=end)
                for item in self._around(record.transcript, (start, end)):
                    found[item.key].append(one)
        return dict(found)

    def rejected(self) -> dict[str, frozenset[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for _, record, span in self._placed(Rejection, "coder"):
            code = self.snapshot.moves.code(record.code, record.codebook)
            for item in self._around(record.transcript, span):
                found[item.key].add(code)
        return {key: frozenset(codes - {""}) for key, codes in found.items()}

    def read(self) -> dict[str, frozenset[str]]:
        store = self.snapshot.store
        keys = [item.key for item in self.queue.items]
        readings = store.columns(
            Reading,
            *("key", "item", "codebook"),
            where={"item": keys, "coder": [self.queue.coder]},
            until=self.snapshot.line,
        )
        found: defaultdict[str, set[str]] = defaultdict(set)
        rows = zip(readings["key"], readings["item"], readings["codebook"], strict=True)
        for key, item, book in rows:
            if Key(key) not in self.snapshot.gone:
                found[store.text(item)].add(store.text(book))
        return {key: frozenset(books) for key, books in found.items()}

    def done(self, act: str) -> tuple[str, ...] | None:
        if act not in self.acts:
            known = done_acts(self.session, act)
            self.acts[act] = tuple(known[0].record.records.split()) if known else None
        return self.acts[act]

    def _placed(self, kind: type[_P], who: str) -> Iterator[tuple[Key, _P, Span]]:
        """Yield records of the coder in the transcripts of the queue that stand somewhere."""
        snapshot = self.snapshot
        where = {who: [self.queue.coder], "transcript": list(self.items)}
        for one in snapshot.store.records(kind, where=where, until=snapshot.line):
            if one.key in snapshot.gone:
                continue
            record: Placed = one.record
            span = snapshot.place_of(one.key, record)
            if span is not None:
                yield one.key, one.record, span

    def _around(self, transcript: str, span: Span) -> Iterator[Item]:
        """Yield the passages that share words with a span."""
        items = self.items[transcript]
        first = bisect_left(items, span[0] - self.longest[transcript], key=lambda one: one.start)
        for item in items[first:]:
            if item.start >= span[1]:
                return
            if item.end > span[0]:
                yield item
