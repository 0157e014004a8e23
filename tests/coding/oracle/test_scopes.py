"""Scopes of the oracle: the words of turns and sentences, piece by piece."""

import pytest

from civic_qual.corpus.model import Transcript, Turn
from tests.coding.oracle.scopes import scope_of, sentence_scopes, turn_scope

TEXT = "R: They came [pause] late. We left.\nX: Doria."
SAID = Turn(
    start=0, end=35, spoken=((3, 12), (21, 35)), speaker="R", role="respondent", language="en"
)
UNTOLD = Turn(start=36, end=45, spoken=((39, 45),), speaker="X", role="unknown", language="")
TRANSCRIPT = Transcript(id="a", text=TEXT, turns=(SAID, UNTOLD))


def quoted(scope):
    return [TEXT[word.start : word.end] for word in scope.words]


def test_turns_hold_their_spoken_words():
    assert quoted(turn_scope(TRANSCRIPT, SAID)) == ["They", "came", "late", "We", "left"]
    assert turn_scope(TRANSCRIPT, UNTOLD).language == ""


def test_a_sentence_may_take_in_a_note_but_its_text_does_not():
    first, second = sentence_scopes(TRANSCRIPT, SAID)
    assert quoted(first) == ["They", "came", "late"]
    assert [TEXT[start:end] for start, end in first.spans] == ["They came", "late."]
    assert quoted(second) == ["We", "left"]


def test_a_word_is_in_the_sentence_in_which_it_begins_and_in_no_other():
    text = "We left.We came."  # no space, no sentence
    pieces = ((0, 8), (8, 16))
    one = Transcript(
        id="a",
        text=text,
        turns=(
            Turn(start=0, end=16, spoken=pieces, speaker="R", role="respondent", language="en"),
        ),
    )
    assert [len(part.words) for part in sentence_scopes(one, one.turns[0])] == [4]


@pytest.mark.parametrize(
    ("pair", "unbroken"),
    [((0, 1), True), ((1, 2), False), ((2, 3), False), ((3, 4), True), ((2, 2), True)],
)
def test_phrases_break_at_pieces_and_punctuation(pair, unbroken):
    assert turn_scope(TRANSCRIPT, SAID).unbroken(*pair) is unbroken


def test_places_of_the_words_a_span_touches():
    scope = scope_of("one two three")
    assert scope.places_in(2, 5) == [0, 1]
    assert scope.places_in(3, 4) == []
    assert scope.spans_of([0, 2]) == ((0, 3), (8, 13))
