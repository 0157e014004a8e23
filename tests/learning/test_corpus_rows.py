"""Training rows of a coded corpus: only what was read, grouped by who speaks."""

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.coding.carried import carried
from civic_qual.errors import ModelError
from civic_qual.learning.corpus_rows import carried_codes, read_codes, rows_of_codings


def test_carried_and_read_are_those_of_tables(gold):
    told = carried(gold, "turn", level="code")
    codes = [row.id for row in told.rows if row.id in gold.codebook]
    columns = [place for place, row in enumerate(told.rows) if row.id in gold.codebook]
    read = read_codes(gold, codes, "turn")
    np.testing.assert_array_equal(read, told.read[:, columns])
    here = carried_codes(gold, codes, "turn") & read
    np.testing.assert_array_equal(here, told.matrix.toarray()[:, columns] > 0)


def test_rows_are_turns_of_respondents_that_were_read(gold):
    rows = rows_of_codings(gold)
    frame = gold.corpus.segments("turn").frame
    assert len(rows) == len(gold.read)
    spoken = set(frame["text"][frame["counted"]].str.len())
    assert all(len(text) <= max(spoken) for text in rows.texts)
    assert set(rows.languages) == {"en", "fr"}


def test_interviews_with_a_common_participant_are_left_out_together():
    turn = cq.Turn(0, 3, ((0, 3),), "R", "respondent", "en")
    corpus = cq.Corpus(tuple(cq.Transcript(name, "abc", (turn,)) for name in "abc"))
    people = corpus.participants
    shared = type(people)(speaks={("a", "R"): "ada", ("b", "R"): "ada", ("c", "R"): "ben"})
    corpus = cq.Corpus(corpus.transcripts, shared)
    from civic_qual.learning.corpus_rows import _groups

    groups = _groups(corpus.segments("turn")).tolist()
    assert groups[0] == groups[1] != groups[2]


def test_several_people_are_refused():
    with pytest.raises(ModelError, match="several people coded: A, B"):
        rows_of_codings(cq.example_codings())


def test_machines_teach_nothing(machine):
    with pytest.raises(ModelError, match="no readings by a person"):
        rows_of_codings(machine)


def test_one_interview_is_refused(gold):
    one = gold.corpus.with_transcripts(gold.corpus.transcripts[:1])
    frame = gold.to_csv_frame()
    kept = frame[frame["transcript"] == one.transcripts[0].id]
    with pytest.raises(ModelError, match="one interview"):
        rows_of_codings(cq.read_codings(kept, one, gold.codebook))
