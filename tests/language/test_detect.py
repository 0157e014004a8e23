import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.language.detect import detect, detect_turns
from civic_qual.language.names import NEITHER, likely_language

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


IN_NEITHER = [  # of an attack at night, as people in the Congo, CAR, Mali and South Sudan tell it
    "Waasi walikuja usiku na kuua watu wengi sana hapa kijijini.",
    "MONUSCO hawakuja kutusaidia, tuliwaita mara nyingi.",
    "Azo ti bira ni aga na bi, ala fâ azo mingi na kodro.",
    "Ala gbi ada ti e kue.",
    "Bapanzi bayaki na butu mpe babomaki bato mingi na mboka.",
    "Mogow bee bolila, an ma foyi soro.",
    "Binkannikɛlaw nana su fɛ ka mɔgɔ caman faga an ka dugu kɔnɔ.",
    "جاء المتمردون ليلا وقتلوا كثيرا من الناس في القرية.",
    "Nas mutamaridin ja fi lel wa katulu nas ketir fi hilla.",
    "Kɔc ke tɔŋ aacï bɛ̈n wakɔ̈u ku nɛ̈kkë kɔc juëc baai.",
    "Inyeshyamba zaje nijoro zica abantu benshi mu mudugudu.",
]


@pytest.mark.parametrize("text", IN_NEITHER)
def test_what_is_in_neither_language(text):
    assert detect(text, BOTH) == NEITHER
    assert detect(text, ["en"]) == NEITHER


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Like we say here, haraka haraka haina baraka, so we waited for them.", "en"),
        (
            "Waasi walikuja usiku, they killed my brother and burned the house, ndivyo ilivyokuwa "
            "kijijini kwetu.",
            "en",
        ),
        ("Comme on dit, mbi ye mo mingi, mais la paix n'est pas là.", "fr"),
        ("Chief Mbarga Oyono Ndongo Tabou Ngaissona left Bambari yesterday", "en"),
        ("THEY CAME AT NIGHT AND BURNED THE HOUSES", "en"),
        ("Y a pas d'eau, y a rien quoi, même l'hôpital c'est foutu", "fr"),
        ("Dem boys come for night, dem kill plenty people for village", "en"),
    ],
)
def test_a_proverb_names_and_slang_do_not_make_a_turn_foreign(text, language):
    assert detect(text, BOTH) == language


def test_a_sentence_in_a_long_turn_of_another_language_does_not_make_it_known():
    foreign = " ".join(text for text in IN_NEITHER if text.isascii()) * 3
    assert detect(f"{foreign} They killed my brother and burned the house.", BOTH) == NEITHER


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (IN_NEITHER[0], "sw"),
        (IN_NEITHER[2], "sg"),
        (IN_NEITHER[4], "ln"),
        (IN_NEITHER[7], "ar"),
    ],
)
def test_other_languages_of_a_codebook_are_recognised(text, language):
    assert detect(text, [language, *BOTH]) == language
    assert likely_language(text) == language
    assert [one for one in IN_NEITHER if detect(one, [language, *BOTH]) == language].count(text)


def test_short_turns_of_whoever_speaks_another_language():
    texts = ["Who came to the village?", IN_NEITHER[0], "When?", "Usiku.", "At night.", "Ndiyo."]
    speakers = ["I", "R", "I", "R", "Interpreter", "R"]
    found = detect_turns(texts, BOTH, speakers=speakers)
    assert found == ["en", NEITHER, "en", NEITHER, "en", NEITHER]


def test_a_short_turn_of_several_unknown_words_is_in_neither():
    texts = ["Who came to the village?", "Waasi kutoka msituni, mama.", "Uh-huh, hmm, Goma, Bunia."]
    assert detect_turns(texts, BOTH) == ["en", NEITHER, "en"]


def test_a_language_spoken_once_does_not_hold_for_all_that_follows():
    texts = ["Who came to the village?", "Personne n'est venu chez nous.", "Oui.", "Non."]
    assert detect_turns([*texts, *texts], BOTH) == ["en", "fr", "fr", "fr"] * 2


def test_short_answers_after_another_language_are_not_lost():
    assert detect_turns([IN_NEITHER[0], "Oui, bien sûr.", "Yes."], BOTH) == [NEITHER, "fr", "en"]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text()))
def test_every_turn_gets_one_of_the_languages_or_neither(texts):
    found = detect_turns(texts, BOTH)
    assert len(found) == len(texts)
    assert set(found) <= {*BOTH, NEITHER}
