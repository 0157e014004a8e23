"""Words as columns of numbers: what `words` finds, for millions of words at a time.

Pieces of text are joined, a quarter of a million characters together, and read as bytes: runs
of letters, then the gaps between them, then the stretches where words are not simply runs. No
step walks over tokens: whatever is decided is decided once for every different string.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from civic_qual.language.gaps import HARD
from civic_qual.language.interning import Bytes, Ints, Ints32, hashes
from civic_qual.language.raw_runs import in_characters, raw_runs
from civic_qual.language.vocabulary import Vocabulary
from civic_qual.language.word_spots import word_spots
from civic_qual.language.words import _AFTER_A

CHUNK = 1 << 18  # characters read together: what a processor keeps at hand

Places = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Tokens:
    """The words of some pieces of text, columns of shape (n_words,).

    `word` is a type of the vocabulary, `start` and `end` are places, `hard` is as in `Word`.
    `count`, of shape (n_pieces,), says how many words each piece has.
    """

    word: Ints32
    start: Places
    end: Places
    hard: Bools
    count: Ints

    def __len__(self) -> int:
        return len(self.word)


def tokenise(pieces: Sequence[str], languages: Sequence[str], vocabulary: Vocabulary,
             places: Sequence[int] | Ints | None = None, chunk: int = CHUNK) -> Tokens:
    """Return the words of pieces of text: those of `words`, piece by piece.

    Parameters
    ----------
    pieces : sequence of str
    languages : sequence of str
        The language of each piece. Pieces in no language known ("") are read as English ones
        are, but their word types are their own.
    vocabulary : Vocabulary
        New words are added to it.
    places : sequence of int, optional
        The place of the first character of each piece, from which words are counted; without
        them every piece begins at 0.
    chunk : int
        How many characters to read together.

    Returns
    -------
    Tokens

    Examples
    --------
    >>> known = Vocabulary()
    >>> found = tokenise(["Don't go.", "L'ami"], ["en", "fr"], known)
    >>> [known.key[word] for word in found.word], found.start.tolist(), found.count.tolist()
    (["don't", 'go', 'le', 'ami'], [0, 6, 0, 2], [2, 2])
    """
    sizes = np.fromiter(map(len, pieces), np.int64, len(pieces))
    first = np.zeros(len(pieces), np.int64) if places is None else np.asarray(places, np.int64)
    columns = _Columns(sizes, first)
    orders = _by_language(languages)
    for language, order in orders.items():
        for some in _chunks(order, sizes, chunk):
            own = [pieces[one] for one in some.tolist()]
            columns.take(some, _read(own, sizes[some], language, vocabulary))
    return columns.tokens(orders)


def _by_language(languages: Sequence[str]) -> dict[str, Ints]:
    """Return which pieces are in each language."""
    number = {name: place for place, name in enumerate(dict.fromkeys(languages))}
    which = np.fromiter(map(number.__getitem__, languages), np.int64, len(languages))
    return {name: np.flatnonzero(which == place) for name, place in number.items()}


def _chunks(order: Ints, sizes: Ints, chunk: int) -> Iterator[Ints]:
    """Cut pieces into lots of about `chunk` characters; a piece stays whole."""
    total = np.cumsum(sizes[order] + 1)
    cuts = np.searchsorted(total, np.arange(chunk, total[-1], chunk))
    yield from (some for some in np.split(order, np.unique(cuts)) if some.size)


@dataclass(frozen=True, eq=False)
class _Chunk:
    """The words of some pieces joined; `start` and `end` count characters of the text joined.

    `begin`, of shape (n_pieces,), is where the pieces begin in it.
    """

    word: Ints32
    start: Ints
    end: Ints
    hard: Bools
    begin: Ints
    count: Ints


def _read(pieces: list[str], sizes: Ints, language: str, vocabulary: Vocabulary) -> _Chunk:
    """Return the words of pieces of one language; `sizes` are their lengths."""
    runs = raw_runs(pieces)
    spots = word_spots(runs, language, vocabulary)
    word = vocabulary.add_runs(language, runs.text, spots.start, spots.end,
                               hashes(runs.text, spots.start, spots.end),
                               spots.others, spots.types)
    start = in_characters(spots.start, runs.lead, runs.extra)
    end = in_characters(spots.end, runs.lead, runs.extra)
    begin = np.cumsum(sizes + 1) - (sizes + 1)
    bounds = np.searchsorted(start, np.append(begin, begin[-1] + sizes[-1] + 1))
    count = np.diff(bounds)
    hard = (spots.gaps[:-1] & HARD).view(np.bool_)
    hard[bounds[:-1][count > 0]] = True
    _harden_openers(word, hard, spots.dotted, vocabulary)
    if language == "fr":
        _accent_capitals("\0".join(pieces), word, hard, runs.text[spots.start], start, end,
                         vocabulary)
    return _Chunk(word, start, end, hard, begin, count)


def _harden_openers(word: Ints32, hard: Bools, dotted: Ints, vocabulary: Vocabulary) -> None:
    """Let an acronym's last dot be punctuation before words that open sentences."""
    after = dotted[dotted < len(word) - 1] + 1
    for place in after[~hard[after]].tolist():
        hard[place] = vocabulary.opens_sentence(word[place])


