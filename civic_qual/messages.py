"""Names in a sentence, cut short when there are many."""

from __future__ import annotations

from collections.abc import Iterable


def some_of(names: Iterable[str], most: int = 5) -> str:
    """Return names with commas; of more than `most` the first ones, and how many follow.

    Examples
    --------
    >>> some_of(["plan", "harm", "eng"], most=2)
    'plan, harm and 1 more'
    """
    found = list(names)
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more
