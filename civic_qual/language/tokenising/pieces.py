"""Pieces of texts, cut out only when they are read: no text is ever in memory twice as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from civic_qual.language.tokenising.interning import Ints


@dataclass(frozen=True, eq=False)
class Pieces:
    """Piece i is `texts[i][start[i]:end[i]]`; one text may stand there many times.

    Examples
    --------
    >>> text = "I: Who? R: Nobody."
    >>> said = Pieces([text, text], np.array([3, 11]), np.array([7, 18]))
    >>> said[1], said.encoded(np.array([1, 0]))
    ('Nobody.', [b'Nobody.', b'Who?'])
    """

    texts: Sequence[str]
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, number: int) -> str:
        return self.texts[number][self.start[number]:self.end[number]]

    @classmethod
    def whole(cls, texts: Sequence[str]) -> Pieces:
        """Return whole texts as pieces."""
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        return cls(texts, np.zeros_like(sizes), sizes)

    def encoded(self, numbers: Ints) -> list[bytes]:
        """Return some pieces in UTF-8."""
        # Cut and encoded at once: what is cut out is still at hand, and soon given back.
        return [self.texts[number][start:end].encode("utf-8", "surrogatepass")
                for number, start, end in zip(
                    numbers.tolist(), self.start[numbers].tolist(), self.end[numbers].tolist(),
                    strict=True)]
