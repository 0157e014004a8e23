import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.language.words import words
from civic_qual.texts import unaccented

MIXED = st.text(
    st.sampled_from("aàeéßİœN Ut.'’-‐\u00ad\u0301\n,…🕊ﷺعَا1_«»—\u200d")
    | st.characters(codec="utf-8")
)
LANGUAGES = st.sampled_from(["en", "fr", "ar", ""])


def forms(text, language="en"):
    return [word.form for word in words(text, language)]


def keys(text, language="en"):
    return [word.key for word in words(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.N. came.", ["The", "UN", "came"]),
        ("the U.N.'s base", ["the", "UN", "s", "base"]),
        ("D.R.C", ["DRC"]),
        ("plan B. They", ["plan", "B", "They"]),
        ("U.N.Bob", ["UN", "Bob"]),
        ("didn't, didn’t DON'T", ["didn't", "didn't", "DON'T"]),
        ("we'll isn'ted", ["we", "ll", "isn", "ted"]),
        ("cease-fire", ["cease", "fire"]),
        ("pro\u00adtect", ["protect"]),
        ("snake_case 3R M23", ["snake", "case", "3R", "M23"]),
        ("e\u0301te\u0301", ["été"]),
        ("❤️ 🕊", []),
    ],
)
def test_english_words(text, expected):
    assert forms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'armée n’est pas là", ["le", "armée", "ne", "est", "pas", "là"]),
        ("Lorsqu'il s'enfuit jusqu'ici", ["lorsque", "il", "se", "enfuit", "jusque", "ici"]),
        ("s'il vient, s'ils viennent", ["si", "il", "vient", "si", "ils", "viennent"]),
        ("Aujourd’hui quelqu'un peut-être", ["aujourd'hui", "quelqu'un", "peut-être"]),
        ("QU'ON", ["que", "on"]),
        (
            "j'ai c'est d'ici m'a t'as",
            ["je", "ai", "ce", "est", "de", "ici", "me", "a", "te", "as"],
        ),
        ("un rendez-vous à l'O.N.U.", ["un", "rendez", "vous", "à", "le", "onu"]),
        ("don't", ["don", "t"]),
        ("A la base. A force de", ["à", "la", "base", "à", "force", "de"]),
        ("A l'aube, A t-il vu", ["à", "le", "aube", "a", "t", "il", "vu"]),
        ("A été tué, il A la clé, a la", ["a", "été", "tué", "il", "a", "la", "clé", "a", "la"]),
        ("à N'Djamena, N'Délé, n'djamena", ["à", "n", "djamena", "n", "délé", "n", "djamena"]),
        ("à M'Boki, N'Ali n'a, N'A", ["à", "m", "boki", "n", "ali", "ne", "a", "ne", "a"]),
        ("j'suis d'la ville, d'MSF", ["je", "suis", "de", "la", "ville", "de", "msf"]),
    ],
)
def test_french_keys(text, expected):
    assert keys(text, "fr") == expected


@pytest.mark.parametrize(
    ("between", "hard"),
    [
        (" ", False), ("\n", False), ("-", False), ("-\n", False), ("'", False), ("\u00a0", False),
        (",", True), (". ", True), (" - ", True), (" — ", True), ("…", True), ("\n\n", True),
        ("\n \n", True), (" 🕊 ", True), (" (", True), ("_", True), ("--", True), (" « ", True),
    ],
)  # fmt: skip
def test_what_a_phrase_may_run_over(between, hard):
    first, second = words(f"one{between}two")
    assert first.hard
    assert second.hard is hard


@pytest.mark.parametrize(
    ("text", "hard"),
    [
        ("the U.N. They", True), ("the U.N. I", True), ("the U.N. force", False),
        ("the U.N. FORCE", False), ("the U.N Force", False), ("the UN Force", False),
        ("the U.N. Force", False), ("the U.N. Security", False), ("la M.I.N. Ils", True),
    ],
)  # fmt: skip
def test_the_last_dot_of_an_acronym_may_end_a_sentence(text, hard):
    assert words(text)[-1].hard is hard


@settings(deadline=None, max_examples=300)
@given(MIXED, LANGUAGES)
def test_offsets_give_back_what_is_written(text, language):
    found = words(text, language)
    for word in found:
        written = text[word.start : word.end]
        kept = "".join(letter for letter in written if unicodedata.category(letter) != "Cf")
        plain = unicodedata.normalize("NFC", kept)
        assert len(word.form) == len(plain) or "." in written
        assert word.form[0] == plain[0]
        assert word.key
    borders = [place for word in found for place in (word.start, word.end)]
    assert borders == sorted(borders)


@settings(deadline=None, max_examples=300)
@given(MIXED, LANGUAGES)
def test_every_letter_and_digit_is_in_a_word(text, language):
    inside = {place for word in words(text, language) for place in range(word.start, word.end)}
    outside = {
        letter
        for place, letter in enumerate(text)
        if place not in inside and letter not in "ʼ" and unicodedata.category(letter) != "No"
    }
    assert not any(unicodedata.category(letter)[0] in "L" for letter in outside)
    assert not any(unicodedata.category(letter) == "Nd" for letter in outside)


@settings(deadline=None, max_examples=300)
@given(MIXED, LANGUAGES, st.data())
def test_a_part_reads_like_the_same_text_alone(text, language, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    alone = words(text[start:end], language)
    moved = [word._replace(start=word.start + start, end=word.end + start) for word in alone]
    assert words(text, language, start, end) == moved


@settings(deadline=None, max_examples=200)
@given(st.text())
def test_unaccented_text_stays_unaccented(text):
    assert unaccented(unaccented(text)) == unaccented(text)


def test_marks_that_make_letters_are_no_accents():
    assert unaccented("がん é à œ Ç") == "がん e a oe C"
