"""Who speaks in which turn, as columns: one entry a turn, transcripts in corpus order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual.arrays import Bools, Ints, Texts
from civic_qual.corpus.cache import kept_with_corpus
from civic_qual.corpus.transcripts import NOT_COUNTED, Transcript, Turn

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

NOBODY = -1


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
        role=_texts([turn.role for _, turn in turns]),
        language=_texts([turn.language for _, turn in turns]),
        participant=np.array([known.get(name, NOBODY) for name in names], dtype=np.int64),
        people=people,
    )


def _participant(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    """Return who speaks; a counted speaker without a row of their own is a person all the same."""
    known = corpus.participants.of(transcript.id, turn.speaker)
    return known or (f"{transcript.id}/{turn.speaker}" if turn.counted else "")


def _texts(values: list[Any]) -> Texts:
    return np.array(values, dtype=object)
