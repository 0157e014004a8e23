"""Where a rule must come true: the words of one turn, or of one sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from civic_qual.corpus.model import Role, Span, Transcript
from civic_qual.corpus.spoken import Ints, sentence_spans, spoken_words
from civic_qual.language.words import Word, words


@dataclass(frozen=True, eq=False)
class Scope:
    """The words of a turn or a sentence, and the spoken pieces of text they stand in.

    A *place* is the position of a word in `words`. Offsets count code points of `text`, which
    is the whole transcript. `pieces` holds the number of the spoken piece of every word;
    `spans` are the pieces themselves.
    """

    text: str
    language: str
    words: Sequence[Word]
    pieces: Sequence[int]
    spans: tuple[Span, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The distinct keys of the words."""
        return frozenset(word.key for word in self.words)

    @cached_property
    def forms(self) -> frozenset[str]:
        """The distinct forms of the words, as written."""
        return frozenset(word.form for word in self.words)

    def unbroken(self, first: int, last: int) -> bool:
        """Whether a phrase may run from one place to another: one piece, no punctuation."""
        return self.pieces[first] == self.pieces[last] and not any(
            self.words[place].hard for place in range(first + 1, last + 1)
        )

    def spans_of(self, places: Iterable[int]) -> tuple[Span, ...]:
        """Return the offsets of the words at some places."""
        return tuple((self.words[place].start, self.words[place].end) for place in places)

    def places_in(self, start: int, end: int) -> range:
        """Return the places of the words that share at least one character with a span."""
        first = bisect_right(self.words, start, key=lambda word: word.end)
        return range(first, max(first, bisect_left(self.words, end, key=lambda word: word.start)))


@dataclass(frozen=True, eq=False)
class TurnScopes:
    """A turn as a scope, its sentences as scopes, and who speaks."""

    start: int
    end: int
    role: Role
    counted: bool
    whole: Scope
    sentences: tuple[Scope, ...]

    @property
    def language(self) -> str:
        """The language spoken, ISO 639-1; empty if nobody could tell."""
        return self.whole.language


_SCOPES: WeakKeyDictionary[Transcript, tuple[TurnScopes, ...]] = WeakKeyDictionary()


def scope_of(text: str, language: str = "en") -> Scope:
    """Return a whole text as one scope of one spoken piece.

    Examples
    --------
    >>> [word.key for word in scope_of("They came.").words]
    ['they', 'came']
    """
    found = words(text, language)
    return Scope(text, language, found, [0] * len(found), ((0, len(text)),))


def turn_scopes(transcript: Transcript) -> tuple[TurnScopes, ...]:
    """Return the scopes of all turns, in order: made once, kept as long as the transcript lives.

    Examples
    --------
    >>> from civic_qual.corpus.model import Turn
    >>> one = Transcript("a", "R: Yes. [laughs] No.", (Turn(0, 20, ((3, 7), (17, 20)), "R"),))
    >>> [len(sentence.words) for sentence in turn_scopes(one)[0].sentences]
    [1, 1]
    """
    known = _SCOPES.get(transcript)
    if known is None:
        known = _SCOPES[transcript] = tuple(_cut(transcript))
    return known


def _cut(transcript: Transcript) -> Iterable[TurnScopes]:
    spoken, sentences = spoken_words(transcript), sentence_spans(transcript)
    for place, turn in enumerate(transcript.turns):
        first, after = _range_of(spoken.turn, place)
        whole = Scope(
            transcript.text,
            turn.language,
            spoken.words[first:after],
            spoken.piece[first:after].tolist(),
            turn.spoken,
        )
        own = range(*_range_of(sentences.turn, place))
        parts = [(int(sentences.start[one]), int(sentences.end[one])) for one in own]
        yield TurnScopes(
            turn.start,
            turn.end,
            turn.role,
            turn.counted,
            whole,
            tuple(_part(whole, *part) for part in parts),
        )


def _range_of(turns: Ints, turn: int) -> tuple[int, int]:
    """Return where the entries of one turn begin and end in a column of turns."""
    return int(np.searchsorted(turns, turn)), int(np.searchsorted(turns, turn, side="right"))


def _part(whole: Scope, start: int, end: int) -> Scope:
    """Return the part of a scope that lies between two offsets."""
    places = whole.places_in(start, end)
    spans = [(max(start, first), min(end, last)) for first, last in whole.spans]
    return Scope(
        whole.text,
        whole.language,
        [whole.words[place] for place in places],
        [whole.pieces[place] for place in places],
        tuple((first, last) for first, last in spans if first < last),
    )
