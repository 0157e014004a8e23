"""Subtitles whose speakers are hard to see."""

from civic_qual.corpus.intake.readers.subtitles.cues import Cue, document_of_cues


def said(*cues: tuple[float, float, str]) -> list[str]:
    return document_of_cues(Cue(*cue) for cue in cues).text.split("\n")


def test_without_names_a_silence_ends_a_turn():
    assert said((0, 1, "They came"), (1.5, 2, "at night."), (5, 6, "Why?")) == [
        "They came at night.",
        "Why?",
    ]


def test_a_dash_ends_a_turn_but_a_word_with_one_does_not():
    assert said((0, 1, "- Who?\n- Nobody."), (1, 2, "- A cease-"), (2, 3, "fire.")) == [
        "Who?",
        "Nobody.",
        "A cease- fire.",
    ]


def test_two_voices_in_one_cue():
    assert said((0, 1, "<v.loud Ann Lee>Who?</v> <v Bo>Nobody <i>at all</i>.</v>")) == [
        "Ann Lee: Who?",
        "Bo: Nobody at all.",
    ]


def test_unvoiced_cues_among_voices_are_nobodys():
    assert said((0, 1, "<v Ann>Who?"), (1, 2, "Somebody."), (2, 3, "<v Ann>Hm?")) == [
        "Ann: Who?",
        "Somebody.",
        "Ann: Hm?",
    ]


def test_letters_written_as_entities():
    assert said((0, 1, "R: you &amp; me &lt;3"), (1, 2, "I: ok?")) == ["R: you & me <3", "I: ok?"]


def test_nothing_said():
    assert document_of_cues([]).turns == ()
