"""Seconds measured side by side: every round all have a turn, each time in another order.

On a machine that others use at the same time, `processor` time tells more than the clock on the
wall; for work in one thread they are the same on a quiet one.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from statistics import median
from time import perf_counter, process_time
from typing import Any, Literal, TypeVar

Name = TypeVar("Name")
What = TypeVar("What")
Result = TypeVar("Result")
Clock = Literal["wall", "processor"]

CLOCKS: dict[Clock, Callable[[], float]] = {"wall": perf_counter, "processor": process_time}
_CLOCK: ContextVar[Clock] = ContextVar("clock", default="wall")


@contextmanager
def told_by(clock: Clock) -> Iterator[None]:
    """Let all seconds be told by a clock."""
    token = _CLOCK.set(clock)
    try:
        yield
    finally:
        _CLOCK.reset(token)


def now() -> float:
    """Return the seconds of the clock."""
    return CLOCKS[_CLOCK.get()]()


def seconds(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the seconds a piece of work takes, and its result; nobody's rubbish is collected."""
    gc.collect()
    gc.disable()
    try:
        began = now()
        result = work()
        return now() - began, result
    finally:
        gc.enable()


def interleaved(
    works: Mapping[Name, Callable[[], Mapping[What, float]]], rounds: int
) -> dict[What, float]:
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
