"""Where the words of a text stand: its runs of letters, mended where words are something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bytes, Ints, Ints32
from civic_qual.language.tokenising.gaps import Flags, Gaps
from civic_qual.language.tokenising.interning import Hashes
from civic_qual.language.tokenising.ranks import ranks
from civic_qual.language.tokenising.raw_runs import RawRuns
from civic_qual.language.tokenising.stretches import (
    Stretches,
    odd_stretches,
    read_stretches,
    rules_of,
)
from civic_qual.language.tokenising.vocabulary import Vocabulary

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
    rank, whose = ranks(count)
    source, place = known.first[numbers][whose] + rank, odd.first[whose] + rank
    start, end = runs.start, runs.end  # this chunk's own: changed in place
    start[place] = odd.start[whose] + known.start[source]
    end[place] = odd.start[whose] + known.end[source]
    spare, owner = ranks(odd.after - odd.first - count)
    gone = odd.first[owner] + count[owner] + spare
    start, end, hashed, gaps = (
        _without(gone, column) for column in (start, end, runs.hashed, runs.gaps)
    )
    dropped = odd.after - odd.first - count
    first = odd.first - (np.cumsum(dropped) - dropped)
    place = first[whose] + rank
    gap, whose = ranks(count + 1)
    _judge_again(runs.text, start, end, gaps, first[whose] + gap, vocabulary.gaps)
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
