"""Stretches of text in which words are not simply runs of letters: each different one read once.

`n't`, elisions, dotted acronyms, words with soft hyphens: where a cheap look at two or three
bytes says that one may stand, the whole stretch around it that holds no white space is read by
`civic_qual.language.words.words`. What is read is kept, and the same stretch is then looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic_qual.arrays import Bools, Bytes, Ints, Ints32
from civic_qual.language.tokenising.gaps import APOSTROPHE, DOT, ELIDES, HYPHEN, JOINS, TIGHT
from civic_qual.language.tokenising.interning import PADDING, Hashes, hashes
from civic_qual.language.tokenising.pieces import Pieces, sheet_of
from civic_qual.language.tokenising.raw_runs import RawRuns, raw_runs
from civic_qual.language.tokenising.vocabulary import Vocabulary
from civic_qual.language.words import ELISIONS, Word, words


def _hashes(*elided: str) -> Hashes:
    """Return the hashes of words as one may write them: they are short, so none meet."""
    written = [form.encode() for word in elided for form in {word, word.upper(), word.capitalize()}]
    after = np.cumsum([len(form) for form in written])
    text = np.frombuffer(b"".join(written) + bytes(PADDING), dtype=np.uint8)
    return hashes(text, np.concatenate([[0], after[:-1]]), after)


_SURE = _hashes(*(word for word in ELISIONS if word not in ("n", "m", "s", "quelqu")))
_MAY_BEGIN_NAMES = _hashes("n", "m")  # N'Djamena, M'Boki, but before small vowels never
_SMALL_VOWELS = np.frombuffer(b"aehiouy", dtype=np.uint8)
_S, _I = _hashes("s"), np.frombuffer(b"iI", dtype=np.uint8)  # not before il and ils


def plain_elisions(runs: RawRuns, apostrophes: Ints) -> Ints:
    """Return those gaps of one apostrophe before which an elided word ends for sure."""
    gap = apostrophes[(apostrophes > 0) & (apostrophes < len(runs.start))]
    gap = gap[runs.gaps[gap - 1] & TIGHT == 0]  # what goes on from before may be an acronym
    before, after = runs.hashed[gap - 1], runs.text[runs.start[gap]]
    plain = np.isin(before, _SURE)
    plain |= np.isin(before, _MAY_BEGIN_NAMES) & np.isin(after, _SMALL_VOWELS)
    plain |= np.isin(before, _S) & ~np.isin(after, _I)
    return np.setdiff1d(gap[plain], runs.marked, assume_unique=True)


_LENGTH = np.ones(256, dtype=np.int64)  # of a character, by its first byte
_LENGTH[0xC0:0xE0], _LENGTH[0xE0:0xF0], _LENGTH[0xF0:] = 2, 3, 4


def _bytes(characters: str) -> Bools:
    found = np.zeros(256, dtype=np.bool_)
    found[[ord(character) for character in characters]] = True
    return found


_CAPITAL = _bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CAPITAL[128:] = True  # it may be one
_N, _T = _bytes("nN"), _bytes("tT")
_E = _bytes("eE\xc3")  # with an accent, its first byte


@dataclass(frozen=True, eq=False)
class Stretches:
    """The runs from `first` to before `after` make a stretch from byte `start` to `end`."""

    first: Ints
    after: Ints
    start: Ints
    end: Ints


def odd_stretches(runs: RawRuns, rules: str) -> Stretches | None:
    """Return the stretches that may hold other words than runs, by the rules of a language."""
    gaps = runs.gaps
    gap = np.flatnonzero((gaps & (TIGHT | ELIDES)) != 0)  # few; all before is about these
    flags = gaps[gap]
    tight = gap[flags & TIGHT > 0]
    spots = [runs.marked, gap[flags & JOINS > 0] - 1, _acronyms(runs, gap[flags & DOT > 0])]
    if rules == "en":
        spots.append(_negated(runs, gap[flags & APOSTROPHE > 0]))
    elif rules == "fr":
        spots += [gap[flags & ELIDES > 0] - 1, _perhaps(runs, gap[flags & HYPHEN > 0])]
        # What is elided for sure makes a stretch without the word after it: these are few.
        plain = plain_elisions(runs, gap[flags & APOSTROPHE > 0])
        tight = np.setdiff1d(tight, plain, assume_unique=True)
    odd = np.concatenate(spots)
    odd = odd[odd >= 0]
    return _around(runs, tight, odd) if odd.size else None


def _around(runs: RawRuns, tight: Ints, odd: Ints) -> Stretches:
    """Return the stretches in which some runs stand; within them all gaps are `tight`."""
    opens = np.diff(tight, prepend=-1) > 1  # gap g stands between the runs g - 1 and g
    first, after = tight[opens] - 1, tight[np.append(opens[1:], True)[: len(tight)]] + 1
    which = np.searchsorted(first, odd, side="right") - 1
    inside = which >= 0
    inside[inside] = odd[inside] < after[which[inside]]
    alone = odd[~inside]
    first = np.unique(np.concatenate([alone, first[which[inside]]]))
    after = np.unique(np.concatenate([alone + 1, after[which[inside]]]))
    end = runs.end[after - 1]
    tail = (runs.gaps[after] & ELIDES > 0) * _LENGTH[runs.text[end]] + (runs.text[end] == ord("."))
    return Stretches(first, after, runs.start[first], end + tail)


def _between(runs: RawRuns, gap: Ints, before: Bools, after: Bools) -> Ints:
    """Return the runs before some gaps, where certain bytes stand before and after."""
    gap = gap[(gap > 0) & (gap < len(runs.start))]
    spots: Ints = gap[before[runs.text[runs.end[gap - 1] - 1]] & after[runs.text[runs.start[gap]]]]
    return spots - 1


def _acronyms(runs: RawRuns, dots: Ints) -> Ints:
    return _between(runs, dots, _CAPITAL, _CAPITAL)


def _negated(runs: RawRuns, apostrophes: Ints) -> Ints:
    return _between(runs, apostrophes, _N, _T)


def _perhaps(runs: RawRuns, hyphens: Ints) -> Ints:
    return _between(runs, hyphens, _T, _E)


def read_stretches(
    text: Bytes, stretches: Stretches, language: str, vocabulary: Vocabulary
) -> Ints32:
    """Return the numbers of stretches among those the vocabulary keeps; read the new ones."""
    known = vocabulary.stretches(language)
    found, new = known.table.intern(hashes(text, stretches.start, stretches.end), len(known))
    if new.size:
        known.append(
            *_read(
                [
                    text[start:end].tobytes().decode("utf-8", "surrogatepass")
                    for start, end in zip(
                        stretches.start[new].tolist(), stretches.end[new].tolist(), strict=True
                    )
                ],
                language,
                vocabulary,
            )
        )
    return found


def _read(
    new: list[str],
    language: str,
    vocabulary: Vocabulary,
) -> tuple[Ints, Ints, Ints, Ints32, Bools]:
    """Read stretches by `words`; return the columns of `KnownStretches`."""
    found = [words(text, rules_of(language)) for text in new]
    flat = [(text, word) for text, own in zip(new, found, strict=True) for word in own]
    written = [text[word.start : word.end] for text, word in flat]
    return (
        np.array([len(own) for own in found], dtype=np.int64),
        np.array([len(_encoded(text[: word.start])) for text, word in flat], dtype=np.int64),
        np.array([len(_encoded(text[: word.end])) for text, word in flat], dtype=np.int64),
        _types(written, [word for _, word in flat], language, vocabulary),
        np.array([word[-1] == "." for word in written], dtype=np.bool_),
    )


def rules_of(language: str) -> str:
    """Return the language by whose rules words are parted: English where none is known."""
    return language or "en"


def _types(written: list[str], found: list[Word], language: str, vocabulary: Vocabulary) -> Ints32:
    """Return the types of words; those that are one run each go where all such words go."""
    types = np.full(len(written), -1, dtype=np.int32)
    if not written:
        return types
    runs = raw_runs(sheet_of(Pieces.whole(written)), vocabulary.gaps)
    line = np.searchsorted(runs.begin, runs.start, side="right") - 1
    whole = runs.end - runs.start == np.diff(runs.begin)[line] - 1
    types[line[whole]] = vocabulary.add_runs(
        language, runs.text, runs.start[whole], runs.end[whole], runs.hashed[whole]
    )
    for place in np.flatnonzero(types < 0).tolist():
        word = found[place]
        types[place] = vocabulary.add(language, written[place], word.form, word.key)
    return types


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
