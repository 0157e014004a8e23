"""JSON of transcribing programs: segments with their words and times, and who speaks if they tell.

Whisper, WhisperX (a speaker for each segment, and for each word), faster-whisper, aTrain and
whisper.cpp write it, and services by other names. Words of a segment that are another's are theirs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from civic_qual.corpus.intake.layouts.times import seconds
from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.subtitles.pieces import Piece, document_of_pieces
from civic_qual.corpus.intake.readers.transcribers.loading import loaded_json, without_halves
from civic_qual.corpus.intake.readers.transcribers.services import segments_of_service
from civic_qual.errors import ReadError
from civic_qual.messages import Message

_LISTS = ("segments", "transcription", "chunks")  # Whisper; whisper.cpp; pipelines of transformers
_NO_SPEAKER = frozenset({"", "unknown", "speaker undefined", "none", "null"})


def read_json(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read segments; those of one speaker make one turn.

    Raises
    ------
    ReadError
        If it is no JSON, or holds no segments with words and times.
    """
    decoded, whole = loaded_json(data, options.encoding)
    segments = _segments(whole) or segments_of_service(whole)
    if segments is None:
        raise ReadError(
            Message(
                "this JSON holds no segments with words and times, as Whisper, WhisperX and "
                "aTrain write them; if it is a transcript, export it as .vtt, .txt or .docx"
            )
        )
    pieces = [_whole(piece) for segment in segments for piece in _pieces(segment)]
    if any(piece.speaker for piece in pieces):  # whom a program could not tell is nobody
        pieces = [replace(piece, speaker=piece.speaker or "") for piece in pieces]
    notes = (decoded.note,) if decoded.note else ()
    return document_of_pieces(pieces, layout="segments", notes=notes)


def _segments(whole: object) -> Sequence[Mapping[str, Any]] | None:
    """Return the segments, if all of a list are, with the words of each and a time of some."""
    lists: list[object] = [whole]
    if isinstance(whole, dict):
        lists = [whole.get(name) for name in _LISTS]
    for one in lists:
        if (
            isinstance(one, list)
            and one
            and all(isinstance(segment, dict) and _words(segment) is not None for segment in one)
            and any(_times(segment)[0] is not None for segment in one)
        ):
            return one
    return None


def _words(segment: Mapping[str, Any]) -> str | None:
    text = segment.get("text")
    if isinstance(text, str):
        return text
    spoken = _spoken_words(segment)
    return " ".join(word for word, _, _ in spoken) if spoken else None


def _spoken_words(segment: Mapping[str, Any]) -> list[tuple[str, str, float | None]]:
    """Return each word with its speaker and time, or [] where words do not stand apart."""
    words = segment.get("words")
    if not isinstance(words, list):
        return []
    found = []
    for one in words:
        word = one.get("word", one.get("text")) if isinstance(one, dict) else None
        if not isinstance(word, str):
            return []
        found.append((word.strip(), _name(one), _number(one.get("start"))))
    return found


def _pieces(segment: Mapping[str, Any]) -> Iterator[Piece]:
    """Yield a segment, cut where its words have another speaker."""
    start, end = _times(segment)
    speaker = _name(segment)
    spoken = _spoken_words(segment)
    speakers = {who for _, who, _ in spoken if who}
    if len(speakers) < 2 or _letters(" ".join(one[0] for one in spoken)) != _letters(
        segment.get("text", "")
    ):
        yield Piece(speaker or next(iter(speakers), None), _words(segment) or "", start, end)
        return
    who, said, since = speaker, list[str](), start
    for word, name, time in spoken:
        # Words above the first one whose speaker is told are theirs.
        if name and who and name != who and said:
            yield Piece(who, " ".join(said), since, time)
            said, since = [], time
        who = name or who
        said.append(word)
    yield Piece(who or None, " ".join(said), since, end)


def _letters(text: object) -> str:
    return "".join(text.split()) if isinstance(text, str) else ""


def _whole(piece: Piece) -> Piece:
    speaker = without_halves(piece.speaker) if piece.speaker else None
    return replace(piece, speaker=speaker, words=without_halves(piece.words))


def _name(one: Mapping[str, Any]) -> str:
    name = one.get("speaker", one.get("speaker_label"))
    name = str(name) if isinstance(name, int) and not isinstance(name, bool) else name
    plain = " ".join(name.split()) if isinstance(name, str) else ""
    return "" if plain.casefold() in _NO_SPEAKER else plain


def _times(segment: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return begin and end in seconds: numbers, clocks, pairs, or whisper.cpp's milliseconds."""
    offsets, pair = segment.get("offsets"), segment.get("timestamp")
    if isinstance(offsets, dict):
        begin, end = _number(offsets.get("from")), _number(offsets.get("to"))
        return (
            begin / 1000 if begin is not None else None,
            end / 1000 if end is not None else None,
        )
    if isinstance(pair, list) and len(pair) == 2:
        return _number(pair[0]), _number(pair[1])
    return _number(segment.get("start")), _number(segment.get("end"))


def _number(value: object) -> float | None:
    if isinstance(value, str):
        return seconds(value) if ":" in value else _number_told(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _number_told(value: str) -> float | None:
    try:
        return _number(float(value))
    except ValueError:
        return None
