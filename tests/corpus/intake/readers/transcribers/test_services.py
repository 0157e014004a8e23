"""What transcribing services answer with: every word is read, once, and is whose they say."""

import json

import pytest

from civic_qual.corpus.intake.readers.transcribers.segments import read_json
from civic_qual.errors import ReadError

TWO = [("Speaker 1", "Who rowed you?", 1.5), ("Speaker 2", "My aunt.", 4.0)]


def google(*, tagged: bool) -> object:
    def heard(words: str, start: float, tag: int | None) -> list[dict[str, object]]:
        more = {} if tag is None else {"speakerTag": tag}
        return [{"word": word, "startTime": f"{start}s", **more} for word in words.split()]

    phrases = [
        {"alternatives": [{"transcript": words, "words": heard(words, start, None)}]}
        for _, words, start in TWO
    ]
    again = [word for tag, (_, words, at) in enumerate(TWO, 1) for word in heard(words, at, tag)]
    return {"results": [*phrases, {"alternatives": [{"words": again}]}] if tagged else phrases}


def azure() -> object:
    return {
        "recognizedPhrases": [
            {
                "speaker": number,
                "offsetInTicks": start * 10_000_000,
                "durationInTicks": 10_000_000,
                "nBest": [{"display": words}, {"display": "something else"}],
            }
            for number, (_, words, start) in enumerate(TWO, 1)
        ]
    }


def deepgram(*, utterances: bool) -> object:
    said = [
        {"speaker": number, "transcript": words, "start": start, "end": start + 1}
        for number, (_, words, start) in enumerate(TWO, 1)
    ]
    heard = [
        {"word": word.lower(), "punctuated_word": word, "start": at, "end": at, "speaker": number}
        for number, (_, words, at) in enumerate(TWO, 1)
        for word in words.split()
    ]
    channels = [{"alternatives": [{"transcript": "", "words": heard}]}]
    return {"results": {"channels": channels, **({"utterances": said} if utterances else {})}}


def amazon() -> object:
    items = []
    for speaker, words, start in TWO:
        for word in words[:-1].split():
            items.append(
                {
                    "type": "pronunciation",
                    "start_time": str(start),
                    "end_time": str(start),
                    "speaker_label": speaker,
                    "alternatives": [{"content": word}],
                }
            )
        items.append({"type": "punctuation", "alternatives": [{"content": words[-1]}]})
    whole = " ".join(words for _, words, _ in TWO)
    return {"jobName": "x", "results": {"transcripts": [{"transcript": whole}], "items": items}}


def assembly() -> object:
    return {
        "text": "",
        "utterances": [
            {"speaker": who[-1], "text": words, "start": at * 1000, "end": at * 1000, "words": []}
            for who, words, at in TWO
        ],
    }


@pytest.mark.parametrize(
    "answer",
    [
        google(tagged=True),
        azure(),
        deepgram(utterances=True),
        deepgram(utterances=False),
        amazon(),
        assembly(),
    ],
)
def test_every_word_is_read_once_with_its_speaker_and_time(answer):
    document = read_json(json.dumps(answer).encode())
    assert document.text.split("\n") == [f"{who}: {words}" for who, words, _ in TWO]
    assert [turn.seconds for turn in document.turns] == [at for _, _, at in TWO]


def test_without_speakers_silences_part_what_is_said():
    document = read_json(json.dumps(google(tagged=False)).encode())
    assert document.text == "Who rowed you? My aunt."
    assert not document.account.sure


@pytest.mark.parametrize(
    "answer",
    [
        {"results": []},
        {"results": [{"alternatives": [{"transcript": 7}]}]},
        {"results": {"items": [{"type": "pronunciation"}]}},
        {"results": {"channels": []}},
        {"recognizedPhrases": [{"nBest": [{"display": "x"}]}]},
        {"utterances": [7]},
        {"results": "x", "utterances": None},
    ],
)
def test_what_is_damaged_is_refused(answer):
    with pytest.raises(ReadError):
        read_json(json.dumps(answer).encode())
