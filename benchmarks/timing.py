"""Seconds measured side by side: every round all have a turn, each time in another order."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any, TypeVar

Name = TypeVar("Name")
What = TypeVar("What")
Result = TypeVar("Result")


def seconds(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the seconds a piece of work takes, and its result; nobody's rubbish is collected."""
    gc.collect()
    gc.disable()
    try:
        began = perf_counter()
        result = work()
        return perf_counter() - began, result
    finally:
        gc.enable()


def interleaved(works: Mapping[Name, Callable[[], Mapping[What, float]]],
                rounds: int) -> dict[What, float]:
    """Return the medians of named times over several rounds; each work returns those it took."""
    taken: dict[What, list[float]] = {}
    names = list(works)
    for turn in range(rounds):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            for what, time in works[name]().items():
                taken.setdefault(what, []).append(time)
    return {what: median(times) for what, times in taken.items()}


def ratio(slower: Any, faster: Any) -> float | None:
    """Return how many times longer one time is than another, None if one was not measured."""
    return round(slower / faster, 2) if slower and faster else None
