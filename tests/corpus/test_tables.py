"""The corpus as a table of turns, cell by cell from the transcripts, and as notebooks show it."""

import math

import pandas as pd

from civic_qual.bundled import bundled
from civic_qual.corpus.intake.reading import read_corpus
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants

FIXED = [
    "transcript",
    "turn",
    "start",
    "end",
    "speaker",
    "role",
    "participant",
    "language",
    "text",
    "seconds",
    "words",
    "reported",
]


def small() -> Corpus:
    turns = (
        Turn(start=0, end=7, spoken=((3, 7),), speaker="I", role="interviewer", language="fr"),
        Turn(
            start=8,
            end=27,
            spoken=((11, 17), (26, 27)),
            speaker="R",
            role="respondent",
            language="fr",
            seconds=2.5,
        ),
    )
    known = {"country": "CAR", "sex": "mixed", "text": "x", "language": "French"}
    one = Transcript(id="b", text="I: Qui?\nR: Pas un [rires] b", turns=turns, attributes=known)
    two = Transcript(id="a", text="", turns=(), attributes={"year": "2022"})
    people = Participants(attributes={"p": {"sex": "f"}}, declared={("b", "R"): "p"})
    return Corpus((one, two), people.resolved((one, two)))


def test_a_row_a_turn():
    frame = small().frame
    assert list(frame.columns) == [*FIXED, "year", "country", "sex"]
    first, second = frame.to_dict("records")
    assert math.isnan(first.pop("seconds"))
    assert first == {
        "transcript": "b", "turn": 0, "start": 0, "end": 7, "speaker": "I", "role": "interviewer",
        "participant": "", "language": "fr", "text": "Qui?", "words": 1, "year": "",
        "reported": False, "country": "CAR", "sex": "mixed",
    }  # fmt: skip
    assert second == {
        "transcript": "b", "turn": 1, "start": 8, "end": 27, "speaker": "R", "role": "respondent",
        "participant": "p", "language": "fr", "text": "Pas un b", "seconds": 2.5,
        "words": 3, "reported": False, "year": "", "country": "CAR", "sex": "f",
    }  # fmt: skip


def test_an_empty_corpus_has_an_empty_table():
    frame = Corpus(()).frame
    assert list(frame.columns) == FIXED
    assert len(frame) == 0
    assert "0 transcripts" in Corpus(())._repr_html_()


def test_every_turn_of_the_example_once():
    corpus = read_corpus(bundled("corpora/protection"))
    frame = corpus.frame
    turns = [(one, number, turn) for one in corpus for number, turn in enumerate(one.turns)]
    assert len(frame) == len(turns)
    for row, (one, number, turn) in zip(frame.itertuples(), turns, strict=True):
        assert (row.transcript, row.turn, row.speaker) == (one.id, number, turn.speaker)
        assert row.text == " ".join(one.text[start:end] for start, end in turn.spoken)
        assert row.country == one.attributes["country"]
    counted = frame[~frame["role"].isin(["interviewer", "observer"])]
    assert (counted["participant"] != "").all()
    assert counted["words"].sum() == corpus.segments("turn").frame.query("counted")["words"].sum()


def test_attributes_of_transcripts():
    table = small().attributes
    assert table.index.name == "transcript"
    assert table.loc["a"].to_dict() == {
        "year": "2022", "country": "", "sex": "", "text": "", "language": ""
    }  # fmt: skip
    assert isinstance(table, pd.DataFrame)


def test_a_notebook_shows_transcripts_and_notes():
    corpus = Corpus(small().transcripts, small().participants, ("b.pdf: not read",), ("a < b",))
    shown = corpus._repr_html_()
    for text in ("country", "2022", "2 transcripts, 1 participant<", "b.pdf: not read", "a &lt; b"):
        assert text in shown
