"""Spreadsheets as people keep them."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

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
def test_several_interviews_in_one_table_are_several_transcripts(title):
    data = f"{title},speaker,text\nt1,I,Why?\n,R,No.\nt2,I,Who?\nt1,R,Never.\n"
    parts = read_csv(data.encode()).parts
    assert [(part.name, part.own_name, part.document.text) for part in parts] == [
        ("t1", True, "I: Why?\nR: No.\nR: Never."),
        ("t2", True, "I: Who?"),
    ]
    assert len(read_csv(data.replace("t2", "t1").encode()).turns) == 4


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


def said(data: bytes | str) -> list[str]:
    return read_csv(data.encode() if isinstance(data, str) else data).text.split("\n")


@pytest.mark.parametrize(
    "titles",
    [
        "Speaker;Text",
        "Nom de l'intervenant;Texte transcrit (fr)",
        "Locutrice;Propos",
        "Who is speaking;What was said",
        "Personne;Ce qui a été dit",
        "participant;verbatim",
        "Speaker;Interview of May",
    ],
)
def test_titles_however_they_are_worded(titles):
    rows = f"{titles}\nI;Who came to you?\nR;Three men came.\nI;When was it?\nR;At night, late.\n"
    assert said(rows) == [
        "I: Who came to you?",
        "R: Three men came.",
        "I: When was it?",
        "R: At night, late.",
    ]


def test_no_titles_at_all():
    rows = "I;Who came, and why?\nR;Three men, at night.\nI;When?\nR;In May, it is said.\n"
    document = read_csv(rows.encode())
    assert document.text == rows.strip().replace(";", ": ")
    assert "no title tells which column" in document.account.doubts[0].message


@pytest.mark.parametrize(
    ("before", "titles", "named"),
    [
        ([], None, "(1), (2)"),
        (["7"], None, "(2), (3)"),
        (["7", ""], None, "(3), (4)"),
        (["7"], ["n", "", ""], "(2), (3)"),
        (["7"], ["n", "x", ""], "x, (3)"),
    ],
)
def test_columns_without_a_title_are_called_by_their_place_from_the_first_on(before, titles, named):
    talk = [("I", "Who came, and why?"), ("R", "Three men, at night."), ("I", "And when was it?"),
            ("R", "In May, it is said.")]  # fmt: skip
    rows = [titles] if titles else []
    rows += [
        [one and f"{int(one) + n}" for one in before] + list(row) for n, row in enumerate(talk)
    ]
    document = read_csv("\n".join(map(";".join, rows)).encode())
    assert document.text == "\n".join(map(": ".join, talk))
    assert document.account.doubts[0].message.endswith(f"taken by what stands in them, {named}")


def test_a_speaker_goes_on_below_an_empty_cell():
    data = (
        "Time,Speaker,Role,Text\n0:01,Ada,interviewer,Who?\n"
        "0:03,Ben,respondent,Me.\n,,,And I.\n,-,,Hm.\n"
    )
    document = read_csv(data.encode())
    assert document.text == "Ada: Who?\nBen: Me.\nBen: And I.\nBen: Hm."
    assert [turn.role for turn in document.turns] == ["interviewer", *["respondent"] * 3]
    assert document.account.doubts[0].message == "2 rows name no speaker: the one above goes on"
    assert document.account.sure


@pytest.mark.parametrize(
    ("titles", "asks", "answers"),
    [
        ("Question;Réponse", "Interviewer", "Respondent"),
        ("Enquêtrice;Répondant", "Enquêtrice", "Répondant"),
        ("Questions;Answers", "Interviewer", "Respondent"),
    ],
)
def test_questions_and_answers_in_columns(titles, asks, answers):
    document = read_csv(f"N°;{titles}\n1;Qui ?;Moi.\n2;;Et lui.\n3;Et puis ?;\n".encode())
    assert [(turn.speaker, turn.role) for turn in document.turns] == [
        (asks, "interviewer"), (answers, "respondent"), (answers, "respondent"),
        (asks, "interviewer"),
    ]  # fmt: skip
    assert [document.text[slice(*turn.spoken[0])] for turn in document.turns] == [
        "Qui ?", "Moi.", "Et lui.", "Et puis ?",
    ]  # fmt: skip
    assert document.account.sure


def test_who_answers_may_stand_beside():
    data = "respondent,question,answer\nA1,Who came?,Three men.\nA2,Who came?,Nobody.\n"
    assert said(data) == [
        "Interviewer: Who came?",
        "A1: Three men.",
        "Interviewer: Who came?",
        "A2: Nobody.",
    ]


def test_themes_beside_speakers_are_no_questions():
    data = "speaker,question,answer\nI,Q1,Who came?\nR,Q1,Three men.\n"
    assert said(data) == ["I: Who came?", "R: Three men."]


def test_a_translation_beside_is_asked_about():
    data = (
        "Speaker,Original,Translation\nI,Qui est venu ?,Who came to you?\n"
        "R,Trois hommes.,Three men came.\nI,Et quand ?,When was it?\nR,La nuit.,Late at night.\n"
    )
    document = read_csv(data.encode())
    assert document.text.startswith("I: Qui est venu ?\nR: Trois")
    assert not document.account.sure
    assert "columns that hold words, too, were not read: Translation" in {
        str(one.message) for one in document.account.doubts
    }


def test_nobody_named_is_asked_about():
    document = read_csv(b"text\nWe ran.\nThey came.\n")
    assert len(document.turns) == 2
    assert not document.account.sure


@pytest.mark.parametrize(
    "data",
    [
        "file,country,notes\na.docx,Mali,She was tired all along\nb.docx,CAR,We sat outside then\n",
        "Interview,Date,Notes\nE1,2022,Long talk with many breaks\nE2,2023,He was in a hurry\n",
        "transcript,speaker,participant,role\nt1,I,,interviewer\nt1,R,p1,respondent\nt2,R,p2,respondent\n",
        "transcript,speaker,start,end,code\nt1,R,0,9,harm\nt1,R,9,12,harm\n",
        "name,country,audio\nAwa,Mali,a.mp3\nBen,CAR,b.mp3\n",
    ],
    ids=["files", "list", "participants", "codings", "recordings"],
)
def test_tables_about_interviews_are_none(data):
    with pytest.raises(ReadError, match="a table about interviews, and none itself"):
        read_csv(data.encode())


def test_sheets_are_transcripts_of_their_own(read):
    talks = {
        name: [["Speaker", "Text"], ["I", "Why?"], ["R", word]]
        for name, word in [("P1", "No."), ("P2", "Yes.")]
    }
    corpus = read(
        {"talks.xlsx": workbook(*talks.values(), [["call Ada"]]), "one.xlsx": workbook(talks["P1"])}
    )
    assert [(one.id, one.text) for one in corpus] == [
        ("one", "I: Why?\nR: No."),
        ("talks_Sheet", "I: Why?\nR: No."),
        ("talks_Sheet1", "I: Why?\nR: Yes."),
    ]
    assert [str(one) for one in corpus.problems] == [
        "talks.xlsx: these sheets hold no interview and were not read: 'Sheet2'"
    ]


def test_a_workbook_about_interviews_is_not_read_for_a_sheet_of_turns():
    about = [["file", "country"], ["t1", "Mali"], ["t2", "CAR"]]
    turns = [["transcript", "speaker", "text"], ["t1", "I", "Why?"], ["t1", "R", "No."]]
    with pytest.raises(ReadError, match="a table about interviews"):
        read_xlsx(workbook(about, turns))


def test_attributes_of_interviews_in_one_table(read):
    table = (
        "interview,speaker,text,site\n01,I,Why?,Bria\n01,R,No.,Bria\n"
        "02,I,Who?,Boda\n02,R,Me.,Boda\n"
    )
    known = "transcript,country\n1,CAR\n2,Mali\n"
    corpus = read({"talks.csv": table, "attributes.csv": known})
    assert corpus.attributes.loc[["01", "02"], ["site", "country"]].to_numpy().tolist() == [
        ["Bria", "CAR"],
        ["Boda", "Mali"],
    ]
    assert [one.source.rpartition("/")[2] for one in corpus] == ["talks.csv"] * 2


def test_participants_of_interviews_in_one_table(read):
    table = "interview,speaker,text\n01,I,Why?\n01,R,No.\n02,I,Who?\n02,R,Me.\n"
    people = "transcript,speaker,participant\n1,R,p1\n2.csv,R,p2\n"
    corpus = read({"talks.csv": table, "participants.csv": people})
    assert corpus.participants.of("01", "R") == "p1"
    assert corpus.participants.of("02", "R") == "p2"
    assert corpus.problems == ()


def test_two_interviews_of_one_name_are_called_apart(read):
    table = "interview,speaker,text\nt1,I,Why?\nt2,R,No.\n"
    corpus = read({"talks.csv": table, "t1.txt": "I: Why?\nR: No.\n"})
    assert [one.id for one in corpus] == ["t1", "t2", "talks_t1"]
    assert any(note.startswith("talks_t1: another interview has the name") for note in corpus.notes)


TALK = [
    ["Oumou", "Who came that night?"],
    ["Vieux Sidi", "Nobody came, we were alone."],
    ["Oumou", "And in the morning?"],
    ["Vieux Sidi", "The patrol came when all was over."],
    ["Oumou", "What did they do?"],
    ["Vieux Sidi", "They wrote our names and left."],
]


@pytest.mark.parametrize("title", ["Personne", "Qui", "Person"])
def test_titles_that_mean_whoever_speaks(title):
    document = read_xlsx(workbook([[title, "Propos"], *TALK]))
    assert [turn.speaker for turn in document.turns] == [name for name, _ in TALK]
    assert not [one for one in document.account.doubts if "names in" in one.message]


def test_a_column_of_names_without_a_title_is_asked_about():
    rows = [[f"{n}", *row, "Gao"] for n, row in enumerate(TALK)]
    document = read_xlsx(workbook([["x", "Zed", "Verbatim", "Ville"], *rows]))
    assert [turn.speaker for turn in document.turns] == [name for name, _ in TALK]
    asked = [one.message for one in document.account.doubts if one.grade == "ask"]
    assert any("column Zed is taken for it" in one for one in asked)


@pytest.mark.parametrize(
    "column",
    [
        ["Gao", "Gao", "Gao", "Bria", "Bria", "Bria"],  # where: it seldom changes
        ["Gao"] * 6,
        ["1", "2", "1", "2", "1", "2"],
        ["Oumou", "", "", "", "", "Sidi"],
    ],
)
def test_what_comes_back_otherwise_names_nobody(column):
    rows = [[cell, said] for cell, (_, said) in zip(column, TALK, strict=True)]
    document = read_xlsx(workbook([["Zed", "Verbatim"], *rows]))
    assert {turn.speaker for turn in document.turns} == {""}


def test_names_of_one_person_are_one():
    rows = "Ada Lund,Who came?", "Ben Ray,My aunt.", "AL,And then?", "BR,We ran.", "Ben,All of us."
    document = read_csv("\n".join(["speaker,words", *rows]).encode())
    assert [turn.speaker for turn in document.turns] == [
        "Ada Lund",
        "Ben Ray",
        "Ada Lund",
        "Ben Ray",
        "Ben Ray",
    ]
    assert document.aliases == {"al": "Ada Lund", "br": "Ben Ray", "ben": "Ben Ray"}


def test_two_who_talk_with_each_other_are_two_though_a_name_is_part_of_the_other():
    rows = ["Ada Lund,Who came?", "Ada,My aunt."] * 4
    document = read_csv("\n".join(["speaker,words", *rows]).encode())
    assert [turn.speaker for turn in document.turns] == ["Ada Lund", "Ada"] * 4
    assert not document.account.sure


def test_a_remark_above_the_first_speaker_is_nobodys():
    data = b"speaker,words\n,(They look at the boats in the harbour)\nI,Who came?\nR,Nobody.\n"
    document = read_csv(data)
    assert [turn.speaker for turn in document.turns] == ["I", "R"]
    assert document.text.startswith("(They look")
    assert document.account.words_outside["note"] == 8
    assert document.account.sure


def test_words_above_the_first_speaker_are_asked_about():
    document = read_csv(b"speaker,words\n,We had looked at the boats\nI,Who came?\nR,Nobody.\n")
    assert document.turns[0].speaker == ""
    assert not document.account.sure


@pytest.mark.parametrize(
    "rows",
    [
        [["Code", "Nom", "Pays", "Date"], ["001", "Chef", "Mali", date(2024, 3, 1)],
         ["002", "Maire", "Mali", date(2024, 3, 2)]],
        [["Fiche de consentement"], [], ["Nom", "Signature", "Date"],
         ["Marie", "X", date(2024, 3, 1)], ["Oumar", "X", date(2024, 3, 1)]],
        [["ID", "Respondent", "Sex", "Age", "Village"], [1, "Ada", "F", 40, "Bria"],
         [2, "Bo", "M", 33, "Bria"]],
    ],
)  # fmt: skip
def test_a_list_of_people_is_no_interview(rows):
    with pytest.raises(ReadError, match="a table about interviews, and none itself"):
        read_xlsx(workbook(rows))


def test_people_who_speak_beside_what_is_known_of_them_are_an_interview():
    data = (
        "Nom,Sexe,Age,Intervention\nAnimatrice,F,,Qui vous avertit ?\nAda,F,40,La radio.\n"
        "Bo,M,33,Les jeunes de la route nous avertissent.\nAda,F,40,Et les cloches.\n"
    )
    assert [turn.speaker for turn in read_csv(data.encode()).turns] == [
        "Animatrice", "Ada", "Bo", "Ada",
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_that_was_read_is_said(state):
    talk = [["Speaker", "Text"], ["I", "Who came?"], ["R", "Nobody, sir."]]
    book = openpyxl.load_workbook(io.BytesIO(workbook(talk, talk, [["Prices"], ["12"]])))
    seen, old, _ = book.worksheets
    seen.title, old.title, old.sheet_state = "Bria", 'old & "gone"', state
    file = io.BytesIO()
    book.save(file)
    problems = [str(one) for one in read_xlsx(file.getvalue()).problems]
    assert any("hidden in Excel" in one and "old & " in one for one in problems)
    assert not any("hidden" in one and "Bria" in one for one in problems)


def test_formulas_that_nobody_computed_are_said():
    book = openpyxl.Workbook()
    rows = [("speaker", "text"), ("I", "Who came?"), ("R", '=CONCATENATE("Nobody"," came.")')]
    for row in [*rows, ("I", "And then?"), ("R", "Then we left.")]:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    problems = [str(one) for one in read_xlsx(written.getvalue()).problems]
    assert sum("1 cell holds a formula" in one for one in problems) == 1


def test_formulas_that_were_computed_are_words():
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([("speaker", "text"), ("I", "Who came?"), ("R", "")]):
            sheet.write_row(line, 0, row)
        sheet.write_formula(2, 1, '=CONCATENATE("Nobody"," came.")', None, "Nobody came.")
    document = read_xlsx(written.getvalue())
    assert "Nobody came." in document.text
    assert not any("formula" in str(one) for one in document.problems)


def test_a_formula_that_comes_to_nothing_was_computed():
    book = openpyxl.Workbook()
    for row in [("speaker", "text"), ("I", "Who came?"), ("R", "Nobody."), ("R", '=""')]:
        book.active.append(row)
    written, excel = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(excel, "w") as target:
        for name in source.namelist():  # as Excel writes it: a text, of no letters
            cells = source.read(name).replace(b'<c r="B4"', b'<c r="B4" t="str"')
            target.writestr(name, cells)
    for data, said in ((written, 1), (excel, 0)):
        problems = [str(one) for one in read_xlsx(data.getvalue()).problems]
        assert sum("formula" in one for one in problems) == said
