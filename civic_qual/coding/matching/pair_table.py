"""A set of pairs of numbers in which millions of pairs are looked up at once."""

from __future__ import annotations

import numpy as np

from civic_qual.coding.matching.fan_out import Ints, Ints32

_LEFT, _MIX = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)


class PairTable:
    """Distinct pairs of numbers from 0 on; they are numbered too, in no order to rely on.

    A bitmap over hashed pairs turns nearly all others away with a few operations a pair; what
    it lets through is looked up exactly, among the pairs of equal hash.

    Parameters
    ----------
    left, right
        Columns of one length; pairs may come twice.
    bits
        The bitmap has 2 ** bits places; from 1 to 31. By default as many as suit the set.
    """

    def __init__(self, left: Ints32, right: Ints32, bits: int | None = None) -> None:
        keys = np.unique(_key(left, right))
        size = len(keys).bit_length()
        self.bits = bits or min(24, max(10, size + 4))
        self.coarser = np.int32(max(0, self.bits - size - 1))
        place = self._place((keys >> 32).astype(np.int32), keys.astype(np.int32))
        order = np.argsort(place)
        self.keys = np.append(keys[order], -1)  # one more, which is no pair
        self.bitmap = np.zeros(1 << self.bits, bool)
        self.bitmap[place] = True
        count = np.bincount(place >> self.coarser, minlength=1 << self.bits >> self.coarser)
        self.begin = np.append(0, np.cumsum(count)).astype(np.int32)

    def __len__(self) -> int:
        return len(self.keys) - 1

    def find(self, left: Ints32, right: Ints32) -> tuple[Ints, Ints32]:
        """Look up pairs.

        Returns
        -------
        where
            The positions of the pairs found, ascending.
        number
            The number of each pair found.

        Examples
        --------
        >>> table = PairTable(np.array([3, 1], np.int32), np.array([4, 2], np.int32))
        >>> where, number = table.find(np.array([1, 1, 3], np.int32), np.array([2, 4, 4], np.int32))
        >>> where.tolist(), sorted(number.tolist())
        ([0, 2], [0, 1])
        """
        place = self._place(left, right)
        maybe = np.flatnonzero(self.bitmap.take(place, mode="clip"))
        key = _key(left.take(maybe), right.take(maybe))
        place = place.take(maybe) >> self.coarser
        number = self.begin.take(place)
        other = np.flatnonzero(self.keys.take(number) != key)
        if len(other):
            end = self.begin.take(place.take(other) + 1)
            number[other] = self._searched(key.take(other), number.take(other) + 1, end)
            found = np.flatnonzero(number >= 0)
            maybe, number = maybe.take(found), number.take(found)
        return maybe, number

    def _searched(self, key: Ints, number: Ints32, end: Ints32) -> Ints32:
        """Return the numbers of keys, each from a number on and before an end; else -1."""
        found = np.full(len(key), -1, np.int32)
        where = np.flatnonzero(number < end)
        while len(where):
            here = number.take(where)
            same = self.keys.take(here) == key.take(where)
            found[where[same]] = here[same]
            where = where[~same]
            number[where] += 1
            where = where[number.take(where) < end.take(where)]
        return found

    def _place(self, left: Ints32, right: Ints32) -> Ints32:
        mixed = left.view(np.uint32) * _LEFT
        mixed ^= right.view(np.uint32)
        mixed *= _MIX
        mixed >>= np.uint32(32 - self.bits)
        return mixed.view(np.int32)


def _key(left: Ints32, right: Ints32) -> Ints:
    key = left.astype(np.int64)
    key <<= 32
    key |= right
    return key
