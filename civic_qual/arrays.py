"""Arrays: what they are called, and what is done with ranges, spans and rows of integers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Ints32 = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Texts = npt.NDArray[np.object_]
Integers = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)


def stable_order(keys: npt.NDArray[np.integer]) -> Ints:
    """Return the order of numbers from 0 on; equal ones stay as they came.

    They are sorted by 16 bits at a time, for which numpy compares nothing.

    Examples
    --------
    >>> stable_order(np.array([70_000, 3, 70_000, 1])).tolist()
    [3, 1, 0, 2]
    """
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    for shift in range(16, int(keys.max(initial=0)).bit_length(), 16):
        digits = (keys >> shift).astype(np.uint16)
        order = order.take(np.argsort(digits.take(order), kind="stable"))
    return order


def starts(counts: npt.NDArray[np.integer]) -> Ints:
    """Return where runs of some lengths begin, and where the last one ends.

    Examples
    --------
    >>> starts(np.array([2, 0, 3])).tolist()
    [0, 2, 2, 5]
    """
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))


def expanded(first: Ints, after: Ints) -> tuple[Ints, Ints]:
    """Return every position from each `first` up to its `after`, and whose it is.

    Examples
    --------
    >>> positions, whose = expanded(np.array([3, 7]), np.array([5, 8]))
    >>> positions.tolist(), whose.tolist()
    ([3, 4, 7], [0, 0, 1])
    """
    lengths = np.maximum(after - first, 0)
    whose = np.repeat(np.arange(len(first)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(whose)) + (first - before)[whose], whose


def covered(first: Ints, after: Ints, size: int) -> Bools:
    """Return which of `size` positions at least one of the ranges covers.

    Examples
    --------
    >>> covered(np.array([0, 1]), np.array([2, 3]), 4).tolist()
    [True, True, True, False]
    """
    change = np.bincount(first, minlength=size + 1) - np.bincount(after, minlength=size + 1)
    return np.cumsum(change)[:size] > 0


def distinct(numbers: Ints) -> Ints:
    """Return the distinct numbers, ascending: faster than `np.unique`, which hashes them."""
    if bool((numbers[1:] > numbers[:-1]).all()):
        return numbers
    numbers = np.sort(numbers)
    new = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return numbers[new]


def expanded_in_chunks(first: Ints, after: Ints, size: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield what `expanded` returns in parts of about `size` positions, to spare memory."""
    total = np.cumsum(np.maximum(after - first, 0))
    begin = 0
    while begin < len(first):
        done = int(total[begin - 1]) if begin else 0
        stop = max(begin + 1, int(np.searchsorted(total, done + size, side="right")))
        positions, whose = expanded(first[begin:stop], after[begin:stop])
        if len(positions):
            yield positions, whose + begin
        begin = stop


# Spans: ranges of characters of a text.


@dataclass(frozen=True, eq=False)
class Merged:
    """Spans that share a character made one, group by group; columns of shape (n_merged,).

    Merged span `i` is made of the spans `member[first[i] : first[i + 1]]`, in the order of their
    starts; `first` has an entry more.
    """

    group: Ints
    start: Ints
    end: Ints
    member: Ints
    first: Ints

    def __len__(self) -> int:
        return len(self.start)

    def least(self, values: npt.NDArray[Number]) -> npt.NDArray[Number]:
        """Return the least of the values of the spans that each is made of."""
        return np.minimum.reduceat(values[self.member], self.first[:-1]) if len(self) else values

    def most(self, values: npt.NDArray[Number]) -> npt.NDArray[Number]:
        """Return the largest of the values of the spans that each is made of."""
        return np.maximum.reduceat(values[self.member], self.first[:-1]) if len(self) else values


def merged(start: Integers, end: Integers, group: Ints | None = None) -> Merged:
    """Merge the spans of each group that share a character; those that only touch stay apart.

    Parameters
    ----------
    start, end
        One entry a span, in any order, from 0 on; each ends after its last character.
    group
        The group of each span, from 0 on; None if they are all of one.

    Examples
    --------
    >>> spans = merged(np.array([4, 0, 9]), np.array([9, 5, 12]))
    >>> spans.start.tolist(), spans.end.tolist(), spans.member.tolist(), spans.first.tolist()
    ([0, 9], [9, 12], [1, 0, 2], [0, 2, 3])
    """
    if group is None:
        group = np.zeros(len(start), dtype=np.int64)
    # Groups are laid end to end, so that one sort serves all of them.
    width = np.int64(end.max(initial=0) + 1)
    begins = group * width + start
    member = stable_order(begins)
    begins = begins[member]
    reach = np.maximum.accumulate((group * width + end)[member])
    opens = np.ones(len(member), dtype=np.bool_)
    opens[1:] = begins[1:] >= reach[:-1]
    head = np.flatnonzero(opens)
    first = np.append(head, len(member))
    return Merged(
        group=group[member[head]],
        start=start[member[head]].astype(np.int64),
        end=reach[first[1:] - 1] % width,
        member=member,
        first=first,
    )


class Passage(Protocol):
    """Anything with a first character, and one after the last."""

    @property
    def start(self) -> int:
        """The first character."""
        ...

    @property
    def end(self) -> int:
        """The character after the last."""
        ...


One = TypeVar("One", bound=Passage)
Other = TypeVar("Other", bound=Passage)


