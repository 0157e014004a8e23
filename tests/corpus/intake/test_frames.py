"""Surveys: one text a row."""

import pandas as pd
import pytest

from civic_qual.corpus.model import Corpus
from civic_qual.errors import ReadError

ANSWERS = pd.DataFrame(
    {
        "respondent": ["r1", "r2", "r3"],
        "answer": ["They came late: always.", None, "Personne [rires] n'est venu."],
        "country": ["DRC", "CAR", "CAR"],
        "age": [31, 40, None],
        "language": ["en", "fr", "fr"],
    }
)


def test_one_row_one_transcript():
    corpus = Corpus.from_frame(ANSWERS, text="answer", id="respondent", language="language")
    assert [one.id for one in corpus] == ["r1", "r3"]
    assert dict(corpus["r1"].attributes) == {"country": "DRC", "age": "31", "language": "en"}
    assert corpus["r3"].turns[0].language == "fr"
    assert corpus.segments("turn").words.tolist() == [4, 4]
    assert corpus.notes == ("1 row without words was left out",)
    assert corpus.participants.of("r1", "") == "r1"


def test_chosen_attributes_and_repeated_people():
    table = ANSWERS.assign(person=["p1", "p1", "p1"])
    corpus = Corpus.from_frame(
        table, text="answer", participant="person", attributes=["country"], language="en"
    )
    assert [one.id for one in corpus] == ["1", "3"]
    assert dict(corpus["3"].attributes) == {"country": "CAR"}
    assert corpus.participants.count == 1
    assert {turn.role for one in corpus for turn in one.turns} == {"respondent"}


def test_a_speaker_column():
    table = ANSWERS.assign(who=["Ada", "Bo", "Cy"])
    corpus = Corpus.from_frame(table, text="answer", speaker="who", language="en")
    assert [one.turns[0].speaker for one in corpus] == ["Ada", "Cy"]


def test_odd_text_is_normalised():
    table = pd.DataFrame({"text": ["e\u0301te\u0301\r\nok 😀"]})
    one = Corpus.from_frame(table, languages=["en"])["1"]
    assert one.text == "été\nok 😀"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text": "words"}, "no column 'words'; there are: age, answer, country"),
        ({"text": "answer", "attributes": ["cuntry"]}, "no column 'cuntry'"),
        ({"text": "answer", "id": "country"}, None),
    ],
)
def test_columns_that_are_not_there(options, message):
    table = pd.concat([ANSWERS, ANSWERS])
    with pytest.raises(ReadError, match=message or "two transcripts are called 'CAR'"):
        Corpus.from_frame(table, **options, language="en")


def test_nothing_but_empty_rows():
    with pytest.raises(ReadError, match="no row has words"):
        Corpus.from_frame(pd.DataFrame({"text": ["", None]}))
