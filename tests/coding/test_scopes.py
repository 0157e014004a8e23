"""Scopes: the words of turns and sentences, cut at spoken pieces."""

import pytest

from civic_qual.corpus.model import Transcript, Turn
from tests.coding.oracle.scopes import scope_of, turn_scopes

TEXT = "R: They came [pause] late. We left.\nQ: Why?\nX: Doria."


@pytest.fixture(scope="module")
def transcript():
    return Transcript("a", TEXT, (
        Turn(0, 35, ((3, 12), (21, 35)), "R", "respondent", "en"),
        Turn(36, 43, ((39, 43),), "Q", "interviewer", "en"),
        Turn(44, 53, ((47, 53),), "X", "unknown", "")))


def quoted(scope):
    return [TEXT[word.start:word.end] for word in scope.words]


def test_turns_hold_their_spoken_words(transcript):
    turns = turn_scopes(transcript)
    assert [quoted(turn.whole) for turn in turns] == [
        ["They", "came", "late", "We", "left"], ["Why"], ["Doria"]]
    assert [turn.counted for turn in turns] == [True, False, True]
    assert turns[0].whole.pieces == [0, 0, 1, 1, 1]


def test_a_sentence_may_take_in_a_note_but_its_text_does_not(transcript):
    first, second = turn_scopes(transcript)[0].sentences
    assert quoted(first) == ["They", "came", "late"]
    assert [TEXT[start:end] for start, end in first.spans] == ["They came", "late."]
    assert quoted(second) == ["We", "left"]


def test_the_language_nobody_could_tell_stays_untold(transcript):
    assert turn_scopes(transcript)[2].language == ""


def test_scopes_are_made_once(transcript):
    assert turn_scopes(transcript) is turn_scopes(transcript)


def test_phrases_break_at_pieces_and_punctuation(transcript):
    whole = turn_scopes(transcript)[0].whole
    assert [whole.unbroken(*pair) for pair in [(0, 1), (1, 2), (2, 3), (3, 4), (2, 2)]] == [
        True, False, False, True, True]


def test_places_of_the_words_a_span_touches():
    scope = scope_of("one two three")
    assert list(scope.places_in(2, 5)) == [0, 1]
    assert list(scope.places_in(3, 4)) == []
    assert scope.spans_of([0, 2]) == ((0, 3), (8, 13))
