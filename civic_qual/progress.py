"""Progress of long work, shown in notebooks and terminals alike when asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias, TypeVar

from civic_qual.messages import render
from civic_qual.messages.terminal import raw, visible

Progress: TypeAlias = bool
# Is told how many steps are done, of how many, and what they do.
Follower: TypeAlias = Callable[[int, int, str], None]
_Step = TypeVar("_Step")
_follower: ContextVar[Follower | None] = ContextVar("follower", default=None)


@contextmanager
def followed_by(follower: Follower) -> Iterator[None]:
    """Tell somebody of every step that is done in the block, instead of showing a bar.

    Examples
    --------
    >>> with followed_by(lambda done, of, what: print(done, of, what)):
    ...     for one in shown(["a.txt", "b.txt"], "reading", False):
    ...         pass
    0 2 reading
    1 2 reading
    2 2 reading
    """
    before = _follower.set(follower)
    try:
        yield
    finally:
        _follower.reset(before)


def shown(steps: Sequence[_Step], what: str, progress: Progress) -> Iterable[_Step]:
    """Return the steps, with a progress bar if asked for and there is more than one."""
    if (follower := _follower.get()) is not None:
        return _followed(steps, what, follower)
    if not progress or len(steps) < 2:
        return steps
    from tqdm.auto import tqdm

    return tqdm(steps, desc=visible(render(what)), leave=False, file=raw(sys.stderr))


def _followed(steps: Sequence[_Step], what: str, follower: Follower) -> Iterator[_Step]:
    for done, one in enumerate(steps):
        follower(done, len(steps), what)
        yield one
    follower(len(steps), len(steps), what)
