"""The words and sentences of spoken content: the one tokenisation that everybody uses.

They are those of the `TokenIndex` in which a transcript stands, transcript by transcript.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from civic_qual.arrays import Ints
from civic_qual.corpus.token_index import Sentences, TokenIndex, home
from civic_qual.corpus.transcripts import Transcript
from civic_qual.language.words import Word


@dataclass(frozen=True, eq=False, kw_only=True)
class SpokenWords:
    """Every word spoken in a transcript, by all roles, in the order of the text.

    Columns have shape (n_words,). `turn` is the place of the word's turn in the transcript,
    `piece` that of its spoken piece in the turn; `start` and `end` are characters of the text.
    """

    turn: Ints
    piece: Ints
    start: Ints
    end: Ints
    index: TokenIndex
    first: int  # the number of the first of them in the index

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def words(self) -> list[Word]:
        """The words one by one."""
        own, known = slice(self.first, self.first + len(self)), self.index.vocabulary
        return [
            Word(start, end, known.form[word], known.key[word], hard)
            for start, end, word, hard in zip(
                self.start.tolist(),
                self.end.tolist(),
                self.index.word[own].tolist(),
                self.index.hard[own].tolist(),
                strict=True,
            )
        ]


_WORDS: WeakKeyDictionary[Transcript, SpokenWords] = WeakKeyDictionary()


def spoken_words(transcript: Transcript) -> SpokenWords:
    """Return the words of the spoken content of all turns.

    Examples
    --------
    >>> from civic_qual.corpus.model import Turn
    >>> turn = Turn(start=0, end=19, spoken=((3, 6), (15, 19)), speaker="R")
    >>> one = Transcript(id="a", text="R: Oui [rires] oui.", turns=(turn,))
    >>> spoken = spoken_words(one)
    >>> [word.form for word in spoken.words], spoken.piece.tolist()
    (['Oui', 'oui'], [0, 1])
    """
    known = _WORDS.get(transcript)
    if known is None:
        known = _WORDS[transcript] = _spoken(transcript, *home(transcript))
    return known


def sentence_spans(transcript: Transcript) -> Sentences:
    """Return the sentences of the spoken content of all turns.

    Examples
    --------
    >>> from civic_qual.corpus.model import Turn
    >>> turn = Turn(start=0, end=20, spoken=((3, 7), (16, 20)), speaker="R")
    >>> one = Transcript(id="a", text="R: Oui. [rires] Non.", turns=(turn,))
    >>> sentence_spans(one).start.tolist()
    [3, 16]
    """
    index, place = home(transcript)
    return index.sentences(place)


def turn_words(transcript: Transcript) -> Ints:
    """Return the number of spoken words of every turn, shape (n_turns,)."""
    return np.diff(_turn_first(*home(transcript)))


def _turn_first(index: TokenIndex, place: int) -> Ints:
    """Return the first word of every turn of a transcript, and of the turn after."""
    before = index.turns_before
    return index.turn_first[before[place] : before[place + 1] + 1]


def _spoken(transcript: Transcript, index: TokenIndex, place: int) -> SpokenWords:
    turn_first = _turn_first(index, place)
    own = slice(int(turn_first[0]), int(turn_first[-1]))
    start = index.start[own] - index.origin[place]
    turn = np.repeat(np.arange(len(turn_first) - 1), np.diff(turn_first))
    # Pieces stand in the order of the text, so that a word's piece is the last begun before it.
    pieces = [len(one.spoken) for one in transcript.turns]
    begin = np.array([begin for one in transcript.turns for begin, _ in one.spoken], np.int64)
    piece = np.searchsorted(begin, start, side="right") - 1 - (np.cumsum(pieces) - pieces)[turn]
    return SpokenWords(
        turn=turn,
        piece=piece,
        start=start,
        end=index.end[own] - index.origin[place],
        index=index,
        first=own.start,
    )
