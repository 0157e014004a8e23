"""Numbers for strings, whole arrays at a time: stretches of bytes to hashes, hashes to numbers.

A hash is 64 bits. Up to eight bytes it is a one-to-one picture of the bytes; of longer ones two
may meet by chance, as two of a million words do once in thirty million corpora.

A *gap*, what stands between two words, is judged once for every different one by the definitions
of `civic_qual.language.words`; its judgement is a byte of flags. A gap of one byte, as nine of
ten are, is looked up by its byte, one of two bytes by both, and longer ones by their hash.
"""

from __future__ import annotations

from hashlib import blake2b
from types import ModuleType

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bytes, Ints, Ints32
from civic_qual.compiled import compiled
from civic_qual.language.words import APOSTROPHES, HYPHENS, INVISIBLE, SOFT

Hashes = npt.NDArray[np.uint64]


PADDING = 8  # bytes that must follow the last stretch: they are read, and masked away
_LONG = 64  # from this length on, stretches are read one by one
_ODD = np.uint64(0x9E3779B97F4A7C15)
_KEPT = np.array([(1 << 8 * length) - 1 for length in range(9)], dtype=np.uint64)


def hashes(text: Bytes, start: Ints, end: Ints) -> Hashes:
    """Return the hash of every stretch of bytes; none is empty, and none ends in a NUL.

    Examples
    --------
    >>> text = np.frombuffer(b"one two one" + bytes(PADDING), dtype=np.uint8)
    >>> one, two, again = hashes(text, np.array([0, 4, 8]), np.array([3, 7, 11])).tolist()
    >>> one == again, one == two
    (True, False)
    """
    eight: Hashes = np.ndarray(len(text) - 7, "<u8", text, strides=(1,))
    if len(text) < 16 * len(start):  # many: it pays to lay all out side by side
        eight = eight.copy()
    length = end - start
    found = _picked(eight, start)
    found &= _KEPT.take(length, mode="clip")
    found *= _ODD
    todo, done = np.flatnonzero(length > 8), 8
    while todo.size and done < _LONG:
        mixed, left = found.take(todo), length.take(todo) - done
        mixed ^= mixed >> np.uint64(29)
        mixed += _picked(eight, start.take(todo) + done) & _KEPT.take(left, mode="clip")
        mixed *= _ODD
        found[todo] = mixed
        done += 8
        todo = todo[left > 8]
    found[todo] = long_hashes(text, start[todo], end[todo])
    return np.maximum(found, np.uint64(1), out=found)  # 0 marks a free place in a table


def long_hashes(text: Bytes, start: Ints, end: Ints) -> list[int]:
    """Return the hashes of stretches of more than 64 bytes: rare rubbish, read one by one."""
    return [
        _digest(text[first:last]) or 1
        for first, last in zip(start.tolist(), end.tolist(), strict=True)
    ]


def _picked(eight: Hashes, places: Ints) -> Hashes:
    # `take` is three times quicker, but would lay out first what is not.
    return eight.take(places, mode="clip") if eight.flags.c_contiguous else eight[places]


def _digest(stretch: Bytes) -> int:
    return int.from_bytes(blake2b(stretch.tobytes(), digest_size=8).digest(), "little")


