"""The default encoder, and what is refused as one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.errors import ModelError
from civic_qual.learning.encoders import encoded, find_encoder, multilingual_encoder


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_remembered_word_pieces_are_those_of_the_tokeniser(text):
    pieces = multilingual_encoder()._encoder._sp
    assert pieces.encode(text) == pieces._tokenizer.encode(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "L'eau, c'est loin !",
        "deux  espaces\tet\nlignes",
        "ﬁne ½ \u00ad x",
        "\u200b",
        "a \u200b b",
        "水 が ない",
    ],
)
def test_odd_texts_have_the_same_pieces(text):
    pieces = multilingual_encoder()._encoder._sp
    assert pieces.encode(text) == pieces._tokenizer.encode(text)


def test_meanings_are_near_across_languages():
    made = encoded(
        find_encoder("multilingual"),
        [
            "The patrol came too late.",
            "La patrouille est arrivée trop tard.",
            "We sell maize at the market.",
        ],
    )
    assert made[0] @ made[1] > made[0] @ made[2] + 0.2


@pytest.mark.parametrize("what", ["bert", 3, object()])
def test_what_is_no_encoder_is_refused(what):
    with pytest.raises(ModelError, match="is no encoder"):
        find_encoder(what)


class Wrong:
    def __init__(self, made):
        self.made = made

    def encode(self, _):
        return self.made


@pytest.mark.parametrize("made", [np.zeros(2), np.zeros((1, 3)), np.array([[1.0], [np.nan]])])
def test_vectors_of_another_shape_or_not_finite_are_refused(made):
    with pytest.raises(ModelError, match=r"returned (shape|numbers)"):
        encoded(Wrong(made), ["a", "b"])


def test_chunks_side_by_side_change_nothing():
    encoder = multilingual_encoder()
    texts = [f"The patrol number {place} came late." for place in range(600)]
    found = encoder.encode(texts)
    np.testing.assert_array_equal(found[256:512], encoder.encode(texts[256:512]))
    np.testing.assert_array_equal(found, encoder.encode(texts))
