"""`look`, from a folder to a workbook that every command obeys."""

import openpyxl
import pytest

import civic_qual as cq


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


def test_look_by_country_says_what_a_release_could_show(civic_qual, folder):
    (folder / "attributes.csv").write_text("transcript;country\nbria;RCA\ngao;Mali\n", "cp1252")
    shown = civic_qual("look", folder, "--by", "country")
    assert "RCA: 1 interview, 1 person. Fewer than 5" in shown.out
    assert "No group can be shown" in shown.out
    assert "can be shown\n" in civic_qual("look", folder, "--by", "country", "--minimum", "1").out
    unknown = civic_qual("look", folder, "--by", "pays")
    assert unknown.status == 1
    assert "attributes.csv" in unknown.err


def fill_in(book, sheet, key, told):
    """Write values into the cells beside a key, as a person does."""
    rows = list(book[sheet].iter_rows())
    titles = [cell.value for cell in rows[0]]
    for row in rows[1:]:
        named = row[titles.index(key)].value
        for title, value in told.get(named, {}).items():
            row[titles.index(title)].value = value


def test_settings_and_consent_of_the_workbook_are_obeyed(civic_qual, folder, codebook, tmp_path):
    workbook = folder / "people.xlsx"
    civic_qual("look", folder, "--out", workbook)
    book = openpyxl.load_workbook(workbook)
    assert [row[0].value for row in book["study"].iter_rows(min_row=2)] == [
        "author", "organisation", "period", "minimum", "languages", "consent", "release_policy",
    ]  # fmt: skip
    fill_in(
        book,
        "study",
        "setting",
        {"author": {"value": "Awa"}, "minimum": {"value": 1}, "languages": {"value": "fr; en"}},
    )
    fill_in(book, "files", "transcript", {"bria": {"consent": "non"}})
    book.save(workbook)
    out = tmp_path / "out"
    done = civic_qual("code", folder, "--codebook", codebook, "--out", out)
    assert done.status == 0, done.err
    assert "bria: without consent" in done.err
    assert "gao: consent is not stated" in done.err
    assert "Read 2 transcripts, 1 participant" in done.err
    assert "<p>Awa</p>" in (out / "report.html").read_text("utf-8")
    assert "n = 2" in done.out  # one interview, and shown: the minimum is 1
    assert "at least 1" in done.out or "suppressed" not in done.out.partition("- ")[0]
    stricter = civic_qual("code", folder, "--codebook", codebook, "--out", out, "--minimum", "7")
    assert "minimum of the settings of the study is 1" in stricter.err
    assert "suppressed" in stricter.out.partition("- ")[0]
    study = tmp_path / "m.study"
    assert civic_qual("new", study, folder, "--codebook", codebook).status == 0
    with cq.Study(study) as opened:
        assert (opened.settings.author, opened.settings.minimum) == ("Awa", 1)
        assert opened.settings.languages == ("fr", "en")
        assert opened.corpus.settings == opened.settings
    kept = tmp_path / "again.xlsx"
    assert civic_qual("look", folder, "--out", kept).status == 0
    again = openpyxl.load_workbook(kept)
    told = {row[0].value: row[1].value for row in again["study"].iter_rows(min_row=2)}
    assert told["author"] == "Awa"
    assert told["languages"] == "fr, en"
    consents = [cell.value for cell in again["files"][1]].index("consent")
    assert again["files"].cell(2, consents + 1).value == "non"


def test_a_setting_that_cannot_be_is_said(civic_qual, folder):
    workbook = folder / "people.xlsx"
    civic_qual("look", folder, "--out", workbook)
    book = openpyxl.load_workbook(workbook)
    fill_in(book, "study", "setting", {"minimum": {"value": "five"}})
    book.save(workbook)
    shown = civic_qual("look", folder)
    assert shown.status == 0
    assert "people.xlsx, sheet 'study': minimum 'five'" in shown.err


def test_look_names_files_of_the_same_name_that_were_left_out(civic_qual, folder):
    (folder / "gao.vtt").write_text(
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nI: Who came?\n\n"
        "00:00:03.000 --> 00:00:04.000\nChief: Nobody.\n\n00:00:05.000 --> 00:00:06.000\n"
        "I: And later?\n\n00:00:07.000 --> 00:00:08.000\nChief: The patrol came.\n",
        "utf-8",
    )
    assert "note: gao: read from .vtt; left out were" in civic_qual("look", folder).out


def test_labels_that_are_one_have_no_role_of_their_own(civic_qual, folder):
    named = folder / "people.xlsx"
    civic_qual("look", folder, "--out", named)
    book = openpyxl.load_workbook(named)
    fill_in(book, "speakers", "speaker", {"I": {"same_as": "chief"}})
    book.save(named)
    shown = civic_qual("look", folder, "--out", folder.parent / "again.xlsx").out
    assert "nan" not in shown
    assert "gao.txt: 1 turn, 8 words, Chief" in shown
    again = openpyxl.load_workbook(folder.parent / "again.xlsx")
    rows = [row for row in again["speakers"].iter_rows(values_only=True) if "i" in row]
    assert len(rows) == 2
    assert "nan" not in [str(cell).casefold() for row in rows for cell in row]
