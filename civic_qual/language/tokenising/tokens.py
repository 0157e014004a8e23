"""Words as columns of numbers: what `words` finds, for millions of words at a time.

Pieces of text are joined, half a million characters together, and read as bytes: runs of
letters, then the gaps between them, then the stretches where words are not simply runs. No
step walks over tokens: whatever is decided is decided once for every different string.
Bytes become places, which count code points, at the end.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Bytes, Ints, Ints32, expanded
from civic_qual.compiled import compiled
from civic_qual.language.tokenising.interning import HARD, Flags, Gaps, Hashes
from civic_qual.language.tokenising.raw_runs import Pieces, RawRuns, Room, raw_runs, sheet_of
from civic_qual.language.tokenising.vocabulary import (
    Stretches,
    Vocabulary,
    odd_stretches,
    read_stretches,
    rules_of,
)
from civic_qual.language.words import AFTER_A

CHUNK = 1 << 19  # characters read together: what a processor keeps at hand

Places = npt.NDArray[np.int32] | npt.NDArray[np.int64]


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


def tokenise(
    pieces: Sequence[str] | Pieces,
    languages: Sequence[str],
    vocabulary: Vocabulary,
    places: Sequence[int] | Ints | None = None,
    chunk: int = CHUNK,
) -> Tokens:
    """Return the words of pieces of text: those of `words`, piece by piece.

    Parameters
    ----------
    pieces : sequence of str, or Pieces
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
    if not isinstance(pieces, Pieces):
        pieces = Pieces.whole(pieces)
    sizes = pieces.end - pieces.start
    first = np.zeros(len(pieces), np.int64) if places is None else np.asarray(places, np.int64)
    columns = _Columns(sizes, first)
    orders = _by_language(languages)
    for language, order in orders.items():
        chunks = list(_chunks(order, sizes, chunk))
        for some, runs in zip(chunks, _read(pieces, chunks, vocabulary.gaps), strict=True):
            _take(pieces, some, first[some], runs, language, vocabulary, columns)
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


def _read(pieces: Pieces, chunks: Sequence[Ints], gaps: Gaps) -> Iterator[RawRuns]:
    """Yield the runs of chunks; compiled loops read the next one meanwhile, in a second thread.

    What is yielded lasts until the one after the next is asked for.
    """
    rooms = cycle((Room(), Room()))

    def read(some: Ints) -> RawRuns:
        return raw_runs(sheet_of(pieces.take(some)), gaps, next(rooms))

    if len(chunks) < 2 or compiled("language.tokenising._tokens") is None or os.cpu_count() == 1:
        yield from map(read, chunks)
        return
    with ThreadPoolExecutor(1) as helper:
        ahead = helper.submit(read, chunks[0])
        for following in chunks[1:]:
            runs, ahead = ahead.result(), helper.submit(read, following)
            yield runs
        yield ahead.result()


def _take(
    pieces: Pieces,
    some: Ints,
    first: Ints,
    runs: RawRuns,
    language: str,
    vocabulary: Vocabulary,
    columns: _Columns,
) -> None:
    """Append the words of some pieces to columns; `first` are the places where these begin."""
    vocabulary.gaps.judge(runs.text, *runs.between, runs.gaps)
    spots = word_spots(runs, language, vocabulary)
    bounds = np.searchsorted(spots.start, runs.begin)
    count = np.diff(bounds)
    found = columns.append(some, count)
    found.word[:] = vocabulary.add_runs(
        language, runs.text, spots.start, spots.end, spots.hashed, spots.others, spots.types
    )
    np.not_equal(spots.gaps[:-1] & HARD, 0, out=found.hard)
    found.hard[bounds[:-1][count > 0]] = True
    _harden_openers(found.word, found.hard, spots.dotted, vocabulary)
    in_places(runs, spots, first, count, found.start, found.end)
    if language == "fr":
        _accent_capitals(pieces, some, first, found, runs.text.take(spots.start), vocabulary)


def _harden_openers(word: Ints32, hard: Bools, dotted: Ints, vocabulary: Vocabulary) -> None:
    """Let an acronym's last dot be punctuation before words that open sentences."""
    after = dotted[dotted < len(word) - 1] + 1
    for place in after[~hard[after]].tolist():
        hard[place] = vocabulary.opens_sentence(word[place])


def _accent_capitals(
    pieces: Pieces, some: Ints, first: Ints, found: Tokens, byte: Bytes, vocabulary: Vocabulary
) -> None:
    """Read the French capital A as À where it begins a sentence, before a place or a way."""
    capital = np.flatnonzero(found.hard & (byte == ord("A")) & (found.end - found.start == 1))
    piece = np.searchsorted(np.cumsum(found.count), capital, side="right")
    after = found.end[capital] - first[piece]
    for place, one, end in zip(capital.tolist(), some[piece].tolist(), after.tolist(), strict=True):
        if AFTER_A.match(pieces[one], end):
            found.word[place] = vocabulary.add("fr", "A", "A", "à")


