"""Corrected words: turns and what is said in them stand where they stood, or where it is put."""

import random

import pytest

from civic_qual.errors import StudyError
from civic_qual.reviewing.room.corrected import with_text, with_turn
from tests.study.small import transcript

SAID = ["Who came?", "Soldiers came late, at night.", "And then?", "We fled."]


def said_in(one):
    return [" ".join(one.text[a:b] for a, b in turn.spoken) for turn in one.turns]


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize(
    "words", ["x", "Nobody. Nobody at all came that night.", "Où ? É 😀", "a\nb"]
)
def test_other_words_are_said_in_one_turn_and_all_else_stays(number, words):
    made = with_turn(transcript("a", SAID), number, words)
    assert said_in(made) == [*SAID[:number], words, *SAID[number + 1 :]]
    assert [turn.speaker for turn in made.turns] == ["I", "R1", "I", "R1"]


def test_words_are_put_in_at_the_beginning_in_the_middle_and_at_the_end_of_turns():
    one = transcript("a", SAID)
    text = (
        one.text.replace("Who", "But who")
        .replace("late", "very late")
        .replace("fled.", "fled, all.")
    )
    assert said_in(with_text(one, text)) == [
        "But who came?",
        "Soldiers came very late, at night.",
        "And then?",
        "We fled, all.",
    ]


def test_a_line_that_is_put_between_turns_is_of_the_turn_before():
    one = transcript("a", SAID)
    made = with_text(one, one.text.replace("I: And", "They burned it all.\nI: And"))
    assert " ".join(said_in(made)[1].split()) == "Soldiers came late, at night. They burned it all."


def test_a_turn_without_words_is_gone_and_nothing_at_all_is_refused():
    one = transcript("a", SAID)
    made = with_text(one, one.text.replace("I: And then?\n", ""))
    assert said_in(made) == [SAID[0], SAID[1], SAID[3]]
    with pytest.raises(StudyError, match="nothing is left"):
        with_text(one, " \n")
    with pytest.raises(StudyError, match="turn 9"):
        with_turn(one, 8, "x")


def test_whatever_is_typed_the_turns_stay_in_order_apart_and_in_the_text():
    chance = random.Random(5)
    signs = ["", "e", " ", "\n", "é", "😀", "night", "R1: ", "\r\n", "\u200b", "e\u0301"]
    for _ in range(400):
        one = transcript("a", [chance.choice(SAID) * chance.choice([1, 2]) for _ in range(6)])
        text = one.text
        for _ in range(chance.randrange(1, 6)):
            a = chance.randrange(len(text) + 1)
            b = min(len(text), a + chance.choice([0, 0, 1, 3, 20]))
            text = text[:a] + "".join(chance.choices(signs, k=chance.randrange(4))) + text[b:]
        made = with_text(one, text)  # which refuses offsets that are wrong
        assert made.text == made.text.replace("\r", "")
        for turn in made.turns:
            assert made.text[turn.start : turn.end].strip()
