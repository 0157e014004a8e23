"""Captions that roll: every line stands in several subtitles, and was said once.

YouTube's own captions show a line while it is spoken, and once more above the next one; live
captions grow by a word at a time. Whether a file rolls is told by the file as a whole, since people
repeat themselves, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.messages import Message

_SHARE, _FEWEST = 0.6, 2  # of subtitles that begin with what was shown; and that go on after it
_MOST_LINES = 6  # of a subtitle that may have been shown before
_LONGEST_GAP = 0.3  # seconds between two subtitles of one flow

ROLLING = Doubt(
    Message("the captions roll: each line stands in several subtitles, and was read once"), "told"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The lines of a subtitle, without tags, and its times."""

    start: float
    end: float
    lines: tuple[str, ...]


def said_once(shown: Sequence[Shown]) -> list[Shown] | None:
    """Return subtitles with what was shown before taken out, or None if they do not roll.

    Examples
    --------
    >>> flow = [Shown(0, 1, ("they came",)), Shown(1, 2, ("they came", "at night")),
    ...         Shown(2, 3, ("at night", "and left"))]
    >>> [one.lines for one in said_once(flow)]
    [('they came',), ('at night',), ('and left',)]
    """
    full = [one for one in shown if one.lines]
    if not full:
        return None
    repeated = [0, *(_repeated(before, one) for before, one in pairwise(full))]
    flowing = sum(one.start - before.end <= _LONGEST_GAP for before, one in pairwise(full))
    again = sum(words > 0 for words in repeated)
    goes_on = sum(0 < words < len(_words(one)) for words, one in zip(repeated, full, strict=True))
    if goes_on < _FEWEST or again < _SHARE * flowing:
        return None
    once: list[Shown] = []
    for one, words in zip(full, repeated, strict=True):
        fresh = replace(one, lines=tuple(_without(one.lines, words)))
        if fresh.lines or not once:
            once.append(fresh)
        else:  # what was said before is shown on
            once[-1] = replace(once[-1], end=one.end)
    return once


def _repeated(before: Shown, one: Shown) -> int:
    """Return how many words of a subtitle were shown in the one before, from the first on.

    Whole lines are repeated, or all that was shown.
    """
    if one.start - before.end > _LONGEST_GAP:
        return 0
    shown, words = _words(before), _words(one)
    lines = [len(line.split()) for line in one.lines[:_MOST_LINES]]
    ends = {len(shown), *accumulate(lines)}
    fitting = [end for end in ends if 0 < end <= len(shown) and shown[-end:] == words[:end]]
    return max(fitting, default=0)


def _words(one: Shown) -> list[str]:
    return [word for line in one.lines for word in line.split()]


def _without(lines: Sequence[str], count: int) -> Iterator[str]:
    """Yield lines without so many words at their beginning."""
    for line in lines:
        words = line.split()
        if count < len(words):
            yield " ".join(words[count:])
        count = max(0, count - len(words))
