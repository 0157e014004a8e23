"""What a model sees of a passage: words, characters, vectors, and which rules fired.

Each view is a matrix with rows of length one (or zero), so that products of rows are cosines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import numpy.typing as npt
from scipy import sparse

from civic_qual.arrays import Floats
from civic_qual.learning.encoders import (
    Encoder,
    VectorCache,
    Vectors,
    encoded,
    encoder_name,
    unit_length,
)
from civic_qual.messages import Message
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
    batches = (
        pieces[begin : begin + _BATCH] for begin in shown(steps, Message("encoding"), progress)
    )
    return np.concatenate(
        [cache.vectors(some, encode) if cache is not None else encode(some) for some in batches]
    )


FEWEST_PEOPLE = 3
Kind = Literal["words", "characters"]

_SHAPES: dict[Kind, dict[str, Any]] = {
    "words": {"analyzer": "word", "ngram_range": (1, 2)},
    "characters": {"analyzer": "char_wb", "ngram_range": (3, 5)},
}


@dataclass(frozen=True, eq=False)
class NGrams:
    """N-grams of one kind, sorted, and the weight of each: `rarity` has shape (n_terms,).

    `said` tells, in the same shape, which stand in a passage; the others are the codebook's only.
    """

    kind: Kind
    terms: tuple[str, ...]
    rarity: npt.NDArray[np.float64]
    said: npt.NDArray[np.bool_]

    def __getstate__(self) -> dict[str, Any]:
        # What is worked out of the n-grams is worked out again where they come.
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def _vectorizer(self) -> Any:
        return _counter(self.kind, {term: column for column, term in enumerate(self.terms)})

    def transform(self, texts: Sequence[str]) -> sparse.csr_array:
        """Return rows of length one, shape (n_texts, n_terms); of zeros where nothing is known."""
        if not self.terms:
            return sparse.csr_array(np.empty((len(texts), 0), dtype=np.float32))
        counts: Any = sparse.csr_array(self._vectorizer.transform(texts), dtype=np.float64)
        counts.data = (1 + np.log(counts.data)) * self.rarity[counts.indices]
        lengths = np.sqrt(np.asarray(counts.power(2).sum(axis=1)).ravel())
        counts.data /= np.repeat(np.maximum(lengths, 1e-12), np.diff(counts.indptr))
        return sparse.csr_array(counts, dtype=np.float32)

    def distinct_words(self, text: str) -> set[str]:
        """Return the words of a text as this model would count them."""
        return set(self._parts(text))

    @cached_property
    def _parts(self) -> Callable[[str], list[str]]:
        single = _counter("words", None).set_params(ngram_range=(1, 1))
        return cast("Callable[[str], list[str]]", single.build_analyzer())


def learn_ngrams(
    kind: Kind,
    texts: Sequence[str],
    people: Sequence[object] | None = None,
    code_texts: Sequence[str] = (),
    fewest_texts: int = 1,
) -> NGrams:
    """Learn which n-grams there are, and how rare each is.

    The weight of an n-gram in a text is (1 + log count) * rarity, where rarity is the inverse
    frequency of texts with it, smoothed as in scikit-learn.

    Parameters
    ----------
    kind : {"words", "characters"}
        One and two words, or three to five characters within words.
    texts
        The passages.
    people
        Who said each; None if it is not known.
    code_texts
        Texts of the codebook, whose n-grams are no secret.
    fewest_texts
        In how many texts an n-gram must stand.

    References
    ----------
    Salton, G. and Buckley, C. (1988). Term-weighting approaches in automatic text retrieval.
    Information Processing and Management 24.

    Examples
    --------
    >>> learn_ngrams("words", ["A patrol came.", "No patrol"]).terms
    ('came', 'no', 'no patrol', 'patrol', 'patrol came')
    >>> learn_ngrams("words", ["patrol Ada", "patrol", "patrol"], people=[1, 2, 3]).terms
    ('patrol',)
    """
    every = [*texts, *code_texts]
    counter = _counter(kind, None)
    try:
        counts = sparse.csr_array(counter.fit_transform(every))
    except ValueError:  # no text holds a word
        return NGrams(kind, (), np.empty(0), np.empty(0, dtype=np.bool_))
    present = sparse.csr_array(
        (np.ones(len(counts.data)), counts.indices, counts.indptr), shape=counts.shape
    )
    said, described = present[: len(texts)], present[len(texts) :]
    enough = _sums(said) >= fewest_texts
    if people is not None:
        enough &= _people(said, people) >= FEWEST_PEOPLE
    kept = np.flatnonzero(enough | (_sums(described) > 0))
    terms = counter.get_feature_names_out()[kept]
    rarity = np.log((1 + len(texts)) / (1 + _sums(said)[kept])) + 1
    return NGrams(kind, tuple(map(str, terms)), rarity, _sums(said)[kept] > 0)


def _counter(kind: Kind, vocabulary: dict[str, int] | None) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(strip_accents="unicode", vocabulary=vocabulary, **_SHAPES[kind])


def _sums(rows: sparse.csr_array) -> npt.NDArray[np.float64]:
    return np.asarray(rows.sum(axis=0), dtype=np.float64).ravel()


def _people(said: sparse.csr_array, people: Sequence[object]) -> npt.NDArray[np.float64]:
    """Return by how many people each n-gram was used."""
    names = {person: row for row, person in enumerate(dict.fromkeys(people))}
    who = np.array([names[person] for person in people], dtype=np.int64)
    of = sparse.csr_array(
        (np.ones(len(who)), (who, np.arange(len(who)))), shape=(len(names), len(who))
    )
    used = of @ said
    used.data = np.ones_like(used.data)
    return _sums(sparse.csr_array(used))


WORDS, CHARACTERS, VECTORS, RULES = "words", "characters", "vectors", "rules"
NEARNESS = "nearness"  # the vectors again, by a Gaussian of their distance
View: TypeAlias = Any  # a sparse matrix, or an array; a row a passage
Seen: TypeAlias = dict[str, View]


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
    kept = VectorCache(cache, encoder_name(encoder)) if cache is not None and encoder else None
    return Views(
        words=learn_ngrams("words", texts, people, code_texts),
        characters=learn_ngrams("characters", texts, people, code_texts, fewest),
        encoder=encoder,
        cache=kept,
        rules=rules,
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
