"""What the words of rules reach, word by word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.codebook.rules import parse_rule
from civic_qual.codebook.tree import Exact, ListName, Near, Phrase, Wildcard, Word
from civic_qual.errors import CodingError
from civic_qual.language.lemmas import inflected_forms
from civic_qual.language.words import unaccented, words
from tests.coding.oracle.meanings import Meanings, wildcard_pattern


def test_a_word_reaches_its_inflected_forms_and_nothing_else():
    assert Meanings("fr", []).of(Word("tuer")).keys == inflected_forms("tuer", "fr")


def test_se_is_the_pronoun_of_any_person_in_french_only():
    assert Meanings("fr", []).of(Word("se")).keys == {"me", "te", "se", "nous", "vous"}
    assert "nous" not in Meanings("en", []).of(Word("se")).keys
    assert Meanings("fr", []).of(Exact("se")).forms == {"se"}


def test_exact_is_the_form_as_written():
    meaning = Meanings("en", []).of(Exact("UN"))
    assert [meaning.reaches(word) for word in words("UN U.N. un Un")] == [True, True, False, False]


@pytest.mark.parametrize(("pattern", "reached", "not_reached"), [
    ("état*", ["état", "états", "etat", "etats"], ["étât", "tat"]),
    ("etat*", ["etat", "etats"], ["état"]),
    ("col?r", ["color", "colér"], ["colr", "colour"]),
    ("cœur*", ["cœurs", "coeur"], ["cour"]),
    ("m2?", ["m2a"], ["m23"]),
])
def test_wildcards(pattern, reached, not_reached):
    keys = Meanings("fr", [*reached, *not_reached]).of(Wildcard(pattern)).keys
    assert keys == set(reached)


@settings(deadline=None, max_examples=200)
@given(st.text("aeéèêçœ?", min_size=1, max_size=5), st.booleans())
def test_unaccented_text_meets_an_accented_wildcard_and_never_the_reverse(letters, open_end):
    fits = wildcard_pattern(letters + "*" * open_end)
    word = letters.replace("?", "a")
    assert fits.fullmatch(word)
    assert fits.fullmatch(unaccented(word))
    if "?" not in letters and unaccented(letters) != letters:
        assert not wildcard_pattern(unaccented(letters)).fullmatch(letters)


LISTS = {"helmets": {"en": tuple(map(parse_rule, ["peacekeeper", "UN", "(blue OR white) helmet"]))},
         "all": {"en": (ListName("helmets"), Word("mission"))}}


def test_lists_hold_words_exact_forms_phrases_and_other_lists():
    meaning = Meanings("en", [], LISTS).of(ListName("all"))
    assert {"peacekeepers", "missions"} <= meaning.keys
    assert meaning.forms == {"UN"}
    assert meaning.phrases.keys() >= {"blue", "white"}
    assert all(isinstance(phrase, Phrase) for phrase in meaning.phrases["blue"])


def test_lists_of_another_language_are_refused():
    with pytest.raises(CodingError, match="no word list @helmets in fr; its lists: @all, @helmets"):
        Meanings("fr", [], LISTS).of(ListName("helmets"))
    with pytest.raises(CodingError, match="holds words and phrases only"):
        Meanings("en", [], {"odd": {"en": (Near(Word("a"), Word("b"), 1),)}}).of(ListName("odd"))
