"""The sentences of spoken content, turn by turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from civic_qual.corpus.model import Turn

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sentences:
    """Every sentence spoken in a transcript; columns of shape (n_sentences,), as in `SpokenWords`.

    A sentence may take in a bracketed note or a back-channel, but never leaves its turn.
    """

    turn: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)


def sentences_of(text: str, turns: Sequence[Turn]) -> Sentences:
    """Return the sentences of the spoken content of some turns of a text."""
    from civic_qual.language.sentences import sentences

    spans = [
        (place, turn.spoken[0][0] + start, turn.spoken[0][0] + end)
        for place, turn in enumerate(turns)
        if turn.spoken
        for start, end in sentences(_only_spoken(text, turn), turn.language or "en")
    ]
    turn, start, end = np.array(spans, dtype=np.int64).reshape(-1, 3).T.copy()
    return Sentences(turn, start, end)


def _only_spoken(text: str, turn: Turn) -> str:
    """Return a turn from its first spoken piece to its last, all else blanked out."""
    kept: list[str] = []
    place = turn.spoken[0][0]
    for start, end in turn.spoken:
        kept.append(" " * (start - place))
        kept.append(text[start:end])
        place = end
    return "".join(kept)
