"""What is remembered of all releases of a study, and who may count in the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.tables.groups import groups
from civic_qual.arrays import Bools
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.messages import Message
from civic_qual.privacy.memory.admitted import admitted
from civic_qual.privacy.memory.joint import Before
from civic_qual.privacy.memory.members import Members, compared, new_key, sealed, speaker_names
from civic_qual.privacy.memory.published import Published, PublishedReleases
from civic_qual.privacy.memory.scope import Scope

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus


@dataclass(frozen=True)
class History:
    """What was published, which may travel, and who counted in it, which stays."""

    published: PublishedReleases = field(default_factory=PublishedReleases)
    members: Members = field(default_factory=lambda: Members(new_key(), {}))

    def __len__(self) -> int:
        return len(self.published)

    def and_then(self, release: Published, codings: Mapping[str, Codings]) -> History:
        """Return this with one release more, whose people are all of a corpus."""
        seals = sealed(codings, release.scope, self.members.key)
        return History(
            self.published.and_then(release),
            self.members.with_release(release.line, seals.values()),
        )

    def merged(self, other: History) -> History:
        """Return the releases of two copies of a study."""
        return History(self.published.merged(other.published), self.members.merged(other.members))


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
        How many people wait, by the groups that need more: their names, who waits, how many more.
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
    corpus = next(iter(codings.values())).corpus
    everybody = frozenset(speaker_names(corpus))
    if not len(history):
        return Admission(names=everybody)
    before, stands = [], ""
    for release, line in zip(history.published.releases, history.published.lines, strict=True):
        if (why := _not_again(release, line, history, codings)) is not None:
            before.append(Before(published=release, members=frozenset()))
            stands = stands or why
            continue
        now = sealed(codings, release.scope, history.members.key)
        changes = compared(now, history.members.of[line])
        if not changes.grown_only:
            stands = stands or _changed(changes.corrected, changes.restated, changes.left)
        before.append(Before(published=release, members=changes.same))
    if stands:
        return Admission(names=everybody, before=tuple(before), stands=stands)
    scopes = [scope, *(one.published.scope for one in before)]
    names = _admitted(corpus, scopes, before, minimum)
    waiting = sum(name.startswith("person ") for name in everybody - names)
    if any(not one.members <= names for one in before):
        return Admission(
            names=everybody, before=tuple(before), waiting=waiting, stands=_TOO_DIFFERENT
        )
    return Admission(names=names, before=tuple(before), waiting=waiting)


def _not_again(
    release: Published, line: str, history: History, codings: Mapping[str, Codings]
) -> str | None:
    """Say why a release cannot be counted again."""
    if line not in history.members.of:
        return _UNKNOWN_MEMBERS
    for kind in release.scope.tables:
        if kind.of not in codings:
            return _OTHER_CODINGS
        if not release.scope.known_to(codings[kind.of].codebook):
            return _OTHER_CODES
        known = set(_attributes(codings[kind.of].corpus))
        if not set(kind.by) <= known:
            return _OTHER_CODES
    return None


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


_UNKNOWN_MEMBERS = Message("it is not known whose words an earlier release counted")
_OTHER_CODINGS = Message("an earlier release counted what somebody else coded")
_OTHER_CODES = Message("codes or attributes by which an earlier release counted are gone")
_TOO_DIFFERENT = Message("earlier releases counted people who are too different from those of now")


def _changed(corrected: int, restated: int, left: int) -> str:
    del corrected, restated, left
    return Message("people who counted in an earlier release have left, or are coded otherwise now")
