"""A corpus as an object: found by id, equal by what it holds, and the same after a journey."""

import copy
import pickle
import subprocess
import sys
from dataclasses import replace

import pytest

from civic_qual.corpus.counted_words import turn_columns
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants
from civic_qual.errors import ReadError


def made() -> Corpus:
    turns = (
        Turn(start=0, end=9, spoken=((3, 9),), speaker="I", role="interviewer", language="en"),
        Turn(
            start=10,
            end=25,
            spoken=((13, 25),),
            speaker="R",
            role="respondent",
            language="en",
            seconds=4.5,
        ),
    )
    transcripts = tuple(
        Transcript(
            id=name,
            text="I: Who ?\n\nR: Nobody came.",
            turns=turns,
            attributes={"country": country},
            source="x.txt",
        )
        for name, country in [("bria", "CAR"), ("aru", "DRC")]
    )
    people = Participants(attributes={"p1": {"age": "30"}}, declared={("bria", "R"): "p1"})
    return Corpus(transcripts, people.resolved(transcripts), ("a problem",), ("a note",))


def looked_at(corpus: Corpus) -> Corpus:
    """Let a corpus work out all that it keeps."""
    _ = corpus.languages, corpus.frame, corpus.positions, hash(corpus), corpus["bria"].revision
    corpus.segments("turn")
    return corpus


def test_found_by_id():
    corpus = made()
    assert [one.id for one in corpus] == ["aru", "bria"]
    assert len(corpus) == 2
    assert corpus["bria"].id == "bria"
    assert "bria" in corpus
    assert "Bria" not in corpus
    assert corpus["bria"] in corpus
    assert replace(corpus["bria"], language="fr") not in corpus


def test_an_id_that_is_near_is_offered():
    with pytest.raises(KeyError, match="no transcript 'briaa'; did you mean 'bria'"):
        made()["briaa"]


def test_a_number_is_no_id():
    with pytest.raises(TypeError, match=r"corpus\['aru'\].*corpus.transcripts\[0\]"):
        made()[0]


def test_ids_stand_once():
    one = made()["aru"]
    with pytest.raises(ReadError, match="two transcripts are called 'aru': rename one"):
        Corpus((one, one))


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_copy_is_equal(copied):
    corpus = looked_at(made())
    for original in (corpus, corpus["bria"], corpus.participants):
        other = copied(original)
        assert other is not original
        assert other == original
    other = copied(corpus)
    assert hash(other) == hash(corpus)
    assert other.frame.equals(corpus.frame)
    assert other.segments("turn").frame.equals(corpus.segments("turn").frame)


READ_AND_SEND_BACK = """
import pickle, sys
corpus = pickle.load(sys.stdin.buffer)
assert len({corpus, pickle.loads(pickle.dumps(corpus))}) == 1
_ = corpus.frame, corpus.segments("sentence")
sys.stdout.buffer.write(pickle.dumps(corpus))
"""


def test_another_process_sends_back_the_same():
    corpus = looked_at(made())
    done = subprocess.run(
        [sys.executable, "-c", READ_AND_SEND_BACK],
        input=pickle.dumps(corpus),
        capture_output=True,
        check=True,
    )
    assert pickle.loads(done.stdout) == corpus


@pytest.mark.parametrize(
    "change",
    [
        {"text": "I: Who !\n\nR: Nobody came."},
        {"turns": ()},
        {"attributes": {"country": "Mali"}},
        {"language": "fr"},
        {"source": "y.txt"},
        {"translation_of": "aru"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_transcript_is_not_equal(change):
    corpus = made()
    other = replace(corpus["bria"], **change)
    assert other != corpus["bria"]
    assert corpus.with_transcripts([corpus["aru"], other]) != corpus


@pytest.mark.parametrize("change", ["participants", "problems", "notes"])
def test_another_corpus_is_not_equal(change):
    empty = {"participants": Participants(), "problems": (), "notes": ()}
    assert replace(made(), **{change: empty[change]}) != made()


def test_equal_corpora_share_what_is_worked_out_of_them():
    corpus, other = made(), made()
    assert turn_columns(corpus) is turn_columns(other)
    assert turn_columns(corpus) is not turn_columns(corpus.filter(country="CAR"))


def test_attributes_cannot_be_changed_from_outside():
    corpus = made()
    for table in (corpus.attributes, corpus.frame):
        table["country"] = "Mali"
    assert corpus.attributes.loc["bria", "country"] == "CAR"
    with pytest.raises(TypeError):
        corpus["bria"].attributes["country"] = "Mali"
