"""Mappings that are never changed, of which changed ones are made quickly however large they are.

What holds in a study is kept in them: each act makes another one, and whoever holds the one before
still sees what held before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")
_FEW = 64  # so many changes are kept apart from any mapping


class Layered(Mapping[K, V]):
    """A mapping as a large one, which others share, and the changes that were made to it since.

    The changes are copied with every further one. When their square is more than what is below,
    the two are made one: so a change costs about the square root of the size. No value is None.

    Examples
    --------
    >>> one = Layered({"a": 1, "b": 2})
    >>> other = one.changed({"a": None, "c": 3})
    >>> dict(one), dict(other)
    ({'a': 1, 'b': 2}, {'b': 2, 'c': 3})
    """

    __slots__ = ("_above", "_below", "_size")

    def __init__(self, below: dict[K, V]) -> None:
        self._below, self._size = below, len(below)
        self._above: dict[K, V | None] = {}

    def changed(self, changes: Mapping[K, V | None]) -> Layered[K, V]:
        """Return a mapping with other values for some keys, and without those of None."""
        made = Layered(self._below)
        made._above = {**self._above, **changes}
        there = sum(key in self for key in changes)
        made._size = self._size - there + sum(value is not None for value in changes.values())
        if len(made._above) > _FEW and len(made._above) ** 2 > len(made._below):
            return Layered(dict(made.items()))
        return made

    def __getitem__(self, key: K) -> V:
        value = self._above[key] if key in self._above else self._below[key]
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        if key in self._above:
            return self._above[key] is not None
        return key in self._below

    def __iter__(self) -> Iterator[K]:
        above = self._above
        yield from (key for key in self._below if key not in above)
        yield from (key for key, value in above.items() if value is not None)

    def __len__(self) -> int:
        return self._size
