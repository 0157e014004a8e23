"""Pieces of texts, by where they stand there: no text is ever in memory twice as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from civic_qual.language.tokenising.interning import Ints


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
