"""The people workbook: written, corrected with openpyxl as a person would, and obeyed."""

import stat

import openpyxl
import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.errors import ReadError

TALK = (
    "Ada: Who came?\nBo: Nobody came that night.\nBoris: They ran.\n"
    "Ada: Why?\nBo: Fear.\nCyr: Yes, we ran.\n"
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "interviews"
    folder.mkdir()
    (folder / "007.txt").write_text(TALK, encoding="utf-8")
    (folder / "bria.txt").write_text("I: Who came?\nR: Nobody.\n", encoding="utf-8")
    return folder


def corrected(path, sheet, where, column, value):
    """Write into the cell under a title, in the first row that has all of some other cells."""
    book = openpyxl.load_workbook(path)
    cells = list(book[sheet].iter_rows())
    titles = [cell.value for cell in cells[0]]
    if column not in titles:
        book[sheet].cell(1, len(titles) + 1, column)
        titles.append(column)
        cells = list(book[sheet].iter_rows())
    for row in cells[1:]:
        told = {title: cell.value for title, cell in zip(titles, row, strict=True)}
        if all(told[name] == wanted for name, wanted in where.items()):
            row[titles.index(column)].value = value
            book.save(path)
            return
    raise AssertionError(f"no row has {where}")


def test_a_workbook_that_nobody_corrected_changes_nothing(folder):
    before = cq.read_corpus(folder)
    workbook = folder / "people.xlsx"
    cq.look(before).to_excel(workbook)
    assert stat.S_IMODE(workbook.stat().st_mode) == 0o600
    assert cq.read_corpus(folder) == before
    assert not before.intake.set_index("transcript").loc["007", "sure"]


def test_what_is_corrected_is_obeyed_and_written_again(folder):
    workbook = folder / "people.xlsx"
    cq.look(cq.read_corpus(folder)).to_excel(workbook)
    here = {"transcript": "007"}
    corrected(workbook, "speakers", here | {"speaker": "Boris"}, "same_as", "Bo")
    corrected(workbook, "speakers", here | {"speaker": "Bo"}, "participant", "p1")
    corrected(workbook, "speakers", here | {"speaker": "Bo"}, "age", "40")
    corrected(workbook, "speakers", here | {"speaker": "Cyr"}, "role", "interprète")
    corrected(workbook, "speakers", {"transcript": "bria", "speaker": "R"}, "participant", "p1")
    corrected(workbook, "files", here, "country", "CAR")
    corrected(workbook, "files", here, "reading", "Confirmé")
    corpus = cq.read_corpus(folder)
    assert corpus.problems == ()
    turns = [(turn.speaker, turn.role) for turn in corpus["007"].turns]
    assert turns[:2] == [("Ada", "interviewer"), ("Bo", "respondent")]
    assert turns[-1] == ("Cyr", "interpreter")
    assert [len(turn.spoken) for turn in corpus["007"].turns] == [1, 2, 1, 1, 1]
    assert corpus["007"].attributes["country"] == "CAR"
    assert corpus.participants.of("007", "Bo") == corpus.participants.of("bria", "R") == "p1"
    assert corpus.participants.attributes["p1"] == {"age": "40"}
    assert corpus.intake.set_index("transcript").loc["007", "sure"]
    again = folder / "people.xlsx"
    again.unlink()
    cq.look(corpus).to_excel(again)
    assert cq.read_corpus(folder) == corpus


def test_it_is_obeyed_wherever_it_lies_and_in_memory(folder, tmp_path):
    corpus = cq.read_corpus(folder)
    elsewhere = tmp_path / "checked.xlsx"
    cq.look(corpus).to_excel(elsewhere)
    corrected(elsewhere, "speakers", {"speaker": "Boris"}, "same_as", "bo")
    corrected(elsewhere, "speakers", {"speaker": "Cyr"}, "role", "observer")
    by_reading, after = cq.read_corpus(folder, people=elsewhere), corpus.with_people(elsewhere)
    assert by_reading["007"].turns == after["007"].turns
    assert by_reading.participants == after.participants
    stated = pd.DataFrame({"transcript": ["007"], "speaker": ["CYR:"], "role": ["observer"]})
    assert corpus.with_people(stated).roles.query("speaker == 'Cyr'").role.tolist() == ["observer"]


def test_french_titles_spaces_and_strangers(folder):
    with pd.ExcelWriter(folder / "personnes.xlsx") as book:
        pd.DataFrame({"Entretien ": ["007", "", "gao"], "Pays": ["RCA", "", "Mali"]}).to_excel(
            book, sheet_name="Fichiers", index=False
        )
        pd.DataFrame(
            {
                "entretien": ["007", "007", "007"],
                "Locuteur": [" cyr ", "Boris", "Zoe"],
                "Rôle": ["Enquêtrice", "chief", "observer"],
            }
        ).to_excel(book, sheet_name="locuteurs", index=False)
    corpus = cq.read_corpus(folder)
    assert corpus["007"].attributes == {"Pays": "RCA"}
    assert corpus.roles.query("speaker == 'Cyr'").role.tolist() == ["interviewer"]
    told = " ".join(corpus.problems)
    assert all(one in told for one in ("'gao'", "'chief'", "'Zoe'"))
    assert len(corpus.problems) == 3


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"Sheet1": {"a": [1]}}, "no sheet is called 'files' or 'speakers'"),
        ({"files": {"name": ["x"]}}, "no column is called `transcript`"),
        ({"speakers": {"transcript": ["x"]}}, "no column is called `speaker`"),
        (
            {"files": {"transcript": ["x"], "Langue": ["fr"], "language": ["en"]}},
            "two columns are called `language`",
        ),
    ],
)
def test_what_is_no_people_workbook_is_refused(folder, tmp_path, sheets, said):
    strange = tmp_path / "strange.xlsx"
    with pd.ExcelWriter(strange) as book:
        for name, columns in sheets.items():
            pd.DataFrame(columns).to_excel(book, sheet_name=name, index=False)
    with pytest.raises(ReadError, match=said) as error:
        cq.read_corpus(folder, people=strange)
    assert "strange.xlsx" in str(error.value)
    with pytest.raises(ReadError, match="save it as one"):
        cq.read_corpus(folder, people=folder / "007.txt")


