"""oTranscribe's files: pages in JSON, with little labels for times."""

import json

import pytest

from civic_qual.corpus.intake.readers.transcribers.otranscribe import read_otr
from civic_qual.errors import ReadError


def read(page: str):
    document = read_otr(json.dumps({"text": page, "media": "a.mp3", "media-time": 3}).encode())
    return document.text, [(turn.speaker, turn.seconds) for turn in document.turns]


def test_times_breaks_and_entities():
    stamp = '<span class="timestamp" data-timestamp="{0}">0:0{0}</span>'
    page = (
        f"<p>{stamp.format(1)}&nbsp;<b>Ann:</b> Who came?</p><p>{stamp.format(5)} <b>Bo:</b> Me "
        "&amp;<br/>you.</p><p></p><div>Ann: <i>When</i>?</div><p>Bo: At 0:07.</p>"
    )
    assert read(page) == (
        "[0:01] Ann: Who came?\n[0:05] Bo: Me &\nyou.\nAnn: When?\nBo: At 0:07.",
        [("Ann", 1), ("Bo", 5), ("Ann", None), ("Bo", None)],
    )


@pytest.mark.parametrize("tags", [("b", "b"), ("strong", "strong"), ("i><b", "b></i")])
def test_names_in_bold_letters_are_labels(tags):
    talk = [("Ann", "Who came"), ("Bo", "Nobody came"), ("Ann", "And then"), ("Bo", "We left")] * 2
    bold = "".join(f"<p><{tags[0]}>{who}</{tags[1]}> {words}</p>" for who, words in talk)
    plain = "".join(f"<p>{who} {words}</p>" for who, words in talk)
    everywhere = "".join(f"<p><b>{who} {words}</b></p>" for who, words in talk)
    text, turns = read(bold)
    assert text.split("\n")[0] == "Ann Who came"
    assert [who for who, _ in turns] == [who for who, _ in talk]
    assert {who for who, _ in read(plain)[1]} == {who for who, _ in read(everywhere)[1]} == {""}


def test_tags_that_are_never_closed():
    assert read("<p>Ann: Who?<p>Bo: Me.<p>Ann: <b>When?<p>Bo: Now. <script>x()</script>")[0] == (
        "Ann: Who?\nBo: Me.\nAnn: When?\nBo: Now."
    )


@pytest.mark.parametrize("data", [b'{"text": 7}', b"[]", b'{"html": "<p>"}'])
def test_other_json_is_refused(data):
    with pytest.raises(ReadError, match="no oTranscribe file"):
        read_otr(data)
