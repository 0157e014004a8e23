"""Where words of a document stand in the transcript as the study has it.

Who works in a document also types into it, and a transcript may have been corrected since. Then
the document's text is taken for another revision of the transcript, and the library's alignment
says where words stand, or that nobody could be sure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from civic_qual.coding.anchoring import Reanchoring
from civic_qual.corpus.segments import trimmed
from civic_qual.reviewing.word.shown import shown_text

if TYPE_CHECKING:
    from civic_qual.corpus.model import Span, Transcript
    from civic_qual.reviewing.word.parts import Part

_LONGER, _MORE = 3, 20_000  # times as long as the transcript, and so many characters: another text


class Placing:
    """Finds the words of a part of a document in a transcript, and passages of it in the part."""

    def __init__(self, part: Part, one: Transcript) -> None:
        self._there, self._here = part.shown, shown_text(one.text)
        self._text = one.text
        self._pieces = [piece for turn in one.turns for piece in turn.spoken if piece[0] < piece[1]]
        self.same = self._there.text == self._here.text
        self.too_long = len(self._there.text) > _LONGER * len(self._here.text) + _MORE

    @cached_property
    def _forth(self) -> Reanchoring:
        return Reanchoring(self._there.text, self._here.text)

    @cached_property
    def _back(self) -> Reanchoring:
        return Reanchoring(self._here.text, self._there.text)

    def span(self, start: int, end: int) -> Span | None:
        """Return where words of the document stand in the transcript; None if that is not sure."""
        there = self._there.inside(start, end)
        here = self._forth.span(*there) if there else None
        return self._here.outside(*here) if here else None

    def stands(self, start: int, end: int) -> bool:
        """Return whether a passage of the transcript is in the document, as far as it can be."""
        here = self._here.inside(start, end)
        return here is not None and (self.same or self._back.span(*here) is not None)

    def unchanged(self, start: int, end: int, words: str) -> bool:
        """Return whether words of the document are those of a passage of the transcript."""
        return shown_text(self._text[start:end]).text == words

    def bare(self, start: int, end: int) -> Span:
        """Return a passage without blanks at its ends, to compare it with another."""
        return trimmed(self._text, start, end)

    def spoken(self, start: int, end: int) -> Span | None:
        """Return a passage without what nobody says at its edges; None if nobody says it."""
        starts = [piece[0] for piece in self._pieces]
        first = max(bisect_right(starts, start) - 1, 0)
        if first < len(self._pieces) and self._pieces[first][1] <= start:
            first += 1
        last = bisect_left(starts, end) - 1
        if first > last:
            return None
        return max(start, self._pieces[first][0]), min(end, self._pieces[last][1])
