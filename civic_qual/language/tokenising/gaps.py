"""What stands between two words: judged once for every different gap, then looked up.

A gap is judged by the definitions of `civic_qual.language.words`; its judgement is a byte of
flags. A gap of one byte, as nine of ten are, is looked up by its byte, one of two bytes by both,
and longer ones by their hash.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bytes, Ints
from civic_qual.language.tokenising.interning import HashTable, hashes
from civic_qual.language.words import APOSTROPHES, HYPHENS, INVISIBLE, SOFT

Flags = npt.NDArray[np.uint8]

HARD = 1  # no phrase runs over it
TIGHT = 2  # nothing but apostrophes, dots, hyphens and invisible characters
DOT = 4  # one dot
APOSTROPHE = 8  # one apostrophe
HYPHEN = 16  # one hyphen
JOINS = 32  # invisible characters only: a word goes on
ELIDES = 64  # its first character, an apostrophe, may belong to the word before
UNKNOWN = 128  # not judged yet

_ODD = np.uint64(0xD6E8FEB86659FD93)
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
        hashed = hashes(text, start, end) + (end - start).view(np.uint64) * _ODD | np.uint64(1)
        number, new = self._table.intern(hashed, len(self._long))
        if new.size:
            gaps = [judged(_written(text, start[one], end[one])) for one in new.tolist()]
            self._long = np.concatenate([self._long, np.array(gaps, dtype=np.uint8)])
        return self._long[number]


def _written(text: Bytes, start: np.int64, end: np.int64) -> str:
    return text[start:end].tobytes().decode("utf-8", "surrogatepass")
