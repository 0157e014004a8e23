"""Two revisions of a text, aligned: which stretches are the same, and where each stands."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from civic_qual.arrays import Ints

_PIECE = re.compile(r"\w+|\s+|[^\w\s]")
_RUN = 5  # pieces: three words and what is between them
_MOST = 20_000  # pieces times pieces, or letters times letters, that are compared one by one

Stretch = tuple[int, int, int]  # where it begins in the old text, in the new one, and its size


@dataclass(frozen=True, eq=False)
class Alignment:
    """Stretches that are the same in two texts, in order, each column of shape (n_stretches,).

    `old[i] : old[i] + size[i]` of the one text is `new[i] : new[i] + size[i]` of the other. The
    last stretch is empty and stands at the ends.
    """

    old: Ints
    new: Ints
    size: Ints

    def backwards(self) -> Alignment:
        """Return the alignment seen from the other text."""
        return Alignment(self.new, self.old, self.size)


def align(old: str, new: str) -> Alignment:
    """Align two revisions of a text: by words, and letter by letter where words differ.

    Parameters
    ----------
    old, new
        The texts; 50,000 characters take a fraction of a second.

    Examples
    --------
    >>> found = align("They came late.", "They all came latr.")
    >>> [("They came late."[start : start + size]) for start, size
    ...  in zip(found.old.tolist(), found.size.tolist())]
    ['They ', 'came lat', '.', '']
    """
    stretches = [*_joined(_stretches(old, new)), (len(old), len(new), 0)]
    columns = np.array(stretches, dtype=np.int64).T
    return Alignment(*columns)


def _stretches(old: str, new: str) -> Iterator[Stretch]:
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    at_old, at_new = _starts(before), _starts(after)
    ends = [*_landmarks(before, after), (len(before), len(after))]
    first, begin = 0, 0
    for last, end in ends:
        for tag, one, one_end, other, other_end in _opcodes(before[first:last], after[begin:end]):
            span = at_old[first + one], at_old[first + one_end]
            there = at_new[begin + other], at_new[begin + other_end]
            if tag == "equal":
                yield span[0], there[0], span[1] - span[0]
            elif tag == "replace":
                yield from _letters(old, new, span, there)
        first, begin = last, end


def _landmarks(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Return where runs of three words, each once in both texts, stand: as many as keep order.

    The longest increasing subsequence by patience sorting (Fredman 1975), as in patience diff.
    """
    there = _single_runs(after)
    pairs = [(place, there[run]) for run, place in _single_runs(before).items() if run in there]
    tops: list[int] = []  # the least last place of an increasing sequence of each length
    tails: list[int] = []  # and the pair it ends with
    previous: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(tops, place)
        tops[length : length + 1], tails[length : length + 1] = [place], [number]
        previous.append(tails[length - 1] if length else -1)
    found, number = [], tails[-1] if tails else -1
    while number >= 0:
        found.append(pairs[number])
        number = previous[number]
    return found[::-1]


def _single_runs(pieces: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Return the runs that stand once in a text, in its order, each with its place."""
    runs = list(zip(*(pieces[shift:] for shift in range(_RUN)), strict=False))
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


def _opcodes(
    before: Sequence[str], after: Sequence[str]
) -> Iterable[tuple[str, int, int, int, int]]:
    large = len(before) * len(after) > _MOST
    # Of short stretches words are aligned, never a space alone; of long ones what is not common.
    return SequenceMatcher(None if large else str.isspace, before, after, large).get_opcodes()


def _letters(old: str, new: str, one: tuple[int, int], other: tuple[int, int]) -> Iterator[Stretch]:
    """Yield what is the same in two stretches of which no word is."""
    if (one[1] - one[0]) * (other[1] - other[0]) > _MOST:
        return
    matcher = SequenceMatcher(None, old[slice(*one)], new[slice(*other)], autojunk=False)
    for first, begin, size in matcher.get_matching_blocks():
        if size:
            yield one[0] + first, other[0] + begin, size


def _starts(pieces: Sequence[str]) -> list[int]:
    """Return where each piece begins, and where the last one ends."""
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Join stretches that touch in both texts."""
    held: Stretch | None = None
    for old, new, size in stretches:
        if held and held[0] + held[2] == old and held[1] + held[2] == new:
            held = (*held[:2], held[2] + size)
        else:
            if held:
                yield held
            held = (old, new, size)
    if held:
        yield held


def gaps(alignment: Alignment) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield what was changed: a stretch of the old text, and what stands there in the new one.

    Examples
    --------
    >>> list(gaps(align("came late", "came too late")))
    [((5, 5), (5, 9))]
    """
    ends = [
        (0, 0, 0),
        *zip(alignment.old.tolist(), alignment.new.tolist(), alignment.size.tolist(), strict=True),
    ]
    for (old, new, size), (next_old, next_new, _) in pairwise(ends):
        if (old + size, new + size) != (next_old, next_new):
            yield (old + size, next_old), (new + size, next_new)
