"""Records that are one: an act was done in two copies of a study, and the copies were merged.

One sheet that was read into both is such a case. The act that was done first counts. What the
other made is gone, and what refers to it (an undo, a decision, a memo) is of what the first made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from civic_qual.study.records import (
    KINDS,
    Anchor,
    Decision,
    DoneAct,
    Key,
    Label,
    Memo,
    R,
    Record,
    ThirdLook,
    Undo,
)
from civic_qual.study.store import Store

# To take something back twice, or to decide it twice, does no harm: it stays if it has no match.
_HARMLESS = (Undo, Decision)


@dataclass(frozen=True, kw_only=True)
class Same:
    """Which records are one.

    Attributes
    ----------
    first
        By the name of a record that of the one that counts in its place.
    gone
        What does not count: these, and others in whose place nothing was made.
    all_names
        By the name of one that counts that and all others it has.
    """

    first: Mapping[Key, Key] = field(default_factory=dict)
    gone: frozenset[Key] = frozenset()
    all_names: Mapping[Key, tuple[Key, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.gone)

    def of(self, key: Key) -> Key:
        """Return the name of the record that counts."""
        return self.first.get(key, key)

    def names(self, key: Key) -> tuple[Key, ...]:
        """Return all names of the record that counts."""
        return self.all_names.get(key, (key,))

    def undos(self, pairs: Iterable[tuple[Key, Key]]) -> list[tuple[Key, Key]]:
        """Return undos, each with what it takes back, by the names that count; these come last."""
        named = [(key, self.of(key), self.of(subject)) for key, subject in pairs]
        named.sort(key=lambda one: one[0] == one[1])
        return [(key, subject) for _, key, subject in named]

    def said(self, record: R) -> R:
        """Return what a record says, with the names that count."""
        if not self.gone:
            return record
        if isinstance(record, Decision):
            return cast(
                "R",
                replace(
                    record,
                    coding=self.of(record.coding),
                    replacement=self.of(record.replacement),
                    supersedes=self._names_in(record.supersedes),
                ),
            )
        if isinstance(record, Anchor):
            return cast("R", replace(record, subject=self.of(record.subject)))
        if isinstance(record, Memo):
            target = record.target
            if record.about == "coding":
                target = Label(self._names_in(target))
            return cast(
                "R",
                replace(record, target=target, supersedes=self._names_in(record.supersedes)),
            )
        if isinstance(record, ThirdLook):
            return cast("R", replace(record, supersedes=self._names_in(record.supersedes)))
        return record

    def _names_in(self, text: str) -> str:
        return " ".join(self.of(Key(bytes.fromhex(name))).hex() for name in text.split())


def same_records(store: Store, line: int) -> Same:
    """Return which records were one at a line of the trail: nearly always none."""
    twice = store.twice(DoneAct, "id", last=store.last_row(DoneAct, line))
    if not twice:
        return Same()
    acts: defaultdict[str, list[tuple[Key, DoneAct]]] = defaultdict(list)
    for stored in store.records(DoneAct, where={"id": twice}, until=line):
        acts[stored.record.id].append((stored.key, stored.record))
    first: dict[Key, Key] = {}
    gone: set[Key] = set()
    for done in acts.values():
        holds, *others = sorted(done, key=lambda one: (one[1].time, one[0]))
        counts = _made(store, holds[1])
        for _, other in others:
            for kind, keys in _made(store, other).items():
                there = counts.get(kind, [])
                pairs = [(one, two) for one, two in zip(keys, there, strict=False) if one != two]
                first.update(pairs)
                gone.update(one for one, _ in pairs)
                if kind not in _HARMLESS:
                    gone.update(keys[len(there) :])
    names: defaultdict[Key, list[Key]] = defaultdict(list)
    for one, counted in first.items():
        names[counted].append(one)
    return Same(
        first=first,
        gone=frozenset(gone),
        all_names={key: (key, *others) for key, others in names.items()},
    )


def _made(store: Store, act: DoneAct) -> dict[type[Record], list[Key]]:
    """Return what an act made, by its kind, in the order in which it did."""
    keys = [Key(bytes.fromhex(name)) for name in act.records.split()]
    made = {kind: [*_in_order(keys, store.known(kind, keys))] for kind in KINDS} if keys else {}
    return {kind: some for kind, some in made.items() if some}


def _in_order(keys: Iterable[Key], known: Mapping[Key, int]) -> Iterator[Key]:
    return (key for key in keys if key in known)
