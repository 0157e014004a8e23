"""Where the words of a text stand: its runs of letters, mended where words are something else.

`n't`, elisions, dotted acronyms, words with soft hyphens: where a cheap look at two or three
bytes says that one may stand, the whole *stretch* around it that holds no white space is read by
`civic_qual.language.words.words`. What is read is kept, and the same stretch is then looked up.
Bytes become places, which count code points, at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bools, Bytes, Ints, Ints32, expanded
from civic_qual.compiled import compiled
from civic_qual.language.tokenising.interning import PADDING, Hashes, hashes
from civic_qual.language.tokenising.raw_runs import (
    APOSTROPHE,
    DOT,
    ELIDES,
    HYPHEN,
    JOINS,
    TIGHT,
    Flags,
    Gaps,
    Pieces,
    RawRuns,
    raw_runs,
    sheet_of,
)
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


Places = npt.NDArray[np.int32] | npt.NDArray[np.int64]


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
