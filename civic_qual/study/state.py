"""What holds, of all that was ever recorded: pure functions of records.

They depend on the set of records alone and on no order in which it was put together, so that two
people who merge each other's files see the same study.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from civic_qual.study.records import Anchor, Decision, Key


class Superseding(Protocol):
    """A record that may stand in the place of earlier ones, named in hexadecimal digits."""

    @property
    def supersedes(self) -> str:
        """The names of the records it stands for."""

    @property
    def time(self) -> str:
        """When it was made."""


Of = TypeVar("Of", bound=Superseding)
Group = TypeVar("Group", bound=Hashable)


def undone(undos: Sequence[tuple[Key, Key]]) -> frozenset[Key]:
    """Return the names of all that was taken back.

    Parameters
    ----------
    undos
        The name and the subject of every undo, an undo after what it takes back. So the last one
        stands, and going backwards each is known to stand or not when it is reached.

    Examples
    --------
    >>> sorted(undone([(Key(b"u"), Key(b"coding")), (Key(b"v"), Key(b"u"))]))
    [b'u']
    """
    gone: set[Key] = set()
    for key, subject in reversed(undos):
        if key not in gone:
            gone.add(subject)
    return frozenset(gone)


def heads(
    records: Iterable[tuple[Key, Of]], group: Callable[[Of], Group], gone: Collection[Key]
) -> dict[Group, list[tuple[Key, Of]]]:
    """Return what nothing supersedes, by group; the one that holds, the latest, comes first.

    Several heads of one group were made apart, by people who did not know of each other's.
    """
    found: defaultdict[Group, list[tuple[Key, Of]]] = defaultdict(list)
    superseded: set[str] = set()
    for key, record in records:
        if key not in gone:
            found[group(record)].append((key, record))
            superseded.update(record.supersedes.split())
    return {
        name: left
        for name, some in found.items()
        if (
            left := sorted(
                (one for one in some if one[0].hex() not in superseded),
                key=lambda one: (one[1].time, one[0]),
                reverse=True,
            )
        )
    }


@dataclass(frozen=True)
class Decided:
    """What was decided on codings: their status now, and which of them are not shown."""

    heads: dict[Key, list[tuple[Key, Decision]]]
    status: dict[Key, str]
    hidden: frozenset[Key]


_STATUS = {"accept": "accepted", "reject": "rejected"}


def decided(decisions: Sequence[tuple[Key, Decision]], gone: frozenset[Key]) -> Decided:
    """Return what decisions come to.

    A coding that was changed is hidden, and what it was changed to is shown, as long as that
    decision holds.
    """
    found = heads(decisions, lambda decision: decision.coding, gone)
    holding = {coding: standing[0] for coding, standing in found.items()}
    status = {
        coding: _STATUS[one.verdict]
        for coding, (_, one) in holding.items()
        if one.verdict in _STATUS
    }
    changed = {coding for coding, (_, one) in holding.items() if one.verdict == "change"}
    holds = {key for key, _ in holding.values()}
    replaced = {one.replacement for key, one in decisions if one.replacement and key not in holds}
    shown = {one.replacement for _, one in holding.values() if one.replacement}
    return Decided(found, status, frozenset((replaced - shown) | changed | gone))


def anchored(
    anchors: Iterable[tuple[Key, Anchor]], gone: Collection[Key]
) -> dict[Key, dict[str, Anchor]]:
    """Return where records stand in later revisions, by record and revision.

    Where a person has placed one, that counts, the latest time; else the alignment.
    """
    best: dict[Key, dict[str, tuple[tuple[bool, str, Key], Anchor]]] = defaultdict(dict)
    for key, anchor in anchors:
        rank = (bool(anchor.who), anchor.time, key)
        known = best[anchor.subject].get(anchor.revision)
        if key not in gone and (known is None or known[0] < rank):
            best[anchor.subject][anchor.revision] = rank, anchor
    return {
        subject: {revision: anchor for revision, (_, anchor) in places.items()}
        for subject, places in best.items()
    }
