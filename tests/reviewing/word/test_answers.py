"""What coders write into comments and boxes, in the words that people take."""

import pytest

from civic_qual.codebook.model import Code, Codebook
from civic_qual.reviewing.codes_meant import CodeNames
from civic_qual.reviewing.word.answers import said_in
from civic_qual.reviewing.word.extents import extent_of, written_numbers

BOOK = Codebook(
    "Small",
    "1",
    ("en", "fr"),
    (
        Code("threat", "theme", name={"en": "Threats", "fr": "Menaces"}),
        Code("threat.loot", "theme", "threat", {"en": "Looting, theft", "fr": "Pillage et vol"}),
        Code("actor.nonstate", "theme", name={"en": "Non-state armed groups", "fr": "Groupes"}),
        Code("help", "theme", name={"en": "Help", "fr": "Aide reçue"}),
    ),
)
NAMES = CodeNames(BOOK)


@pytest.mark.parametrize(
    "text", ["no", "No", "NO!", "Non.", "non ", "« Non »", "n", "rejeté", "(no)", "No.\n"]
)
def test_no_is_no_however_it_is_written(text):
    said = said_in(text, NAMES)
    assert (said.no, said.yes, said.codes, said.unclear) == (True, False, (), "")


@pytest.mark.parametrize("text", ["yes", "Oui.", "OK", "d’accord", "accept", "✓"])
def test_yes_is_yes(text):
    said = said_in(text, NAMES)
    assert (said.no, said.yes, said.codes, said.unclear) == (False, True, (), "")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("threat.loot", ("threat.loot",)),
        ("THREAT.LOOT", ("threat.loot",)),
        ("Looting, theft", ("threat.loot",)),
        ("pillage et vol.", ("threat.loot",)),
        ("aide recue", ("help",)),
        ("Help; threat.loot", ("help", "threat.loot")),
        ("help, threat", ("help", "threat")),
        ("Looting, theft, help", ("threat.loot", "help")),
        ("help\nMenaces\n", ("help", "threat")),
        ("threat.loot · Looting, theft", ("threat.loot",)),
        ("Non-state armed groups", ("actor.nonstate",)),
        ("« Help »", ("help",)),
    ],
)
def test_codes_are_known_by_id_and_by_name_in_both_languages(text, codes):
    said = said_in(text, NAMES)
    assert (said.codes, said.no, said.yes, said.unclear) == (codes, False, False, "")


@pytest.mark.parametrize(
    "text", ["no, help", "No: help", "non - help", "no -> Aide reçue", "No\nhelp"]
)
def test_no_and_a_code_is_another_code(text):
    said = said_in(text, NAMES)
    assert (said.no, said.codes, said.unclear) == (True, ("help",), "")


@pytest.mark.parametrize(
    "text", ["not this", "lootng", "hlep", "no, hlep", "maybe", "help, lootng", "12", "no help"]
)
def test_what_is_not_sure_is_not_guessed(text):
    assert said_in(text, NAMES).unclear


def test_a_slip_is_told_with_the_nearest_code():
    assert "threat.loot" in said_in("threat.lot", NAMES).unclear


@pytest.mark.parametrize(
    ("text", "remark", "codes"),
    [
        ("memo: he hesitates", "he hesitates", ()),
        ("Mémo : il hésite\nlongtemps", "il hésite\nlongtemps", ()),
        ("help\nnote: he hesitates", "he hesitates", ("help",)),
    ],
)
def test_a_remark_is_kept_and_is_no_code(text, remark, codes):
    said = said_in(text, NAMES)
    assert (said.remark, said.codes, said.unclear) == (remark, codes, "")


def test_a_code_that_is_made_has_a_name_and_perhaps_a_meaning():
    (made,) = said_in("new: threat > Night raids = after dark, by armed men", NAMES).new
    assert (made.name, made.parent, made.definition) == (
        "Night raids",
        "threat",
        "after dark, by armed men",
    )


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("all", "1-20"),
        ("Tout.", "1-20"),
        ("YES", "1-20"),
        ("oui", "1-20"),
        ("x", "1-20"),
        ("up to 12", "1-12"),
        ("Up to P12", "1-12"),
        ("jusqu'à P12", "1-12"),
        ("jusqu’au passage 12", "1-12"),
        ("Lu jusqu'à [12]", "1-12"),
        ("up to cfmhbv5", "1-7"),
        ("1-12", "1-12"),
        ("P1 – P12", "1-12"),
        ("1 à 12", "1-12"),
        ("1, 3, 5-7", "1, 3, 5-7"),
        ("1 and 3", "1, 3"),
        ("up to 20", "1-20"),
    ],
)
def test_what_was_read_is_understood(written, numbers):
    extent = extent_of(written, 1, 20, {"CFMHBV5": 7})
    assert (written_numbers(extent.numbers), extent.no_to_all) == (numbers, False)


@pytest.mark.parametrize("written", ["", "  \n", "nothing", "rien", "No", "-", "pas encore"])
def test_nothing_is_nothing(written):
    extent = extent_of(written, 1, 20, {})
    assert not extent.numbers
    assert extent.empty == (not written.strip())


@pytest.mark.parametrize(
    "written",
    ["12", "P12", "up to 21", "up to 0", "up to", "most of it", "not all", "pas tout", "5-3",
     "half", "up to bcd2345", "all but 3", "1-20 but not 4", "all, nothing, or up to 4",
     "9" * 5000, "all " * 100],
)  # fmt: skip
def test_a_box_that_is_filled_in_wrongly_is_not_guessed(written):
    assert extent_of(written, 1, 20, {}) is None


@pytest.mark.parametrize(
    "written", ["all, no to all", "Tout ; non à tout.", "all. No to all of them!"]
)
def test_no_to_all_suggestions_is_said_with_what_was_read(written):
    extent = extent_of(written, 1, 20, {})
    assert (len(extent.numbers), extent.no_to_all) == (20, True)


def test_a_box_of_one_passage_may_name_it():
    assert extent_of("7", 7, 7, {}).numbers == {7}
