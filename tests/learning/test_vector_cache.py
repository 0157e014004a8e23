"""Vectors kept on disk: encoded once, checked when read, never a text."""

import numpy as np
import pytest

from civic_qual.errors import CivicQualWarning, ModelError
from civic_qual.learning.encoders import VectorCache, encoded
from civic_qual.learning.views import passage_vectors
from tests.learning.small import HashEncoder

TEXTS = ["secret words", "other things", "secret words"]


def vectors(folder, encoder, texts=TEXTS):
    return passage_vectors(texts, encoder, VectorCache(folder, "hashes 1"))


def test_a_text_is_encoded_once(tmp_path):
    encoder = HashEncoder()
    first = vectors(tmp_path, encoder)
    again = vectors(tmp_path, encoder)
    assert encoder.encoded == 2
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first, encoded(encoder, TEXTS))


def test_texts_are_not_stored(tmp_path):
    vectors(tmp_path, HashEncoder())
    assert all(b"secret" not in path.read_bytes() for path in tmp_path.iterdir())


def test_another_encoder_sees_nothing_of_it(tmp_path):
    vectors(tmp_path, HashEncoder())
    encoder = HashEncoder()
    passage_vectors(TEXTS, encoder, VectorCache(tmp_path, "hashes 2"))
    assert encoder.encoded == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-200],
        lambda _: b"",
        lambda _: b"nonsense",
        lambda content: content[:300] + b"\xff" + content[301:],
    ],
)
def test_a_damaged_file_is_named_and_encoded_again(tmp_path, damage):
    first = vectors(tmp_path, HashEncoder())
    path = next(tmp_path.iterdir())
    path.write_bytes(damage(path.read_bytes()))
    encoder = HashEncoder()
    with pytest.warns(CivicQualWarning, match="damaged"):
        again = vectors(tmp_path, encoder)
    np.testing.assert_array_equal(first, again)
    assert encoder.encoded == 2


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ModelError, match="cannot be kept here"):
        VectorCache(tmp_path / "file", "hashes 1")


def test_long_texts_are_the_mean_of_their_windows():
    encoder = HashEncoder()
    long = " ".join(f"w{place % 7}" for place in range(300))
    found = passage_vectors([long, "short one"], encoder)
    assert encoder.encoded == 6
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
