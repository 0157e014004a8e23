"""The declared language wins, else it is detected turn by turn."""

import pytest

from civic_qual.corpus.transcripts import declared

MIXED = (
    "I: Where did the peacekeepers go after the attack on the village?\n"
    "R: Ils sont partis le lendemain matin et nous avons attendu les casques bleus.\n"
    "I: And did anybody come back to tell you what had been decided?\n"
    "R: Non, personne n'est revenu nous dire ce qui avait été décidé.\n"
)


def languages(corpus, name="a"):
    return [turn.language for turn in corpus[name].turns]


def test_detected_turn_by_turn(read):
    assert languages(read({"a.txt": MIXED}, languages=("en", "fr"))) == ["en", "fr", "en", "fr"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("fr", "fr"), ("French", "fr"), ("en-GB", "en"), ("Sango", "sg"), ("anglais", "en")],
)
def test_declared_wins(read, written, expected):
    corpus = read(
        {"a.txt": MIXED, "attributes.csv": f"transcript,language\na,{written}\n"},
        languages=("en", "fr"),
    )
    assert set(languages(corpus)) == {expected}
    assert corpus["a"].language == expected


def test_several_declared_are_told_apart(read):
    corpus = read(
        {"a.txt": MIXED, "attributes.csv": "transcript,language\na,English / français\n"},
        languages=("sw",),
    )
    assert languages(corpus) == ["en", "fr", "en", "fr"]
    assert corpus["a"].language == ""


def test_what_is_no_language_is_noted(read):
    corpus = read({"a.txt": MIXED, "attributes.csv": "transcript,language\na,Dogon (Toro so)\n"})
    assert any("is no language code" in note for note in corpus.notes)
    assert declared("").codes == ()


def test_rows_may_state_theirs(read):
    corpus = read({"a.csv": "speaker,text,language\nI,Oui.,en\nR,Non.,fr\n"})
    assert languages(corpus) == ["en", "fr"]
    assert corpus["a"].language == ""
