"""The units of counting: a corpus cut into turns, sentences, paragraphs or transcripts.

Segments are columns, one entry a segment, in the order of transcripts and then of the text.
A segment's words are the words of its spoken content; labels, times and notes are no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.corpus.model import Corpus

Unit = Literal["turn", "sentence", "paragraph", "transcript"]
UNITS: tuple[Unit, ...] = get_args(Unit)

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Segments:
    """The segments of a corpus as columns, each of shape (n_segments,).

    `transcript` and `turn` are positions (in the corpus; in the transcript, -1 for units larger
    than a turn); `start` and `end` are characters of the text; `words` counts spoken words by
    counted roles for counted segments; `counted` is False for what interviewers and observers say.
    """

    corpus: Corpus
    unit: Unit
    transcript: Ints
    turn: Ints
    start: Ints
    end: Ints
    words: Ints
    counted: Bools

    def __len__(self) -> int:
        return len(self.start)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a segment: transcript, start, end, turn, speaker, role, participant, language,
        words, counted, text."""
        raise NotImplementedError


def segment(corpus: Corpus, unit: Unit = "turn") -> Segments:
    """Cut a corpus into segments of a unit."""
    raise NotImplementedError
