"""Who speaks, and the words a table may count, as columns: all counting is arithmetic on them.

Turns are one entry a turn, transcripts in corpus order. A *place* is a character of the whole
corpus: transcripts are laid end to end in corpus order, one place apart, so that one sorted array
holds every word and no span crosses transcripts. What is worked out of a corpus is kept as long
as the corpus lives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from civic_qual.arrays import Bools, Ints, Texts
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.corpus.token_index import token_index
from civic_qual.corpus.transcripts import NOT_COUNTED, Transcript, Turn

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus


_Arguments = ParamSpec("_Arguments")
_Made = TypeVar("_Made")


def kept_with_corpus(
    make: Callable[Concatenate[Corpus, _Arguments], _Made],
) -> Callable[Concatenate[Corpus, _Arguments], _Made]:
    """Let a function of a corpus, and of arguments that can be keys, work once for each.

    What it makes must not hold the corpus, which would then live for ever, and is shared by all
    who ask: nobody may change it.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus
    >>> @kept_with_corpus
    ... def sizes(corpus):
    ...     print("counting")
    ...     return len(corpus)
    >>> corpus = Corpus(())
    >>> sizes(corpus), sizes(corpus)
    counting
    (0, 0)
    """
    known: WeakKeyDictionary[Corpus, dict[Any, _Made]] = WeakKeyDictionary()

    @wraps(make)
    def kept(corpus: Corpus, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Made:
        own = known.setdefault(corpus, {})
        key = (args, tuple(sorted(kwargs.items())))
        if key not in own:
            own[key] = make(corpus, *args, **kwargs)
        return own[key]

    return kept


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


def _texts(values: list[Any]) -> Texts:
    return np.array(values, dtype=object)


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
