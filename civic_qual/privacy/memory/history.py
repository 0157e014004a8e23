"""What is remembered of all releases of a study, and who may count in the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.tables.groups import groups
from civic_qual.arrays import Bools
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.messages import Message
from civic_qual.privacy.memory.admitted import admitted
from civic_qual.privacy.memory.joint import Before
from civic_qual.privacy.memory.members import (
    Members,
    Who,
    compared,
    sealed,
    speaker_names,
)
from civic_qual.privacy.memory.published import Published, PublishedReleases
from civic_qual.privacy.memory.scope import Scope

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus


@dataclass(frozen=True)
class History:
    """What was published, which may travel, and who counted in it, which stays.

    `unknown` names what was given to others without a trace of what it held.
    """

    published: PublishedReleases = field(default_factory=PublishedReleases)
    members: Members = field(default_factory=Members)
    unknown: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.published) + len(self.unknown)

    def and_then(self, release: Published, members: Who | None) -> History:
        """Return this with one release more; of one that says nothing new nobody is a member."""
        more = Members({} if members is None else {release.line: members})
        return replace(
            self,
            published=self.published.and_then(release),
            members=self.members.merged(more),
        )

    def merged(self, other: History) -> History:
        """Return the releases of two copies of a study."""
        return History(
            self.published.merged(other.published),
            self.members.merged(other.members),
            tuple(dict.fromkeys((*self.unknown, *other.unknown))),
        )


@dataclass(frozen=True, kw_only=True)
class Admission:
    """Who may count in a release.

    Attributes
    ----------
    names
        Of the speakers who count.
    before
        The earlier releases, with who counted in them.
    waiting
        How many people wait.
    stands
        Why nothing can be renewed; "" if something can.
    """

    names: frozenset[str]
    before: tuple[Before, ...] = ()
    waiting: int = 0
    stands: str = ""


def admission(
    history: History, codings: Mapping[str, Codings], scope: Scope, *, minimum: int
) -> Admission:
    """Decide whose words count in a release after earlier ones.

    Parameters
    ----------
    codings
        Of all who are there now, by the names that scopes know them by.
    scope
        What is to be counted.
    """
    if not codings:  # plain tables only: nobody knows whose numbers they are
        return Admission(names=frozenset(), stands=_UNKNOWN_PEOPLE if len(history) else "")
    corpus = next(iter(codings.values())).corpus
    everybody = frozenset(speaker_names(corpus))
    if not len(history):
        return Admission(names=everybody)
    uncounted = history.unknown or any(one.others for one in history.published.releases)
    before, stands = [], _UNKNOWN_NUMBERS if uncounted else ""
    for release, line in zip(history.published.releases, history.published.lines, strict=True):
        counted = release.scope.only(codings)
        if not counted.tables:  # nothing that follows for what is counted now
            continue
        found = _members(counted, history.members.of.get(line), codings)
        stands = stands or (found if isinstance(found, Message) else "")
        members = frozenset[str]() if isinstance(found, Message) else found
        before.append(Before(published=release, scope=counted, members=members))
    if stands:
        return Admission(names=everybody, before=tuple(before), stands=stands)
    minimum = max([minimum, *(one.published.minimum for one in before)])
    names = _admitted(corpus, [scope, *(one.scope for one in before)], before, minimum)
    waiting = sum(name.startswith("person ") for name in everybody - names)
    if any(not one.members <= names for one in before):
        return Admission(
            names=everybody, before=tuple(before), waiting=waiting, stands=_TOO_DIFFERENT
        )
    return Admission(names=names, before=tuple(before), waiting=waiting)


def _members(
    scope: Scope, then: Who | None, codings: Mapping[str, Codings]
) -> frozenset[str] | Message:
    """Return who counted in a release if all of them count as then, else what is the matter."""
    members: set[frozenset[str]] = set()
    for name in {kind.of for kind in scope.tables}:
        own, mine = scope.only({name}), codings[name]
        known = set(_attributes(mine.corpus))
        if not own.known_to(mine.codebook) or any(not set(by) <= known for by in own.groupings):
            return _OTHER_CODES
        if then is None or name not in then:
            return _UNKNOWN_MEMBERS
        key, seals = then[name]
        changes = compared(sealed(mine, own, key), seals)
        if not changes.grown_only:
            return _CHANGED
        members.add(changes.same)
    return frozenset().union(*members)


def _attributes(corpus: Corpus) -> Sequence[str]:
    from civic_qual.analysis.tables.groups import ALWAYS_KNOWN
    from civic_qual.corpus.attributes import attribute_names

    return [*attribute_names(corpus), *ALWAYS_KNOWN]


def _admitted(
    corpus: Corpus, scopes: Sequence[Scope], before: Sequence[Before], minimum: int
) -> frozenset[str]:
    turns, names = turn_columns(corpus), speaker_names(corpus)
    people, everybody = len(turns.people), any(k.interviewers for s in scopes for k in s.tables)
    then = [np.array([name in one.members for name in names[:people]]) for one in before]
    person = turns.participant >= 0
    asked: list[Bools] = []
    for by in sorted({by for one in scopes for by in one.groupings if by}):
        made = groups(corpus, by, everybody)
        for group in range(len(made)):
            mask = np.zeros(people, dtype=np.bool_)
            mask[turns.participant[person & (made.of_turn == group)]] = True
            asked.append(mask)
    counts = admitted(
        np.ones(people, dtype=np.bool_), then, asked, person=np.arange(people), minimum=minimum
    )
    # Words that are nobody's own count when everybody counts who speaks there.
    waits = turns.transcript[person & ~np.append(counts, True)[turns.participant]]
    nobodies = np.delete(np.arange(len(corpus)), np.unique(waits))
    return frozenset(
        [names[index] for index in np.flatnonzero(counts)]
        + [names[people + index] for index in nobodies.tolist()]
    )


_UNKNOWN_NUMBERS = Message("it is not known which numbers an earlier release held")
_UNKNOWN_PEOPLE = Message("it is not known whose numbers plain tables hold")
_UNKNOWN_MEMBERS = Message("it is not known whose words an earlier release counted")
_OTHER_CODES = Message("codes or attributes by which an earlier release counted are gone")
_CHANGED = Message("people who counted in an earlier release have left, or are coded otherwise now")
_TOO_DIFFERENT = Message("earlier releases counted people who are too different from those of now")
