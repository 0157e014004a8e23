"""What a study remembers of its releases: the ledger of what was published, and who counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from civic_qual.calls import offer
from civic_qual.coding.coders import RuleCoder
from civic_qual.errors import CodingError, StudyError
from civic_qual.messages import Message, quoted
from civic_qual.privacy.memory.earlier import EarlierReleases
from civic_qual.privacy.memory.history import History
from civic_qual.privacy.memory.members import Members, Who, plain_who, who_from_plain
from civic_qual.privacy.memory.published import Published, PublishedReleases
from civic_qual.study.acts.keep import keep_release, kept_releases
from civic_qual.study.contents.codings import held_codings
from civic_qual.study.records import KeptRelease

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Snapshot

_PUBLISHED, _MEMBERS, _NOT_GIVEN = "published", "members", "not given"


def releases_of(session: Session) -> EarlierReleases:
    """Return all releases that have left a study, and keep there what is released next."""
    snapshot = session.snapshot()

    def keep(line: Published, who: Who | None) -> None:
        contents = {_PUBLISHED: line.plain(), _MEMBERS: plain_who(who) if who else None}
        policy = {"minimum": line.minimum, "hides_zeros": line.hides_zeros}
        keep_release(
            session, free_name(snapshot, line.name), contents, policy=policy, who="", why=""
        )

    def past(line: str, like: Codings) -> Codings | None:
        return _then(session, snapshot, line, like)

    history = replace(_history(snapshot), past=past)
    return EarlierReleases(history=history, first="known", keep=keep)


def _then(session: Session, now: Snapshot, line: str, like: Codings) -> Codings | None:
    """Return codings made as others are, of the study as it was when a release left."""
    for one in now.store.records(KeptRelease, until=now.line):
        contents = json.loads(one.record.contents)
        if _PUBLISHED in contents and Published.from_plain(contents[_PUBLISHED]).line == line:
            then = session.snapshot(one.line)
            if set(like.read.origin.values) <= {"rule"}:
                return RuleCoder(then.codebook).code(then.corpus)
            with suppress(CodingError):  # of coders that the study knows nothing of
                return held_codings(then).codings.filter(coder=list(like.read.coder.values))
    return None


def free_name(snapshot: Snapshot, wanted: str) -> str:
    """Return a name that no release has."""
    taken, name, number = kept_releases(snapshot), wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


def declare_not_given(session: Session, name: str, *, who: str, why: str) -> None:
    """Record that a release was given to nobody, so that later ones need not reckon with it.

    Raises
    ------
    StudyError
        If none is called so, it was declared before, or a later one reckons with it.
    """
    snapshot = session.snapshot()
    kept = _given(snapshot)
    if name not in kept:
        raise StudyError(
            Message(
                "no release is called {name}{offer}", name=quoted(name), offer=offer(name, kept)
            )
        )
    history = _history(snapshot)
    later = [one for one in history.published.releases if one.line not in history.published.heads]
    if name in {one.name for one in later}:
        raise StudyError(
            Message(
                "later releases reckon with {name}; say first of these that they were given to "
                "nobody, the last one first",
                name=quoted(name),
            )
        )
    keep_release(
        session,
        free_name(snapshot, " ".join(("not given:", name))),
        {_NOT_GIVEN: name},
        policy={},
        who=who,
        why=why,
    )


def _given(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    """Return what has left, by the names of the releases; several of a name were made apart."""
    kept = {
        name: [json.loads(record.contents) for _, record in records]
        for name, records in kept_releases(snapshot).items()
    }
    taken_back = {one[_NOT_GIVEN] for many in kept.values() for one in many if _NOT_GIVEN in one}
    return {
        name: given
        for name, many in kept.items()
        if name not in taken_back and (given := [one for one in many if _NOT_GIVEN not in one])
    }


def _history(snapshot: Snapshot) -> History:
    published, members, unknown = PublishedReleases(), Members(), []
    for name, contents in _entries(snapshot):
        if _PUBLISHED not in contents:
            unknown.append(name)
            continue
        line = Published.from_plain(contents[_PUBLISHED])
        published = PublishedReleases((*published.releases, line))
        if contents[_MEMBERS] is not None:
            who = who_from_plain(contents[_MEMBERS])
            members = members.merged(Members({line.line: who}))
    return History(published.merged(PublishedReleases()), members, tuple(unknown))


def _entries(snapshot: Snapshot) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, many in _given(snapshot).items():
        for contents in many:
            yield name, contents
