"""JSON that transcribing services answer with, as segments.

Google, Amazon, Azure, Deepgram and AssemblyAI each say the same in their own words: what was said,
when, and who of those heard says it. A service may give all words twice, once in phrases and once
with their speakers; they are read once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Segment = dict[str, Any]

_TICKS, _MILLISECONDS = 10_000_000, 1000


def segments_of_service(whole: object) -> list[Segment] | None:
    """Return the segments of a service's answer, or None if it is none that is known.

    Examples
    --------
    >>> said = {"transcript": "we ran", "words": [{"word": "we", "startTime": "1.5s"}]}
    >>> segments_of_service({"results": [{"alternatives": [said]}]})
    [{'text': 'we ran', 'start': 1.5, 'end': None, 'speaker': None}]
    """
    if not isinstance(whole, dict):
        return None
    for read in (_google, _azure, _deepgram, _amazon, _assembly):
        try:
            found = list(read(whole))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            continue  # it is another's, or damaged
        if any(segment["text"].strip() for segment in found):
            return found
    return None


def _segment(text: str, start: object, end: object, speaker: object) -> Segment:
    if not isinstance(text, str):
        raise TypeError
    return {"text": text, "start": start, "end": end, "speaker": speaker}


def _by_speaker(words: Sequence[tuple[str, object, object, object]]) -> Iterator[Segment]:
    """Join words, each with its begin, end and speaker, to what one says without a break."""
    run: list[tuple[str, object, object, object]] = []
    for one in words:
        if run and one[3] != run[-1][3]:
            yield _joined(run)
            run = []
        run.append(one)
    if run:
        yield _joined(run)


def _joined(run: Sequence[tuple[str, object, object, object]]) -> Segment:
    return _segment(" ".join(one[0] for one in run), run[0][1], run[-1][2], run[0][3])


# Services


def _google(whole: Mapping[str, Any]) -> Iterator[Segment]:
    phrases = [one["alternatives"][0] for one in whole["results"] if one.get("alternatives")]
    words = [word for phrase in phrases for word in phrase.get("words", ())]
    heard = [word for word in words if _speaker_of_google(word)]
    if heard:  # the words whose speakers were heard stand once more, behind all phrases
        yield from _by_speaker(
            [
                (word["word"], *_span_of_google(word), f"Speaker {_speaker_of_google(word)}")
                for word in heard
            ]
        )
        return
    for phrase in phrases:
        own = phrase.get("words") or [{}]
        start, end = _span_of_google(own[0])[0], _span_of_google(own[-1])[1]
        yield _segment(phrase["transcript"], start, end, None)


def _speaker_of_google(word: Mapping[str, Any]) -> object:
    return word.get("speakerTag") or word.get("speaker_tag") or word.get("speakerLabel")


def _span_of_google(word: Mapping[str, Any]) -> tuple[float | None, float | None]:
    begin = word.get("startTime", word.get("start_time", word.get("startOffset")))
    end = word.get("endTime", word.get("end_time", word.get("endOffset")))
    return _seconds(begin), _seconds(end)


def _seconds(value: object) -> float | None:
    if isinstance(value, dict):  # as its libraries write it
        return int(value.get("seconds", 0)) + int(value.get("nanos", 0)) / 1e9
    return float(value.rstrip("s")) if isinstance(value, str) else None


def _azure(whole: Mapping[str, Any]) -> Iterator[Segment]:
    for phrase in whole["recognizedPhrases"]:
        if not phrase.get("nBest"):
            continue
        start = phrase["offsetInTicks"] / _TICKS
        end = start + phrase["durationInTicks"] / _TICKS
        speaker = phrase.get("speaker")
        name = None if speaker is None else f"Speaker {speaker}"
        yield _segment(phrase["nBest"][0]["display"], start, end, name)


def _deepgram(whole: Mapping[str, Any]) -> Iterator[Segment]:
    results = whole["results"]
    for one in results.get("utterances") or ():
        name = None if one.get("speaker") is None else f"Speaker {one['speaker']}"
        yield _segment(one["transcript"], one["start"], one["end"], name)
    if results.get("utterances"):
        return
    words = results["channels"][0]["alternatives"][0]["words"]
    yield from _by_speaker(
        [
            (
                word.get("punctuated_word", word["word"]),
                word["start"],
                word["end"],
                None if word.get("speaker") is None else f"Speaker {word['speaker']}",
            )
            for word in words
        ]
    )


def _amazon(whole: Mapping[str, Any]) -> Iterator[Segment]:
    words: list[tuple[str, object, object, object]] = []
    for item in whole["results"]["items"]:
        content = item["alternatives"][0]["content"]
        if item["type"] == "punctuation" and words:
            before, start, end, speaker = words[-1]
            words[-1] = (before + content, start, end, speaker)
        else:
            words.append(
                (content, item.get("start_time"), item.get("end_time"), item.get("speaker_label"))
            )
    yield from _by_speaker(words)


def _assembly(whole: Mapping[str, Any]) -> Iterator[Segment]:
    for one in whole["utterances"]:
        start, end = one["start"] / _MILLISECONDS, one["end"] / _MILLISECONDS
        yield _segment(one["text"], start, end, f"Speaker {one['speaker']}")
