"""Choosing transcripts by attributes, as a user of pandas would."""

import pytest

from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants
from civic_qual.errors import TableError

TEXT = "A: Oui.\nB: Non."


def transcript(name: str, language: str = "fr", **attributes: str) -> Transcript:
    turns = (
        Turn(start=0, end=7, spoken=((3, 7),), speaker="A", role="respondent", language=language),
        Turn(
            start=8, end=15, spoken=((11, 15),), speaker="B", role="respondent", language=language
        ),
    )
    return Transcript(id=name, text=TEXT, turns=turns, attributes=attributes)


@pytest.fixture
def corpus() -> Corpus:
    transcripts = (
        transcript("a1", country="Mali", year="2022"),
        transcript("a2", country="CAR", year="2023", language="en"),
        transcript("a3", country="Mali"),
    )
    told = Participants(
        attributes={"ada": {"sex": "f", "year": "1990"}, "bo": {"sex": "m"}},
        declared={("a1", "A"): "ada", ("a2", "A"): "ada", ("a2", "B"): "bo"},
    )
    return Corpus(transcripts, told.resolved(transcripts), notes=("guessed",))


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, ["a1", "a2", "a3"]),
        ({"country": "Mali"}, ["a1", "a3"]),
        ({"country": ["Mali", "CAR"]}, ["a1", "a2", "a3"]),
        ({"country": "Mali", "year": "2022"}, ["a1"]),
        ({"year": 2022}, ["a1"]),
        ({"year": (2022, 2023)}, ["a1", "a2"]),
        ({"sex": "f"}, ["a1", "a2"]),
        ({"sex": "m"}, ["a2"]),
        ({"sex": "m", "country": "Mali"}, []),
        ({"year": "1990"}, ["a1", "a2"]),
        ({"year": ""}, ["a3"]),
        ({"transcript": ["a1", "a3"]}, ["a1", "a3"]),
        ({"participant": "ada"}, ["a1", "a2"]),
        ({"language": "en"}, ["a2"]),
    ],
    ids=str,
)
def test_attributes_of_transcripts_and_of_who_speaks_in_them(corpus, wanted, ids):
    assert [one.id for one in corpus.filter(**wanted)] == ids


def test_a_function(corpus):
    chosen = corpus.filter(lambda one: one.id > "a1", country="Mali")
    assert [one.id for one in chosen] == ["a3"]
    assert len(corpus.filter(lambda _: False)) == 0


def test_people_are_those_who_speak_there(corpus):
    chosen = corpus.filter(transcript="a1")
    assert chosen.participants.count == 2
    assert chosen.participants.of("a1", "A") == "ada"
    assert chosen.participants.attribute_names == ("sex", "year")
    assert set(chosen.participants.attributes) == {"ada"}
    assert chosen.notes == ("guessed",)
    assert corpus.filter() == corpus


def test_roles_told_later_find_the_same_people(corpus):
    chosen = corpus.filter(transcript="a2").with_roles({"B": "interviewer"})
    assert dict(chosen.participants.speaks) == {("a2", "A"): "ada"}


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"cuntry": "Mali"}, "has an attribute 'cuntry'; did you mean 'country'"),
        ({"country": "Malli"}, "no transcript has country 'Malli'; did you mean 'Mali'"),
        ({"country": ["Mali", "Chad"]}, "no transcript has country 'Chad'; there are: CAR, Mali"),
        ({"country": ""}, "no transcript has country ''"),
        ({"transcript": "b1"}, "no transcript has transcript 'b1'"),
    ],
    ids=str,
)
def test_slips_of_the_pen_are_answered(corpus, wanted, message):
    with pytest.raises(TableError, match=message):
        corpus.filter(**wanted)
