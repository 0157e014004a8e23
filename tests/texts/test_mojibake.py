"""Letters that were broken are put back where all are; where some are, nobody can tell."""

import pytest

from civic_qual.texts.mojibake import broken_letters, mended, mending_of
from tests.texts.broken import broken

FRENCH = "Enquêteur : Où l’été ? « Ça brûle », dit-elle…\nChef : À côté — déjà."
ARABIC = "المحاور: من جاء؟ المجيب: لا أحد."


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_french_is_put_back(encoding):
    made = mended(broken(FRENCH, encoding))
    assert made.text == FRENCH
    assert encoding in made.note


@pytest.mark.parametrize("text", [FRENCH, ARABIC])
def test_what_was_broken_twice_is_put_back(text):
    assert mended(broken(broken(text, "cp1252"), "cp1252")).text == text


@pytest.mark.parametrize(
    "text",
    [FRENCH, ARABIC, "ÉLIE : OÙ… À L’ÉTÉ",
     "Søren: på Ålesund — ÆØÅ", "AÇÃO: São João", "Ñandú «así»",
     "Привет: мир", "plain: words", "12 °C © 2022", "Ø: 3 ± 2 µm"],
)  # fmt: skip
def test_letters_as_they_should_be_stay(text):
    assert mended(text).text == text
    assert not mended(text).note
    assert broken_letters(text) == []


def test_where_both_stand_in_one_text_nothing_is_touched_and_it_is_seen():
    mixed = "Élie : brûlé.\n" + broken("Chef : brûlé.", "cp1252")
    assert mended(mixed).text == mixed
    assert broken_letters(mixed) == ["Ã»", "Ã©"]


def test_a_half_whose_space_became_a_plain_one_is_put_back():
    text = broken("déjà la nuit", "cp1252").replace("\u00a0", " ")
    assert mended(text).text == "déjà la nuit"


def test_signs_of_windows_are_read_as_such():
    made = mended("l\x92été \x96 non")
    assert made.text == "l’été – non"
    assert made.note


def test_pieces_are_judged_together():
    mending = mending_of(["Ã©", "plain", "Ãª"])
    assert mending.of("brÃ»lÃ©") == "brûlé"
