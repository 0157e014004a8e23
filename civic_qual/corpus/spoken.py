"""The words and sentences of spoken content: the one tokenisation that everybody uses.

Both are worked out once a transcript and kept as long as it lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from civic_qual.corpus.model import Transcript, Turn
from civic_qual.language.words import Word, words

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SpokenWords:
    """Every word spoken in a transcript, by all roles, in the order of the text.

    `words` is a list; the other columns have shape (n_words,). `turn` is the place of the
    word's turn in the transcript, `piece` that of its spoken piece in the turn.
    """

    words: list[Word]
    turn: Ints
    piece: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True, eq=False)
class Sentences:
    """Every sentence spoken in a transcript; columns of shape (n_sentences,), as in `SpokenWords`.

    A sentence may take in a bracketed note or a back-channel, but never leaves its turn.
    """

    turn: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)


_WORDS: WeakKeyDictionary[Transcript, SpokenWords] = WeakKeyDictionary()
_SENTENCES: WeakKeyDictionary[Transcript, Sentences] = WeakKeyDictionary()


def spoken_words(transcript: Transcript) -> SpokenWords:
    """Return the words of the spoken content of all turns.

    Examples
    --------
    >>> one = Transcript("a", "R: Oui [rires] oui.", (Turn(0, 19, ((3, 6), (15, 19)), "R"),))
    >>> spoken = spoken_words(one)
    >>> [word.form for word in spoken.words], spoken.piece.tolist()
    (['Oui', 'oui'], [0, 1])
    """
    known = _WORDS.get(transcript)
    if known is None:
        known = _WORDS[transcript] = _tokenised(transcript)
    return known


def sentence_spans(transcript: Transcript) -> Sentences:
    """Return the sentences of the spoken content of all turns.

    Examples
    --------
    >>> one = Transcript("a", "R: Oui. [rires] Non.", (Turn(0, 20, ((3, 7), (16, 20)), "R"),))
    >>> sentence_spans(one).start.tolist()
    [3, 16]
    """
    known = _SENTENCES.get(transcript)
    if known is None:
        known = _SENTENCES[transcript] = _sentences(transcript)
    return known


def turn_words(transcript: Transcript) -> Ints:
    """Return the number of spoken words of every turn, shape (n_turns,)."""
    return np.bincount(spoken_words(transcript).turn, minlength=len(transcript.turns))


def _tokenised(transcript: Transcript) -> SpokenWords:
    found: list[Word] = []
    turns: list[int] = []
    pieces: list[int] = []
    for place, turn in enumerate(transcript.turns):
        for piece, (start, end) in enumerate(turn.spoken):
            more = words(transcript.text, turn.language or "en", start, end)
            found.extend(more)
            turns.extend([place] * len(more))
            pieces.extend([piece] * len(more))
    return SpokenWords(found, _column(turns), _column(pieces),
                       _column([word.start for word in found]),
                       _column([word.end for word in found]))


def _sentences(transcript: Transcript) -> Sentences:
    from civic_qual.language.sentences import sentences

    spans = [(place, turn.spoken[0][0] + start, turn.spoken[0][0] + end)
             for place, turn in enumerate(transcript.turns) if turn.spoken
             for start, end in sentences(_only_spoken(transcript.text, turn),
                                         turn.language or "en")]
    return Sentences(*(_column(column) for column in zip(*spans, strict=True))) if spans else (
        Sentences(_column([]), _column([]), _column([])))


def _only_spoken(text: str, turn: Turn) -> str:
    """Return a turn from its first spoken piece to its last, all else blanked out."""
    kept: list[str] = []
    place = turn.spoken[0][0]
    for start, end in turn.spoken:
        kept.append(" " * (start - place))
        kept.append(text[start:end])
        place = end
    return "".join(kept)


def _column(values: object) -> Ints:
    return np.array(values, dtype=np.int64)
