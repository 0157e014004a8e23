"""JSON of transcribing programs, whole and broken, and of programs that do something else."""

import json

import pytest

from civic_qual.corpus.intake.readers.transcribers.segments import read_json
from civic_qual.errors import ReadError


def read(whole: object):
    document = read_json(json.dumps(whole).encode())
    return document.text.split("\n"), [turn.seconds for turn in document.turns]


def segment(start: float, text: str, **more: object) -> dict[str, object]:
    return {"start": start, "end": start + 1, "text": text, **more}


def words(*told: tuple[str, str | None]) -> list[dict[str, object]]:
    return [
        {"word": word, "start": 10.0 + n} | ({"speaker": who} if who else {})
        for n, (word, who) in enumerate(told)
    ]


@pytest.mark.parametrize(
    "wrap", [lambda some: some, lambda some: {"segments": some, "language": "en"}]
)
def test_segments_with_speakers(wrap):
    some = [
        segment(0, " Who?", speaker="A"),
        segment(1, " Me.", speaker="B"),
        segment(2, " I.", speaker="B"),
    ]
    assert read(wrap(some)) == (["A: Who?", "B: Me. I."], [0, 1])


def test_words_of_another_speaker_are_theirs():
    some = segment(10, "Who? Me. Hm.", words=words(("Who?", "A"), ("Me.", "B"), ("Hm.", None)))
    assert read([some]) == (["A: Who?", "B: Me. Hm."], [10, 11])


def test_words_before_the_first_known_speaker():
    told = words(("Well.", None), ("Who?", "A"), ("Me.", "B"))
    assert read([segment(9, "Well. Who? Me.", words=told)])[0] == ["A: Well. Who?", "B: Me."]
    assert read([segment(9, "Well. Who? Me.", words=told, speaker="C")])[0] == [
        "C: Well.",
        "A: Who?",
        "B: Me.",
    ]


def test_words_that_are_not_the_segments_are_not_trusted():
    some = segment(9, "Who came? Me.", speaker="A", words=words(("Who?", "A"), ("Me.", "B")))
    assert read([some])[0] == ["A: Who came? Me."]


def test_whom_the_program_could_not_tell_is_nobody():
    some = [
        segment(0, "Who?", speaker="A"),
        segment(1, "Me."),
        segment(2, "Hm.", speaker="unknown"),
    ]
    document = read_json(json.dumps(some).encode())
    assert document.text == "A: Who?\nMe. Hm."
    assert not document.account.sure


def test_unnamed_segments_are_parted_by_silence():
    assert read([segment(0, "Who?"), segment(1, "Me."), segment(9, "Hm.")]) == (
        ["Who? Me.", "Hm."],
        [0, 9],
    )


def test_times_of_whisper_cpp_and_of_pipelines():
    cpp = {"offsets": {"from": 1500, "to": 2000}, "timestamps": {"from": "00:00:01,500"}}
    assert read({"transcription": [{"text": " Who?", **cpp}]}) == (["Who?"], [1.5])
    assert read({"text": "Who?", "chunks": [{"timestamp": [2.5, None], "text": "Who?"}]}) == (
        ["Who?"],
        [2.5],
    )


def test_times_that_are_none_lose_no_words():
    late = b'{"start": 1e999, "end": NaN, "text": "b"}, {"start": -4, "text": "c"}'
    data = b'[{"start": 1, "end": 2, "text": "a"}, ' + late + b"]"
    document = read_json(data)
    assert (document.text, [turn.seconds for turn in document.turns]) == ("a b c", [1])


def test_half_a_letter_is_replaced():
    assert read_json(rb'[{"start":1,"text":"a \ud800b"}]').text == "a \ufffdb"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no complete JSON"),
        (b'{"segments": [', "no complete JSON"),
        (b"[" * 100_000, "no complete JSON"),
        (b'{"start": ' + b"1" * 5000 + b"}", "no complete JSON"),
        (b"{}", "holds no segments"),
        (b"[]", "holds no segments"),
        (b'{"name": "x", "dependencies": {"a": "1"}}', "holds no segments"),
        (b'[{"text": "They came.", "labels": [[0, 4, "X"]]}]', "holds no segments"),
        (b'{"segments": [{"start": 1, "text": "a"}, 7]}', "holds no segments"),
        (b'"words"', "holds no segments"),
    ],
    ids=range(10),
)
def test_other_json_is_refused(data, message):
    with pytest.raises(ReadError, match=message):
        read_json(data)
