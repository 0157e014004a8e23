"""The default encoder, with every vector kept for the next fold, seed and recipe.

What it took to encode a text is kept with its vector, so that the speed of coding can be told
as if nothing had been encoded before.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np


class KeptVectors:
    """An encoder that encodes each text once in the life of the process.

    `owed` counts the seconds it would have taken to encode all that was asked since it was set
    to zero, `spent` those that it took.
    """

    name = "multilingual"

    def __init__(self) -> None:
        self._known: dict[str, tuple[np.ndarray, float]] = {}
        self.owed = self.spent = 0.0

    @property
    def version(self) -> str:
        return self._encoder().version

    def encode(self, texts: list[str]) -> np.ndarray:
        unknown = list(dict.fromkeys(text for text in texts if text not in self._known))
        if unknown:
            began = perf_counter()
            vectors = self._encoder().encode(unknown)
            taken = perf_counter() - began
            self.spent += taken
            self._known.update(
                (text, (vector, taken / len(unknown)))
                for text, vector in zip(unknown, vectors, strict=True)
            )
        self.owed += sum(self._known[text][1] for text in texts)
        return np.array([self._known[text][0] for text in texts])

    @staticmethod
    def _encoder():
        from civic_qual.learning.encoders import multilingual_encoder

        return multilingual_encoder()


KEPT = KeptVectors()
