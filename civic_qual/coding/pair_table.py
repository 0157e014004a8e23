"""A set of pairs of numbers in which millions of pairs are looked up at once."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Ints32: TypeAlias = npt.NDArray[np.int32]

_LEFT, _MIX = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)


class PairTable:
    """Distinct pairs of numbers from 0 on, numbered in ascending order.

    A bitmap over hashed pairs turns nearly all others away with a few operations a pair; what
    it lets through is looked up exactly.

    Parameters
    ----------
    left, right
        Columns of one length; pairs may come twice.
    bits
        The bitmap has 2 ** bits places; from 1 to 31. By default as many as suit the set.
    """

    def __init__(self, left: Ints32, right: Ints32, bits: int | None = None) -> None:
        self.keys = np.unique(_key(left, right))
        self.bits = bits or min(22, max(10, len(self.keys).bit_length() + 4))
        self.bitmap = np.zeros(1 << self.bits, bool)
        self.bitmap[self._place(left, right)] = True

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, left: Ints32, right: Ints32) -> tuple[Ints, Ints]:
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
        >>> table.find(np.array([1, 1, 3], np.int32), np.array([2, 4, 4], np.int32))
        (array([0, 2]), array([0, 1]))
        """
        maybe = np.flatnonzero(self.bitmap.take(self._place(left, right), mode="clip"))
        key = _key(left.take(maybe), right.take(maybe))
        number = np.searchsorted(self.keys, key)
        found = np.flatnonzero(self.keys.take(number, mode="clip") == key)
        return maybe.take(found), number.take(found)

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
