"""`look`, from a folder to a workbook that every command obeys."""

import openpyxl
import pytest


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "interviews"
    folder.mkdir()
    for name in ("bria", "gao"):
        (folder / f"{name}.txt").write_text(
            "I: Who came?\nChief: Nobody.\nI: And later?\nChief: The patrol came.\n", "utf-8"
        )
    return folder


def test_look_shows_files_and_writes_a_workbook_once(civic_qual, folder):
    shown = civic_qual("look", folder)
    assert "bria.txt: 4 turns, 8 words, I (interviewer), Chief (respondent)" in shown.out
    assert civic_qual("look", folder, "--out", folder / "people.xlsx").status == 0
    twice = civic_qual("look", folder, "--out", folder / "people.xlsx")
    assert twice.status == 2
    assert "may hold corrections" in twice.err


def test_the_corrected_workbook_is_obeyed_by_a_study_made_of_it(civic_qual, folder, codebook):
    named = folder.parent / "checked.xlsx"
    civic_qual("look", folder, "--out", named)
    book = openpyxl.load_workbook(named)
    titles = [cell.value for cell in book["speakers"][1]]
    for row in book["speakers"].iter_rows(min_row=2):
        if row[titles.index("speaker")].value == "Chief":
            row[titles.index("participant")].value = "the chief"
    book.save(named)
    made = civic_qual(
        "new", folder.parent / "m.study", folder, "--codebook", codebook, "--people", named
    )
    assert made.status == 0, made.err
    assert "1 participant" in made.err + made.out
