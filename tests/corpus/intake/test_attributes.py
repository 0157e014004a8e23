"""What is known of transcripts beside their text."""

import unicodedata

import pandas as pd
import pytest

from civic_qual.corpus.intake.readers.plain import front_matter
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
