"""Mm-hm: no turn of its own, unless it answers."""

import pytest

from civic_qual.corpus.intake.backchannels import is_backchannel

RUN = "R: We ran.\nI: {0}\nR: To the river.\nI: Why?\nR: Fear."


@pytest.mark.parametrize(
    "said",
    [
        "Mm-hm.",
        "mmh",
        "D'accord.",
        "d’accord",
        "oui oui",
        "Oui, oui.",
        "Yes, I see.",
        "OK",
        "Okay, right.",
        "hm",
        "Ah bon.",
        "Bien sûr, bien sûr",
        "Uh-huh.",
    ],
)
def test_backchannels(said, read):
    assert is_backchannel(said)
    turns = read({"a.txt": RUN.format(said)})["a"].turns
    assert [turn.speaker for turn in turns] == ["R", "I", "R"]


@pytest.mark.parametrize(
    "said",
    ["Oui, ils sont venus.", "Really?", "Okay, and then they left", "Good.", "No.", "oui " * 30],
)
def test_what_is_more_than_that(said, read):
    assert not is_backchannel(said)
    assert len(read({"a.txt": RUN.format(said)})["a"].turns) == 5


def test_an_answer_stays_a_turn(read):
    text = "I: Did they come?\nR: Yes.\nI: And then?\nR: Mm-hm.\nI: So they did.\nR: Yes.\nI: Ok."
    assert len(read({"a.txt": text})["a"].turns) == 7


def test_after_a_question_it_is_an_answer_whoever_asks(read):
    text = "I: Go on.\nP1: Was that right?\nP2: Yes.\nP1: So we left."
    assert [turn.speaker for turn in read({"a.txt": text})["a"].turns] == ["I", "P1", "P2", "P1"]


def test_told_to_split(read):
    assert len(read({"a.txt": RUN.format("Mm-hm.")}, split_backchannels=True)["a"].turns) == 5


def test_the_turn_that_runs_on_leaves_the_other_out(read, said):
    one = read({"a.txt": RUN.format("Mm-hm.")})["a"]
    assert said(one)[0] == ("R", ["We ran.", "To the river."])
    turn = one.turns[0]
    assert one.text[turn.start : turn.end] == "R: We ran.\nI: Mm-hm.\nR: To the river."
