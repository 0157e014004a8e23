"""Training rows of a coded corpus: only what was read, grouped by who speaks."""

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.errors import ModelError
from civic_qual.learning.corpus_rows import joined_interviews, rows_of_codings
from tests.analysis.small import codebook, codings, interview


def naive_targets(codings, codes):
    """Say of every turn which codes it carries, NaN where it was not read: letter by letter."""
    turns = codings.corpus.segments("turn").frame
    targets = np.full((len(turns), len(codes)), np.nan)
    read, rows = codings.readings, codings.rows
    for row, turn in enumerate(turns.itertuples()):
        own = read[(read["transcript"] == turn.transcript) & (read["start"] <= turn.start)]
        own = own[own["end"] >= turn.end]
        here = rows[(rows["transcript"] == turn.transcript) & (rows["start"] < turn.end)]
        here = here[here["end"] > turn.start]
        for column, code in enumerate(codes):
            below = {other for other in here["code"] if f"{other}.".startswith(f"{code}.")}
            if len(own):
                targets[row, column] = bool(below)
    return targets


def test_targets_are_what_people_said_turn_by_turn(gold):
    rows = rows_of_codings(gold)
    expected = naive_targets(gold, rows.codes)
    turns = gold.corpus.segments("turn")
    chosen = turns.counted & (turns.words > 0) & ~np.isnan(expected).all(axis=1)
    np.testing.assert_array_equal(rows.targets, expected[chosen])


@pytest.mark.parametrize("unit", ["turn", "transcript"])
def test_people_are_who_speaks_and_of_whole_interviews_the_interview(unit):
    """Two interviews, of which one person gave both and another speaks in the second."""
    lines = [["R: the patrol came", "S: no patrol"], ["R: a patrol"]]
    corpus = Corpus(
        (interview("a", lines[0]), interview("b", lines[1])),
        Participants({("a", "R"): "ann", ("a", "S"): "ben", ("b", "R"): "ann"}, {}),
    )
    coded = codings(corpus, codebook("plan"), [("a", "patrol", "plan")], unit=unit)
    expected = {"turn": ("ann", "ben", "ann"), "transcript": ("a", "b")}
    assert rows_of_codings(coded).people == expected[unit]


def test_who_listed_all_codes_below_a_theme_read_for_the_theme(gold):
    below = [code.id for code in gold.codebook if code.parent == "plan"]
    frame = gold.to_csv_frame()
    frame.loc[frame["kind"] == "reading", "code"] = " ".join(below)
    frame = frame[(frame["kind"] == "reading") | frame["code"].isin(below)]
    rows = rows_of_codings(cq.read_codings(frame, gold.corpus, gold.codebook))
    assert set(rows.codes) == {"plan", *below}
    assert not np.isnan(rows.targets).any()


def test_rows_are_turns_of_respondents_that_were_read(gold):
    rows = rows_of_codings(gold)
    frame = gold.corpus.segments("turn").frame
    assert len(rows) == len(gold.read)
    spoken = set(frame["text"][frame["counted"]].str.len())
    assert all(len(text) <= max(spoken) for text in rows.texts)
    assert set(rows.languages) == {"en", "fr"}


def test_interviews_with_a_common_participant_are_left_out_together():
    turn = cq.Turn(start=0, end=3, spoken=((0, 3),), speaker="R", role="respondent", language="en")
    corpus = cq.Corpus(tuple(cq.Transcript(id=name, text="abc", turns=(turn,)) for name in "abc"))
    people = corpus.participants
    shared = type(people)(speaks={("a", "R"): "ada", ("b", "R"): "ada", ("c", "R"): "ben"})
    corpus = cq.Corpus(corpus.transcripts, shared)
    groups = joined_interviews(corpus.segments("turn")).tolist()
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
