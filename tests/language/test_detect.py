import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.language.detect import detect, detect_turns

BOTH = ["fr", "en"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They came back at night and burned the market.", "en"),
        ("On a appelé la base mais personne n'a décroché.", "fr"),
        ("The FARDC left Bunia", "en"),
        ("Les FARDC ont quitté Bunia", "fr"),
    ],
)
def test_language_of_a_text(text, language):
    assert detect(text, BOTH) == language


def test_short_turns_inherit_from_their_neighbours():
    texts = [
        "Okay.",
        "Who came to the village that night?",
        "Non.",
        "Personne n'est venu chez nous.",
    ]
    assert detect_turns(texts, BOTH) == ["en", "en", "en", "fr"]


def test_only_short_turns_are_read_together():
    assert detect_turns(["Oui.", "Ils sont venus."], BOTH) == ["fr", "fr"]


def test_without_words_the_first_language_holds():
    assert detect("... 12", BOTH) == "fr"
    assert detect_turns([], BOTH) == []


def test_languages_the_model_does_not_know():
    assert detect("Ils sont venus trop tard", ["sg", "fr"]) == "fr"
    assert detect("Ils sont venus trop tard", ["sg"]) == "sg"
    assert detect("Ils sont venus trop tard", ["sg", "bm"]) == "sg"


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text()))
def test_every_turn_gets_one_of_the_languages(texts):
    found = detect_turns(texts, BOTH)
    assert len(found) == len(texts)
    assert set(found) <= set(BOTH)
