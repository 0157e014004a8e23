"""Pieces of texts as bytes, many on one sheet: read together, and still told apart.

Neighbours in a text are encoded in one go, which is quicker than one by one, and what stands
between them (who speaks, what was not said) is blanked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from civic_qual.arrays import Bytes, Ints
from civic_qual.language.tokenising.interning import PADDING
from civic_qual.language.tokenising.ranks import ranks


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
    rank, whose = ranks(after - begin)
    np.frombuffer(raw, dtype=np.uint8)[1:][begin[whose] + rank] = 0
