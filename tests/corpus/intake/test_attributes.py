"""Tables of attributes and of participants: read, matched with transcripts, refused in words."""

import unicodedata

import pandas as pd
import pytest

from civic_qual.corpus.intake.readers.documents.plain import front_matter
from civic_qual.errors import ReadError

TALK = "I: Who came?\nR: Nobody."


def test_a_table_beside_the_transcripts(read):
    corpus = read(
        {
            "one.txt": TALK,
            "two.txt": TALK,
            "attributes.csv": "transcript;country;year\r\none;Mali;2022\r\ntwo.txt;CAR;\r\n".encode(
                "utf-8-sig"
            ),
        }
    )
    assert dict(corpus["one"].attributes) == {"country": "Mali", "year": "2022"}
    assert dict(corpus["two"].attributes) == {"country": "CAR"}
    assert corpus.attributes.loc["two"].to_dict() == {"country": "CAR", "year": ""}
    assert corpus.problems == ()


def test_rows_that_match_nothing_are_problems(read):
    corpus = read(
        {"one.txt": TALK, "attributes.csv": "transcript,country\none,Mali\ntoo,CAR\none,DRC\n"}
    )
    assert corpus["one"].attributes["country"] == "Mali"
    assert corpus.problems == (
        "attributes.csv: row 'too' matches no transcript",
        "attributes.csv: two rows for 'one': the first counts",
    )


def test_ids_are_compared_composed(read):
    corpus = read(
        {
            unicodedata.normalize("NFD", "été.txt"): TALK,
            "attributes.csv": "transcript,country\nété,Mali\n",
        }
    )
    assert [one.id for one in corpus] == ["été"]
    assert corpus["été"].attributes["country"] == "Mali"


def test_the_table_wins_over_the_file(read):
    corpus = read(
        {
            "one.md": f"---\ncountry: CAR\nmode: phone\n---\n{TALK}",
            "attributes.csv": "transcript,country\none,Mali\n",
        }
    )
    assert dict(corpus["one"].attributes) == {"country": "Mali", "mode": "phone"}


def test_a_frame_and_translations(read):
    table = pd.DataFrame(
        {
            "transcript": ["one", "two"],
            "year": [2022, None],
            "translation_of": ["", "one"],
            "Language": ["en", "fr"],
        }
    )
    corpus = read({"one.txt": TALK, "two.txt": TALK}, attributes=table)
    assert corpus["two"].translation_of == "one"
    assert corpus["one"].attributes["year"] == "2022"
    assert corpus["two"].attributes.get("year") is None


def test_a_translation_may_say_so_itself(read):
    corpus = read({"one.txt": TALK, "two.md": f"---\ntranslation_of: one\n---\n{TALK}"})
    assert corpus["two"].translation_of == "one"
    assert dict(corpus["two"].attributes) == {}


def test_a_table_without_transcripts_is_refused(read):
    with pytest.raises(ReadError, match=r"attributes.csv: no column is called `transcript`"):
        read({"one.txt": TALK, "attributes.csv": "file,country\none,Mali\n"})


def test_two_columns_of_one_title_are_refused(read):
    with pytest.raises(ReadError, match=r"attributes.csv: two columns are called `country`"):
        read({"one.txt": TALK, "attributes.csv": "transcript,country,country\none,Mali,CAR\n"})


def test_of_two_tables_in_a_folder_the_one_not_used_is_named(read):
    corpus = read(
        {
            "one.txt": TALK,
            "attributes.csv": "transcript,country\none,Mali\n",
            "attributes.tsv": "transcript\tcountry\none\tCAR\n",
        }
    )
    assert corpus["one"].attributes["country"] == "Mali"
    assert corpus.problems == (
        "attributes.tsv: not used, for attributes.csv lies beside it; keep one of them",
    )


def test_rows_of_others_are_no_problem_for_one_file(folder, read):
    from civic_qual.corpus.intake.reading import read_corpus

    read(
        {
            "one.txt": TALK,
            "two.txt": TALK,
            "attributes.csv": "transcript,country\none,Mali\ntwo,CAR\n",
        }
    )
    corpus = read_corpus(folder / "one.txt", languages=["en"])
    assert corpus.problems == ()
    assert corpus["one"].attributes["country"] == "Mali"


@pytest.mark.parametrize(
    ("text", "attributes", "rest"),
    [
        (
            "---\ndisplaced: no\ndate: 2022-05\n---\nI: Hi",
            {"displaced": "no", "date": "2022-05"},
            "I: Hi",
        ),
        ("---\nlanguages: [fr, sango]\n...\nI: Hi", {"languages": "fr; sango"}, "I: Hi"),
        ("---\n---\nI: Hi", {}, "---\n---\nI: Hi"),
        ("I: Hi\n---\na: b\n---\n", {}, "I: Hi\n---\na: b\n---\n"),
        ("---\nI: Hi\nR: Ho\nI: Hi\n---\n", {}, "---\nI: Hi\nR: Ho\nI: Hi\n---\n"),
    ],
)
def test_front_matter(text, attributes, rest):
    front = front_matter(text)
    assert dict(front.attributes) == attributes
    assert text[front.end :] == rest


def test_nested_front_matter_is_left_out_and_said():
    front = front_matter("---\na: {b: c}\nd: e\n---\n")
    assert dict(front.attributes) == {"d": "e"}
    assert "nested values" in front.notes[0]


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


def test_a_number_that_two_transcripts_could_be_is_nobodys(read):
    files = {f"{name}.txt": "I: Who?\nR: Nobody.\n" for name in ("01", "001", "007")}
    corpus = read(files | {"attributes.csv": "transcript,country\n1,Mali\n7,CAR\n"})
    assert corpus["007"].attributes == {"country": "CAR"}
    assert corpus["01"].attributes == corpus["001"].attributes == {}
    assert any("'1' matches no transcript" in one for one in corpus.problems)
