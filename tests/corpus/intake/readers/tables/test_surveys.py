"""Surveys: which columns ask, which describe, and which tell who somebody is."""

import pytest

from civic_qual.corpus.intake.readers.tables.sheets import read_csv

LONG = "They burned the market and we fled to the church."


def parts(*rows: str):
    document = read_csv("\n".join(rows).encode())
    said = [
        (part.name, dict(part.document.attributes), part.document.text.split("\n"))
        for part in document.parts
    ]
    return said, [str(note) for note in document.notes]


def test_a_row_a_respondent():
    said, notes = parts(
        "id;gender;What happened in your village?;Why?",
        f"R1;f;{LONG};For the gold, people say here.",
        "R2;m;Nothing happened here at all.;",
    )
    assert said == [
        (
            "R1",
            {"gender": "f"},
            [
                "Interviewer: What happened in your village?",
                f"Respondent: {LONG}",
                "Interviewer: Why?",
                "Respondent: For the gold, people say here.",
            ],
        ),
        (
            "R2",
            {"gender": "m"},
            [
                "Interviewer: What happened in your village?",
                "Respondent: Nothing happened here at all.",
            ],
        ),
    ]
    assert notes == []


def test_ids_that_return_do_not_name_rows():
    said, _ = parts("id;What happened?;Age", f"R1;{LONG};30", f"R1;{LONG} Then.;41")
    assert [name for name, *_ in said] == ["1", "2"]


@pytest.mark.parametrize(
    "title", ["Your name", "Nom du répondant", "Téléphone", "E-mail", "_gps_latitude"]
)
def test_who_somebody_is_is_left_out_and_said(title):
    said, notes = parts(f"{title};What happened?", f"Awa K;{LONG}", f"Ben M;{LONG} Then.")
    assert [attributes for _, attributes, _ in said] == [{}, {}]
    assert notes == [f"columns that may tell who somebody is were left out: {title}"]


def test_the_name_of_a_village_is_an_attribute():
    said, _ = parts("Name of the village;What happened?", f"Bria;{LONG}", f"Boda;{LONG} Then.")
    assert said[0][1] == {"Name of the village": "Bria"}


def test_the_titles_of_qualtrics_stand_in_three_rows():
    said, notes = parts(
        "StartDate,IPAddress,ResponseId,Q1,Q2",
        "Start Date,IP Address,Response ID,What is your district?,Please describe what happened.",
        '"{""ImportId"":""startDate""}","{""ImportId"":""ip""}","{""ImportId"":""_recordId""}",'
        '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"',
        f"2024,1.2.3.4,R_1,Bria,{LONG}",
        "2024,1.2.3.5,R_2,Boda,Nothing much happened here then.",
    )
    assert said[0] == (
        "R_1",
        {"What is your district?": "Bria"},
        ["Interviewer: Please describe what happened.", f"Respondent: {LONG}"],
    )
    assert notes == ["2 columns that a program wrote for itself were left out"]


def test_below_the_titles_of_surveymonkey():
    said, _ = parts(
        "respondent_id,collector_id,What happened?,Sex",
        ",,Open-Ended Response,Response",
        f"118,7,{LONG},f",
    )
    assert [(name, attributes) for name, attributes, _ in said] == [("118", {"Sex": "f"})]


def test_an_interview_without_titles_is_no_survey():
    document = read_csv(f"I;What happened?\nR;{LONG}\nI;And then?\nR;{LONG}\n".encode())
    assert [turn.speaker for turn in document.turns] == ["I", "R", "I", "R"]


def test_rows_and_roles_in_a_corpus(read):
    corpus = read({"kobo.csv": f"id;sex;What happened?\n1;f;{LONG}\n2;m;{LONG} Then.\n3;m;\n"})
    assert [one.id for one in corpus] == ["kobo_1", "kobo_2"]
    assert corpus.participants.count == 2
    assert {(turn.speaker, turn.role) for one in corpus for turn in one.turns} == {
        ("Interviewer", "interviewer"),
        ("Respondent", "respondent"),
    }
    assert "kobo.csv: 1 row answers no open question and was left out" in corpus.notes


def test_names_of_sections_above_the_questions_are_no_titles():
    said, _ = parts(
        "Security;;Justice",
        "id;What happened in your village?;Whom did you tell?",
        f"R1;{LONG};The chief of the quarter.",
        f"R2;{LONG} Then.;Nobody at all in those days.",
    )
    assert [name for name, *_ in said] == ["R1", "R2"]
    assert said[0][2] == [
        "Interviewer: What happened in your village?",
        f"Respondent: {LONG}",
        "Interviewer: Whom did you tell?",
        "Respondent: The chief of the quarter.",
    ]
