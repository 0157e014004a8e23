"""Passages of a text found again in a corrected one; what cannot be is left to a person."""

from __future__ import annotations

import numpy as np

from civic_qual.corpus.model import Span
from civic_qual.corpus.revisions import Alignment, align

_ENOUGH = 0.5  # of what a passage says, that must be the same before and after
_TELLING = 20  # characters of a passage that can be recognised where it was moved to


class Reanchoring:
    """Finds passages of one revision in another.

    Parameters
    ----------
    old, new
        The texts of the revisions.

    Examples
    --------
    >>> found = Reanchoring("They came late. We fled.", "They came very late. We had fled.")
    >>> found.span(0, 15), found.span(16, 24)
    ((0, 20), (21, 33))
    >>> Reanchoring("They came late. We fled.", "We fled.").span(0, 15) is None
    True
    """

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new
        self._forth: Alignment = align(old, new)
        self._back = self._forth.backwards()

    def span(self, start: int, end: int) -> Span | None:
        """Return where a passage stands in the new text, or None if nobody could be sure.

        Its edges stay where they were between letters that are the same; an edge in what was
        changed goes to the edge of the change. Half of what it says must be the same, before and
        after. A passage that was moved is found if it stands in both texts once.
        """
        if self._old == self._new:
            return start, end
        first, last = _edge(self._forth, start, False), _edge(self._forth, end, True)
        if first < last and self._alike(start, end, first, last):
            return first, last
        return self._moved(start, end)

    def _alike(self, start: int, end: int, first: int, last: int) -> bool:
        before = _same(self._forth, self._old, start, end)
        return before >= _ENOUGH and _same(self._back, self._new, first, last) >= _ENOUGH

    def _moved(self, start: int, end: int) -> Span | None:
        passage = self._old[start:end]
        if len(passage) < _TELLING or self._old.count(passage) != 1:
            return None
        if self._new.count(passage) != 1:
            return None
        place = self._new.index(passage)
        return place, place + len(passage)


def _edge(alignment: Alignment, place: int, ends: bool) -> int:
    """Return where the edge of a passage goes; a passage ends after its last character."""
    old, new, size = alignment.old, alignment.new, alignment.size
    # The character that decides: the first one of the passage, or the last one.
    character = place - 1 if ends else place
    after = int(np.searchsorted(old + size, character, side="right"))
    if after < len(old) and old[after] <= character:
        return int(new[after] + place - old[after])
    gap_old = int(old[after - 1] + size[after - 1]) if after else 0
    gap_new = int(new[after - 1] + size[after - 1]) if after else 0
    if after == len(old):
        return gap_new
    if ends:
        return int(new[after]) if place == old[after] else gap_new
    return gap_new if place == gap_old else int(new[after])


def _same(alignment: Alignment, text: str, start: int, end: int) -> float:
    """Return which share of the letters of a passage is the same in the other text.

    Of a passage without letters, which share of all that it has.
    """
    old, size = alignment.old, alignment.size
    first = int(np.searchsorted(old + size, start, side="right"))
    last = int(np.searchsorted(old, end, side="left"))
    same = "".join(
        text[max(start, begin) : min(end, begin + long)]
        for begin, long in zip(old[first:last].tolist(), size[first:last].tolist(), strict=True)
    )
    letters = _letters(text[start:end])
    return _letters(same) / letters if letters else len(same) / (end - start)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
