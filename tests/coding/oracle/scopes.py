"""Scopes of the oracle: the words of turns and sentences, walked piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from civic_qual.corpus.model import Span, Transcript, Turn
from civic_qual.language.sentences import sentences
from civic_qual.language.words import Word, words


@dataclass(frozen=True, eq=False)
class Scope:
    """The words a rule is searched in; a *place* is the position of a word in `words`.

    `spans` are the spoken pieces of text the words stand in.
    """

    text: str
    language: str
    words: Sequence[Word]
    spans: tuple[Span, ...]

    @cached_property
    def kinds(self) -> frozenset[tuple[str, str]]:
        """The distinct forms and keys of the words."""
        return frozenset(map(self.kind, range(len(self.words))))

    def kind(self, place: int) -> tuple[str, str]:
        """Return the form and the key of the word at a place."""
        return self.words[place].form, self.words[place].key

    def unbroken(self, first: int, last: int) -> bool:
        """Whether a phrase may run from one place to another; the first word of a piece is hard."""
        return not any(self.words[place].hard for place in range(first + 1, last + 1))

    def spans_of(self, places: Iterable[int]) -> tuple[Span, ...]:
        """Return the offsets of the words at some places."""
        return tuple((self.words[place].start, self.words[place].end) for place in places)

    def places_in(self, start: int, end: int) -> list[int]:
        """Return the places of the words that share at least one character with a span."""
        return [
            place for place, word in enumerate(self.words) if word.start < end and start < word.end
        ]


def scope_of(text: str, language: str = "en") -> Scope:
    """Return a whole text as one scope of one spoken piece."""
    return Scope(text, language, words(text, language), ((0, len(text)),))


def turn_scope(transcript: Transcript, turn: Turn) -> Scope:
    """Return the words of a turn; where nobody could tell the language, they are cut as English."""
    said = [
        word
        for start, end in turn.spoken
        for word in words(transcript.text, turn.language or "en", start, end)
    ]
    return Scope(transcript.text, turn.language, said, turn.spoken)


def sentence_scopes(transcript: Transcript, turn: Turn) -> list[Scope]:
    """Return the sentences of a turn; a word belongs to the one in which it begins."""
    whole = turn_scope(transcript, turn)
    return [
        Scope(
            whole.text,
            whole.language,
            [word for word in whole.words if start <= word.start < end],
            tuple(
                (max(start, first), min(end, last))
                for first, last in whole.spans
                if max(start, first) < min(end, last)
            ),
        )
        for start, end in _sentences(transcript.text, turn)
    ]


def _sentences(text: str, turn: Turn) -> list[Span]:
    """Return the sentences of a turn of which only the spoken pieces are not blank."""
    if not turn.spoken:
        return []
    begin = turn.spoken[0][0]
    blank = [" "] * (turn.spoken[-1][1] - begin)
    for start, end in turn.spoken:
        blank[start - begin : end - begin] = text[start:end]
    return [
        (begin + start, begin + end)
        for start, end in sentences("".join(blank), turn.language or "en")
    ]
