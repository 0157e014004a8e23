"""Texts as bytes, and the maximal runs of letters, marks and digits in them.

Nearly every run is a word as it stands; `civic_qual.language.stretches` sees to the others.
Characters are classified by the expressions of `civic_qual.language.words`, so that both know
the same characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import regex

from civic_qual.language.interning import PADDING, Bytes, Ints
from civic_qual.language.words import _INSIDE

_BETWEEN, _WITHIN, _MARK, _UNSEEN = range(4)
_WITHIN_WORD = regex.compile(_INSIDE, flags=regex.V1)
_IS_MARK = regex.compile(r"\p{M}", flags=regex.V1)
# Bytes of other characters than ASCII count as within words until the character is looked at.
_ASCII = bytes(byte > 127 or bool(_WITHIN_WORD.match(chr(byte))) for byte in range(256))
_KIND: Bytes = np.full(0x110000, _UNSEEN, dtype=np.uint8)  # filled as characters are met


@dataclass(frozen=True, eq=False)
class RawRuns:
    """The runs of a text: bytes, where runs start and end (in bytes), and what is odd.

    `marked` are the runs that begin with a mark. `lead` are the bytes with which characters
    outside ASCII begin, `extra` how many more bytes each of them has. `begin`, of shape
    (n_pieces + 1,), is where pieces begin, and where one more would.
    """

    text: Bytes
    start: Ints
    end: Ints
    marked: Ints
    lead: Ints
    extra: Ints
    begin: Ints


def raw_runs(encoded: Sequence[bytes]) -> RawRuns:
    """Return the runs of some encoded pieces of text, which are joined by NULs.

    Examples
    --------
    >>> runs = raw_runs(["She’s".encode(), "ÉLUE.".encode()])
    >>> runs.start.tolist(), runs.end.tolist()
    ([0, 6, 8], [3, 7, 13])
    """
    # A NUL before the text: the run that begins with it begins after something, as others do.
    begin = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)) + 1, out=begin[1:])
    whole = b"\0".join([b"", *encoded, bytes(PADDING - 1)])
    within = np.frombuffer(whole.translate(_ASCII), dtype=np.bool_)
    raw = np.frombuffer(whole, dtype=np.uint8)
    lead = extra = marks = _NONE
    if not whole.isascii():
        within = within.copy()
        lead, extra, marks = _look_at_others(raw, within)
    edges = np.flatnonzero(within[1:] != within[:-1])
    start, end = edges[::2].copy(), edges[1::2].copy()
    if marks.size:
        marks = np.searchsorted(start, marks[~within[marks - 1]] - 1)
    return RawRuns(raw[1:], start, end, marks, lead - 1, extra, begin)


_NONE: Ints = np.zeros(0, dtype=np.int64)


def _look_at_others(raw: Bytes, within: npt.NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """Mark off the characters outside ASCII that are in no word; return leads, extras, marks."""
    lead = np.flatnonzero(raw >= 0xC0)
    first = raw[lead]
    extra = 1 + (first >= 0xE0).astype(np.int64) + (first >= 0xF0)
    character = _characters(raw, lead, extra)
    kind = _KIND.take(character, mode="clip")
    if kind.max(initial=0) == _UNSEEN:
        for one in np.unique(character[kind == _UNSEEN]).tolist():
            _KIND[one] = _kind(chr(one))
        kind = _KIND.take(character, mode="clip")
    between = np.flatnonzero(kind == _BETWEEN)
    for byte in range(4):
        between = between[extra[between] >= byte]
        within[lead[between] + byte] = False
    return lead, extra, lead[kind == _MARK]


def _kind(character: str) -> int:
    if not _WITHIN_WORD.match(character):
        return _BETWEEN
    return _MARK if _IS_MARK.match(character) else _WITHIN


def _characters(raw: Bytes, lead: Ints, extra: Ints) -> Ints:
    """Return the code points that begin at some bytes."""
    found: Ints = raw[lead] & (0x3F >> extra)
    for byte in range(1, 4):
        more = found << 6 | raw[lead + byte] & 0x3F
        found = more if byte == 1 else np.where(extra >= byte, more, found)
    return found


def in_places(runs: RawRuns, start: Ints, end: Ints, first: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Turn the bytes where words start and end into places, which count code points.

    `first`, of shape (n_pieces,), are the places where the pieces begin, and `count` says how
    many words each of them has.
    """
    begin = runs.begin[:-1]
    move = first - begin
    if not runs.lead.size or not len(start):
        moves = np.repeat(move, count)
        return start + moves, end + moves
    extra = np.concatenate([[0], np.cumsum(runs.extra)])
    moves = np.repeat(move + extra[np.searchsorted(runs.lead, begin)], count)
    if len(runs.lead) > len(start):
        moves -= extra[np.searchsorted(runs.lead, start)]
    else:
        cut = np.searchsorted(start, runs.lead, side="right")
        moves -= np.repeat(extra, np.diff(cut, prepend=0, append=len(start)))
    ends = end + moves
    word = np.searchsorted(start, runs.lead, side="right") - 1
    inside = np.flatnonzero((word >= 0) & (runs.lead < end[word]))
    np.subtract.at(ends, word[inside], runs.extra[inside])
    return start + moves, ends
