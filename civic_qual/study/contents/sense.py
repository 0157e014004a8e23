"""Whether records make sense: asked of all that comes from outside, where anybody can write.

That a record is what its name says does not tell that it can be: whoever writes files by hand can
name what they wrote. So places must lie in texts, words be those that are known, JSON be what it
is of, and what is referred to be there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from civic_qual.codebook.fields import read_fields
from civic_qual.coding.codings import CODED_UNITS
from civic_qual.coding.columns import SHOWN_TO_READERS, Origin, Status
from civic_qual.corpus.consent import CONSENTS
from civic_qual.corpus.settings import checked_setting
from civic_qual.corpus.transcripts import Transcript
from civic_qual.errors import CivicQualError
from civic_qual.messages import Message, quoted
from civic_qual.study.acts.decide import VERDICTS
from civic_qual.study.acts.sample import sample_of
from civic_qual.study.contents.settled import SETTLED
from civic_qual.study.corpus_records import turns_of
from civic_qual.study.records import (
    KINDS,
    Anchor,
    Area,
    Assignment,
    BookVersion,
    Coding,
    Consent,
    Decision,
    DoneAct,
    KeptRelease,
    KeptSample,
    Key,
    Memo,
    Person,
    Reading,
    Record,
    Rejection,
    Ruling,
    Setting,
    Text,
    ThirdLook,
    Undo,
    Version,
)
from civic_qual.study.snapshot import read_codebook_text
from civic_qual.study.work.act_kinds import DOES
from civic_qual.study.work.keys import as_key
from civic_qual.study.work.queue import QUEUE_KINDS

if TYPE_CHECKING:
    from civic_qual.study.store import Store

_ABOUT = ("study", "transcript", "passage", "code", "participant", "coding")


def senseless(store: Store) -> Iterator[str]:
    """Yield which records of a study make no sense, a line each."""
    known = _Known()
    for kind, of in KINDS.items():
        for stored in store.records(kind):
            try:
                if kind in _SENSE:
                    _SENSE[kind](known, stored.record)
            except (CivicQualError, ValueError, TypeError, KeyError, AttributeError) as error:
                yield Message(
                    "row {row} of {table}: {reason}",
                    row=stored.row,
                    table=of.table,
                    reason=str(error)[:200],
                )
            known.names.add(stored.key)


@dataclass
class _Known:
    """What is there to refer to."""

    names: set[Key] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)

    def text(self, record: Text) -> None:
        self.texts[record.revision] = record.text

    def version(self, record: Version) -> None:
        attributes = _texts(record.attributes)
        for said in _json(record.speakers, dict).values():
            _need(all(isinstance(who, str) for who in said.values()), record.speakers)
        # Where turns and spoken pieces may stand is checked as for every transcript.
        Transcript(
            id=record.transcript,
            text=self.texts[record.revision],
            turns=turns_of(record.turns, record.reported),
            attributes=attributes,
        )

    def person(self, record: Person) -> None:
        _texts(record.attributes)

    def book(self, record: BookVersion) -> None:
        read_codebook_text(record.text)
        _texts(record.moves)

    def span(self, record: Any) -> None:
        size = len(self.texts[record.revision])
        if not 0 <= record.start < record.end <= size:
            raise ValueError(
                Message(
                    "{start} to {end} is no passage of {transcript}, which has {size} characters",
                    start=record.start,
                    end=record.end,
                    transcript=quoted(record.transcript),
                    size=size,
                )
            )

    def coding(self, record: Coding) -> None:
        self.span(record)
        _one_of(record.origin, get_args(Origin))
        _one_of(record.status, get_args(Status))
        _need(0 <= record.score <= 1 or record.score != record.score, str(record.score))
        _need(bytes.fromhex(record.codebook) in self.names, record.codebook)
        read_fields(record.fields)

    def reading(self, record: Reading) -> None:
        self.span(record)
        _one_of(record.origin, get_args(Origin))
        _one_of(record.unit, CODED_UNITS)
        _one_of(record.shown, SHOWN_TO_READERS)
        _need(bool(record.codes.split()), record.codes)
        _need(bytes.fromhex(record.codebook) in self.names, record.codebook)

    def decision(self, record: Decision) -> None:
        _one_of(record.verdict, VERDICTS)
        _need((record.verdict == "change") == bool(record.replacement), record.verdict)
        self.there(record.coding)
        if record.replacement:
            self.there(record.replacement)

    def there(self, name: Key) -> None:
        _need(name in self.names, name.hex())

    def undo(self, record: Undo) -> None:
        _need(len(record.subject) == 16, record.subject.hex())

    def anchor(self, record: Anchor) -> None:
        self.span(record)

    def assignment(self, record: Assignment) -> None:
        self.span(record)
        _one_of(record.kind, QUEUE_KINDS)
        _one_of(record.unit, CODED_UNITS)
        _one_of(record.shown, SHOWN_TO_READERS)
        _need(bool(record.codes.split()), record.codes)
        _need(as_key(record.item) == record.item != "", record.item)
        _need(record.nth > 0, str(record.nth))

    def rejection(self, record: Rejection) -> None:
        self.span(record)
        _one_of(record.origin, get_args(Origin))
        _need(0 <= record.score <= 1, str(record.score))
        _need(bytes.fromhex(record.codebook) in self.names, record.codebook)

    def third_look(self, record: ThirdLook) -> None:
        self.span(record)
        _one_of(record.decision, SETTLED)
        _need(bytes.fromhex(record.codebook) in self.names, record.codebook)
        _need(bool(record.reference.strip()), record.reference)

    def act(self, record: DoneAct) -> None:
        _need(bool(record.id.strip()), record.id)
        _one_of(record.does, tuple(DOES.values()))
        for name in record.records.split():
            self.there(Key(bytes.fromhex(name)))

    def memo(self, record: Memo) -> None:
        _one_of(record.about, _ABOUT)
        if record.revision:
            self.span(record)


def _json(text: str, kind: type) -> Any:
    value = json.loads(text)
    _need(isinstance(value, kind), text)
    return value


def _texts(text: str) -> dict[str, str]:
    """Return texts by name, of JSON."""
    value: dict[str, str] = _json(text, dict)
    _need(all(isinstance(one, str) for one in value.values()), text)
    return value


def _one_of(word: str, known: tuple[str, ...]) -> None:
    _need(word in known, word)


def _need(so: bool, value: str) -> None:
    if not so:
        raise ValueError(Message("{value} cannot stand there", value=quoted(value[:60])))


def _release(_: _Known, record: KeptRelease) -> None:
    _json(record.policy, dict)
    _json(record.contents, dict)


def _area(_: _Known, record: Area) -> None:
    _json(record.names, dict)
    _json(record.attributes, dict)


_SENSE: Mapping[type[Record], Callable[[_Known, Any], object]] = {
    Text: _Known.text,
    Version: _Known.version,
    Person: _Known.person,
    BookVersion: _Known.book,
    Coding: _Known.coding,
    Reading: _Known.reading,
    Assignment: _Known.assignment,
    Rejection: _Known.rejection,
    ThirdLook: _Known.third_look,
    DoneAct: _Known.act,
    Decision: _Known.decision,
    Ruling: _Known.span,
    Undo: _Known.undo,
    Anchor: _Known.anchor,
    Memo: _Known.memo,
    KeptSample: lambda _, record: sample_of(record),
    Consent: lambda _, record: _one_of(record.consent, CONSENTS),
    Setting: lambda _, record: checked_setting(record.name, json.loads(record.value)),
    KeptRelease: _release,
    Area: _area,
}
