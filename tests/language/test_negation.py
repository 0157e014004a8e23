import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.language import negation as negation_tables
from civic_qual.language.negation import negated
from civic_qual.language.words import words

LISTS = Path(negation_tables.__file__).with_name("lists")
DENYING = {"cue", "turning", "ne", "partner", "with ne", "light", "carrier", "auxiliary"}


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(language):
    return [
        (language, row["example"], row["kind"] in DENYING)
        for row in rows(LISTS / f"negation_{language}.csv")
    ]


def cases():
    return [
        (row["language"], row["sentence"], row["denied"] == "yes")
        for row in rows(Path(__file__).with_name("negation.csv"))
    ]


def hit(marked, language):
    """Read a sentence whose hit stands between asterisks: words, and places of the hit."""
    before, inside, after = marked.split("*")
    found = words(before + inside + after, language)
    places = [
        place
        for place, word in enumerate(found)
        if len(before) <= word.start and word.end <= len(before + inside)
    ]
    return found, places[0], places[-1]


@pytest.mark.parametrize(("language", "marked", "denied"), table("en") + table("fr"))
def test_every_row_of_the_tables_does_what_its_example_says(language, marked, denied):
    assert negated(*hit(marked, language), language) is denied


@pytest.mark.parametrize(("language", "marked", "denied"), cases())
def test_sentences_as_people_say_them(language, marked, denied):
    assert negated(*hit(marked, language), language) is denied


def test_words_the_rule_asks_for_deny_nothing():
    said = words("Il n'y a pas de réseau ici.", "fr")
    asked = [w._replace(key="") if w.form in {"pas", "réseau"} else w for w in said]
    assert negated(said, 5, 5, "fr")
    assert not negated(asked, 6, 6, "fr")


def test_a_hit_that_holds_the_cue_is_not_denied_by_it():
    said = words("they never came")
    assert not negated(said, 1, 2)
    assert negated(said, 2, 2)


def test_a_language_without_a_table():
    assert not negated(words("no vinieron", "es"), 1, 1, "es")


_ENGLISH = "they did not come never stopped coming , but no one failed to n't patrol without ."
_FRENCH = "ils ne viennent pas que jamais plus personne avant sans , cesser de venir rien ."
ENGLISH, FRENCH = _ENGLISH.split(), _FRENCH.split()


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([("en", ENGLISH), ("fr", FRENCH)]), st.data())
def test_only_words_nearby_matter(vocabulary, data):
    language, choice = vocabulary
    text = " ".join(data.draw(st.lists(st.sampled_from(choice), min_size=1, max_size=12)))
    said = words(text, language)
    far = words("x " * 20 + text + " x" * 20, language)
    for place in range(len(said)):
        alone = [word._replace(hard=False) for word in said]
        apart = [word._replace(hard=False) for word in far]
        assert negated(alone, place, place, language) == negated(
            apart, place + 20, place + 20, language
        )
