"""Ids as spreadsheets leave them: `001` comes back as `1`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def told_ids(ids: Iterable[str]) -> dict[str, str]:
    """Return what each id may be told as: itself, or its number where no other id has that.

    Examples
    --------
    >>> told_ids(["001", "02", "2", "x3"])
    {'1': '001', '001': '001', '02': '02', '2': '2', 'x3': 'x3'}
    """
    whole = list(ids)
    numbers = {one: str(int(one)) for one in whole if one.isascii() and one.isdigit()}
    counts = Counter(numbers.values())
    short = {number: one for one, number in numbers.items() if counts[number] == 1}
    return short | {one: one for one in whole}
