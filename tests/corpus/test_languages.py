"""The declared language wins, else it is detected turn by turn."""

import pytest

from civic_qual.corpus.intake.sureness import unsure
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


GREETING = "I: What happened in the village that night?\n"
INTERPRETED = GREETING + (
    "R: Waasi walikuja usiku na kuua watu wengi sana hapa kijijini.\n"
    "Interpreter: Rebels came at night and killed many people here.\n"
)


def test_what_is_in_neither_language_is_named(read):
    corpus = read({"a.txt": INTERPRETED})
    assert languages(corpus) == ["en", "und", "en"]
    (note,) = [note for note in corpus.notes if "another language" in note]
    assert note.startswith("a: 1 turn of 2 is in another language (Swahili?) and is not read")
    assert not unsure(corpus)


def test_a_file_in_a_language_that_nothing_tells_asks(read):
    other = INTERPRETED.replace("Interpreter: Rebels", "Observer: Rebels")
    assert not unsure(read({"a.txt": other}))
    garbled = "R: Qeqol pamsat udre vikko zenno hubrat lasto pireng.\n"
    (asked,) = [doubt.message for doubt in unsure(read({"a.txt": GREETING + garbled}))["a"]]
    assert asked.startswith("1 turn of 1 is in another language and is not read")


@pytest.mark.parametrize("written", ["sw", "Swahili", "fr"])
def test_declared_wins_over_neither(read, written):
    corpus = read({"a.txt": INTERPRETED, "attributes.csv": f"transcript,language\na,{written}\n"})
    assert "und" not in languages(corpus)
    assert not any("another language" in note for note in corpus.notes)


def test_one_language_is_not_taken_for_granted(read):
    assert languages(read({"a.txt": MIXED}, languages=["en"])) == ["en", "und", "en", "und"]
