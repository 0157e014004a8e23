"""Sentence vectors kept on disk, so that a text is encoded once.

A folder holds files of vectors, each with the keys of its texts and a checksum. A key is a hash
of the encoder and the text: no text is stored, though who has a text can tell whether it was
encoded. A file that is damaged is named in a warning and its texts are encoded again.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from civic_qual.errors import CivicQualWarning, ModelError
from civic_qual.learning.encoders import Vectors
from civic_qual.saving import whole_file

Bytes = npt.NDArray[np.uint8]

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
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ModelError(
                f"{folder}: vectors cannot be kept here ({error.strerror}); name "
                "another folder, or none"
            ) from error
        self._known: dict[bytes, Vectors] = {}
        self._read: set[str] = set()

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
                f"{path}: these kept vectors are damaged; they are not used, and their "
                "texts are encoded again. The file may be deleted",
                CivicQualWarning,
                stacklevel=4,
            )
            return
        self._known.update(zip((bytes(key) for key in keys), vectors, strict=True))


def _checksum(keys: Bytes, vectors: Vectors) -> Bytes:
    digest = hashlib.sha256(str((keys.shape, vectors.shape, vectors.dtype)).encode())
    digest.update(keys.tobytes() + vectors.tobytes())
    return np.frombuffer(digest.digest(), dtype=np.uint8)
