"""Texts as bytes, and the maximal runs of letters, marks and digits in them.

*Pieces* of texts are laid out on a sheet, many at a time, which is quicker than one by one; what
stands between neighbours (who speaks, what was not said) is blanked. Nearly every *run* is a word
as it stands; the stretches of `vocabulary` are the others. Characters are classified by the
expressions of `civic_qual.language.words`, so that both know the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import regex

from civic_qual.arrays import Bytes, Ints, expanded
from civic_qual.compiled import compiled
from civic_qual.language.tokenising.interning import (
    ALONE,
    HARD,
    PADDING,
    Flags,
    Gaps,
    Hashes,
    hashes,
    long_hashes,
)
from civic_qual.language.words import INSIDE


@dataclass(frozen=True, eq=False)
class Pieces:
    """Piece i is `texts[text[i]][start[i]:end[i]]`.

    Examples
    --------
    >>> text = "I: Who? R: Nobody."
    >>> said = Pieces([text], np.array([0, 0]), np.array([3, 11]), np.array([7, 18]))
    >>> said[1]
    'Nobody.'
    """

    texts: Sequence[str]
    text: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, number: int) -> str:
        text: str = self.texts[self.text[number]]
        return text[self.start[number] : self.end[number]]

    def take(self, numbers: Ints) -> Pieces:
        """Return some pieces."""
        return Pieces(self.texts, self.text[numbers], self.start[numbers], self.end[numbers])

    @classmethod
    def whole(cls, texts: Sequence[str]) -> Pieces:
        """Return whole texts as pieces."""
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        return cls(texts, np.arange(len(texts)), np.zeros_like(sizes), sizes)


@dataclass(frozen=True, eq=False)
class Sheet:
    """Some pieces in UTF-8, with NULs before, between and after them.

    `raw` begins with one NUL and ends with `PADDING` of them. Bytes are counted without the
    first: `begin`, of shape (n_pieces + 1,), is where pieces begin, and where one more would.
    `lead` are the bytes with which characters outside ASCII begin, those blanked among them, and
    `extra` how many more bytes each of them has.
    """

    raw: bytearray
    begin: Ints
    lead: Ints
    extra: Ints


def sheet_of(pieces: Pieces) -> Sheet:
    r"""Lay out some pieces, at least one.

    Examples
    --------
    >>> text = "I: Où ? R: Là."
    >>> sheet = sheet_of(Pieces([text], np.array([0, 0]), np.array([3, 11]), np.array([7, 14])))
    >>> bytes(sheet.raw).strip(b"\0").split(b"\0\0\0\0"), sheet.begin.tolist()
    ([b'O\xc3\xb9 ?', b'L\xc3\xa0.'], [0, 9, 14])
    """
    opens = np.ones(len(pieces), dtype=np.bool_)
    opens[1:] = pieces.text[1:] != pieces.text[:-1]
    opens[1:] |= pieces.start[1:] <= pieces.end[:-1]  # nothing stands between: part them
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(pieces)) - 1
    strips = [
        pieces.texts[text][start:end]
        for text, start, end in zip(
            pieces.text[first].tolist(),
            pieces.start[first].tolist(),
            pieces.end[last].tolist(),
            strict=True,
        )
    ]
    # A NUL before the text: the run that begins with it begins after something, as others do.
    raw = bytearray(b"\0").join(
        [b"", *(strip.encode("utf-8", "surrogatepass") for strip in strips), bytes(PADDING)]
    )
    size = np.fromiter(map(len, strips), np.int64, len(strips)) + 1
    moved = np.repeat(np.cumsum(size) - size - pieces.start[first], last - first + 1)
    begin, end, lead, extra = pieces.start + moved, pieces.end + moved, _NONE, _NONE
    if not raw.isascii():
        lead, extra = _other_than_ascii(np.frombuffer(raw, dtype=np.uint8)[1:])
        begin, end = (_in_bytes(place, lead, extra) for place in (begin, end))
    _blank(raw, end[:-1][~opens[1:]], begin[1:][~opens[1:]])
    return Sheet(raw, np.append(begin, end[-1] + 1), lead, extra)


_NONE: Ints = np.zeros(0, dtype=np.int64)


def _other_than_ascii(text: Bytes) -> tuple[Ints, Ints]:
    """Return the bytes with which other characters begin, and how many more each of them has."""
    lead = np.flatnonzero(text >= 0xC0)
    first = text[lead]
    return lead, 1 + (first >= 0xE0).astype(np.int64) + (first >= 0xF0)


def _in_bytes(characters: Ints, lead: Ints, extra: Ints) -> Ints:
    """Return the bytes with which some characters begin, both counted from the first."""
    more = np.concatenate([[0], np.cumsum(extra)])
    found: Ints = characters + more[np.searchsorted(lead - more[:-1], characters)]
    return found


def _blank(raw: bytearray, begin: Ints, after: Ints) -> None:
    """Put NULs from some bytes up to others."""
    np.frombuffer(raw, dtype=np.uint8)[1:][expanded(begin, after)[0]] = 0


_BETWEEN, _WITHIN, _MARK, _UNSEEN = range(4)
_WITHIN_WORD = regex.compile(INSIDE, flags=regex.V1)
_IS_MARK = regex.compile(r"\p{M}", flags=regex.V1)
# Bytes of other characters than ASCII count as within words until the character is looked at.
_ASCII = bytes(byte > 127 or bool(_WITHIN_WORD.match(chr(byte))) for byte in range(256))
_KIND: Bytes = np.full(0x110000, _UNSEEN, dtype=np.uint8)  # filled as characters are met


@dataclass(frozen=True, eq=False, kw_only=True)
class RawRuns:
    """The runs of a text: bytes, where runs start and end (in bytes), and what is odd.

    `hashed` are the hashes of the runs, and `gaps` the flags of the gaps before them and of the
    one after the last, as far as they are known. `marked` are the runs that begin with a mark.
    `lead` are the bytes with which characters outside ASCII begin, `extra` how many more bytes
    each of them has. `begin`, of shape (n_pieces + 1,), is where pieces begin, and where one
    more would.
    """

    text: Bytes
    start: Ints
    end: Ints
    hashed: Hashes
    gaps: Flags
    marked: Ints
    lead: Ints
    extra: Ints
    begin: Ints

    @property
    def between(self) -> tuple[Ints, Ints]:
        """Where the gaps start and end."""
        return (
            np.concatenate([[0], self.end]),
            np.concatenate([self.start, [len(self.text) - PADDING]]),
        )


class Room:
    """Memory to be used again for text after text: new memory costs more than the work in it."""

    def __init__(self) -> None:
        self._held: dict[str, npt.NDArray[Any]] = {}

    def array(self, name: str, size: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return an array of a name, whatever it holds; the one before by this name is gone."""
        held = self._held.get(name)
        if held is None or len(held) < size:
            held = self._held[name] = np.empty(size + size // 4, dtype=dtype)
        return held[:size]


def raw_runs(sheet: Sheet, gaps: Gaps, room: Room | None = None) -> RawRuns:
    """Return the runs of some pieces of text.

    They may lie in the `room`, and then last until it is used again.

    Examples
    --------
    >>> runs = raw_runs(sheet_of(Pieces.whole(["She’s", "ÉLUE."])), Gaps())
    >>> runs.start.tolist(), runs.end.tolist()
    ([0, 6, 8], [3, 7, 13])
    """
    loops = compiled("language.tokenising._tokens")
    if loops is not None:
        return _runs_in_c(loops, sheet, gaps, room or Room())
    within = np.frombuffer(sheet.raw.translate(_ASCII), dtype=np.bool_)
    text = np.frombuffer(sheet.raw, dtype=np.uint8)[1:]
    marks = _look_at_others(text, within, sheet)
    edges = np.flatnonzero(within[1:] != within[:-1])
    start, end = edges[::2].copy(), edges[1::2].copy()
    if marks.size:
        marks = np.searchsorted(start, marks[~within[marks]])
    found = RawRuns(
        text=text,
        start=start,
        end=end,
        hashed=hashes(text, start, end),
        gaps=_NONE.astype(np.uint8),
        marked=marks,
        lead=sheet.lead,
        extra=sheet.extra,
        begin=sheet.begin,
    )
    known = gaps.known(text, *found.between)
    known[0] = HARD
    return replace(found, gaps=known)


def _runs_in_c(loops: ModuleType, sheet: Sheet, gaps: Gaps, room: Room) -> RawRuns:
    text = np.frombuffer(sheet.raw, dtype=np.uint8)[1:]
    most = len(text) // 2 + 1
    start, end, hashed = (room.array(name, most, np.int64) for name in ("start", "end", "hash"))
    flags = room.array("flags", most + 1, np.uint8)
    marked = np.empty(len(sheet.lead), dtype=np.int64)
    while True:
        count, marks, long, unseen = loops.runs(
            text,
            sheet.lead,
            sheet.extra,
            _KIND,
            ALONE,
            gaps.pairs,
            start,
            end,
            hashed,
            flags,
            marked,
        )
        if not unseen:
            break
        _learn(_characters(text, sheet))
    found = RawRuns(
        text=text,
        start=start[:count],
        end=end[:count],
        hashed=hashed[:count].view(np.uint64),
        gaps=flags[: count + 1],
        marked=marked[:marks],
        lead=sheet.lead,
        extra=sheet.extra,
        begin=sheet.begin,
    )
    if long:
        left = np.flatnonzero(found.hashed == 0)
        found.hashed[left] = long_hashes(text, start[left], end[left])
    return found


def _look_at_others(text: Bytes, within: npt.NDArray[np.bool_], sheet: Sheet) -> Ints:
    """Mark off the characters outside ASCII that are in no word; return the bytes of marks.

    `within` has one byte more before those of the text.
    """
    if not sheet.lead.size:
        return _NONE
    character = _characters(text, sheet)
    kind = _KIND.take(character, mode="clip")
    if kind.max(initial=0) == _UNSEEN:
        _learn(character)
        kind = _KIND.take(character, mode="clip")
    between = np.flatnonzero(kind == _BETWEEN)
    for byte in range(4):
        between = between[sheet.extra[between] >= byte]
        within[sheet.lead[between] + (byte + 1)] = False
    marks: Ints = sheet.lead[kind == _MARK]
    return marks


def _learn(character: Ints) -> None:
    """Find out what kinds of characters these are."""
    for one in np.unique(character[_KIND.take(character, mode="clip") == _UNSEEN]).tolist():
        _KIND[one] = _kind(chr(one))


def _kind(character: str) -> int:
    if not _WITHIN_WORD.match(character):
        return _BETWEEN
    return _MARK if _IS_MARK.match(character) else _WITHIN


_KIND[:128] = [_kind(chr(byte)) for byte in range(128)]


def _characters(text: Bytes, sheet: Sheet) -> Ints:
    """Return the code points of characters outside ASCII; those that are blanked are 0."""
    lead, extra = sheet.lead, sheet.extra
    found: Ints = text[lead] & (0x3F >> extra)
    for byte in range(1, 4):
        more = found << 6 | text[lead + byte] & 0x3F
        found = more if byte == 1 else np.where(extra >= byte, more, found)
    return found
