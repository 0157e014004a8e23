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


def test_dashes_part_two_people_where_all_lines_have_one():
    cues = [
        Cue(0, 2, "- Who came?\n- Three men,\nat night."),
        Cue(3, 5, r"{\an8}- <i>When?</i>" + "\n- In May."),
        Cue(6, 8, "- Why?\n- Nobody knows."),
    ]
    document = document_of_cues(cues)
    assert [
        (turn.speaker, turn.seconds, [document.text[start:end] for start, end in turn.spoken])
        for turn in document.turns
    ] == [
        ("Questions", 0, ["Who came?"]),
        ("", 0, ["Three men, at night."]),
        ("Questions", 3, ["When?"]),
        ("", 3, ["In May."]),
        ("Questions", 6, ["Why?"]),
        ("", 6, ["Nobody knows."]),
    ]


def test_words_of_nobody_are_asked_about_if_they_are_many():
    few, many = (
        document_of_cues([Cue(0, 1, "<v Ann>" + "word " * words), Cue(1, 2, "Somebody else.")])
        for words in (200, 20)
    )
    assert [(one.account.sure, len(one.account.doubts)) for one in (few, many)] == [
        (True, 1),
        (False, 1),
    ]


def test_a_name_that_stands_behind_its_tag_once_more_is_not_said():
    assert said((0, 1, "<v S00>S00: S00 is here."), (1, 2, "<v S01> S01 : No.")) == [
        "S00: S00 is here.",
        "S01: No.",
    ]
