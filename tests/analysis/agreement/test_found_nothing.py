"""Who has read an interview and found nothing is told from who has not read it."""

import pandas as pd
import pytest

from civic_qual.analysis.agreement.agreement import agreement
from civic_qual.coding.files.reading import read_codings
from civic_qual.corpus.model import Corpus
from tests.analysis.small import codebook, interview

TURNS = 10


@pytest.fixture
def corpus():
    lines = [f"R: Answer number {place}" for place in range(TURNS)]
    return Corpus(tuple(interview(f"t{place}", lines) for place in range(4)))


@pytest.fixture
def rows(corpus):
    """A and B code the same three turns of t0, t1 and t2; in t3 A codes eight, B none."""
    both = [(f"t{place}", turn, who) for place in range(3) for turn in (1, 4, 7) for who in "AB"]
    coded = [*both, *(("t3", turn, "A") for turn in range(8))]
    return [
        {
            "transcript": name,
            "start": corpus[name].turns[turn].start,
            "end": corpus[name].turns[turn].end,
            "code": "harm",
            "coder": who,
        }
        for name, turn, who in coded
    ]


def table(corpus, rows, **options):
    book = codebook("harm")
    return agreement(read_codings(pd.DataFrame(rows), corpus, book, **options), draws=20)


def of_harm(found):
    row = found.only(code="harm").frame.iloc[0]
    return int(row["units"]), round(float(row["percent"]), 3)


def test_an_interview_without_codings_is_named_not_guessed_at(corpus, rows):
    found = table(corpus, rows)
    assert of_harm(found) == (3 * TURNS, 1.0)
    (note,) = [note for note in found.notes if note.startswith("t3")]
    assert note.startswith("t3: B has no coding there: taken as not read")


def test_all_transcripts_were_read(corpus, rows):
    found = table(corpus, rows, coverage="all_transcripts")
    assert of_harm(found) == (4 * TURNS, 0.8)
    assert not any("no coding there" in note for note in found.notes)


def test_a_row_says_that_a_whole_transcript_was_read(corpus, rows):
    said = {"transcript": "t3", "start": "", "end": "", "code": "*", "coder": "B"}
    found = table(corpus, [*rows, said])
    assert of_harm(found) == (4 * TURNS, 0.8)


def test_a_sheet_says_who_has_read_what(corpus, rows):
    sheet = pd.DataFrame({"transcript": ["t2", "t3"], "coder": ["B", "B"]})
    assert of_harm(table(corpus, rows, coverage=sheet)) == (4 * TURNS, 0.8)


def test_interviews_shared_out_are_named_for_each(corpus, rows):
    shared = [row for row in rows if (row["coder"], row["transcript"]) != ("A", "t0")]
    notes = [note for note in table(corpus, shared).notes if "no coding there" in note]
    assert [note.partition(" has")[0] for note in notes] == ["t0: A", "t3: B"]
