"""WebVTT as programs write it, and as it comes out of their hands: every cue is accounted for."""

import pytest

from civic_qual.corpus.intake.readers.subtitles.vtt import read_vtt
from civic_qual.errors import ReadError

WHOLE = """WEBVTT

00:00:01.000 --> 00:00:04.000
I: Who came?

00:00:06.500 --> 00:00:08.000
R: Three men.
"""
LINES = ["I: Who came?", "R: Three men."]


def read(text: str):
    document = read_vtt(text.encode())
    said = [str(doubt.message) for doubt in document.account.doubts]
    return document.text.split("\n"), [turn.seconds for turn in document.turns], said


def test_a_whole_file():
    assert read(WHOLE) == (LINES, [1, 6.5], [])


@pytest.mark.parametrize(
    "head",
    [
        "",
        "\ufeffWEBVTT\n\n",
        "WEBVTT - a title\nKind: captions\nLanguage: en\n\n",
        "WEBVTT\n\nSTYLE\n::cue(b) {\n  color: red;\n}\n\nREGION\nid:fred\nwidth:40%\n\n",
    ],
)
def test_heads(head):
    assert read(WHOLE.replace("WEBVTT\n\n", head)) == (LINES, [1, 6.5], [])


@pytest.mark.parametrize(
    "name", ["2", "3f1c9d2a-5b7e-4a55/13-0", "cue-2", "{A7}"], ids=lambda name: name
)
def test_names_of_cues_are_not_said(name):
    assert read(WHOLE.replace("\n00:00:06", f"\n{name}\n00:00:06"))[0] == LINES


def test_names_in_words_if_every_cue_has_one():
    named = WHOLE.replace("\n00:", "\nthe first\n00:")
    assert read(named) == (LINES, [1, 6.5], [])


@pytest.mark.parametrize(
    "times",
    [
        "00:06.500 --> 00:08.000",
        "00:00:06.500 --> 00:00:08.000 align:start position:0% line:90%,end",
        "00:00:06.500 --> 00:00:08.000 region:fred\tsize:80%",
        "0:0:6,5 -> 0:0:8",
        "00:00:06.500 –> 00:00:08.000",
        "00:00:06.500 → 00:00:08.000",
        "00:00:06.500000 --> 00:00:08.000000",
    ],
)
def test_times_and_settings(times):
    assert read(WHOLE.replace("00:00:06.500 --> 00:00:08.000", times)) == (LINES, [1, 6.5], [])


def test_words_behind_the_times_are_the_cues():
    joined = WHOLE.replace("00:00:08.000\nR:", "00:00:08.000 R:")
    assert read(joined) == (LINES, [1, 6.5], [])


def test_arrows_and_hours_in_speech_are_speech():
    said = "R: Three men.\n10:30 -> 11:30 we sleep,\nthen the river --> the road at 9:15."
    whole = WHOLE.replace("R: Three men.", said)
    assert read(whole)[0][1] == " ".join(said.split())
    assert read(whole)[2] == []


def test_blank_lines_in_a_cue():
    lines, _, said = read(WHOLE.replace("R: Three men.", "\nR: Three\n\nmen.\n\n\nThey left."))
    assert lines[1] == "R: Three men. They left."
    assert said == []


def test_single_lines_below_a_blank_one_are_no_names():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n\nI: Who?\n00:03.000 --> 00:04.000\n\nR: Me.\n"
    assert read(text)[0] == ["I: Who?", "R: Me."]


def test_remarks_are_left_out_and_counted():
    lines, _, said = read(
        WHOLE.replace("\n\n00:00:06", "\n\nNOTE checked by Ada\ntwice\n\nNOTE\n\n00:00:06")
    )
    assert lines == LINES
    assert said == ["remarks (NOTE) of 4 words were left out"]


def test_who_says_note_is_heard():
    assert read(WHOLE.replace("R: Three", "NOTE that three"))[0] == [
        "I: Who came? NOTE that three men."
    ]


def test_what_else_stands_above_is_asked_about():
    document = read_vtt(WHOLE.replace("WEBVTT\n\n", "WEBVTT\n\nR: Good morning.\n\n").encode())
    assert [str(one.message) for one in document.account.doubts] == [
        "3 words above the first subtitle were left out"
    ]
    assert not document.account.sure


def test_empty_cues_are_counted():
    assert read(WHOLE + "\n00:00:09.000 --> 00:00:10.000\n\n")[2] == [
        "1 subtitle of 3 has no words"
    ]


def test_tags_entities_and_voices():
    words = "<v.loud Ann &amp; Co>Who <c.yellow>came</c>,<00:00:01.500> <i>then</i>?</v>"
    assert read(WHOLE.replace("I: Who came?", words).replace("R: Three", "<v Bo>Three &lt;"))[
        0
    ] == [
        "Ann & Co: Who came, then?",
        "Bo: Three < men.",
    ]


@pytest.mark.parametrize("text", ["", "WEBVTT\n\n", "I: Who came?\nR: Three men -> us.\n"])
def test_no_subtitles(text):
    with pytest.raises(ReadError, match="no subtitles found"):
        read_vtt(text.encode())


def test_nothing_is_printed(capfd):
    read(WHOLE.replace(" --> 00:00:08", " --> Jean Mbari"))
    assert capfd.readouterr() == ("", "")
