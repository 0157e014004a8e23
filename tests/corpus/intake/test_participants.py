"""Which person stands behind which label."""

FILES = {
    "a.txt": "I: Who?\nChief: Nobody.\nInterpreter: He says nobody.\nI: Why?\nChief: No.\n",
    "b.txt": "I: Who?\nP1: Us.\nP2: Not us.\nInterpreter: They say so.\nI: Why?\n",
}


def test_without_a_table_every_counted_speaker_is_somebody(read):
    people = read(FILES).participants
    assert people.of("a", "Chief") == "a/S2"
    assert people.of("a", "I") == ""
    assert people.of("b", "P1") == "b/S2"


def test_an_interpreter_is_the_one_respondent(read):
    people = read(FILES).participants
    assert people.of("a", "Interpreter") == "a/S2"
    assert people.of("b", "Interpreter") == "b/S4"
    assert people.count == 4


def test_one_person_in_two_transcripts(read):
    corpus = read(
        {
            **FILES,
            "participants.csv": "transcript,speaker,participant,role,speaks_for,sex,age_band\n"
            "a,Chief,p7,respondent,,man,60+\n"
            "b.txt,p1,p7,,,man,60+\n"
            "b,P2,p8,,,woman,30-44\n"
            "b,Interpreter,,interpreter,p8,woman,\n",
        }
    )
    people = corpus.participants
    assert corpus.problems == ()
    assert [
        people.of("a", "Chief"),
        people.of("a", "Interpreter"),
        people.of("b", "P1"),
        people.of("b", "P2"),
        people.of("b", "Interpreter"),
    ] == ["p7", "p7", "p7", "p8", "p8"]
    assert people.count == 2
    assert people.attributes["p7"] == {"sex": "man", "age_band": "60+"}
    assert people.attribute_names == ("sex", "age_band")


def test_speaks_for_may_be_a_label(read):
    corpus = read(
        {
            **FILES,
            "participants.csv": "transcript,speaker,participant,speaks_for\nb,Interpreter,,P1\n",
        }
    )
    assert corpus.participants.of("b", "Interpreter") == "b/S2"


def test_a_row_without_a_transcript_holds_for_all(read):
    corpus = read(
        {
            **FILES,
            "participants.csv": "transcript,speaker,participant,role\n,Interpreter,,observer\n",
        }
    )
    assert corpus.participants.of("a", "Interpreter") == ""
    assert set(corpus.roles.query("speaker == 'Interpreter'")["role"]) == {"observer"}


def test_what_does_not_fit_is_a_problem(read):
    corpus = read(
        {
            **FILES,
            "participants.csv": "transcript,speaker,participant,role,speaks_for,sex\n"
            "a,Chef,p1,,,\nx,Chief,p1,,,\na,Chief,p1,boss,,man\nb,P1,p1,,,woman\n"
            "b,Interpreter,,,P9,\n",
        }
    )
    text = "\n".join(corpus.problems)
    assert "speaker 'Chef' of transcript 'a' matches no speaker" in text
    assert "speaker 'Chief' of transcript 'x' matches no speaker" in text
    assert "role 'boss'" in text
    assert "two values of sex (man, woman)" in text
    assert "speaks for 'P9'" in text
    assert len(corpus.problems) == 5


def test_who_only_says_mm_hm_is_known_all_the_same(read):
    corpus = read(
        {
            "a.txt": "I: Who?\nR: We ran.\nO: Mm-hm.\nR: Far.\nI: Why?",
            "participants.csv": "transcript,speaker,role\na,O,observer\n",
        }
    )
    assert corpus.problems == ()


def test_participants_of_a_spreadsheet(read):
    corpus = read({"g.csv": "speaker,text,participant\nI,Why?,\nR,No.,p5\nI,So?,\n"})
    assert corpus.participants.of("g", "R") == "p5"


def test_no_label_becomes_the_name_of_a_participant(read):
    corpus = read(
        {
            "call.vtt": "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana Brand>Who came?</v>\n\n"
            "00:05.000 --> 00:09.000\n<v Jo Lindqvist>Nobody came.</v>\n"
        }
    )
    assert corpus.participants.of("call", "Jo Lindqvist") == "call/S2"


def test_attributes_of_somebody_without_a_name_of_a_participant(read):
    corpus = read(
        {
            "a.txt": "I: Who came?\nChief: Nobody.",
            "participants.csv": "transcript,speaker,sex\na,Chief,f\na,I,m\n",
        }
    )
    assert corpus.participants.of("a", "Chief") == "a/S2"
    assert dict(corpus.participants.attributes) == {"a/S2": {"sex": "f"}}
    assert corpus.frame["sex"].tolist() == ["", "f"]
