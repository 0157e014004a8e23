"""Whose words an earlier release counted, so that only the study team can tell.

A record is one person, what is stated of them, and how their words were coded. Kept are three
seals of it, made with a key that stays: of the person, of the person with what is stated, and of
all. Equal labels would give away the sizes of hidden groups, so no group stands there in clear.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeAlias

import numpy as np

from civic_qual.arrays import Ints
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, typed
from civic_qual.privacy.memory.scope import Carries, Kind, Scope, counted_again
from civic_qual.saving import whole_file

if TYPE_CHECKING:
    from civic_qual.analysis.tables.counting import Tally
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.counted_words import TurnColumns
    from civic_qual.corpus.model import Corpus

KEY_BYTES = 32
MARK = "\x1f"  # between a speaker, or an interview, and the earlier state that it is of


class Seals(NamedTuple):
    """One record, sealed: the person, the person with what is stated of them, and all."""

    person: str
    stated: str
    whole: str


@dataclass(frozen=True, kw_only=True)
class Changes:
    """How the records of now stand to those that a release counted.

    Attributes
    ----------
    same
        The names of who counted then, and is stated and coded as then.
    corrected, restated, left
        How many are coded otherwise, how many have other attributes, how many are gone.
    """

    same: frozenset[str]
    corrected: int
    restated: int
    left: int

    @property
    def grown_only(self) -> bool:
        """Whether all who counted then count as they did."""
        return not (self.corrected or self.restated or self.left)


def speakers(turns: TurnColumns) -> Ints:
    """Return who speaks in each turn, of shape (n_turns,): people, and after them nobody.

    Turns that are nobody's own (a note-taker's, an interviewer's) are one speaker a transcript.
    """
    nobody = len(turns.people) + turns.transcript
    return np.where(turns.participant >= 0, turns.participant, nobody)


def speaker_names(corpus: Corpus) -> tuple[str, ...]:
    """Return a name of every speaker, in their order; no person is called like a nobody."""
    people = (f"person {name}" for name in turn_columns(corpus).people)
    return (*people, *(f"nobody {one.id}" for one in corpus))


def canonical(name: str) -> str:
    """Return what a speaker is called, whatever state of them it is.

    Examples
    --------
    >>> canonical("person ann"), canonical(f"person ann{MARK}2")
    ('person ann', 'person ann')
    """
    return name.partition(MARK)[0]


def sealed(codings: Codings, scope: Scope, key: bytes) -> dict[str, Seals]:
    """Return the seals of everybody whose words a scope counts, by their names."""
    stated: dict[int, Any] = {}
    coded: dict[int, Any] = {}
    names = list(map(canonical, speaker_names(codings.corpus)))
    for kind, rows in scope.tables.items():
        tally = counted_again(codings, kind)
        for into, parts in ((stated, _stated(tally, kind)), (coded, _coded(tally, kind, rows))):
            for who, part in parts:
                into.setdefault(who, hashlib.sha256()).update(part)
    return {
        names[who]: _seals(names[who], stated[who], coded.get(who), key) for who in sorted(stated)
    }


def _seals(name: str, stated: Any, coded: Any, key: bytes) -> Seals:
    said = stated.hexdigest()
    how = coded.hexdigest() if coded else ""
    return Seals(*(_seal(key, *parts) for parts in ((name,), (name, said), (name, said, how))))


def _seal(key: bytes, *parts: str) -> str:
    return hmac.new(key, json.dumps(parts).encode(), hashlib.sha256).hexdigest()[:32]


def _stated(tally: Tally, kind: Kind) -> Iterator[tuple[int, bytes]]:
    """Yield of each speaker the groups of their turns."""
    turns = tally.words.turns
    counted = np.unique(tally.words.turn)
    who = speakers(turns)[counted]
    labels = [*tally.groups.labels, ()]
    head = json.dumps([kind.of, kind.by, kind.interviewers]).encode()
    for number, at in _by_speaker(who):
        groups = [labels[int(group)] for group in tally.groups.of_turn[counted[at]]]
        yield number, head + json.dumps(groups).encode()


def _coded(tally: Tally, kind: Kind, rows: Sequence[Carries]) -> Iterator[tuple[int, bytes]]:
    """Yield of each speaker what was read for each row, and which of it carries the row.

    Turns and things are numbered within the speaker's own, so that nobody else's change shows.
    """
    who = speakers(tally.words.turns)[tally.words.turn]
    turn = _numbered(who, tally.words.turn)
    for row in rows:
        reads, (word, thing) = np.flatnonzero(tally.reads(row.row)), tally.found(row.row)
        parts = {"read": (reads, tally.out_of.thing(tally.said(reads))), "carries": (word, thing)}
        if tally.crossing is not None:
            for name, attached in zip(tally.crossing.ids, tally.crossing.attached, strict=False):
                parts[f"with {name}"] = (word[attached[word]], thing[attached[word]])
        head = json.dumps([kind.of, kind.measure, row.id, row.members, row.needed]).encode()
        for part, (words, things) in parts.items():
            places = np.column_stack([who[words], turn[words], _numbered(who[words], things)])
            once = np.unique(places, axis=0)
            for number, at in _by_speaker(once[:, 0]):
                yield number, head + part.encode() + once[at, 1:].astype("<i8").tobytes()


def _numbered(who: Ints, values: Ints) -> Ints:
    """Return the numbers of values among each speaker's own, from 0; equal ones are alike."""
    order = np.lexsort((values, who))
    new = np.diff(values[order], prepend=-2) != 0
    first = np.diff(who[order], prepend=-2) != 0
    total = np.cumsum(new | first)
    number = np.empty(len(who), dtype=np.int64)
    number[order] = total - np.maximum.accumulate(np.where(first, total, 0))
    return number


