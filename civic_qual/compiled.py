"""Which inner loops were compiled, for those who have a C compiler, and which run in Python.

The library needs no compiled part: each is the twin of a module in Python that finds the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

_portable = 0  # how many `portable()` there are around whatever runs


def compiled(name: str) -> ModuleType | None:
    """Return a compiled part of the library, None if Python is to do its work.

    That is so if it was not built, or not since its source was changed, if the environment
    variable `CIVIC_QUAL_PORTABLE` is set, and inside `portable()`.

    Parameters
    ----------
    name
        Of the module inside the library: `language.tokenising._tokens` or `coding.matching._scan`.

    Examples
    --------
    >>> loop = "in Python" if compiled("coding.matching._scan") is None else "compiled"
    >>> loop in ("in Python", "compiled")
    True
    """
    if _portable or os.environ.get("CIVIC_QUAL_PORTABLE"):
        return None
    return _built(name)


@contextmanager
def portable() -> Iterator[None]:
    """Let Python do all the work for a while, in every thread: for tests and measurements.

    Examples
    --------
    >>> with portable():
    ...     compiled("coding.matching._scan") is None
    True
    """
    global _portable
    _portable += 1
    try:
        yield
    finally:
        _portable -= 1


@cache
def _built(name: str) -> ModuleType | None:
    try:
        module = import_module(f"civic_qual.{name}")
    except ImportError:
        return None
    return None if outdated(Path(str(module.__file__))) else module


def outdated(built: Path) -> bool:
    """Whether the source beside a compiled part, as in a checkout, was changed since.

    Another version of the source may belong to another version of what calls it.
    """
    source = built.with_name(built.name.partition(".")[0] + ".c")
    return source.exists() and source.stat().st_mtime > built.stat().st_mtime
