"""What holds, of all that was ever recorded: pure functions of records.

They depend on the set of records alone and on no order in which it was put together, so that two
people who merge each other's files see the same study.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, TypeAlias, TypeVar

from civic_qual.study.holding.layered import Layered
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


def undone(undos: Iterable[tuple[Key, Key]]) -> dict[Key, bool]:
    """Return the names of all that was taken back, each with True.

    An undo stands unless one that stands takes it back.

    Parameters
    ----------
    undos
        The name and the subject of every undo.

    Examples
    --------
    >>> sorted(undone([(Key(b"u"), Key(b"coding")), (Key(b"v"), Key(b"u"))]))
    [b'u']
    """
    subject_of = dict(undos)
    waiting = Counter(subject_of.values())  # how many undos of each are still to be looked at
    gone: dict[Key, bool] = {}
    settled = [key for key in subject_of if not waiting[key]]
    for key in settled:  # grows while it is walked
        subject = subject_of[key]
        if key not in gone:
            gone[subject] = True
        waiting[subject] -= 1
        if not waiting[subject] and subject in subject_of:
            settled.append(subject)
    return gone


def heads(
    records: Iterable[tuple[Key, Of]], group: Callable[[Of], Group], gone: Collection[Key]
) -> dict[Group, list[tuple[Key, Of]]]:
    """Return what nothing supersedes, by group; the one that holds, the latest, comes first.

    Several heads of one group were made apart, by people who did not know of each other's.
    """
    found: defaultdict[Group, list[tuple[Key, Of]]] = defaultdict(list)
    for key, record in records:
        if key not in gone:
            found[group(record)].append((key, record))
    standing = ((name, unsuperseded(some)) for name, some in found.items())
    return {name: left for name, left in standing if left}


def unsuperseded(records: Sequence[tuple[Key, Of]]) -> list[tuple[Key, Of]]:
    """Return which of some records no other of them supersedes, the latest first."""
    superseded = {name for _, record in records for name in record.supersedes.split()}
    left = (one for one in records if one[0].hex() not in superseded)
    return sorted(left, key=lambda one: (one[1].time, one[0]), reverse=True)


Heads: TypeAlias = Mapping[Key, list[tuple[Key, Decision]]]
_STATUS = {"accept": "accepted", "reject": "rejected"}


@dataclass(frozen=True)
class Decided:
    """What was decided on codings: what nothing supersedes, and which codings are not shown.

    Parameters
    ----------
    heads
        By coding the decisions that nothing supersedes, the one that holds first.
    replaced
        By what codings were changed to: which these were, whatever became of the decision.
    hidden
        What is not shown, each with True: what was taken back, or changed to something else; and
        what something was changed to by a decision that does not hold.
    """

    heads: Layered[Key, list[tuple[Key, Decision]]]
    replaced: Layered[Key, tuple[Key, ...]]
    hidden: Layered[Key, bool]

    def status_of(self, coding: Key) -> str:
        """Return what a coding is since somebody decided on it; "" if it is what it was."""
        holding = self.heads.get(coding)
        return _STATUS.get(holding[0][1].verdict, "") if holding else ""

    @property
    def status(self) -> Iterator[tuple[Key, str]]:
        """Codings whose status somebody decided, with that."""
        told = ((coding, self.status_of(coding)) for coding in self.heads)
        return ((coding, status) for coding, status in told if status)


def decided(decisions: Sequence[tuple[Key, Decision]], gone: Collection[Key]) -> Decided:
    """Return what decisions come to."""
    found = heads(decisions, lambda decision: decision.coding, gone)
    replaced = dict(replacements(decisions))
    known = dict.fromkeys(chain(gone, found, replaced))
    hidden = {key: True for key in known if is_hidden(key, found, replaced, gone)}
    return Decided(Layered(found), Layered(replaced), Layered(hidden))


def replacements(decisions: Iterable[tuple[Key, Decision]]) -> dict[Key, tuple[Key, ...]]:
    """Return what codings were changed to, each with these codings."""
    made: defaultdict[Key, dict[Key, None]] = defaultdict(dict)
    for _, decision in decisions:
        if decision.replacement:
            made[decision.replacement][decision.coding] = None
    return {replacement: tuple(codings) for replacement, codings in made.items()}


def is_hidden(
    coding: Key, found: Heads, replaced: Mapping[Key, Sequence[Key]], gone: Collection[Key]
) -> bool:
    """Return whether a coding is not shown: see `Decided`, whose `heads` are what was found."""
    if coding in gone:
        return True
    holding = found.get(coding)
    if holding and holding[0][1].verdict == "change":
        return True
    of = replaced.get(coding)
    return of is not None and not any(
        made[0][1].replacement == coding for made in map(found.get, of) if made
    )


Places: TypeAlias = dict[str, Anchor]


def anchored(anchors: Iterable[tuple[Key, Anchor]], gone: Collection[Key]) -> dict[Key, Places]:
    """Return where records stand in later revisions, by record and revision.

    Where a person has placed one, that counts, the latest time; else the alignment.
    """
    best: defaultdict[Key, dict[str, tuple[tuple[bool, str, Key], Anchor]]] = defaultdict(dict)
    for key, anchor in anchors:
        if key not in gone:
            rank = (bool(anchor.who), anchor.time, key)
            known = best[anchor.subject].get(anchor.revision)
            if known is None or known[0] < rank:
                best[anchor.subject][anchor.revision] = rank, anchor
    return {
        subject: {revision: anchor for revision, (_, anchor) in places.items()}
        for subject, places in best.items()
    }
