"""Pieces of speech with their times, as subtitles and transcribing programs have them, to turns."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.layouts.lines import PLAIN
from civic_qual.corpus.intake.readers.document import (
    DEFAULTS,
    Document,
    Utterance,
    built_document,
    read_document,
)
from civic_qual.messages import Message, count

LONGEST_PAUSE = 2.0  # seconds
_FEW_UNNAMED = 0.02  # of all words
_FEWEST_DASHES = 4
_DASH = re.compile(r"(?:[-–—]|>>)[ \t]+(?=\S)|>>(?=\S)|[-–—](?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one person, and when; `speaker` is None where nothing says who it is.

    In a file that names its speakers, a `speaker` of "" is nobody of them.
    """

    speaker: str | None
    words: str
    start: float | None
    end: float | None


def document_of_pieces(
    pieces: Sequence[Piece],
    *,
    layout: str,
    notes: tuple[str, ...] = (),
    problems: tuple[str, ...] = (),
    doubts: Sequence[Doubt] = (),
) -> Document:
    """Build the transcript of pieces, in their order: those of one speaker make one turn."""
    told = list(doubts)
    if pieces and all(piece.speaker is None for piece in pieces):
        if dialogue := _dialogue(pieces, told):
            return replace(dialogue, notes=notes, problems=problems)
        pieces = list(_apart_by_silence(pieces))
        told.append(_SILENCES)
    elif unnamed := sum(len(piece.words.split()) for piece in pieces if piece.speaker == ""):
        told.append(words_of_nobody(unnamed, sum(len(piece.words.split()) for piece in pieces)))
    document = built_document(_utterances(pieces), notes=notes, layout=layout, doubts=tuple(told))
    return replace(document, problems=problems) if problems else document


_SILENCES = Doubt(
    Message("no speakers are named: a turn ends with a silence of two seconds or a dash")
)


def words_of_nobody(words: int, of: int) -> Doubt:
    """Say how many words of a file that names its speakers have none."""
    return Doubt(
        Message.plural(
            "{words} word has no speaker, though others have",
            "{words} words have no speaker, though others have",
            n=words,
            words=count(words),
        ),
        "ask" if words > _FEW_UNNAMED * of else "told",
    )


def _dialogue(pieces: Sequence[Piece], doubts: Sequence[Doubt]) -> Document | None:
    """Read pieces as a text if dashes part two people in them, as in films."""
    lines: list[str] = []
    times: list[float | None] = []
    for piece in pieces:
        if _DASH.match(piece.words) or not lines:
            lines.append(" ".join(piece.words.split()))
            times.append(piece.start)
        else:
            lines[-1] += " " + " ".join(piece.words.split())
    dashed = sum(bool(_DASH.match(line)) for line in lines)
    if dashed < _FEWEST_DASHES or dashed < len(lines) - 1:
        return None
    document = read_document("\n".join(lines), 0, PLAIN, DEFAULTS)
    if document.account.layout != "dashes":
        return None
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    seconds = dict(zip(starts, times, strict=False))
    account = replace(document.account, doubts=(*doubts, *document.account.doubts))
    turns = tuple(replace(turn, seconds=seconds.get(turn.start)) for turn in document.turns)
    return replace(document, turns=turns, account=account)


def _apart_by_silence(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Give each stretch between silences a name no person has, so that it becomes a turn."""
    stretch, before = 0, None
    for piece in pieces:
        dash = _DASH.match(piece.words)
        silence = (
            before is not None and piece.start is not None and piece.start - before >= LONGEST_PAUSE
        )
        if silence or (dash and before is not None):
            stretch += 1
        words = piece.words[dash.end() :] if dash else piece.words
        yield replace(piece, speaker=f"\n{stretch}", words=words)
        before = piece.end if piece.end is not None else before


def _utterances(pieces: Sequence[Piece]) -> Iterator[Utterance]:
    """Join the pieces of one speaker; one that names nobody goes on with the one before."""
    speaker, start, words = "", None, list[str]()
    for piece in pieces:
        if (piece.speaker is not None and piece.speaker != speaker) or not words:
            if words:
                yield _utterance(speaker, words, start)
            speaker = piece.speaker if piece.speaker is not None else speaker
            start, words = piece.start, []
        words.append(piece.words)
    if words:
        yield _utterance(speaker, words, start)


def _utterance(speaker: str, words: Sequence[str], start: float | None) -> Utterance:
    seconds = start if start is not None and math.isfinite(start) and start >= 0 else None
    return Utterance(speaker.partition("\n")[0], " ".join(words), seconds=seconds)
