"""Segments of a corpus laid out with what was said in them."""

from __future__ import annotations

import pandas as pd

from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.arrays import Ints
from civic_qual.corpus.segments import Segments


def segment_texts(segments: Segments, rows: Ints) -> pd.DataFrame:
    """Return some segments, a row each: transcript, start, end, text.

    Parameters
    ----------
    segments
        All of a unit.
    rows
        Which of them, in the order wanted.

    Examples
    --------
    >>> import numpy as np
    >>> import civic_qual as cq
    >>> corpus = cq.Corpus.from_frame(pd.DataFrame({"text": ["We fled.", "It rained."]}))
    >>> segment_texts(corpus.segments("turn"), np.array([1]))["text"].tolist()
    ['It rained.']
    """
    transcripts = [segments.corpus.transcripts[row] for row in segments.transcript[rows].tolist()]
    starts, ends = segments.start[rows].tolist(), segments.end[rows].tolist()
    texts = map(spoken_text, transcripts, starts, ends)
    return pd.DataFrame(
        {
            "transcript": [transcript.id for transcript in transcripts],
            "start": starts,
            "end": ends,
            "text": pd.Series(list(texts), dtype=object),
        }
    )
