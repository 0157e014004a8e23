"""Progress of long work, shown in notebooks and terminals alike when asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TypeAlias, TypeVar

from civic_qual.messages import render
from civic_qual.messages.terminal import raw, visible

Progress: TypeAlias = bool
_Step = TypeVar("_Step")


def shown(steps: Sequence[_Step], what: str, progress: Progress) -> Iterable[_Step]:
    """Return the steps, with a progress bar if asked for and there is more than one."""
    if not progress or len(steps) < 2:
        return steps
    from tqdm.auto import tqdm

    return tqdm(steps, desc=visible(render(what)), leave=False, file=raw(sys.stderr))
