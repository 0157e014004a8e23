"""What a model sees of a passage: words, characters, vectors, and which rules fired.

Each view is a matrix with rows of length one (or zero), so that products of rows are cosines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from civic_qual.learning.encoders import Encoder, Vectors, encoder_name, unit_length
from civic_qual.learning.ngrams import NGrams, learn_ngrams
from civic_qual.learning.passages import passage_vectors
from civic_qual.learning.vector_cache import VectorCache
from civic_qual.progress import Progress

WORDS, CHARACTERS, VECTORS, RULES = "words", "characters", "vectors", "rules"
NEARNESS = "nearness"  # the vectors again, by a Gaussian of their distance
View: TypeAlias = Any  # a sparse matrix, or an array; a row a passage
Seen: TypeAlias = dict[str, View]
Floats = npt.NDArray[np.float64]

WIDTH = np.float32(3)  # of the Gaussian: for vectors of length one, exp(-1.5 |a - b|^2)
_ROWS = 2048  # multiplied at once
MANY_TEXTS = 100  # from here on, a character n-gram must stand in two texts


@dataclass(frozen=True, eq=False)
class Views:
    """What was learned of texts before any code is: the n-grams, and how to encode.

    `rules` tells whether rule hits are a view; they are worked out by whoever has the codebook.
    """

    words: NGrams
    characters: NGrams
    encoder: Encoder | None = None
    cache: VectorCache | None = None
    rules: bool = False

    def see(
        self, texts: Sequence[str], hits: Floats | None = None, progress: Progress = False
    ) -> Seen:
        """Return every view of the texts; `hits` tells which rules fired, a column a code."""
        seen: Seen = {
            WORDS: self.words.transform(texts),
            CHARACTERS: self.characters.transform(texts),
        }
        if self.encoder is not None:
            seen[VECTORS] = passage_vectors(texts, self.encoder, self.cache, progress)
            seen[NEARNESS] = seen[VECTORS]
        if self.rules:
            seen[RULES] = unit_length(np.asarray(hits, dtype=np.float32))
        return seen


def learn_views(
    texts: Sequence[str],
    people: Sequence[object] | None,
    code_texts: Sequence[str],
    encoder: Encoder | None,
    cache: str | Path | None,
    rules: bool,
) -> Views:
    """Learn the n-grams of texts, and of the codebook's own."""
    fewest = 2 if len(texts) >= MANY_TEXTS else 1
    return Views(
        learn_ngrams("words", texts, people, code_texts),
        learn_ngrams("characters", texts, people, code_texts, fewest),
        encoder,
        VectorCache(cache, encoder_name(encoder)) if cache is not None and encoder else None,
        rules,
    )


def stacked(one: Seen, other: Seen) -> Seen:
    """Return the rows of one under those of the other, view by view."""
    return {name: _stacked(view, other[name]) for name, view in one.items()}


def _stacked(one: Any, other: Any) -> View:
    if sparse.issparse(one):
        parts: list[Any] = [one, other]
        return sparse.csr_array(sparse.vstack(parts))
    return np.concatenate([one, other])


def likeness(name: str, one: View, other: View) -> Vectors:
    """Return how like rows are, by the measure of their view, shape (n_rows, n_other_rows).

    Products of rows; for nearness a Gaussian of their distance, by which meanings that are far
    apart say nothing of each other: 1 for the same, and falling with the angle.
    """
    made = products(one, other)
    return np.exp(WIDTH * (made - np.float32(1))) if name == NEARNESS else made


def products(one: View, other: View) -> Vectors:
    """Return the products of rows, shape (n_rows, n_other_rows)."""
    if isinstance(one, np.ndarray):
        return np.asarray(one @ other.T, dtype=np.float32)
    made = np.empty((one.shape[0], other.shape[0]), dtype=np.float32)
    columns = other.T.tocsr()
    for begin in range(0, one.shape[0], _ROWS):  # the sparse product of all would be far larger
        made[begin : begin + _ROWS] = (one[begin : begin + _ROWS] @ columns).toarray()
    return made


def known_share(words: View, texts: Sequence[str], ngrams: NGrams) -> Floats:
    """Return which share of each text's distinct words stand in passages, shape (n_texts,).

    Words of the codebook do not count: it may be written in languages nobody was trained in.
    """
    single = np.array([" " not in term for term in ngrams.terms], dtype=bool) & ngrams.said
    if not single.any():
        return np.zeros(len(texts))
    present = sparse.csr_array(
        (np.ones(len(words.data)), words.indices, words.indptr), shape=words.shape
    )
    known = np.asarray(present @ single.astype(np.float64)).ravel()
    return known / np.maximum([len(ngrams.distinct_words(text)) for text in texts], 1)