class _Columns:
    """Columns being filled chunk by chunk, in the order of languages, then of pieces."""

    def __init__(self, sizes: Ints, first: Ints) -> None:
        small = int((first + sizes).max(initial=0)) < 1 << 31
        room = int(sizes.sum() + len(sizes)) // 2 + 1  # what is never touched costs no memory
        self._word = np.empty(room, dtype=np.int32)
        place = np.int32 if small else np.int64
        self._start: npt.NDArray[Any] = np.empty(room, dtype=place)
        self._end: npt.NDArray[Any] = np.empty(room, dtype=place)
        self._hard = np.empty(room, dtype=np.bool_)
        self._count: Ints = np.zeros(len(sizes), dtype=np.int64)
        self._filled = 0

    def append(self, pieces: Ints, count: Ints) -> Tokens:
        """Return the columns, still to be filled in, for the words that some pieces have."""
        now = slice(self._filled, self._filled + int(count.sum()))
        self._count[pieces] = count
        self._filled = now.stop
        return Tokens(self._word[now], self._start[now], self._end[now], self._hard[now], count)

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


# Where words stand: runs of letters, mended where words are something else.

_FEW = 64  # so many rows are cut out one by one


@dataclass(frozen=True, eq=False, kw_only=True)
class WordSpots:
    """Where words start and end, in bytes, their hashes, and the flags of the gaps around them.

    There is a gap before every word and one after the last. `others` are the words that stand
    in odd stretches, whose hashes mean nothing, and `types` their types; `dotted` those that
    end in an acronym's dot.
    """

    start: Ints
    end: Ints
    hashed: Hashes
    gaps: Flags
    others: Ints
    types: Ints32
    dotted: Ints


def word_spots(runs: RawRuns, language: str, vocabulary: Vocabulary) -> WordSpots:
    """Return where the words of a text in one language stand."""
    odd = odd_stretches(runs, rules_of(language))
    if odd is None:
        return WordSpots(
            start=runs.start,
            end=runs.end,
            hashed=runs.hashed,
            gaps=runs.gaps,
            others=_NONE,
            types=_NONE.astype(np.int32),
            dotted=_NONE,
        )
    return _mended(
        runs, odd, read_stretches(runs.text, odd, language, vocabulary), language, vocabulary
    )


_NONE: Ints = np.zeros(0, dtype=np.int64)


def _mended(
    runs: RawRuns, odd: Stretches, numbers: Ints32, language: str, vocabulary: Vocabulary
) -> WordSpots:
    """Put the words of the stretches where their first runs stand, and drop their other runs.

    A stretch never has more words than runs, since every word begins with another run.
    """
    known = vocabulary.stretches(language)
    count = known.first[numbers + 1] - known.first[numbers]
    source, whose = expanded(known.first[numbers], known.first[numbers + 1])
    place, _ = expanded(odd.first, odd.first + count)
    start, end = runs.start, runs.end  # this chunk's own: changed in place
    start[place] = odd.start[whose] + known.start[source]
    end[place] = odd.start[whose] + known.end[source]
    gone, _ = expanded(odd.first + count, odd.after)
    start, end, hashed, gaps = (
        _without(gone, column) for column in (start, end, runs.hashed, runs.gaps)
    )
    dropped = odd.after - odd.first - count
    first = odd.first - (np.cumsum(dropped) - dropped)
    place, _ = expanded(first, first + count)
    around, _ = expanded(first, first + count + 1)
    _judge_again(runs.text, start, end, gaps, around, vocabulary.gaps)
    return WordSpots(
        start=start,
        end=end,
        hashed=hashed,
        gaps=gaps,
        others=place,
        types=known.type[source],
        dotted=place[known.dotted[source]],
    )


def _without(gone: Ints, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a column without some rows, in rising order."""
    if len(gone) > _FEW:
        kept = np.ones(len(column), dtype=np.bool_)
        kept[gone] = False
        return column[kept]
    first, *others = np.split(column, gone)
    return np.concatenate([first, *(part[1:] for part in others)])


def _judge_again(
    text: Bytes, start: Ints, end: Ints, flags: Flags, changed: Ints, gaps: Gaps
) -> None:
    changed = changed[(changed > 0) & (changed < len(start))]
    flags[changed] = gaps.flags(text, end[changed - 1], start[changed])


def in_places(
    runs: RawRuns, spots: WordSpots, first: Ints, count: Ints, start: Places, end: Places
) -> None:
    """Fill in the places where words start and end, from the bytes where they do.

    `first`, of shape (n_pieces,), are the places where the pieces begin, and `count` says how
    many words each of them has.
    """
    begin = runs.begin[:-1]
    loops = compiled("language.tokenising._tokens")
    if loops is not None:
        loops.places(runs.lead, runs.extra, begin, first, count, spots.start, spots.end, start, end)
        return
    move = first - begin
    if not runs.lead.size or not len(start):
        moves = np.repeat(move, count)
        np.add(spots.start, moves, out=start, casting="same_kind")
        np.add(spots.end, moves, out=end, casting="same_kind")
        return
    more = np.concatenate([[0], np.cumsum(runs.extra)])
    moves = np.repeat(move + more[np.searchsorted(runs.lead, begin)], count)
    moves -= _more_before(runs, spots.start, more)
    np.add(spots.start, moves, out=start, casting="same_kind")
    np.add(spots.end, moves, out=end, casting="same_kind")
    word = np.searchsorted(spots.start, runs.lead, side="right") - 1
    inside = np.flatnonzero((word >= 0) & (runs.lead < spots.end[word]))
    np.subtract.at(end, word[inside], runs.extra[inside].astype(end.dtype))


def _more_before(runs: RawRuns, place: Ints, more: Ints) -> Ints:
    """Return how many bytes before some are not the first of their character."""
    if len(runs.lead) > len(place):
        return more[np.searchsorted(runs.lead, place)]
    cut = np.searchsorted(place, runs.lead, side="right")
    return np.repeat(more, np.diff(cut, prepend=0, append=len(place)))
