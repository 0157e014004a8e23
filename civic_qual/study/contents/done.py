"""The acts of one coder that stand, the latest first: what can be taken back, and brought back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from civic_qual.study.records import (
    Coding,
    Decision,
    DoneAct,
    Key,
    Memo,
    Reading,
    Record,
    Rejection,
    Undo,
)

if TYPE_CHECKING:
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.stored import Stored

_BLOCK = 200  # acts that are looked at together
_SAYING = (Coding, Reading, Memo, Rejection, Decision, Undo)  # what acts make


@dataclass(frozen=True, kw_only=True)
class StandingAct:
    """An act of which something stands.

    Attributes
    ----------
    id, does, queue
        Its name, what was done, and in which queue.
    made
        What stands of what it made.
    of
        What its undos and decisions are about.
    """

    id: str
    does: str
    queue: str
    made: Sequence[Record]
    of: Mapping[Key, Record] = field(default_factory=dict)


def standing_acts(snapshot: Snapshot, coder: str, most: int) -> list[StandingAct]:
    """Return the last acts of a coder that stand, the latest first.

    An undo is among them as long as it can be brought back by another one; the undo of an undo is
    not: what it brought back is there again.
    """
    store, found = snapshot.store, []
    rows = store.columns(DoneAct, "row", where={"who": [coder]}, until=snapshot.line)["row"]
    for end in range(len(rows), 0, -_BLOCK):
        some = list(rows[max(0, end - _BLOCK) : end])
        block = [*store.records(DoneAct, where={"row": some})]
        for one in _standing(snapshot, list(reversed(block))):
            found.append(one)
            if len(found) == most:
                return found
    return found


def _standing(snapshot: Snapshot, acts: Sequence[Stored[DoneAct]]) -> Iterator[StandingAct]:
    names = {
        one.key: [key for key in _made(one.record) if key not in snapshot.gone] for one in acts
    }
    known = _records(snapshot, [key for keys in names.values() for key in keys])
    about = _records(
        snapshot,
        [
            one.subject if isinstance(one, Undo) else one.coding
            for one in known.values()
            if isinstance(one, Undo | Decision)
        ],
    )
    about |= _records(snapshot, [one.coding for one in about.values() if isinstance(one, Decision)])
    for one in acts:
        made = [known[key] for key in names[one.key] if key in known]
        brings_back = one.record.does == "undo" and any(
            isinstance(about.get(undo.subject), Undo) for undo in made if isinstance(undo, Undo)
        )
        if made and not brings_back:
            yield StandingAct(
                id=one.record.id,
                does=one.record.does,
                queue=one.record.queue,
                made=made,
                of=about,
            )


def _made(act: DoneAct) -> list[Key]:
    return [Key(bytes.fromhex(name)) for name in act.records.split()]


def _records(snapshot: Snapshot, keys: Sequence[Key]) -> dict[Key, Record]:
    store, same = snapshot.store, snapshot.same
    found: dict[Key, Record] = {}
    for kind in _SAYING:
        rows = store.known(kind, dict.fromkeys(keys))
        if rows:
            where = {"row": list(rows.values())}
            found |= {one.key: same.said(one.record) for one in store.records(kind, where=where)}
    return found