def _by_speaker(who: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each speaker with the places of their entries, in order."""
    if not len(who):
        return
    order = np.argsort(who, kind="stable")
    first = np.flatnonzero(np.diff(who[order], prepend=-1))
    for number, at in zip(who[order][first], np.split(order, first[1:]), strict=True):
        yield int(number), at


def compared(now: Mapping[str, Seals], then: Sequence[Seals]) -> Changes:
    """Return how records of now, sealed for an earlier release's scope, stand to its own."""
    whole = {one.whole for one in then}
    stated = {one.stated: one.whole for one in then}
    person = {one.person for one in then}
    same = [who for who, one in now.items() if one.whole in whole]
    others = [one for who, one in now.items() if one.whole not in whole and one.person in person]
    corrected = sum(one.stated in stated for one in others)
    return Changes(
        same=frozenset(same),
        corrected=corrected,
        restated=len(others) - corrected,
        left=len(then) - len(same) - len(others),
    )


# The file that stays


class Sealed(NamedTuple):
    """Who counted in one release, and the key of its seals; in an order that tells nothing."""

    key: bytes
    seals: tuple[Seals, ...]

    @classmethod
    def of(cls, codings: Codings, scope: Scope) -> Self:
        """Seal everybody whose words a scope counts, with a key that nobody knows."""
        key = secrets.token_bytes(KEY_BYTES)
        seals = sealed(codings, scope, key).values()
        return cls(key, tuple(sorted(seals, key=lambda one: one.whole)))

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"key": self.key.hex(), "seals": [list(one) for one in self.seals]}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Return it from plain data."""
        seals = tuple(Seals(*map(str, one)) for one in data["seals"])
        return cls(bytes.fromhex(data["key"]), seals)


Who: TypeAlias = Mapping[str, Sealed]  # who counted, by what each scope calls the codings


def plain_who(who: Who) -> dict[str, Any]:
    """Return who counted as plain data."""
    return {name: one.plain() for name, one in who.items()}


def who_from_plain(data: Mapping[str, Any]) -> Who:
    """Return who counted from plain data."""
    return {str(name): Sealed.from_plain(one) for name, one in data.items()}


@dataclass(frozen=True)
class Members:
    """Who counted in each release, by the name of its line in the ledger."""

    of: Mapping[str, Who] = field(default_factory=dict)

    def merged(self, other: Members) -> Members:
        """Return the releases of two copies."""
        return Members({**self.of, **other.of})

    def save(self, path: Path) -> None:
        """Write them so that nobody but the owner of the file can read them.

        Raises
        ------
        WriteError
            If the file cannot be written.
        """
        data = {"members": {line: plain_who(one) for line, one in self.of.items()}}
        with whole_file(path) as beside:
            beside.write_text(json.dumps(data, sort_keys=True), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read them.

        Raises
        ------
        DisclosureError
            If it is no such file.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))["members"]
            return cls({str(line): who_from_plain(one) for line, one in data.items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DisclosureError(
                Message(
                    "{file}: the file that knows whose words earlier releases counted is missing "
                    "or damaged. Put it back from a copy, or keep what you make inside the study: "
                    "{internal}",
                    file=path,
                    internal=typed("internal=True", "--internal", Message("the internal report")),
                )
            ) from error
