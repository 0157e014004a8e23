"""Which turns a rule listens to: those in its language, of certain roles, in certain interviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from civic_qual.codebook.model import Rule
from civic_qual.codebook.rules.conditions import conditions_met
from civic_qual.coding.labels import Labels
from civic_qual.corpus.model import NOT_COUNTED, Transcript
from civic_qual.corpus.segments import Bools

Where: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


class Heard(NamedTuple):
    """Turns as a mask, shape (n_turns,); `all` says that no turn of the language is missing."""

    turns: Bools
    all: bool


class Listening:
    """Masks of the turns of a corpus, each worked out once.

    `everybody` says that rules without `speaker` also listen to interviewers and observers.
    """

    def __init__(self, transcripts: Sequence[Transcript], everybody: bool = False) -> None:
        turns = [turn for transcript in transcripts for turn in transcript.turns]
        self._everybody = everybody
        self._attributes = [transcript.attributes for transcript in transcripts]
        self._turns = np.array([len(transcript.turns) for transcript in transcripts], np.int64)
        self._language = Labels.of([turn.language for turn in turns], len(turns))
        self._role = Labels.of([turn.role for turn in turns], len(turns))
        self._known: dict[tuple[str, tuple[str, ...], Where], Heard] = {}

    def to(self, rule: Rule) -> Heard:
        """Return the turns a rule listens to: for equal conditions the same object."""
        asked = (rule.language, rule.speaker, rule.where)
        if asked not in self._known:
            spoken = self._language.among({rule.language})
            turns = spoken & self._roles(rule.speaker) & self._interviews(rule.where)
            self._known[asked] = Heard(turns, bool((turns == spoken).all()))
        return self._known[asked]

    def _roles(self, speaker: tuple[str, ...]) -> Bools:
        if speaker:
            return self._role.among(speaker)
        if self._everybody:
            return np.ones(len(self._role), dtype=bool)
        return ~self._role.among(NOT_COUNTED)

    def _interviews(self, where: Where) -> Bools:
        met = [conditions_met(where, attributes) for attributes in self._attributes]
        return np.repeat(np.array(met, dtype=bool), self._turns)