def test_labels_that_name_each_other_do_not_turn_for_ever(folder):
    corpus = cq.read_corpus(folder)
    circle = pd.DataFrame(
        {"transcript": ["007"] * 2, "speaker": ["Bo", "Boris"], "same_as": ["Boris", "Bo"]}
    )
    assert {turn.speaker for turn in corpus.with_people(circle)["007"].turns} >= {"Ada", "Cyr"}


def test_a_look_shows_the_words_that_were_read(folder):
    seen = cq.look(cq.read_corpus(folder))
    mine = seen.first_turns[seen.first_turns["transcript"] == "007"]
    assert mine["said"].tolist()[:2] == ["Who came?", "Nobody came that night."]
    asked = seen.doubts[seen.doubts["grade"] == "ask"]
    assert set(asked["transcript"]) == {"007"}
    assert "'Boris' was seen once" in str(seen)


def test_what_is_stated_settles_the_same_in_a_file_and_in_memory(folder, tmp_path):
    stated = tmp_path / "stated.xlsx"
    rows = {
        "transcript": ["007", "007"],
        "speaker": ["Cyr", "Bo"],
        "role": ["interpreter", "respondent"],
        "speaks_for": ["Bo", ""],
    }
    with pd.ExcelWriter(stated) as book:
        pd.DataFrame(rows).to_excel(book, sheet_name="speakers", index=False)
    by_file, in_memory = (
        cq.read_corpus(folder, people=stated),
        cq.read_corpus(folder).with_people(stated),
    )
    settled = [one.accounts["007"].confirmed for one in (by_file, in_memory)]
    assert settled[0] == settled[1] >= {("people", "Cyr"), ("roles", "Bo"), ("labels", "Cyr")}