class HashTable:
    """Hashes and the numbers kept for them: open addressing, worked on as arrays.

    Examples
    --------
    >>> table = HashTable(bits=1)
    >>> table.add(np.array([5, 9, 7], dtype=np.uint64), np.array([0, 1, 2], dtype=np.int32))
    >>> table.find(np.array([7, 8, 5], dtype=np.uint64)).tolist()
    [2, -1, 0]
    """

    def __init__(self, bits: int = 16) -> None:
        self._count = 0
        self._make(bits)

    def __len__(self) -> int:
        return self._count

    def _make(self, bits: int) -> None:
        self._bits = bits
        self._shift = np.uint64(64 - bits)
        self._hash = np.zeros(1 << bits, dtype=np.uint64)
        self._number = np.full(1 << bits, -1, dtype=np.int32)

    def find(self, wanted: Hashes) -> Ints32:
        """Return the number of each hash, -1 where it is not known."""
        place = (wanted >> self._shift).view(np.int64)
        there = self._hash.take(place, mode="clip")
        found: Ints32 = self._number.take(place, mode="clip")
        todo = np.flatnonzero(there != wanted)
        todo = todo[there.take(todo) != 0]
        after, sought = place.take(todo), wanted.take(todo)
        while todo.size:
            after = after + 1 & len(self._hash) - 1
            there = self._hash.take(after)
            found[todo] = self._number.take(after)
            on = (there != sought) & (there != 0)
            todo, after, sought = todo[on], after[on], sought[on]
        return found

    def intern(
        self, wanted: Hashes, first: int, others: Ints | None = None, numbers: Ints32 | None = None
    ) -> tuple[Ints32, Ints]:
        """Return the number of each hash, and where each of those stands that are new.

        New ones are numbered from `first` on, in the order in which they are met, and kept. At
        the places `others` other `numbers` stand, whatever the hashes there.
        """
        loops = compiled("language.tokenising._tokens")
        found = self.find(wanted) if loops is None else np.full(len(wanted), -1, dtype=np.int32)
        if others is not None and numbers is not None:
            found[others] = numbers
        if loops is not None:
            return found, self._intern_in_c(loops, wanted, found, first)
        new = np.flatnonzero(found < 0)
        if new.size:
            where, rank = first_seen(wanted[new])
            found[new] = rank + first
            new = new[where]
            self.add(wanted[new], found[new])
        return found, new

    def _intern_in_c(self, loops: ModuleType, wanted: Hashes, found: Ints32, first: int) -> Ints:
        """Fill in the numbers that are -1; return where each of the new hashes stands."""
        done, new = 0, [np.zeros(0, dtype=np.int64)]
        while True:
            room = max(0, len(self._hash) // 4 - self._count)
            met = np.empty(min(room, len(wanted)), dtype=np.int64)
            done, count = loops.intern(
                wanted, found, done, self._hash, self._number, self._bits, len(met), first, met
            )
            self._count += count
            first += count
            new.append(met[:count])
            if done == len(wanted):
                return np.concatenate(new)
            self._make_room(self._count + 1)

    def add(self, new: Hashes, numbers: Ints32) -> None:
        """Keep numbers for hashes, all different, none known, none 0."""
        self._make_room(len(new))
        self._count += len(new)
        self._place(new, numbers)

    def _make_room(self, count: int) -> None:
        """Grow until no more than a quarter of the table is taken with so many hashes more."""
        if 4 * (self._count + count) > len(self._hash):
            held = self._hash != 0
            kept, numbers = self._hash[held], self._number[held]
            self._make((4 * (self._count + count)).bit_length())
            self._place(kept, numbers)

    def _place(self, new: Hashes, numbers: Ints32) -> None:
        place = (new >> self._shift).view(np.int64)
        todo = np.arange(len(new))
        while todo.size:
            at = place[todo]
            free = self._hash[at] == 0
            self._hash[at[free]] = new[todo[free]]
            won = free & (self._hash[at] == new[todo])
            self._number[at[won]] = numbers[todo[won]]
            todo = todo[~won]
            place[todo] = place[todo] + 1 & len(self._hash) - 1


def first_seen(new: Hashes) -> tuple[Ints, Ints]:
    """Return where each distinct hash stands first, in this order, and the rank of every hash.

    Examples
    --------
    >>> where, rank = first_seen(np.array([9, 4, 9, 2], dtype=np.uint64))
    >>> where.tolist(), rank.tolist()
    ([0, 1, 3], [0, 1, 0, 2])
    """
    _, where, rank = np.unique(new, return_index=True, return_inverse=True)
    order = np.argsort(where)
    position = np.empty_like(order)
    position[order] = np.arange(len(order))
    return where[order], position[rank]


Flags = npt.NDArray[np.uint8]

HARD = 1  # no phrase runs over it
TIGHT = 2  # nothing but apostrophes, dots, hyphens and invisible characters
DOT = 4  # one dot
APOSTROPHE = 8  # one apostrophe
HYPHEN = 16  # one hyphen
JOINS = 32  # invisible characters only: a word goes on
ELIDES = 64  # its first character, an apostrophe, may belong to the word before
UNKNOWN = 128  # not judged yet

_BY_LENGTH = np.uint64(0xD6E8FEB86659FD93)
_TIGHT = frozenset(APOSTROPHES + "." + HYPHENS + INVISIBLE)


def judged(gap: str) -> int:
    r"""Return the flags of a gap.

    Examples
    --------
    >>> judged(", ") == HARD, judged("'") == TIGHT | APOSTROPHE | ELIDES, judged("\n")
    (True, True, 0)
    """
    flags = 0 if gap == " " or SOFT.fullmatch(gap) else HARD
    if not gap:
        return flags | TIGHT
    flags |= TIGHT * _TIGHT.issuperset(gap) | DOT * (gap == ".")
    if len(gap) == 1:
        flags |= APOSTROPHE * (gap in APOSTROPHES) | HYPHEN * (gap in HYPHENS)
    return flags | JOINS * (not gap.strip(INVISIBLE)) | ELIDES * (gap[0] in APOSTROPHES)


ALONE: Flags = np.array(
    [judged(chr(byte)) for byte in range(128)] + [UNKNOWN] * 128, dtype=np.uint8
)


class Gaps:
    """The judgements of all gaps met so far."""

    def __init__(self, bits: int = 12) -> None:
        self.pairs = np.full(1 << 16, UNKNOWN, dtype=np.uint8)
        self._table = HashTable(bits)
        self._long: Flags = np.zeros(0, dtype=np.uint8)

    def flags(self, text: Bytes, start: Ints, end: Ints) -> Flags:
        """Return the flags of the gaps of a text; both its ends are bytes between words."""
        found = self.known(text, start, end)
        self.judge(text, start, end, found)
        return found

    def known(self, text: Bytes, start: Ints, end: Ints) -> Flags:
        """Return flags as far as a look at one byte or two tells them, else `UNKNOWN`."""
        length = end - start
        found: Flags = ALONE.take(text.take(start, mode="clip"), mode="clip")
        other = np.flatnonzero(length != 1)
        if other.size:
            length = length.take(other)
            pair = np.ndarray(len(text) - 1, "<u2", text, strides=(1,))[start.take(other)]
            flags: Flags = self.pairs.take(pair, mode="clip")
            flags[length != 2] = UNKNOWN
            flags[length < 1] = TIGHT
            found[other] = flags
        return found

    def judge(self, text: Bytes, start: Ints, end: Ints, found: Flags) -> None:
        """Fill in the flags that are `UNKNOWN`."""
        new = np.flatnonzero(found == UNKNOWN)
        if new.size:
            start, end = start.take(new), end.take(new)
            short = np.flatnonzero(end - start == 2)
            long = np.flatnonzero(end - start != 2)
            found[new[short]] = self._short_ones(text, start[short])
            found[new[long]] = self._long_ones(text, start[long], end[long])

    def _short_ones(self, text: Bytes, start: Ints) -> Flags:
        pair = np.ndarray(len(text) - 1, "<u2", text, strides=(1,))[start]
        for value, where in zip(*np.unique(pair, return_index=True), strict=True):
            self.pairs[value] = judged(_written(text, start[where], start[where] + 2))
        return self.pairs.take(pair)

    def _long_ones(self, text: Bytes, start: Ints, end: Ints) -> Flags:
        # Gaps may end in NULs, which hashes do not see: the length tells these apart.
        hashed = hashes(text, start, end) + (end - start).view(np.uint64) * _BY_LENGTH | np.uint64(
            1
        )
        number, new = self._table.intern(hashed, len(self._long))
        if new.size:
            gaps = [judged(_written(text, start[one], end[one])) for one in new.tolist()]
            self._long = np.concatenate([self._long, np.array(gaps, dtype=np.uint8)])
        return self._long[number]


def _written(text: Bytes, start: np.int64, end: np.int64) -> str:
    return text[start:end].tobytes().decode("utf-8", "surrogatepass")
