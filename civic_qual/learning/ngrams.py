"""Word and character n-grams, weighted by TF-IDF: what a passage says, to the letter.

With people told, an n-gram is kept only if at least three of them, or the codebook, used it: a
name that one interview holds neither becomes a clue nor stands in a saved model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt
from scipy import sparse

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

    @cached_property
    def _vectorizer(self) -> Any:
        return _counter(self.kind, {term: place for place, term in enumerate(self.terms)})

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
    said, told = present[: len(texts)], present[len(texts) :]
    enough = _sums(said) >= fewest_texts
    if people is not None:
        enough &= _people(said, people) >= FEWEST_PEOPLE
    kept = np.flatnonzero(enough | (_sums(told) > 0))
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
    names = {person: place for place, person in enumerate(dict.fromkeys(people))}
    who = np.array([names[person] for person in people], dtype=np.int64)
    of = sparse.csr_array(
        (np.ones(len(who)), (who, np.arange(len(who)))), shape=(len(names), len(who))
    )
    used = of @ said
    used.data = np.ones_like(used.data)
    return _sums(sparse.csr_array(used))