def test_what_was_stated_before_is_kept(folder):
    first = {"transcript": "007", "speaker": "Cyr", "role": "interpreter", "speaks_for": "Bo"}
    others = {"transcript": "007", "speaker": "Bo", "participant": "p1", "age": "40"}
    later = {"transcript": "bria", "speaker": "R", "participant": "p2"}
    corpus = cq.read_corpus(folder)
    for stated in (first, others, later):
        corpus = corpus.with_people(pd.DataFrame([stated]))
    people = corpus.participants
    assert people.of("007", "Cyr") == people.of("007", "Bo") == "p1"
    assert people.of("bria", "R") == "p2"
    assert people.attributes["p1"] == {"age": "40"}


@pytest.mark.parametrize(
    ("transcript", "speaker", "speaks_for"),
    [("Entretien Bria", "Enquetee", "Habibe"), ("entretien_bria", "ENQUÊTÉE", "habibé")],
)
def test_capitals_and_accents_that_a_spreadsheet_changes_lose_no_row(
    tmp_path, transcript, speaker, speaks_for
):
    (tmp_path / "entretien bria.txt").write_text(
        "I: Who?\nEnquêtée: Nobody.\nHabibé: Wayen.\nI: Why?\nEnquêtée: Fear.\n", "utf-8"
    )
    rows = [{"transcript": transcript, "speaker": speaker, "role": "interpreter",
             "speaks_for": speaks_for}]  # fmt: skip
    corpus = cq.read_corpus(tmp_path, participants=pd.DataFrame(rows))
    assert not corpus.problems
    assert corpus.participants.speaks_for == {("entretien bria", "Enquêtée"): "Habibé"}


def test_two_ids_that_differ_in_an_accent_alone_are_not_guessed(tmp_path):
    for name in ("Pâté", "Pate"):
        (tmp_path / f"{name}.txt").write_text("I: Who?\nEve: Me.\nI: So?\n", "utf-8")
    rows = [{"transcript": "PATE", "speaker": "Eve", "role": "observer"}]
    corpus = cq.read_corpus(tmp_path, participants=pd.DataFrame(rows))
    assert "'Eve' of transcript 'PATE' matches no speaker" in corpus.problems[0]
    assert all(turn.role != "observer" for one in corpus for turn in one.turns)
    stated = pd.DataFrame({"transcript": ["PATE"], "country": ["Mali"]})
    assert (
        "which of these it is: Pate, Pâté"
        in cq.read_corpus(tmp_path, attributes=stated).problems[0]
    )


def test_what_is_written_under_reading_and_says_nothing_is_said(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("Nobody came that night, and we ran.\n", "utf-8")
    stated = pd.DataFrame({"transcript": ["a", "b"], "reading": ["ok", "confirmés"]})
    for corpus in (
        cq.read_corpus(tmp_path, attributes=stated),
        cq.read_corpus(tmp_path).with_people(stated),
    ):
        assert [str(one) for one in corpus.problems if "reading" in one] == [
            "a: 'ok' under reading says nothing: write confirmed where all turns are right as "
            "they were read"
        ]
        assert list(corpus.intake.sure) == [False, True]


def test_groups_that_differ_in_capitals_alone_are_said(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text("I: Who came?\nR: Nobody.\n", "utf-8")
    stated = pd.DataFrame({"transcript": ["a", "b", "c"], "pays": ["Côte", "cote ", "Mali"]})
    for corpus in (
        cq.read_corpus(tmp_path, attributes=stated),
        cq.read_corpus(tmp_path).with_people(stated),
    ):
        said = [str(one) for one in corpus.problems]
        assert len(said) == 1
        assert "'Côte' (a)" in said[0]
        assert "2 groups" in said[0]
