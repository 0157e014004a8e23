"""Spreadsheets as people keep them."""

import io

import openpyxl
import pytest

from civic_qual.corpus.intake.readers.tables.sheets import read_csv, read_xlsx
from civic_qual.errors import ReadError


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator(separator):
    rows = ["speaker", "text"], ["I", "Who came?"], ["R", '"Nobody, sir; no one"']
    data = "\r\n".join(separator.join(row) for row in rows).encode("utf-8-sig")
    assert read_csv(data).text == "I: Who came?\nR: Nobody, sir; no one"


def test_line_breaks_in_a_cell_become_spaces():
    assert read_csv(b'speaker,text\nR,"We ran.\r\nAll of us."\n').text == "R: We ran. All of us."


def test_constant_columns_are_attributes_and_others_are_named():
    document = read_csv(b"speaker,text,country,mood\nI,Why?,CAR,calm\nR,No.,CAR,sad\n")
    assert document.attributes == {"country": "CAR"}
    assert "mood" in document.notes[0]


@pytest.mark.parametrize(
    "data",
    [
        b"speaker,text,question,comment\nR,No.,Who came to you?,She wept\n",
        b"speaker,text,question\nR,No.," + b"who " * 30 + b"\nR,Yes.," + b"who " * 30 + b"\n",
    ],
)
def test_words_of_an_interview_are_no_attributes(data):
    document = read_csv(data)
    assert document.attributes == {}
    assert "may hold words of the interview" in document.notes[0]
    assert "question" in document.notes[0]


def test_the_language_of_a_single_row_is_kept():
    document = read_csv(b"speaker,text,language\nR,Non.,fr\n")
    assert (document.turns[0].language, document.notes) == ("fr", ())


@pytest.mark.parametrize("title", ["transcript", "Interview ID", "entretien", "document", "case"])
def test_several_interviews_in_one_table_are_refused(title):
    data = f"{title},speaker,text\nt1,I,Why?\nt2,R,No.\n"
    with pytest.raises(ReadError, match=f"column `{title}` names 2 interviews.*from_frame"):
        read_csv(data.encode())
    assert len(read_csv(data.replace("t2", "t1").encode()).turns) == 2


def test_roles_times_languages_and_participants():
    data = (
        "locuteur;texte;rôle;début;langue;participant\n"
        "Ada;Qui ?;enquêtrice;00:00:04;fr;\nBen;Nobody.;respondent;12.5;en;p1\n"
    ).encode()
    document = read_csv(data)
    assert [(turn.role, turn.seconds, turn.language) for turn in document.turns] == [
        ("interviewer", 4, "fr"),
        ("respondent", 12.5, "en"),
    ]
    assert document.participants == {"Ben": "p1"}
    assert document.attributes == {}


def test_rows_without_words_are_left_out():
    assert len(read_csv(b"speaker,text\nI,Why?\nR,\n,\nR,No.\n").turns) == 2


def test_row_numbers_and_ends_are_no_attributes():
    document = read_csv(b"turn,start,end,speaker,transcript\n1,0:01,0:02,I,Why?\n2,0:03,0:09,R,No.")
    assert document.text == "I: Why?\nR: No."
    assert (document.notes, document.attributes) == ((), {})


def test_na_is_a_word():
    assert read_csv(b"speaker,text\nR,NA\nR,null\n").text == "R: NA\nR: null"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"speaker,country\nI,CAR\n", "no column holds the words .* speaker, country"),
        (b"speaker,text\nI,one,two\n", "line 2 has 3 cells where the first has 2"),
        (b'speaker,text\nI,"one\n', "never closed"),
        (b"\n\n", "empty"),
    ],
)
def test_tables_that_are_none(data, message):
    with pytest.raises(ReadError, match=message):
        read_csv(data)


def test_workbook_with_a_title_row_and_a_second_sheet():
    data = workbook(
        [["About"], ["nothing"]],
        [
            ["Focus group 3"],
            ["Locuteur", "Texte", "Site", "Année"],
            ["P1", "Rien.", 2.0, 2022],
            [None, None, None, None],
            ["P2", "Non.", 2.0, 2022],
        ],
    )
    document = read_xlsx(data)
    assert document.text == "P1: Rien.\nP2: Non."
    assert document.attributes == {"Site": "2", "Année": "2022"}


def test_workbook_without_words():
    with pytest.raises(ReadError, match="no column holds the words"):
        read_xlsx(workbook([["a", "b"], [1, 2]]))
    with pytest.raises(ReadError, match="empty"):
        read_xlsx(workbook([[]]))


def test_sheets_that_were_not_read_are_problems(read):
    first, second = ([["Speaker", "Text"], ["I", "Why?"], ["R", word]] for word in ("No.", "Yes."))
    known = workbook([["transcript", "site"], ["talks", "Bria"]], [["x"]])
    corpus = read({"talks.xlsx": workbook(first, second, []), "attributes.xlsx": known})
    assert [one.id for one in corpus] == ["talks"]
    assert corpus.attributes.loc["talks", "site"] == "Bria"
    assert [problem.partition(": ")[0] for problem in corpus.problems] == [
        "talks.xlsx",
        "attributes.xlsx",
    ]
    assert "and not 'Sheet1': save each sheet" in corpus.problems[0]
