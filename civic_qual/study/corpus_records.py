"""Transcripts, participants and notices as records, and records as a corpus again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants
from civic_qual.study.records import Label, Notice, Person, Text, Version

Speakers = dict[str, dict[str, str]]  # of one transcript: what is said of each speaker

_SAID = ("speaks", "declared", "speaks_for")  # of Participants, by speaker


def text_of(transcript: Transcript) -> Text:
    """Return the record of a transcript's text."""
    return Text(Label(transcript.revision), transcript.text)


def version_of(
    transcript: Transcript, speakers: Speakers, supersedes: str = "", time: str = ""
) -> Version:
    """Return the record of all that is known of a transcript but its text."""
    return Version(
        Label(transcript.id),
        Label(transcript.revision),
        supersedes,
        time,
        Label(transcript.language),
        transcript.source,
        Label(transcript.translation_of),
        _json(dict(transcript.attributes)),
        _json(speakers),
        _json([_plain(turn) for turn in transcript.turns]),
    )


def speakers_of(participants: Participants) -> dict[str, Speakers]:
    """Return what is said of speakers, by transcript."""
    found: dict[str, Speakers] = {}
    for name in _SAID:
        for (transcript, speaker), said in getattr(participants, name).items():
            found.setdefault(transcript, {}).setdefault(name, {})[speaker] = said
    return found


def person_of(
    participant: str, attributes: Mapping[str, str], supersedes: str = "", time: str = ""
) -> Person:
    """Return the record of what is known of a participant."""
    return Person(Label(participant), supersedes, time, _json(dict(attributes)))


def notices_of(corpus: Corpus) -> Iterator[Notice]:
    """Yield what went wrong and what was guessed when a corpus was read."""
    yield from (Notice(Label("problem"), text) for text in corpus.problems)
    yield from (Notice(Label("note"), text) for text in corpus.notes)


def corpus_of(
    versions: Iterable[tuple[Version, Transcript]],
    people: Iterable[Person],
    notices: Iterable[Notice],
) -> Corpus:
    """Make the corpus of the versions that hold, each with the transcript made of it."""
    versions, notices = list(versions), list(notices)
    told: dict[str, dict[tuple[str, str], str]] = {name: {} for name in _SAID}
    for version, _ in versions:
        for name, by_speaker in json.loads(version.speakers).items():
            told[name].update(
                {(version.transcript, speaker): said for speaker, said in by_speaker.items()}
            )
    known: dict[str, dict[str, str]] = {
        person.participant: json.loads(person.attributes) for person in people
    }
    return Corpus(
        tuple(transcript for _, transcript in versions),
        Participants(attributes=known, **told),
        tuple(one.text for one in notices if one.kind == "problem"),
        tuple(one.text for one in notices if one.kind == "note"),
    )


class StoredTranscript(Transcript):
    """A transcript whose text and turns are fetched from the study when first asked for.

    Pickled, copied or changed with `replace`, it is a transcript like any other.
    """

    @classmethod
    def of(cls, version: Version, passage: Callable[[str], str]) -> StoredTranscript:
        """Make the transcript of a record; `passage` returns the text of a revision."""
        made: StoredTranscript = object.__new__(cls)
        made.__dict__.update(
            id=version.transcript,
            revision=version.revision,
            language=version.language,
            source=version.source,
            translation_of=version.translation_of,
            attributes=json.loads(version.attributes),
            _turns=version.turns,
            _passage=passage,
        )
        made.__post_init__()
        return made

    def __getattr__(self, name: str) -> Any:
        kept = self.__dict__
        if name == "text" and "_passage" in kept:
            kept["text"] = kept["_passage"](kept["revision"])
        elif name == "turns" and "_turns" in kept:
            kept["turns"] = tuple(_turn(*one) for one in json.loads(kept["_turns"]))
        else:
            raise AttributeError(name)
        return kept[name]

    def __reduce__(self) -> tuple[type[Transcript], tuple[Any, ...]]:
        return Transcript, (
            self.id,
            self.text,
            self.turns,
            dict(self.attributes),
            self.language,
            self.source,
            self.translation_of,
        )


def _plain(turn: Turn) -> list[Any]:
    return [
        turn.start,
        turn.end,
        [list(span) for span in turn.spoken],
        turn.speaker,
        turn.role,
        turn.language,
        turn.seconds,
    ]


def _turn(start: int, end: int, spoken: list[list[int]], *rest: Any) -> Turn:
    return Turn(start, end, tuple((first, last) for first, last in spoken), *rest)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
