"""Long work beside reading: in another process, one at a time, with progress; it can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from civic_qual.study.study import Study

# Says how far it is: done, of how many (0: unknown), and what is being done, as a message.
Told: TypeAlias = Callable[[int, int, str], None]
# Does the work in its own process with its own open study; what it returns is JSON.
Job: TypeAlias = Callable[["Study", dict[str, Any], Told], Any]
