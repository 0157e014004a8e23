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
    canonical,
    compared,
    sealed,
    speaker_names,
)
from civic_qual.privacy.memory.past import Past, Records, nothing_known, person_of, records_of
from civic_qual.privacy.memory.published import Published, PublishedReleases
from civic_qual.privacy.memory.scope import Scope

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus


@dataclass(frozen=True)
class History:
    """What was published, which may travel, and who counted in it, which stays.

    `unknown` names what was given to others without a trace of what it held; `past` returns the
    codings as they were when a release left, where that is known.
    """

    published: PublishedReleases = field(default_factory=PublishedReleases)
    members: Members = field(default_factory=Members)
    unknown: tuple[str, ...] = ()
    past: Past = nothing_known

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
            self.past if other.past is nothing_known else other.past,
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
    records
        All records of all releases, where some are no longer; else those of now are all.
    """

    names: frozenset[str]
    before: tuple[Before, ...] = ()
    waiting: int = 0
    stands: str = ""
    records: Records | None = None

    @property
    def everybody(self) -> frozenset[str]:
        """The names of who counts in this release, or counted in an earlier one."""
        return self.names.union(*(one.members for one in self.before))


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
    everybody, changed = frozenset(speaker_names(corpus)), False
    if not len(history):
        return Admission(names=everybody)
    uncounted = history.unknown or any(one.others for one in history.published.releases)
    before, stands = [], _UNKNOWN_NUMBERS if uncounted else ""
    for release, line in zip(history.published.releases, history.published.lines, strict=True):
        counted = release.scope.only(codings)
        if not counted.tables:  # nothing that follows for what is counted now
            continue
        found = _members(counted, history.members.of.get(line), codings)
        if isinstance(found, Message) and found != _CHANGED:
            stands = stands or found
        members = None if isinstance(found, Message) else found
        before.append((line, Before(published=release, scope=counted, members=members or _NOBODY)))
        changed = changed or found == _CHANGED
    earlier = tuple(one for _, one in before)
    if stands:
        return Admission(names=everybody, before=earlier, stands=stands)
    records = None
    if changed:
        records = _records(history, codings, before) if _no_names(scope, earlier) else None
        if records is None:
            return Admission(names=everybody, before=earlier, stands=_CHANGED)
        corpus = records.codings.corpus
        earlier = tuple(
            replace(one, members=members)
            for one, members in zip(earlier, records.members, strict=True)
        )
    minimum = max([minimum, *(one.published.minimum for one in earlier)])
    names = _admitted(
        corpus, [scope, *(one.scope for one in earlier)], earlier, minimum, now=everybody
    )
    waiting = sum(name.startswith("person ") for name in everybody - names)
    stands = ""
    if {canonical(name) for name in names - everybody} - everybody:
        stands = _GONE
    elif records is None and any(not one.members <= names for one in earlier):
        stands = _TOO_DIFFERENT
    if stands:
        return Admission(names=everybody, before=earlier, waiting=waiting, stands=stands)
    return Admission(names=names, before=earlier, waiting=waiting, records=records)


def _records(
    history: History, codings: Mapping[str, Codings], before: Sequence[tuple[str, Before]]
) -> Records | None:
    """Find the records of earlier releases in what there was when they left."""
    if len(codings) > 1:
        return None
    ((name, mine),) = codings.items()
    known = history.members.of
    return records_of(
        mine, [(line, one.scope, known[line][name]) for line, one in before], history.past
    )


def _no_names(scope: Scope, before: Sequence[Before]) -> bool:
    """Whether no table is by interview or by person, of whom there would be two."""
    groupings = {by for one in (scope, *(one.scope for one in before)) for by in one.groupings}
    return not any({"transcript", "participant"} & set(by) for by in groupings)


def _members(
    scope: Scope, then: Who | None, codings: Mapping[str, Codings]
) -> frozenset[str] | Message:
    """Return who counted in a release if all of them count as then, else what is the matter."""
    members: set[frozenset[str]] = set()
    for name in {kind.of for kind in scope.tables}:
        own, mine = scope.only({name}), codings[name]
        if not own.known_in(mine):
            return _OTHER_CODES
        if then is None or name not in then:
            return _UNKNOWN_MEMBERS
        key, seals = then[name]
        changes = compared(sealed(mine, own, key), seals)
        if not changes.grown_only:
            return _CHANGED
        members.add(changes.same)
    return frozenset().union(*members)


def _admitted(
    corpus: Corpus,
    scopes: Sequence[Scope],
    before: Sequence[Before],
    minimum: int,
    *,
    now: frozenset[str],
) -> frozenset[str]:
    turns, names = turn_columns(corpus), speaker_names(corpus)
    people, everybody = len(turns.people), any(k.interviewers for s in scopes for k in s.tables)
    then = [np.array([name in one.members for name in names[:people]]) for one in before]
    speaks = turns.participant >= 0
    asked: list[Bools] = []
    for by in sorted({by for one in scopes for by in one.groupings if by}):
        made = groups(corpus, by, everybody)
        for group in range(len(made)):
            mask = np.zeros(people, dtype=np.bool_)
            mask[turns.participant[speaks & (made.of_turn == group)]] = True
            asked.append(mask)
    present = np.array([name in now for name in names[:people]], dtype=np.bool_)
    counts = admitted(present, then, asked, person=person_of(names[:people]), minimum=minimum)
    # Words that are nobody's own count when everybody counts who speaks there.
    waits = turns.transcript[speaks & ~np.append(counts, True)[turns.participant]]
    nobodies = np.delete(np.arange(len(corpus)), np.unique(waits))
    return frozenset(
        [names[index] for index in np.flatnonzero(counts)]
        + [names[people + index] for index in nobodies.tolist() if names[people + index] in now]
    )


_NOBODY = frozenset[str]()
_UNKNOWN_NUMBERS = Message("it is not known which numbers an earlier release held")
_UNKNOWN_PEOPLE = Message("it is not known whose numbers plain tables hold")
_UNKNOWN_MEMBERS = Message("it is not known whose words an earlier release counted")
_OTHER_CODES = Message("codes or attributes by which an earlier release counted are gone")
_CHANGED = Message("people who counted in an earlier release have left, or are coded otherwise now")
_GONE = Message(
    "too few people have left for that to be told, and whoever has left is not counted again"
)
_TOO_DIFFERENT = Message("earlier releases counted people who are too different from those of now")
