"""The words a table may count, as columns: all that analysis does is arithmetic on them.

A *place* is a character of the whole corpus: transcripts are laid end to end in corpus order,
one place apart, so that one sorted array holds every word and no span crosses transcripts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic_qual.analysis.turn_columns import TurnColumns, turn_columns
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Bools, Ints, Segments
from civic_qual.corpus.spoken import spoken_words


@dataclass(frozen=True, eq=False)
class CountedWords:
    """Spoken words in the order of the corpus: `turn`, `start` and `end` of shape (n_words,).

    `turn` is a position in `turns`, `start` and `end` are places. `origin` holds the place of
    each transcript's first character, and one more, where the corpus ends.
    """

    turns: TurnColumns
    origin: Ints
    turn: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)

    @property
    def transcript(self) -> Ints:
        """The transcript of each word, as a position in the corpus."""
        return self.turns.transcript[self.turn]

    @property
    def participant(self) -> Ints:
        """Who says each word, as a position in `turns.people`; -1 for nobody counted."""
        return self.turns.participant[self.turn]

    def place(self, transcript: Ints, offset: Ints) -> Ints:
        """Turn characters of transcripts into places of the corpus, none past its transcript."""
        places: Ints = np.minimum(self.origin[transcript] + offset,
                                  self.origin[transcript + 1] - 1)
        return places

    def offset(self, place: Ints) -> tuple[Ints, Ints]:
        """Turn places into transcripts and characters of them."""
        transcript = np.searchsorted(self.origin, place, side="right") - 1
        return transcript, place - self.origin[transcript]

    def touched(self, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Return the first word each span of places touches, and the one after the last."""
        first = np.searchsorted(self.end, start, side="right")
        return first, np.maximum(first, np.searchsorted(self.start, end, side="left"))

    def within(self, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """Return the first word that lies wholly in each span, and the one after the last."""
        first = np.searchsorted(self.start, start, side="left")
        return first, np.maximum(first, np.searchsorted(self.end, end, side="right"))

    def segment(self, segments: Segments) -> Ints:
        """Return the segment each word stands in."""
        starts = self.place(segments.transcript, segments.start)
        return np.searchsorted(starts, self.start, side="right") - 1


def counted_words(corpus: Corpus, include_interviewers: bool = False) -> CountedWords:
    """Lay out the spoken words of the roles that count; of all roles if told so."""
    turns = turn_columns(corpus)
    origin = np.cumsum([0, *(len(transcript.text) + 1 for transcript in corpus)])
    turns_before = np.cumsum([0, *(len(transcript.turns) for transcript in corpus)])
    spoken = [spoken_words(transcript) for transcript in corpus]
    turn = _joined([words.turn for words in spoken], turns_before)
    start = _joined([words.start for words in spoken], origin)
    end = _joined([words.end for words in spoken], origin)
    keep: Bools = np.ones(len(turn), dtype=bool) if include_interviewers else turns.counted[turn]
    return CountedWords(turns, origin, turn[keep], start[keep], end[keep])


def _joined(columns: list[Ints], shifts: Ints) -> Ints:
    shifted = [np.asarray(column, dtype=np.int64) + shift
               for column, shift in zip(columns, shifts, strict=False)]
    return np.concatenate([np.empty(0, dtype=np.int64), *shifted])


def expanded(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Return every position from each `first` up to its `last`, and whose it is.

    Examples
    --------
    >>> positions, whose = expanded(np.array([3, 7]), np.array([5, 8]))
    >>> positions.tolist(), whose.tolist()
    ([3, 4, 7], [0, 0, 1])
    """
    lengths = np.maximum(last - first, 0)
    whose = np.repeat(np.arange(len(first)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(whose)) - before[whose] + first[whose], whose


def covered(first: Ints, last: Ints, size: int) -> Bools:
    """Return which of `size` positions at least one of the ranges covers."""
    change = np.bincount(first, minlength=size + 1) - np.bincount(last, minlength=size + 1)
    return np.cumsum(change)[:size] > 0
