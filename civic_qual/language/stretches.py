"""Stretches of text in which words are not simply runs of letters: each different one read once.

`n't`, elisions, dotted acronyms, words with soft hyphens: where a cheap look at two or three
bytes says that one may stand, the whole stretch around it that holds no white space is read by
`civic_qual.language.words.words`. What is read is kept, and the same stretch is then looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.language.gaps import APOSTROPHE, DOT, HYPHEN, JOINS, TAIL, TIGHT, Flags
from civic_qual.language.interning import Bytes, Ints, Ints32, first_seen, hashes
from civic_qual.language.raw_runs import RawRuns, raw_runs
from civic_qual.language.vocabulary import Vocabulary
from civic_qual.language.words import Word, words

_LENGTH = np.ones(256, dtype=np.int64)  # of a character, by its first byte
_LENGTH[0xC0:0xE0], _LENGTH[0xE0:0xF0], _LENGTH[0xF0:] = 2, 3, 4


def _bytes(characters: str) -> npt.NDArray[np.bool_]:
    found = np.zeros(256, dtype=np.bool_)
    found[[ord(character) for character in characters]] = True
    return found


_CAPITAL = _bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CAPITAL[128:] = True  # it may be one
_N, _T, _U = _bytes("nN"), _bytes("tT"), _bytes("uU")
_E = _bytes("eE\xc3")  # with an accent, its first byte


@dataclass(frozen=True, eq=False)
class Stretches:
    """The runs from `first` to before `after` make a stretch from byte `start` to `end`."""

    first: Ints
    after: Ints
    start: Ints
    end: Ints


def odd_stretches(runs: RawRuns, gaps: Flags, rules: str) -> Stretches | None:
    """Return the stretches that may hold other words than runs, by the rules of a language.

    `gaps` are the flags of the gaps before every run, and of the one after the last.
    """
    odd = [_acronyms(runs, gaps), np.flatnonzero(gaps & JOINS) - 1, runs.marked]
    if rules == "en":
        odd.append(_negated(runs, gaps))
    elif rules == "fr":
        odd += [_elided(runs, gaps), _perhaps(runs, gaps)]
    spots = np.concatenate(odd)
    spots = spots[spots >= 0]
    if not spots.size:
        return None
    breaks = np.flatnonzero(gaps & TIGHT == 0)
    which = np.unique(np.searchsorted(breaks, spots, side="right")) - 1
    first, after = breaks[which], breaks[which + 1]
    end = runs.end[after - 1]
    tail = (gaps[after] & TAIL > 0) * _LENGTH[runs.text[end]]
    return Stretches(first, after, runs.start[first], end + tail)


def _inner(gaps: Flags, flag: int) -> Ints:
    """Return the runs after which a gap of some kind stands, and another run."""
    return np.flatnonzero(gaps[1:-1] & flag)


def _acronyms(runs: RawRuns, gaps: Flags) -> Ints:
    """Return the runs that end in a capital, before a dot and another capital."""
    spots = _inner(gaps, DOT)
    return spots[_CAPITAL[runs.text[runs.end[spots] - 1]]
                 & _CAPITAL[runs.text[runs.start[spots + 1]]]]


def _negated(runs: RawRuns, gaps: Flags) -> Ints:
    spots = _inner(gaps, APOSTROPHE)
    return spots[_N[runs.text[runs.end[spots] - 1]] & _T[runs.text[runs.start[spots + 1]]]]


def _elided(runs: RawRuns, gaps: Flags) -> Ints:
    spots = np.flatnonzero(gaps[1:] & TAIL)
    elided: Ints = spots[runs.text[runs.end[spots]] != ord(".")]
    return elided


def _perhaps(runs: RawRuns, gaps: Flags) -> Ints:
    spots = _inner(gaps, HYPHEN)
    end = runs.end[spots]
    return spots[_U[runs.text[end - 2]] & _T[runs.text[end - 1]]
                 & _E[runs.text[runs.start[spots + 1]]]]


def read_stretches(text: Bytes, stretches: Stretches, language: str,
                   vocabulary: Vocabulary) -> Ints32:
    """Return the numbers of stretches among those the vocabulary keeps; read the new ones."""
    known = vocabulary.stretches(language)
    hashed = hashes(text, stretches.start, stretches.end)
    found = known.table.find(hashed)
    new = np.flatnonzero(found < 0)
    if new.size:
        where, rank = first_seen(hashed[new])
        first = new[where]
        found[new] = rank + len(known)
        known.table.add(hashed[first], found[first])
        known.append(*_read([text[start:end].tobytes().decode("utf-8", "surrogatepass")
                             for start, end in zip(stretches.start[first].tolist(),
                                                   stretches.end[first].tolist(), strict=True)],
                            language, vocabulary))
    return found


def _read(new: list[str], language: str, vocabulary: Vocabulary,
          ) -> tuple[Ints, Ints, Ints, Ints32, npt.NDArray[np.bool_]]:
    """Read stretches by `words`; return the columns of `KnownStretches`."""
    found = [words(text, rules_of(language)) for text in new]
    flat = [(text, word) for text, own in zip(new, found, strict=True) for word in own]
    written = [text[word.start:word.end] for text, word in flat]
    return (np.array([len(own) for own in found], dtype=np.int64),
            np.array([_size(text[:word.start]) for text, word in flat], dtype=np.int64),
            np.array([_size(text[:word.end]) for text, word in flat], dtype=np.int64),
            _types(written, [word for _, word in flat], language, vocabulary),
            np.array([word[-1] == "." for word in written], dtype=np.bool_))


def rules_of(language: str) -> str:
    """Return the language by whose rules words are parted: English where none is known."""
    return language or "en"


def _types(written: list[str], found: list[Word], language: str,
           vocabulary: Vocabulary) -> Ints32:
    """Return the types of words; those that are one run each go where all such words go."""
    types = np.full(len(written), -1, dtype=np.int32)
    runs = raw_runs("\n".join(written))
    if not len(runs.start):
        return types
    size = np.array([_size(word) + 1 for word in written], dtype=np.int64)
    line = np.searchsorted(np.cumsum(size), runs.start, side="right")
    whole = runs.end - runs.start == size[line] - 1
    start, end = runs.start[whole], runs.end[whole]
    types[line[whole]] = vocabulary.add_runs(language, runs.text, start, end,
                                             hashes(runs.text, start, end), start[:0], types[:0])
    for place in np.flatnonzero(types < 0).tolist():
        word = found[place]
        types[place] = vocabulary.add(language, written[place], word.form, word.key)
    return types


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
