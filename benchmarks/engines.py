"""Which of our engines there are: numpy alone (`portable`), or with the compiled `kernel`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

ENGINES = ("portable", "kernel")


def missing(engine: str) -> str:
    """Return why an engine cannot be measured, "" if it can."""
    return "" if engine == "portable" else "there is no compiled kernel yet"


@contextmanager
def running(engine: str) -> Iterator[None]:
    """Let our library run on an engine."""
    del engine
    yield