def _accent_capitals(text: str, word: Ints32, hard: Bools, byte: Bytes, start: Ints, end: Ints,
                     vocabulary: Vocabulary) -> None:
    """Read the French capital A as À where it begins a sentence, before a place or a way."""
    capital = np.flatnonzero(hard & (byte == ord("A")) & (end - start == 1))
    for place in capital.tolist():
        if _AFTER_A.match(text, int(end[place])):
            word[place] = vocabulary.add("fr", "A", "A", "à")


class _Columns:
    """Columns being filled chunk by chunk, in the order of languages, then of pieces."""

    def __init__(self, sizes: Ints, first: Ints) -> None:
        small = int((first + sizes).max(initial=0)) < 1 << 31
        room = int(sizes.sum() + len(sizes)) // 2 + 1  # what is never touched costs no memory
        self._first = first
        self._word = np.empty(room, dtype=np.int32)
        place = np.int32 if small else np.int64
        self._start: npt.NDArray[Any] = np.empty(room, dtype=place)
        self._end: npt.NDArray[Any] = np.empty(room, dtype=place)
        self._hard = np.empty(room, dtype=np.bool_)
        self._count: Ints = np.zeros(len(sizes), dtype=np.int64)
        self._filled = 0

    def take(self, pieces: Ints, read: _Chunk) -> None:
        """Append the words of some pieces."""
        now = slice(self._filled, self._filled + len(read.word))
        shift = np.repeat(self._first[pieces] - read.begin, read.count)
        self._word[now], self._hard[now] = read.word, read.hard
        np.add(read.start, shift, out=self._start[now], casting="same_kind")
        np.add(read.end, shift, out=self._end[now], casting="same_kind")
        self._count[pieces] = read.count
        self._filled = now.stop

    def tokens(self, orders: dict[str, Ints]) -> Tokens:
        """Return the columns in the order of the pieces."""
        columns: list[npt.NDArray[Any]] = [self._word, self._start, self._end, self._hard]
        for column in columns:
            column.resize(self._filled, refcheck=False)
        if len(orders) > 1:
            place = self._places(np.concatenate(list(orders.values())))
            columns = [_scattered(column, place) for column in columns]
        word, start, end, hard = columns
        return Tokens(word, start, end, hard, self._count)

    def _places(self, order: Ints) -> Ints:
        """Return the place in the order of pieces of every word in the order of languages."""
        first = np.cumsum(self._count) - self._count
        count = self._count[order]
        return np.arange(self._filled) + np.repeat(first[order] - np.cumsum(count) + count, count)


def _scattered(column: npt.NDArray[Any], place: Ints) -> npt.NDArray[Any]:
    ordered = np.empty_like(column)
    ordered[place] = column
    return ordered
