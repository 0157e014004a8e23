"""What holds at a line of the audit trail, kept, and advanced by the records of later lines only.

`state` says what holds of all records; here the same is made of what held before and the records
that came since. They say again of what they touch alone, which the file finds by its indexes: so
an act costs as much in a study of 100,000 decisions as in one of ten. Nothing is ever changed in
place, and what is worked out of a transaction that fails can be let go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from civic_qual.study.holding.layered import Layered
from civic_qual.study.holding.same import Same, same_records
from civic_qual.study.holding.state import (
    Decided,
    Places,
    anchored,
    decided,
    is_hidden,
    replacements,
    undone,
    unsuperseded,
)
from civic_qual.study.records import KINDS, Anchor, Decision, DoneAct, Key, R, Record, Undo
from civic_qual.study.store import Store

MANY = 2_000  # undos, decisions and anchors that came at once: all is worked out anew


class Mark(NamedTuple):
    """How far the records of a kind were seen: as long as it is the same, so is what holds of them.

    Parameters
    ----------
    row
        The last row.
    undo
        The row of an undo after which none of them was taken back or brought back.
    same
        The row of an act that was done twice, after which no others were found to be one; or 0.
    """

    row: int
    undo: int
    same: int


class Standing:
    """What holds at a line of the audit trail; nothing of it is ever changed."""

    def __init__(
        self,
        store: Store,
        line: int,
        marks: Mapping[type[Record], Mark],
        gone: Layered[Key, bool],
        same: Same,
    ) -> None:
        self.store, self.line, self.marks, self.gone, self.same = store, line, marks, gone, same

    @classmethod
    def made(cls, store: Store, line: int) -> Standing:
        """Work out what holds at a line of all that was recorded up to it."""
        rows = {kind: store.last_row(kind, line) for kind in KINDS}
        undos, same = store.columns(Undo, "key", "subject", until=line), same_records(store, line)
        twice = rows[DoneAct] if same else 0
        marks = {kind: Mark(row, rows[Undo], twice) for kind, row in rows.items()}
        pairs = zip(map(Key, undos["key"]), map(Key, undos["subject"]), strict=True)
        gone = undone(same.undos(pairs) if same else pairs)
        return cls(store, line, marks, Layered(gone | dict.fromkeys(same.gone, True)), same)

    def at(self, line: int) -> Standing:
        """Return what holds at a later line, or at this one once more was recorded under it."""
        store, before = self.store, {kind: mark.row for kind, mark in self.marks.items()}
        rows = {kind: store.last_row(kind, line) for kind in KINDS}
        if sum(rows[kind] - before[kind] for kind in (Undo, Decision, Anchor)) > MANY:
            return Standing.made(store, line)
        if store.twice(DoneAct, "id", after=before[DoneAct], last=rows[DoneAct]):
            return Standing.made(store, line)  # other records may be one than before
        flipped = _flipped(self, line, before[Undo])
        touched = {kind for kind in KINDS if flipped and store.known(kind, flipped)}
        marks = {
            kind: Mark(row, rows[Undo] if kind in touched else mark.undo, mark.same)
            for (kind, mark), row in zip(self.marks.items(), rows.values(), strict=True)
        }
        made = Standing(store, line, marks, self.gone.changed(flipped), self.same)
        if "decided" in vars(self):
            made.decided = _decided_since(self, made, flipped)
        if "anchors" in vars(self):
            made.anchors = _anchored_since(self, made, flipped)
        return made

    @cached_property
    def decided(self) -> Decided:
        """What was decided on codings."""
        return decided([*self._all(Decision)], self.gone)

    @cached_property
    def anchors(self) -> Layered[Key, Places]:
        """Where records stand in later revisions."""
        return Layered(anchored(self._all(Anchor), self.gone))

    def decisions_on(self, coding: Key) -> list[tuple[Key, Decision]]:
        """Return the decisions on one coding that nothing supersedes, the one that holds first."""
        return self.unsuperseded(self.all_decisions_on(coding))

    def unsuperseded(self, decisions: Iterable[tuple[Key, Decision]]) -> list[tuple[Key, Decision]]:
        """Return which of some decisions stand, and no other of them supersedes."""
        return unsuperseded([(key, one) for key, one in decisions if key not in self.gone])

    def all_decisions_on(self, coding: Key) -> list[tuple[Key, Decision]]:
        """Return all decisions on one coding, also what was taken back."""
        return [*self._all(Decision, {"coding": self.same.names(coding)})]

    def places_of(self, record: Key) -> Places:
        """Return where one record stands in later revisions."""
        named = {"subject": self.same.names(record)}
        return anchored(self._all(Anchor, named), self.gone).get(record, {})

    def _all(
        self, kind: type[R], where: Mapping[str, Collection[Key]] | None = None
    ) -> Iterable[tuple[Key, R]]:
        found = self.store.records(kind, where=where, until=self.line)
        return ((stored.key, self.same.said(stored.record)) for stored in found)


def _flipped(before: Standing, line: int, after: int) -> dict[Key, bool | None]:
    """Return what undos after a row took back (True), and what they brought back (None).

    Whether something is gone depends on the undos of it alone, so each undo is followed down to
    what it takes back in the end, as far as anything is other than it was.
    """
    store, same, gone = before.store, before.same, before.gone
    flipped: dict[Key, bool | None] = {}

    def is_gone(key: Key) -> bool:
        return bool(flipped[key]) if key in flipped else key in gone

    def turns(key: Key) -> bool:
        undos = store.columns(Undo, "key", where={"subject": same.names(key)}, until=line)["key"]
        now = not all(is_gone(same.of(Key(undo))) for undo in undos)
        turned = now != is_gone(key)
        if turned:
            flipped[key] = now or None
        return turned

    fresh = store.columns(Undo, "subject", after=after, until=line)["subject"]
    for subject in map(Key, fresh):
        key: Key | None = same.of(subject)
        while key and turns(key):
            of = store.columns(Undo, "subject", where={"key": [key]})["subject"]
            key = same.of(Key(of[0])) if of else None
    return flipped


def _decided_since(before: Standing, made: Standing, flipped: Collection[Key]) -> Decided:
    """Return what is decided, of what was decided before, what came since and what turned."""
    known, store, since = before.decided, made.store, before.marks[Decision].row
    fresh = store.columns(Decision, "coding", after=since, until=made.line)["coding"]
    turned = store.columns(Decision, "coding", where={"key": flipped})["coding"] if flipped else ()
    codings = {before.same.of(Key(coding)) for coding in (*fresh, *turned)}
    on = {coding: made.all_decisions_on(coding) for coding in codings}
    heads = known.heads.changed({coding: made.unsuperseded(on[coding]) or None for coding in on})
    came = replacements(chain.from_iterable(on.values()))
    replaced = known.replaced.changed(
        {
            replacement: tuple(dict.fromkeys((*known.replaced.get(replacement, ()), *of)))
            for replacement, of in came.items()
        }
    )
    hidden = known.hidden.changed(
        {
            key: is_hidden(key, heads, replaced, made.gone) or None
            for key in {*codings, *came, *flipped}
        }
    )
    return Decided(heads, replaced, hidden)


def _anchored_since(
    before: Standing, made: Standing, flipped: Collection[Key]
) -> Layered[Key, Places]:
    """Return where records stand, of where they stood before, what came since and what turned."""
    store, since = made.store, before.marks[Anchor].row
    fresh = store.columns(Anchor, "subject", after=since, until=made.line)["subject"]
    turned = store.columns(Anchor, "subject", where={"key": flipped})["subject"] if flipped else ()
    records = {before.same.of(Key(record)) for record in (*fresh, *turned)}
    return before.anchors.changed({record: made.places_of(record) or None for record in records})
