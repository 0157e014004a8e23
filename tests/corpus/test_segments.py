"""The units of counting."""

import numpy as np
import pytest

from civic_qual.corpus.segments import UNITS
from civic_qual.errors import CodingError

TALK = (
    "Interview\n\nI: Who came [pause] at night? Who?\n"
    "R: Nobody came. They sleep.\nThey always [laughs] sleep.\nI: Mm-hm.\nR: All night.\n"
    "O: Rain.\n"
)


@pytest.fixture
def corpus(read):
    return read(
        {
            "a.txt": TALK,
            "b.txt": "R: One. Two.\nI: Three?",
            "participants.csv": "transcript,speaker,role\na,O,observer\n",
        }
    )


def texts(segments, name="a"):
    frame = segments.frame
    return list(frame.loc[frame["transcript"] == name, "text"])


def test_turns(corpus):
    frame = corpus.segments("turn").frame.set_index(["transcript", "turn"])
    assert list(frame.loc["a", "role"]) == ["interviewer", "respondent", "observer"]
    assert list(frame.loc["a", "words"]) == [5, 9, 1]
    assert list(frame.loc["a", "counted"]) == [False, True, False]
    assert list(frame.loc["a", "participant"]) == ["", "a/S2", ""]


def test_they_say_in_a_line_what_they_are(corpus):
    assert repr(corpus.segments("turn")) == "Segments(5 turns, 2 counted, of 2 transcripts)"


def test_sentences_run_over_notes_and_backchannels(corpus):
    assert texts(corpus.segments("sentence")) == [
        "Who came [pause] at night?",
        "Who?",
        "Nobody came.",
        "They sleep.",
        "They always [laughs] sleep.",
        "All night.",
        "Rain.",
    ]


def test_paragraphs(corpus):
    assert texts(corpus.segments("paragraph")) == [
        "I: Who came [pause] at night? Who?",
        "R: Nobody came. They sleep.",
        "They always [laughs] sleep.",
        "I: Mm-hm.",
        "R: All night.",
        "O: Rain.",
    ]


def test_transcripts_count_what_counts(corpus):
    whole = corpus.segments("transcript")
    assert whole.words.tolist() == [9, 2]
    assert whole.turn.tolist() == [-1, -1]
    assert whole.frame.loc[0, "text"] == TALK


@pytest.mark.parametrize("unit", UNITS)
def test_words_add_up_and_columns_agree(corpus, unit):
    segments = corpus.segments(unit)
    columns = (
        segments.transcript,
        segments.turn,
        segments.start,
        segments.end,
        segments.words,
        segments.counted,
    )
    assert {len(column) for column in columns} == {len(segments)}
    assert all(column.dtype == np.int64 for column in columns[:5])
    assert segments.words[segments.counted].sum() == 11
    order = list(zip(segments.transcript, segments.start, strict=True))
    assert order == sorted(order)


@pytest.mark.parametrize("unit", UNITS)
def test_a_corpus_without_turns_has_no_segments_but_itself(unit):
    from civic_qual.corpus.model import Corpus, Transcript

    segments = Corpus((Transcript(id="a", text="", turns=()),)).segments(unit)
    assert len(segments) == (unit == "transcript")
    assert segments.frame.shape == (len(segments), 11)


def test_no_such_unit(corpus):
    with pytest.raises(CodingError, match="no unit 'page'; choose one of turn, sentence"):
        corpus.segments("page")
