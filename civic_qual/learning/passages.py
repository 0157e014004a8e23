"""Vectors of passages: of long ones, the mean over their windows.

An encoder of sentences blurs what stands in hundreds of words, and the mean of the vectors of
short windows keeps more of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from civic_qual.learning.encoders import Encoder, Vectors, encoded, unit_length
from civic_qual.learning.vector_cache import VectorCache
from civic_qual.progress import Progress, shown

LONG = 200  # words; longer passages are cut into windows
WINDOW = 60  # words
_BATCH = 2048  # texts encoded between two steps of the progress bar


def windows(text: str, long: int = LONG, size: int = WINDOW) -> list[str]:
    """Cut a long text into windows of as many words each as fit evenly; short ones stay whole.

    Examples
    --------
    >>> windows("a b c d e f g", long=4, size=3)
    ['a b c d', 'e f g']
    >>> windows("a b c", long=4, size=2)
    ['a b c']
    """
    words = text.split()
    if len(words) <= long:
        return [text]
    parts = np.array_split(np.array(words, dtype=object), max(round(len(words) / size), 1))
    return [" ".join(part) for part in parts]


def passage_vectors(
    texts: Sequence[str],
    encoder: Encoder,
    cache: VectorCache | None = None,
    progress: Progress = False,
) -> Vectors:
    """Return one vector of length one a text, shape (n_texts, n_dimensions)."""
    cut = [windows(text) for text in texts]
    pieces = [piece for parts in cut for piece in parts]
    vectors = _piece_vectors(pieces, encoder, cache, progress)
    if not len(texts) or len(pieces) == len(texts):
        return vectors
    ends = np.cumsum([0, *map(len, cut)])
    return unit_length(np.asarray(np.add.reduceat(vectors, ends[:-1], axis=0), dtype=np.float32))


def _piece_vectors(
    pieces: list[str], encoder: Encoder, cache: VectorCache | None, progress: Progress
) -> Vectors:
    """Encode pieces batch by batch, so that progress can be shown and work done be kept."""

    def encode(some: list[str]) -> Vectors:
        return encoded(encoder, some)

    steps = range(0, max(len(pieces), 1), _BATCH)
    batches = (pieces[begin : begin + _BATCH] for begin in shown(steps, "encoding", progress))
    return np.concatenate(
        [cache.vectors(some, encode) if cache is not None else encode(some) for some in batches]
    )
