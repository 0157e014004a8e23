"""Transcripts, participants and notices as records, and records as a corpus again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from civic_qual.corpus.intake.account import Account, account_as_data, account_of_data
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants
from civic_qual.messages import Message
from civic_qual.messages.travelling import message_as_data, message_of_data
from civic_qual.study.records import Label, Notice, Person, Text, Version

Speakers = dict[str, dict[str, str]]  # of one transcript: what is said of each speaker

# What a turn is, in the order in which it is kept.
_TURN = ("start", "end", "spoken", "speaker", "role", "language", "seconds")
_ACCOUNT = Label("account")  # a kind of notice
_SAID_AGAIN = " message"  # behind the kind of a notice that is a message as data
_SAID = ("speaks", "declared", "speaks_for")  # of Participants, by speaker


def text_of(transcript: Transcript) -> Text:
    """Return the record of a transcript's text."""
    return Text(revision=Label(transcript.revision), text=transcript.text)


def version_of(
    transcript: Transcript, speakers: Speakers, supersedes: str = "", time: str = ""
) -> Version:
    """Return the record of all that is known of a transcript but its text."""
    reported = [index for index, turn in enumerate(transcript.turns) if turn.reported]
    return Version(
        transcript=Label(transcript.id),
        revision=Label(transcript.revision),
        supersedes=supersedes,
        time=time,
        language=Label(transcript.language),
        source=transcript.source,
        translation_of=Label(transcript.translation_of),
        attributes=_json(dict(transcript.attributes)),
        speakers=_json(speakers),
        turns=_json([[getattr(turn, name) for name in _TURN] for turn in transcript.turns]),
        reported=_json(reported) if reported else "",
    )


def turns_of(kept: str, reported: str = "") -> tuple[Turn, ...]:
    """Return the turns of a version from what its record holds of them."""
    marked = frozenset(json.loads(reported)) if reported else frozenset()
    return tuple(
        Turn(  # each of very many by its names, without a mapping between
            start=start,
            end=end,
            spoken=tuple([(first, after) for first, after in spoken]),
            speaker=speaker,
            role=role,
            language=language,
            seconds=seconds,
            reported=index in marked,
        )
        for index, (start, end, spoken, speaker, role, language, seconds) in enumerate(
            json.loads(kept)
        )
    )


def speakers_of(participants: Participants) -> dict[str, Speakers]:
    """Return what is said of speakers, by transcript."""
    speakers: dict[str, Speakers] = {}
    for name in _SAID:
        for (transcript, speaker), said in getattr(participants, name).items():
            speakers.setdefault(transcript, {}).setdefault(name, {})[speaker] = said
    return speakers


def person_of(
    participant: str, attributes: Mapping[str, str], supersedes: str = "", time: str = ""
) -> Person:
    """Return the record of what is known of a participant."""
    return Person(
        participant=Label(participant),
        supersedes=supersedes,
        time=time,
        attributes=_json(dict(attributes)),
    )


def notices_of(corpus: Corpus) -> Iterator[Notice]:
    """Yield what went wrong, what was guessed, and how each transcript was read."""
    yield from (_notice("problem", text) for text in corpus.problems)
    yield from (_notice("note", text) for text in corpus.notes)
    for one in corpus:
        if account := corpus.accounts.get(one.id):
            told = {"transcript": one.id, "revision": one.revision, **account_as_data(account)}
            yield Notice(kind=_ACCOUNT, text=_json(told))


def _notice(kind: str, text: str) -> Notice:
    """Return a notice that can be said in other languages, if its text can."""
    if isinstance(text, Message):
        try:
            return Notice(kind=Label(kind + _SAID_AGAIN), text=_json(message_as_data(text)))
        except TypeError:  # it names something that is no plain data
            pass
    return Notice(kind=Label(kind), text=text)


def _told(notices: Iterable[Notice], kind: str) -> tuple[str, ...]:
    return tuple(
        notice.text if notice.kind == kind else message_of_data(json.loads(notice.text))
        for notice in notices
        if notice.kind in (kind, kind + _SAID_AGAIN)
    )


def notice_of_roles(version: Version, account: Account) -> Notice:
    """Return the notice of how a transcript was read, once somebody stated roles in a version."""
    told = {
        "transcript": str(version.transcript),
        "revision": str(version.revision),
        "turns": _digest(version.turns),
        **account_as_data(account),
    }
    return Notice(kind=_ACCOUNT, text=_json(told))


def _accounts_of(
    notices: Iterable[Notice], versions: Mapping[str, Version]
) -> Iterator[tuple[str, Account]]:
    """Yield how transcripts were read; a text that was corrected since was not read so.

    Nor is what somebody stated of roles, if that version was taken back.
    """
    for notice in notices:
        if notice.kind == _ACCOUNT:
            told = json.loads(notice.text)
            version = versions.get(told["transcript"])
            if version is None or version.revision != told["revision"]:
                continue
            if told.get("turns") in (None, _digest(version.turns)):
                yield told["transcript"], account_of_data(told)


def _digest(turns: str) -> str:
    return sha256(turns.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def corpus_of(
    versions: Iterable[tuple[Version, Transcript]],
    people: Iterable[Person],
    notices: Iterable[Notice],
) -> Corpus:
    """Make the corpus of the versions that hold, each with the transcript made of it."""
    versions, notices = list(versions), list(notices)
    said: dict[str, dict[tuple[str, str], str]] = {name: {} for name in _SAID}
    for version, _ in versions:
        for name, by_speaker in json.loads(version.speakers).items():
            said[name].update(
                {(version.transcript, speaker): who for speaker, who in by_speaker.items()}
            )
    known: dict[str, dict[str, str]] = {
        person.participant: json.loads(person.attributes) for person in people
    }
    return Corpus(
        transcripts=tuple(transcript for _, transcript in versions),
        participants=Participants(attributes=known, **said),
        problems=_told(notices, "problem"),
        notes=_told(notices, "note"),
        accounts=dict(_accounts_of(notices, {one.transcript: one for one, _ in versions})),
    )


def with_consents(corpus: Corpus, agreed: Mapping[tuple[str, str], str]) -> Corpus:
    """Return a corpus in which people and interviews have the consent that was recorded of them.

    Parameters
    ----------
    corpus
        As it was read.
    agreed
        What was agreed to, by "participant" or "transcript" and the name.
    """
    attributes = {name: dict(told) for name, told in corpus.participants.attributes.items()}
    transcripts = []
    for (about, name), consent in agreed.items():
        if about == "participant":
            attributes.setdefault(name, {})["consent"] = consent
    for transcript in corpus:
        consent = agreed.get(("transcript", transcript.id), "")
        told = {**transcript.attributes, "consent": consent}
        transcripts.append(replace(transcript, attributes=told) if consent else transcript)
    return replace(
        corpus,
        transcripts=tuple(transcripts),
        participants=replace(corpus.participants, attributes=attributes),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
