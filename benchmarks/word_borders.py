"""Which spans are whole words, by the library's definition: letters, marks and digits."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from typing import Any

import numpy as np

from benchmarks.speeches import Ints


@cache
def inside_words() -> Any:
    """Whether each code point stands inside words, shape (0x110000,)."""
    return np.fromiter(
        (
            unicodedata.category(chr(point))[0] in "LM" or unicodedata.category(chr(point)) == "Nd"
            for point in range(sys.maxunicode + 1)
        ),
        bool,
        sys.maxunicode + 1,
    )


def whole_words(
    text: str, pattern: Ints, start: Ints, end: Ints, prefix: Any
) -> tuple[Ints, Ints, Ints]:
    """Return the spans that begin where a word does and end where one does.

    A span of a pattern that is a `prefix` is carried on to the end of its word.
    """
    points = np.frombuffer(f"{text} ".encode("utf-32-le", "surrogatepass"), np.uint32)
    inside = inside_words()
    # Before the first character stands the last one, which is a space.
    begins = ~inside.take(points.take(start - 1, mode="wrap"))
    pattern, start, end = pattern[begins], start[begins], end[begins]
    runs_on = inside.take(points.take(end))
    kept = ~runs_on | prefix[pattern]
    pattern, start, end, runs_on = (one[kept] for one in (pattern, start, end, runs_on))
    open_ended = np.flatnonzero(runs_on)
    while len(open_ended):
        end[open_ended] += 1
        open_ended = open_ended[inside.take(points.take(end[open_ended]))]
    return pattern, start, end
