"""Files whose letters were broken: read as they were meant, from file to turns, or doubted."""

import pytest

from tests.texts.broken import broken


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