def overlapping(ones: Sequence[One], others: Sequence[Other]) -> Iterator[tuple[One, Other]]:
    """Yield the pairs that share a character, in the order of the first list.

    Examples
    --------
    >>> from typing import NamedTuple
    >>> Passed = NamedTuple("Passed", [("start", int), ("end", int)])
    >>> pairs = overlapping([Passed(4, 8)], [Passed(0, 5), Passed(7, 9), Passed(8, 9)])
    >>> [(other.start, other.end) for _, other in pairs]
    [(0, 5), (7, 9)]
    """
    if not ones or not others:
        return
    ranked = sorted(others, key=lambda other: other.start)
    starts = np.array([other.start for other in ranked])
    # How far any passage up to here reaches: it only grows, so that it can be searched.
    reach = np.maximum.accumulate([other.end for other in ranked])
    low = np.searchsorted(reach, [one.start for one in ones], side="right")
    high = np.searchsorted(starts, [one.end for one in ones], side="left")
    for one, first, after in zip(ones, low.tolist(), high.tolist(), strict=True):
        for other in ranked[first:after]:
            if other.end > one.start:
                yield one, other


# Rows of integers of different lengths, laid end to end in one array.


@dataclass(frozen=True, eq=False)
class Listed:
    """The values of keys 0, 1, 2...: those of a key are `values[first[key] : first[key + 1]]`."""

    first: Ints
    values: Ints32

    def count(self, keys: npt.NDArray[np.integer]) -> Ints:
        """Return how many values each of some keys has."""
        return self.first.take(keys + 1) - self.first.take(keys)

    def of(self, keys: npt.NDArray[np.integer]) -> tuple[Ints, Ints32]:
        """Return the values of some keys, and for every value the position of its key in `keys`.

        Examples
        --------
        >>> which, values = Listed(np.array([0, 2, 3]), np.array([7, 8, 9])).of(np.array([1, 0]))
        >>> which.tolist(), values.tolist()
        ([0, 1, 1], [9, 7, 8])
        """
        return self.spread(keys, np.arange(len(keys)))

    def spread(
        self,
        keys: npt.NDArray[np.integer],
        labels: npt.NDArray[Any],
    ) -> tuple[npt.NDArray[Any], Ints32]:
        """Return the values of some keys, and for every value the label of its key."""
        begin = self.first.take(keys)
        count = self.first.take(keys + 1)
        count -= begin
        after = np.cumsum(count)
        begin -= after
        begin += count
        step = np.repeat(begin, count)
        step += np.arange(len(step))
        return np.repeat(labels, count), self.values.take(step)


def listed(keys: npt.NDArray[np.integer], values: npt.NDArray[np.integer], n_keys: int) -> Listed:
    """Return values by their keys, which may come in any order.

    Examples
    --------
    >>> by_key = listed(np.array([1, 0, 1]), np.array([5, 6, 7]), n_keys=3)
    >>> by_key.first.tolist(), by_key.values.tolist()
    ([0, 1, 3, 3], [6, 5, 7])
    """
    order = stable_order(keys)
    return Listed(starts(np.bincount(keys, minlength=n_keys)), values.astype(np.int32)[order])


LOW = (1 << 32) - 1  # two numbers below 2**32 make one sortable number


@dataclass(frozen=True, eq=False)
class Rows:
    """Row `r` is `values[offsets[r]:offsets[r + 1]]`; offsets have shape (n_rows + 1,).

    The values of a row are distinct, ascending, and below 2**32.
    """

    offsets: Ints
    values: Ints

    @classmethod
    def ranges(cls, first: Ints, last: Ints) -> Rows:
        """Return rows that count from `first` to `last`, both included."""
        values, _ = expanded(first, last + 1)
        return cls(starts(last + 1 - first), values)

    @classmethod
    def grouped(cls, row: Ints, value: Ints, n_rows: int) -> Rows:
        """Return rows of the distinct values that stand beside each row number, in any order.

        Examples
        --------
        >>> rows = Rows.grouped(np.array([1, 0, 1, 1]), np.array([7, 5, 6, 7]), 2)
        >>> rows.offsets.tolist(), rows.values.tolist()
        ([0, 1, 3], [5, 6, 7])
        """
        key = distinct(pair_key(row, value))
        return cls(np.searchsorted(key, np.arange(n_rows + 1) << 32), key & LOW)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @cached_property
    def whose(self) -> Ints:
        """The row of each value."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    @cached_property
    def keys(self) -> Ints:
        """Row and value of each value as one number, ascending."""
        return pair_key(self.whose, self.values)

    def take(self, rows: Ints) -> Rows:
        """Return some rows, in the order told."""
        begin, after = self.offsets[rows], self.offsets[rows + 1]
        positions, _ = expanded(begin, after)
        return Rows(starts(after - begin), self.values[positions])

    def followed_by(self, other: Rows) -> Rows:
        """Return rows that hold a row of this one, then the same row of the other."""
        values = np.empty(len(self.values) + len(other.values), dtype=np.int64)
        values[np.arange(len(self.values)) + other.offsets[:-1][self.whose]] = self.values
        values[np.arange(len(other.values)) + self.offsets[1:][other.whose]] = other.values
        return Rows(self.offsets + other.offsets, values)


def pair_key(first: Ints, second: Ints | Ints32) -> Ints:
    """Return two numbers as one that sorts like the pair."""
    key: Ints = (first.astype(np.int64, copy=False) << 32) | second
    return key
