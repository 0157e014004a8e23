"""Why a model assigned a code: its fingerprint, the probability, the words; told when asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from civic_qual.learning.reasons import reasons

if TYPE_CHECKING:
    from civic_qual.learning.fitting import Fitted

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ModelEvidence:
    """The reasons of a model's codings: columns of shape (n_codings,).

    `text` is what was said in the passage, `code` the column of the code in the model.
    """

    model: Fitted
    text: tuple[str, ...]
    code: Ints
    score: Floats
    threshold: Floats

    def __len__(self) -> int:
        return len(self.code)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return texts such as `model 1f2e (.83, from .41): patrol, came late`."""
        chosen = np.array(range(len(self)) if positions is None else [*positions], dtype=np.int64)
        told = [
            f"model {self.model.fingerprint} ({self.score[place]:.2f}, assigned above "
            f"{self.threshold[place]:.2f})"
            for place in chosen.tolist()
        ]
        if not words or not len(chosen):
            return told
        said = reasons(
            self.model, [self.text[place] for place in chosen.tolist()], self.code[chosen]
        )
        return [
            f"{one}: {', '.join(word for word, _ in why)}" if why else one
            for one, why in zip(told, said, strict=True)
        ]

    def take(self, positions: Sequence[int]) -> ModelEvidence:
        """Return the evidence of some codings, in the order told."""
        some = np.asarray(positions, dtype=np.int64)
        return replace(
            self,
            text=tuple(self.text[place] for place in some.tolist()),
            code=self.code[some],
            score=self.score[some],
            threshold=self.threshold[some],
        )
