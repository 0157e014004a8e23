"""Our engines: numpy alone (`portable`), or with the parts that were compiled (`kernel`)."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from civic_qual.compiled import compiled, portable

ENGINES = ("portable", "kernel")
PARTS = ("language.tokenising._tokens", "coding.matching._scan")


def built() -> list[str]:
    """Return which parts of the kernel were built."""
    return [part for part in PARTS if compiled(part)]


def missing(engine: str) -> str:
    """Return why an engine cannot be measured, "" if it can."""
    return "" if engine == "portable" or built() else "no compiled part of it was built"


def running(engine: str) -> AbstractContextManager[None]:
    """Let our library run on an engine for a while."""
    return portable() if engine == "portable" else nullcontext()
