"""Codes made while reading: one of each name, nearly equal names are asked about."""

import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.codebook.new_codes import code_called, nearly_called, with_new_code

BOOK = codebook_of("""\
title: Small
version: "3"
languages: [en, fr]
codes:
  - id: plan
    name: {en: Planning, fr: Planification}
    children:
      - id: plan.threat
        name: {en: Threat analysis, fr: Analyse de la menace}
      - id: plan.night
        name: {en: Night patrols, fr: Patrouilles de nuit}
        children:
          - id: plan.night.lamp
            name: {en: Lamps}
  - id: status
    kind: family
    name: {en: Status, fr: État}
""")


def test_a_code_stands_below_its_parent_after_all_below_it():
    book, made = with_new_code(
        BOOK, "  Curfew  hours ", parent="plan", definition="When nobody may go out", language="en"
    )
    assert made == "plan.curfew_hours"
    ids = ["plan", "plan.threat", "plan.night", "plan.night.lamp", "plan.curfew_hours", "status"]
    assert [code.id for code in book] == ids
    assert dict(book[made].name) == {"en": "Curfew hours"}
    assert dict(book[made].definition) == {"en": "When nobody may go out"}
    assert (book[made].kind, book.version) == ("theme", "3+1")
    assert [code.id for code in BOOK] == [one for one in ids if one != made]  # as it was


def test_without_a_parent_it_is_a_theme_and_below_a_family_it_is_of_that():
    book, made = with_new_code(BOOK, "Rumeurs", language="fr")
    assert (made, book[made].parent, book[made].kind) == ("rumeurs", "", "theme")
    assert dict(book[made].name) == {"fr": "Rumeurs"}
    book, below = with_new_code(book, "Unclear", parent="état")
    assert (below, book[below].kind, book.version) == ("status.unclear", "family", "3+2")


@pytest.mark.parametrize(
    "written",
    ["plan.night", "PLAN.NIGHT", "night  patrols", "Patrouilles de Nuit", "Night patrols"],
)
def test_what_is_there_is_taken(written):
    assert with_new_code(BOOK, written) == (BOOK, "plan.night")
    assert code_called(BOOK, written) == "plan.night"


@pytest.mark.parametrize(
    "written",
    ["Night patrol", "patrols at night", "Nigth patrols", "plan.nihgt", "Analyse de menace"],
)
def test_what_is_nearly_there_is_asked_about(written):
    with pytest.raises(cq.CivicQualError, match="nearly so"):
        with_new_code(BOOK, written)
    assert len(with_new_code(BOOK, written, anyway=True)[0]) == len(BOOK) + 1


@pytest.mark.parametrize(
    "written", ["Rumours", "Water", "Markets burnt", "الماء", "避難", "Lights"]
)
def test_other_names_are_not(written):
    assert nearly_called(BOOK, written) == ()
    assert len(with_new_code(BOOK, written)[0]) == len(BOOK) + 1


def test_an_id_says_its_parent():
    book, made = with_new_code(BOOK, "plan.market_days")
    assert (made, book[made].parent) == ("plan.market_days", "plan")
    assert book[made].label() == "Market days"


def test_ids_are_free():
    book, _ = with_new_code(BOOK, "Go!")
    book, made = with_new_code(book, "Go?", anyway=True)
    assert made == "go_2"


@pytest.mark.parametrize(
    ("written", "more", "said"),
    [
        ("?!", {}, "letters or digits"),
        ("Rumours", {"parent": "plna"}, "plna"),
        ("Rumours", {"language": "de"}, "de"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said(written, more, said):
    with pytest.raises(cq.CivicQualError, match=said):
        with_new_code(BOOK, written, **more)


def test_the_next_version_can_be_written_and_read_back(tmp_path):
    book, made = with_new_code(BOOK, 'A "name": with # signs', definition="- [x]: y\u202e")
    book.save(tmp_path / "book.yaml")
    again = cq.read_codebook(tmp_path / "book.yaml")
    assert again == book
    assert again[made].label() == 'A "name": with # signs'
