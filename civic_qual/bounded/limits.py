"""What a file may cost: seconds of processor time, memory, and the length of what comes of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

_SECONDS, _SECONDS_PER_MB = 8.0, 0.6
_MEMORY, _MEMORY_PER_BYTE = 600_000_000, 12
_ANSWER, _ANSWER_PER_BYTE = 60_000_000, 6
_LARGE, _MOST = 5, 10_000_000  # bytes: more text than that nobody has who does not say so
_PATIENCE, _IMPATIENCE = 30.0, 10.0  # a machine may be busy with other things for so long
_LOOK_EVERY = 0.1  # seconds

TooMuch = Literal["time", "memory"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    seconds: float  # of processor time
    memory: int  # bytes, beyond what the worker needs for itself
    answer: int  # bytes that come back

    @property
    def waiting(self) -> float:
        """For how many seconds on the clock an answer is waited for: on a busy machine, too."""
        return _PATIENCE + _IMPATIENCE * self.seconds


def limits_for(size: int, *, large: bool = False) -> Limits:
    """Return what a file of so many bytes may cost: in proportion to it, and never too little.

    Of one that somebody knows to be `large` much more is taken.

    Examples
    --------
    >>> limits_for(20_000).seconds, limits_for(10_000_000).seconds
    (8.0, 14.0)
    """
    size = _LARGE * size if large else min(size, _MOST)
    return Limits(
        seconds=_SECONDS + round(_SECONDS_PER_MB * (size // 1_000_000), 1),
        memory=_MEMORY + _MEMORY_PER_BYTE * size,
        answer=_ANSWER + _ANSWER_PER_BYTE * size,
    )


class Watch:
    """Looks after a worker while it reads one file, and stops it if that costs too much.

    Where the system holds a process to its limits itself, as Linux does, only the clock is
    watched; elsewhere `measured` says what the process has used so far: (seconds, bytes).
    """

    def __init__(
        self,
        limits: Limits,
        stop: Callable[[], None],
        measured: Callable[[], tuple[float, int]] | None = None,
    ) -> None:
        self.limits, self.stop, self.measured = limits, stop, measured
        self.too_much: TooMuch | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        begun = time.monotonic()
        before = self._used()
        every = _LOOK_EVERY if self.measured else self.limits.waiting
        while not self._done.wait(every):
            seconds, memory = self._used()
            waited = time.monotonic() - begun
            if memory - before[1] > self.limits.memory:
                self.too_much = "memory"
            elif seconds - before[0] > self.limits.seconds or waited >= self.limits.waiting:
                self.too_much = "time"
            if self.too_much:
                self.stop()
                return

    def _used(self) -> tuple[float, int]:
        return self.measured() if self.measured else (0.0, 0)


def measuring(process: int) -> Callable[[], tuple[float, int]] | None:
    """Return how a process of ours is measured from outside; None without psutil."""
    try:
        import psutil
    except ImportError:
        return None
    found = psutil.Process(process)

    def used() -> tuple[float, int]:
        try:
            with found.oneshot():
                times = found.cpu_times()
                return times.user + times.system, found.memory_info().rss
        except psutil.Error:  # it has ended
            return 0.0, 0

    return used
