"""Captions that roll are read once; people who repeat themselves are not cut short."""

from civic_qual.corpus.intake.readers.subtitles.cues import Cue, document_of_cues

GAPLESS = [
    "the men came",
    "the men came",
    "the men came\nat night",
    "at night",
    "at night\nand left",
]


def said(texts: list[str], gap: float = 0.0) -> tuple[str, list[str]]:
    cues = [Cue(n * (2 + gap), n * (2 + gap) + 2, text) for n, text in enumerate(texts)]
    document = document_of_cues(cues)
    return document.text, [str(one.message) for one in document.account.doubts]


def test_lines_that_move_up():
    text, doubts = said(GAPLESS)
    assert text == "the men came at night and left"
    assert (
        doubts[0] == "the captions roll: each line stands in several subtitles, and was read once"
    )


def test_lines_that_grow():
    assert said(["the", "the men", "the men came", "the men came at", "night"])[0] == (
        "the men came at night"
    )


def test_who_repeats_what_was_shown_is_heard_again():
    text, _ = said([*GAPLESS[:-1], "at night\nat night they came", "at night they came\nand left"])
    assert text == "the men came at night at night they came and left"


def test_after_a_silence_the_same_words_are_said_again():
    assert said(["No.", "No.\nNobody.", "Nobody.\nNo.", "No.\nNever."], gap=1.0)[0] == (
        "No. No. Nobody. Nobody. No. No. Never."
    )


def test_a_refrain_does_not_make_a_file_roll():
    talk = ["No.", "No.", "We ran.", "We ran to the river.", "Why?", "No.", "No.", "They came."]
    text, doubts = said(talk)
    assert text == " ".join(talk)
    assert not any("roll" in one for one in doubts)
