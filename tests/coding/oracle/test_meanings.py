"""What the words of rules mean in the oracle, word by word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.tree import Exact, ListName, Near, Wildcard, Word
from civic_qual.errors import CodingError
from civic_qual.language.lemmas import inflected_forms
from civic_qual.language.words import words
from civic_qual.texts import unaccented
from tests.coding.oracle.meanings import Meanings, wildcard_pattern


def meant(tree, text, language="en", lists=None):
    """Return the words of a text that a tree may begin with, as written."""
    found = words(text, language)
    kinds = Meanings(language, {(word.form, word.key) for word in found}, lists).beginning(tree)
    return [text[word.start : word.end] for word in found if (word.form, word.key) in kinds]


def test_a_word_means_its_inflected_forms_and_nothing_else():
    forms = inflected_forms("tuer", "fr")
    assert meant(Word("tuer"), " ".join([*forms, "mort", "tu"]), "fr") == list(forms)


def test_se_is_the_pronoun_of_any_person_in_french_only():
    assert meant(Word("se"), "me te se nous vous il", "fr") == ["me", "te", "se", "nous", "vous"]
    assert meant(Word("se"), "se nous") == ["se"]
    assert meant(Exact("se"), "me se", "fr") == ["se"]


def test_exact_is_the_form_as_written():
    assert meant(Exact("UN"), "UN U.N. un Un") == ["UN", "U.N."]


@pytest.mark.parametrize(
    ("pattern", "reached", "not_reached"),
    [
        ("état*", ["état", "états", "etat", "etats"], ["étât", "tat"]),
        ("etat*", ["etat", "etats"], ["état"]),
        ("col?r", ["color", "colér"], ["colr", "colour"]),
        ("cœur*", ["cœurs", "coeur"], ["cour"]),
        ("m2?", ["m2a"], ["m23"]),
    ],
)
def test_wildcards(pattern, reached, not_reached):
    assert meant(Wildcard(pattern), " ".join([*reached, *not_reached]), "fr") == reached


@settings(deadline=None, max_examples=100)
@given(st.text("aeéèêçœ?", min_size=1, max_size=5), st.booleans())
def test_unaccented_text_meets_an_accented_wildcard_and_never_the_reverse(letters, open_end):
    fits = wildcard_pattern(letters + "*" * open_end)
    word = letters.replace("?", "a")
    assert fits.fullmatch(word)
    assert fits.fullmatch(unaccented(word))
    if "?" not in letters and unaccented(letters) != letters:
        assert not wildcard_pattern(unaccented(letters)).fullmatch(letters)


LISTS = {
    "helmets": {"en": tuple(map(parse_rule, ["peacekeeper", "UN", "(blue OR white) helmet"]))},
    "all": {"en": (ListName("helmets"), Word("mission"))},
}


def test_lists_hold_words_exact_forms_phrases_and_other_lists():
    assert meant(
        ListName("all"), "peacekeepers of missions, blue or white un UN helmets", lists=LISTS
    ) == ["peacekeepers", "missions", "blue", "white", "UN"]


def test_lists_that_there_are_not_are_refused():
    with pytest.raises(CodingError, match="no word list @helmets in fr"):
        meant(ListName("helmets"), "a", "fr", LISTS)
    with pytest.raises(CodingError, match="holds words and phrases only"):
        meant(Near(Word("a"), Word("b"), 1), "a")
