"""The words a table may count, as columns: all counting is arithmetic on them.

A *place* is a character of the whole corpus: transcripts are laid end to end in corpus order,
one place apart, so that one sorted array holds every word and no span crosses transcripts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import Ints
from civic_qual.corpus.cache import kept_with_corpus
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.corpus.token_index import token_index
from civic_qual.corpus.turn_columns import TurnColumns, turn_columns

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus


@dataclass(frozen=True, eq=False, kw_only=True)
class CountedWords:
    """Spoken words in the order of the corpus: `turn`, `start` and `end` of shape (n_words,).

    `turn` is a position in `turns`, `start` and `end` are places. `origin` holds the place of
    each transcript's first character, and one more, where the corpus ends. Whether the words of
    interviewers and observers are among them says `include_interviewers`.
    """

    turns: TurnColumns
    include_interviewers: bool
    origin: Ints
    turn: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def transcript(self) -> Ints:
        """The transcript of each word, as a position in the corpus."""
        return self.turns.transcript[self.turn]

    @cached_property
    def participant(self) -> Ints:
        """Who says each word, as a position in `turns.people`; -1 for nobody counted."""
        return self.turns.participant[self.turn]

    def place(self, transcript: Ints, offset: Ints) -> Ints:
        """Turn characters of transcripts into places of the corpus, none past its transcript."""
        places: Ints = np.minimum(self.origin[transcript] + offset, self.origin[transcript + 1] - 1)
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


@kept_with_corpus
def counted_words(corpus: Corpus, include_interviewers: bool = False) -> CountedWords:
    """Lay out the spoken words of the roles that count; of all roles if told so.

    The columns are shared by all who ask: nobody may change them.
    """
    turns, index = turn_columns(corpus), token_index(corpus)
    here = slice(None) if include_interviewers else turns.counted[index.turn]
    turn, start, end = (
        column[here].astype(np.int64) for column in (index.turn, index.start, index.end)
    )
    return CountedWords(
        turns=turns,
        include_interviewers=include_interviewers,
        origin=index.origin,
        turn=turn,
        start=start,
        end=end,
    )


@kept_with_corpus
def word_segments(corpus: Corpus, unit: Unit, include_interviewers: bool = False) -> Ints:
    """Return the segment of a unit each counted word stands in, of shape (n_words,)."""
    return counted_words(corpus, include_interviewers).segment(corpus.segments(unit))


@kept_with_corpus
def stretches(corpus: Corpus, unit: Unit, include_interviewers: bool = False) -> Ints:
    """Return the first word of every stretch of counted words of one turn and one segment."""
    words = counted_words(corpus, include_interviewers)
    segment = word_segments(corpus, unit, include_interviewers)
    return np.flatnonzero(np.diff(words.turn, prepend=-1) | np.diff(segment, prepend=-2))
