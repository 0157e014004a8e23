"""What was done in a study since a line of its trail: where, by whom, and to what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from civic_qual.study.records import (
    KINDS,
    Anchor,
    Assignment,
    BookVersion,
    Coding,
    Decision,
    Key,
    Memo,
    Reading,
    Record,
    Rejection,
    Reveal,
    Undo,
    Version,
)

if TYPE_CHECKING:
    from civic_qual.study.snapshot import Snapshot

_HAND = {Coding: "coder", Reading: "coder", Rejection: "coder", Assignment: "coder", Memo: "who"}
_MANY = 20_000  # records that came at once: what they touch is not looked up one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A passage to which something was done.

    Parameters
    ----------
    kind
        The kind of record that says it, or that is taken back by it.
    transcript, revision, start, end
        Where it stands, in characters of that revision.
    who
        Who did it.
    of
        Whose record it is: of an undo or a decision, of the one whose work it is about.
    """

    kind: type[Record]
    transcript: str
    revision: str
    start: int
    end: int
    who: str
    of: str


@dataclass(frozen=True, kw_only=True)
class News:
    """What was done since a line.

    Attributes
    ----------
    touched
        Passages to which something was done.
    corrected
        Transcripts of which another version holds.
    codebook
        Whether there is another version of the codebook.
    revealed
        Queues that were opened, or closed again.
    everything
        Whether so much came that nobody looked at it one by one.
    """

    touched: tuple[Touched, ...] = ()
    corrected: frozenset[str] = frozenset()
    codebook: bool = False
    revealed: frozenset[str] = frozenset()
    everything: bool = False


def news_since(snapshot: Snapshot, line: int) -> News:
    """Return what was done after a line of the trail, up to a snapshot."""
    if line >= snapshot.line:
        return News()
    store, text = snapshot.store, snapshot.store.text
    last = {kind: store.last_row(kind, max(line, 0)) for kind in KINDS}
    if sum(store.last_row(kind, snapshot.line) - row for kind, row in last.items()) > _MANY:
        return News(everything=True, codebook=True)

    def fresh(kind: type[Record], *names: str) -> Iterator[tuple[Any, ...]]:
        columns = store.columns(kind, *names, after=last[kind], until=snapshot.line)
        return zip(*columns.values(), strict=True)

    undone = [(Key(of), text(who)) for of, who in fresh(Undo, "subject", "who")]
    decided = [(Key(of), text(who)) for of, who in fresh(Decision, "coding", "who")]
    noted = [
        (Key(bytes.fromhex(text(target))), text(who))
        for about, target, who in fresh(Memo, "about", "target", "who")
        if text(about) == "coding"
    ]
    finding = _Finding(snapshot)
    touched = [*finding.fresh(last), *finding.subjects([*undone, *decided, *noted])]
    return News(
        touched=tuple(touched),
        corrected=frozenset(
            text(of) for kind in (Version, Anchor) for (of,) in fresh(kind, "transcript")
        ),
        codebook=any(True for _ in fresh(BookVersion, "row")),
        revealed=frozenset(text(of) for (of,) in fresh(Reveal, "queue")) | finding.revealed,
    )


class _Finding:
    """Finds out what records are about."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self.store = snapshot, snapshot.store
        self.revealed: set[str] = set()

    def fresh(self, last: dict[type[Record], int]) -> Iterator[Touched]:
        for kind in _HAND:
            yield from self._placed(kind, after=last[kind])

    def subjects(self, asked: Iterable[tuple[Key, str]]) -> Iterator[Touched]:
        """Yield what was done to records, by their names and by whom it was done."""
        waiting = dict(asked)
        for _ in range(_DEPTH):
            if not waiting:
                return
            keys = list(waiting)
            for kind in _HAND:
                for key, one in self._named(kind, keys):
                    yield replace(one, who=waiting[key])
            for _, queue in self._columns(Reveal, keys, "queue"):
                self.revealed.add(self.store.text(queue))
            waiting = {
                Key(of): waiting[Key(key)]
                for kind, column in ((Undo, "subject"), (Decision, "coding"))
                for key, of in self._columns(kind, keys, column)
            }

    def _named(self, kind: type[Record], keys: Collection[Key]) -> Iterator[tuple[Key, Touched]]:
        known = self.store.known(kind, keys)
        if known:
            rows = {row: key for key, row in known.items()}
            for row, one in self._rows(kind, {"row": list(rows)}):
                yield rows[row], one

    def _placed(self, kind: type[Record], after: int) -> Iterator[Touched]:
        return (one for _, one in self._rows(kind, None, after))

    def _rows(
        self, kind: type[Record], where: dict[str, list[int]] | None, after: int = 0
    ) -> Iterator[tuple[int, Touched]]:
        names = ("row", "transcript", "revision", "start", "end", _HAND[kind])
        columns = self.store.columns(
            kind, *names, where=where, after=after, until=self.snapshot.line
        )
        text = self.store.text
        for row, transcript, revision, start, end, who in zip(*columns.values(), strict=True):
            hand = text(who)
            yield (
                row,
                Touched(
                    kind=kind,
                    transcript=text(transcript),
                    revision=text(revision),
                    start=start,
                    end=end,
                    who=hand,
                    of=hand,
                ),
            )

    def _columns(
        self, kind: type[Record], keys: Collection[Key], name: str
    ) -> Iterator[tuple[Any, Any]]:
        if known := self.store.known(kind, keys):
            columns = self.store.columns(kind, "key", name, where={"row": list(known.values())})
            yield from zip(*columns.values(), strict=True)


_DEPTH = 8  # undos of undos that are followed
