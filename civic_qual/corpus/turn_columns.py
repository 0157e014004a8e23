"""Who speaks in which turn, and what is known of them, as columns.

One entry a turn, transcripts in corpus order. An attribute of a turn is that of its speaker where
it is stated, else that of the transcript: tables, files, filters and codings all ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual.arrays import Bools, Ints, Texts
from civic_qual.calls import offer
from civic_qual.corpus.cache import kept_with_corpus
from civic_qual.corpus.transcripts import NOT_COUNTED, Transcript, Turn
from civic_qual.messages import Message, quoted

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

NOBODY = -1
NOT_STATED = ""
# What every corpus knows of a turn. An attribute that is called so wins, but for the language.
KNOWN_OF_TURNS = ("transcript", "speaker", "role", "participant", "language")


@dataclass(frozen=True, eq=False, kw_only=True)
class TurnColumns:
    """The turns of a corpus as columns, each of shape (n_turns,).

    `transcript` is the position in the corpus, `number` that in the transcript, `start` and
    `end` are characters of its text, `participant` is the position in `people`, -1 where nobody
    counted speaks.
    """

    transcript: Ints
    number: Ints
    start: Ints
    end: Ints
    speaker: Texts
    role: Texts
    language: Texts
    participant: Ints
    people: tuple[str, ...]

    @cached_property
    def counted(self) -> Bools:
        """Whether a turn counts by default: all roles but interviewer and observer."""
        return ~np.isin(self.role.astype(str), sorted(NOT_COUNTED))

    def turn(self, corpus: Corpus, place: int) -> Turn:
        """Return the turn behind an entry."""
        transcript = corpus.transcripts[int(self.transcript[place])]
        return transcript.turns[int(self.number[place])]


@kept_with_corpus
def turn_columns(corpus: Corpus) -> TurnColumns:
    """Lay out who speaks in each turn of a corpus; nobody may change the columns."""
    turns = [(transcript, turn) for transcript in corpus for turn in transcript.turns]
    names = [_participant(corpus, transcript, turn) for transcript, turn in turns]
    sizes = [len(transcript.turns) for transcript in corpus]
    people = tuple(dict.fromkeys(name for name in names if name))
    known = {name: place for place, name in enumerate(people)}
    return TurnColumns(
        transcript=np.repeat(np.arange(len(sizes)), sizes),
        number=np.array([place for size in sizes for place in range(size)], dtype=np.int64),
        start=np.array([turn.start for _, turn in turns], dtype=np.int64),
        end=np.array([turn.end for _, turn in turns], dtype=np.int64),
        speaker=_texts([turn.speaker for _, turn in turns]),
        role=_texts([turn.role for _, turn in turns]),
        language=_texts([turn.language for _, turn in turns]),
        participant=np.array([known.get(name, NOBODY) for name in names], dtype=np.int64),
        people=people,
    )


def _participant(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    """Return who speaks; a counted speaker without a row of their own is a person all the same."""
    known = corpus.participants.of(transcript.id, turn.speaker)
    return known or (f"{transcript.id}/{turn.speaker}" if turn.counted else "")


# Attributes


def attribute_names(corpus: Corpus) -> list[str]:
    """Return the attributes of transcripts and of participants, each once, as first met."""
    of_transcripts = (name for transcript in corpus for name in transcript.attributes)
    return list(dict.fromkeys([*of_transcripts, *corpus.participants.attribute_names]))


def attribute_of_turns(corpus: Corpus, name: str) -> Texts:
    """Return an attribute of every turn, "" where it is not stated."""
    turns = turn_columns(corpus)
    return attribute_where(corpus, name, turns.transcript, np.arange(len(turns.transcript)))


def attribute_where(corpus: Corpus, name: str, transcript: Ints, turn: Ints) -> Texts:
    """Return an attribute of passages, "" where it is not stated.

    Parameters
    ----------
    transcript, turn
        Of each passage; the turn is -1 where nobody speaks.
    """
    turns, known = turn_columns(corpus), corpus.participants.attributes
    people = [_stated(known.get(person, {}), name) for person in turns.people]
    own = _texts([*people, NOT_STATED])[np.append(turns.participant, NOBODY)[turn]]
    whole = _texts([_stated(one.attributes, name) for one in corpus])[transcript]
    stated: Texts = np.where(own == NOT_STATED, whole, own)
    return stated


def values_of_turns(corpus: Corpus, name: str) -> Texts:
    """Return an attribute, or else one of `KNOWN_OF_TURNS`, of every turn."""
    if name != "language" and name in attribute_names(corpus):
        return attribute_of_turns(corpus, name)
    return known_of_turns(corpus, name)


def known_of_turns(corpus: Corpus, name: str) -> Texts:
    """Return one of `KNOWN_OF_TURNS` of every turn, "" where there is none."""
    turns = turn_columns(corpus)
    if name == "transcript":
        return _texts([one.id for one in corpus])[turns.transcript]
    if name == "participant":
        return _texts([*turns.people, NOT_STATED])[turns.participant]
    return {"speaker": turns.speaker, "role": turns.role, "language": turns.language}[name]


def no_attribute(name: str, known: Iterable[str]) -> str:
    """Say that nobody has an attribute, and what was probably meant."""
    return Message(
        "no transcript and no participant has an attribute {attribute}{offer}",
        attribute=quoted(name),
        offer=offer(name, known),
    )


def _stated(attributes: Mapping[str, object], name: str) -> str:
    return str(attributes.get(name, NOT_STATED)).strip()


def _texts(values: list[Any]) -> Texts:
    return np.array([*values, None], dtype=object)[:-1]  # texts, even of none
