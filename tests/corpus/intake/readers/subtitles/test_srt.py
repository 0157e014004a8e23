"""SRT files as programs and people break them: every word that was said is kept."""

import pytest

from civic_qual.corpus.intake.readers.subtitles.srt import read_srt

WHOLE = """1
00:00:01,000 --> 00:00:04,000
I: Who came?

2
00:00:06,500 --> 00:00:08,000
R: Three men.
"""


def read(text: str):
    document = read_srt(text.encode())
    said = [str(doubt.message) for doubt in document.account.doubts]
    return document.text.split("\n"), [turn.seconds for turn in document.turns], said


def test_a_whole_file():
    assert read(WHOLE) == (["I: Who came?", "R: Three men."], [1, 6.5], [])


@pytest.mark.parametrize(
    "times",
    [
        "00:00:06.500 --> 00:00:08.000",
        "00:00:06,500 -> 00:00:08,000",
        "00:00:06,500-->00:00:08,000 X1:100 X2:200",
        "0:0:6,5 --> 0:0:8,0",
        "00:06,500 --> 00:08,000",
        "00:00:06:500 --> 00:00:08:000",
        "00:00:06,500 - -> 00:00:08,000",
    ],
)
def test_times_as_other_programs_write_them(times):
    assert read(WHOLE.replace("00:00:06,500 --> 00:00:08,000", times)) == read(WHOLE)


def test_without_numbers_or_blank_lines():
    bare = "\n".join(line for line in WHOLE.split("\n") if line and not line.isdigit())
    assert read(bare) == read(WHOLE)


@pytest.mark.parametrize(
    "times",
    [
        "99999999999:00:06,500 --> 00:00:08,000",
        "00:00:06,500 --> 99999999999:00:08,000",
        "00:00:06,99999999999 --> 00:00:08,000",
        ":: --> ::",
    ],
)
def test_times_that_cannot_be_read_lose_no_words(times):
    lines, seconds, said = read(WHOLE.replace("00:00:06,500 --> 00:00:08,000", times))
    assert lines == ["I: Who came?", "R: Three men."]
    assert seconds == [1, 4]  # when the one before ends
    assert said == ["the times of 1 subtitle could not be read; its words were kept"]


def test_blank_lines_and_numbers_inside_a_subtitle_are_read_through():
    lines, _, _ = read(WHOLE.replace("Three men.", "Three men.\n\nIn\n2022\n\nor 2023."))
    assert lines[1] == "R: Three men. In 2022 or 2023."


def test_arrows_that_somebody_typed_are_speech():
    lines, _, said = read(WHOLE.replace("Three men.", "Three men -> the market --> home."))
    assert lines[1] == "R: Three men -> the market --> home."
    assert said == []


def test_what_stands_above_is_said():
    lines, _, said = read("Subtitled by a program\n\n" + WHOLE)
    assert lines == ["I: Who came?", "R: Three men."]
    assert said == ["4 words above the first subtitle were left out"]


def test_nothing_is_printed(capfd):
    read(WHOLE.replace("\n2\n", "\nJean Mbari of Bria\n3 -> 4\n"))
    assert capfd.readouterr() == ("", "")
