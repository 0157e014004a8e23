"""Who counted in earlier releases, where some of them are coded otherwise by now, or have left.

A study can show every earlier state of itself. So each record that a release counted is sought in
what there is now and, if it is not there, in what there was when releases left: the seals tell
which it was. Records that are no longer stand beside those of now as people of their own, who
speak in interviews of their own, so that all releases can be counted in one corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from civic_qual.arrays import Ints
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import coding_columns, reading_columns
from civic_qual.coding.evidence import TextEvidence
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.privacy.memory.members import MARK, Sealed, canonical, sealed, speaker_names
from civic_qual.privacy.memory.restricting import only_of

if TYPE_CHECKING:
    from civic_qual.corpus.transcripts import Transcript
    from civic_qual.privacy.memory.scope import Scope

Past: TypeAlias = Callable[[str, Codings], Codings | None]  # the line of a release, codings of now


def nothing_known(line: str, like: Codings) -> None:
    """Know of no earlier state: what there was is gone, as where interviews are plain files."""
    del line, like


@dataclass(frozen=True, kw_only=True)
class Records:
    """All records that a release counted, or that there are now, in one corpus.

    Attributes
    ----------
    codings
        Of all records.
    now
        The names of the speakers that there are now.
    members
        For each earlier release the names of who counted in it.
    """

    codings: Codings
    now: frozenset[str]
    members: tuple[frozenset[str], ...]


def records_of(
    codings: Codings,
    releases: Sequence[tuple[str, Scope, Sealed]],
    past: Past,
) -> Records | None:
    """Find the records that earlier releases counted; None if one of them is nowhere.

    Parameters
    ----------
    codings
        Of all who are there now.
    releases
        The line of each release, what it counted, and who counted in it, sealed.
    past
        Returns the codings as they were when a release left.
    """
    states = [codings]
    earlier = [past(line, codings) for line, *_ in reversed(releases)]
    states += [state for state in earlier if state is not None]
    found = [_found(states, scope, then) for _, scope, then in releases]
    old: dict[int, set[str]] = {}
    for one in found:
        if one is None:
            return None
        for who, state in one.items():
            if state:
                old.setdefault(state, set()).add(who)
    if any(who.startswith("nobody ") for some in old.values() for who in some):
        return None
    if not all(_by_themselves(one, who) for who in old.values() for one in states):
        return None
    others = {state: only_of(states[state], who) for state, who in old.items()}
    return Records(
        codings=_side_by_side(codings, others),
        now=frozenset(speaker_names(codings.corpus)),
        members=tuple(
            frozenset(_named(who, state) for who, state in one.items()) for one in found if one
        ),
    )


def _found(states: Sequence[Codings], scope: Scope, then: Sealed) -> dict[str, int] | None:
    """Return in which state each record of a release is found; None if one is in none."""
    wanted = {one.whole for one in then.seals}
    found: dict[str, int] = {}
    for number, state in enumerate(states):
        if not wanted:
            break
        if not scope.known_in(state):
            continue
        for who, one in sealed(state, scope, then.key).items():
            if one.whole in wanted:
                wanted.remove(one.whole)
                found[who] = number
    return None if wanted else found


def _by_themselves(codings: Codings, names: Collection[str]) -> bool:
    """Whether nobody else speaks in the interviews of some people, which would be two then."""
    turns, speak = turn_columns(codings.corpus), speaker_names(codings.corpus)
    people = np.flatnonzero(turns.participant >= 0)
    theirs = np.array([name in names for name in speak], dtype=np.bool_)[turns.participant[people]]
    with_them = np.unique(turns.transcript[people[theirs]])
    return not np.isin(turns.transcript[people[~theirs]], with_them).any()


def _named(who: str, state: int) -> str:
    """Return what a speaker of an earlier state is called beside those of now."""
    return f"{who}{MARK}{state}" if state else who


def person_of(names: Sequence[str]) -> Ints:
    """Return whose record each one is, as numbers."""
    people = [canonical(name) for name in names]
    number = {name: place for place, name in enumerate(dict.fromkeys(people))}
    return np.array([number[name] for name in people], dtype=np.int64)


def _side_by_side(codings: Codings, others: Mapping[int, Codings]) -> Codings:
    """Return codings in one corpus with those of earlier states, whose interviews are others."""
    if not others:
        return codings
    transcripts: list[Transcript] = list(codings.corpus)
    speaks = dict(codings.corpus.participants.speaks)
    attributes = dict(codings.corpus.participants.attributes)
    for state, one in others.items():
        people = one.corpus.participants
        for transcript in one.corpus:
            name = f"{transcript.id}{MARK}{state}"
            transcripts.append(replace(transcript, id=name))
            for speaker in {turn.speaker for turn in transcript.turns if turn.spoken}:
                who = people.of(transcript.id, speaker) or f"{transcript.id}/{speaker}"
                speaks[name, speaker] = f"{who}{MARK}{state}"
                attributes[f"{who}{MARK}{state}"] = people.attributes.get(who, {})
    corpus = replace(
        codings.corpus,
        transcripts=tuple(transcripts),
        participants=Participants(speaks, attributes),
    )
    return _joined(corpus, codings, others)


def _joined(corpus: Corpus, codings: Codings, others: Mapping[int, Codings]) -> Codings:
    place = {one.id: index for index, one in enumerate(corpus)}
    known = codings.codebook.positions
    coded, read = [], []
    for state, one in {0: codings, **others}.items():
        ids = [_named(transcript.id, state) for transcript in one.corpus]
        index = np.array([place[name] for name in ids], dtype=np.int64)
        mine = one.codebook.positions
        code = np.full(max(mine.values(), default=-1) + 1, -1)
        for name, number in mine.items():
            code[number] = known.get(name, -1)
        kept = one.coded.take(code[one.coded.code] >= 0)
        coded.append((index[kept.transcript], code[kept.code], kept))
        read.append((index[one.read.transcript], one.read))
    made, _ = coding_columns(
        transcript=np.concatenate([at for at, _, _ in coded]),
        code=np.concatenate([which for _, which, _ in coded]),
        start=np.concatenate([some.start for *_, some in coded]),
        end=np.concatenate([some.end for *_, some in coded]),
        **{
            name: [text for *_, some in coded for text in getattr(some, name).texts()]
            for name in ("coder", "origin", "status")
        },
    )
    readings = reading_columns(
        transcript=np.concatenate([at for at, _ in read]),
        start=np.concatenate([some.start for _, some in read]),
        end=np.concatenate([some.end for _, some in read]),
        **{
            name: [text for _, some in read for text in getattr(some, name).texts()]
            for name in ("unit", "codes", "coder", "origin")
        },
    )
    return replace(
        codings,
        corpus=corpus,
        coded=made,
        read=readings,
        evidence=TextEvidence(("",) * len(made)),
        scores=None,
    )
