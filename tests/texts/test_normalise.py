"""The text is made once, stays what it is, and leads back to where it came from."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from civic_qual.texts import normalise, normalised

AWKWARD = st.text(
    st.sampled_from(
        "ae\u0301\u0327\u0323\r\n\x00\x07\x85\ufeff\u2028\tÅ\u1100\u1161"
        "\u11a8\u00ad\u200f\u0cc6\u0cc2\u0cd5\u0344😀\u200d"
    )
)


@given(st.one_of(st.text(), AWKWARD))
@settings(deadline=None, max_examples=200)
def test_normal_text_stays_as_it_is(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not [
        letter for letter in once if unicodedata.category(letter) == "Cc" and letter not in "\n\t"
    ]


@given(st.one_of(st.text(), AWKWARD))
@example("a\x00\u0301")
@example("\r\x00\n")
@example("\u1100\u1161\u11a8")
@settings(deadline=None, max_examples=300)
def test_origins_lead_back(text):
    made = normalised(text)
    origins = made.origins.tolist()
    assert len(origins) == len(made.text) + 1
    assert origins == sorted(origins)
    assert origins[-1] == len(text)
    for place in range(len(made.text)):
        start = origins[place]
        end = next((one for one in origins[place:] if one > start), len(text))
        assert made.text[place] in normalise(text[start:end])


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("\ufeffa\r\nb\rc", "a\nb\nc"),
        ("e\u0301te\u0301", "été"),
        ("page\x0cnext\x0bline", "page\nnext\nline"),
        ("nul\x00bell\x07", "nulbell"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_examples(written, normal):
    assert normalise(written) == normal


def test_what_nobody_sees_is_no_part_of_a_text():
    unseen = "\u00ad\u200b\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff"
    assert normalise("peace" + unseen + "keepers") == "peacekeepers"
    assert normalise("\u0644\u200d a\u200cb") == "\u0644\u200d a\u200cb"  # joiners stay
    made = normalised("\u200fBa\u00adngui")
    assert made.origins.tolist() == [1, 2, 4, 5, 6, 7, 8]
