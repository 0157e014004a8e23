"""How cost grows with the texts and the patterns: the slopes of straight log-log lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from benchmarks.ours import Ours, Ready
from benchmarks.patterns import Pattern
from benchmarks.speeches import Speeches
from benchmarks.timing import interleaved

SHARES = (1 / 8, 1 / 4, 1 / 2, 1.0)


def exponent(times: Mapping[float, float]) -> float | None:
    """Return the power with which a time grows, 1 is linear; None for less than two sizes."""
    if len(times) < 2:
        return None
    sizes = np.log(list(times))
    return round(float(np.polyfit(sizes, np.log(list(times.values())), 1)[0]), 3)


def by_size(patterns: Sequence[Pattern], speeches: Speeches, rounds: int) -> dict[float, float]:
    """Return the seconds of a first coding by megabytes of text, at four sizes."""
    ours = Ours()
    form = ours.ready(patterns)
    parts = {part.megabytes: part for part in map(speeches.part, SHARES)}
    works = {size: partial(_first, ours, form, size, part) for size, part in parts.items()}
    return interleaved(works, rounds)


def _first(ours: Ours, form: Ready, size: float, part: Speeches) -> dict[float, float]:
    return {size: ours.first(form, part)[0]}
