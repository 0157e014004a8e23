"""Letters that were broken are put back where all are; where some are, nobody can tell."""

import pytest

from civic_qual.texts.mojibake import broken_letters, mended, mending_of

FRENCH = "Enquêteur : Où l’été ? « Ça brûle », dit-elle…\nChef : À côté — déjà."
ARABIC = "المحاور: من جاء؟ المجيب: لا أحد."


def broken(text: str, encoding: str) -> str:
    """Read the bytes of UTF-8 as programs do that know better."""
    return "".join(
        chr(byte) if encoding == "cp1252" and byte in b"\x81\x8d\x8f\x90\x9d"
        else bytes([byte]).decode(encoding)
        for byte in text.encode()
    )  # fmt: skip


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


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_letters_that_a_program_wrote_out_are_read_as_letters(read, name):
    corpus = read({name: "I: Who?_x000D_\nR: L&#39;&eacute;t&eacute; &amp; AT&T, R&D; 5 &lt; 6."})
    assert corpus["a"].text == "I: Who?\nR: L'été & AT&T, R&D; 5 < 6."


def test_a_doubt_is_asked_where_letters_stay_broken(read):
    mixed = (
        "Enquêteur : Qui ?\n"
        + broken("Chef : brûlé.", "cp1252")
        + "\nEnquêteur : Où ?\nChef : L\ufffd."
    )
    corpus = read({"a.txt": mixed}, languages=["fr"])
    asked = " ".join(corpus.notes)
    assert "2 letters look broken ('Ã»', 'Ã©')" in asked
    assert "1 letter was lost" in asked


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.vtt"])
def test_labels_of_every_format_are_found_again(read, name):
    lines = "Enquêteur: Où ?\nRépondant: Là.\n"
    texts = {
        "a.txt": lines, "a.md": lines, "a.csv": "speaker,text\nEnquêteur,Où ?\nRépondant,Là.\n",
        "a.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nEnquêteur: Où ?\n\n"
                 "00:02.000 --> 00:03.000\nRépondant: Là.\n",
    }  # fmt: skip
    corpus = read({name: broken(texts[name], "cp1252")}, languages=["fr"])
    assert [turn.speaker for turn in corpus["a"].turns] == ["Enquêteur", "Répondant"]
    assert "were put back" in " ".join(corpus.notes)
