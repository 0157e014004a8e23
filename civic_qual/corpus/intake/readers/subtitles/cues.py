"""Subtitles to turns: who speaks in a cue, and which cues make one turn.

Speakers are named by a voice tag (`<v Name>`, as Teams writes it), by `Name: words` or by
`(Name)` on a line of its own (both Zoom's). Cues of one speaker make one turn. Where nobody is
named, a turn ends with a silence of two seconds or a dash that marks another speaker.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.layouts.label_words import log_odds
from civic_qual.corpus.intake.layouts.notes import NOTE
from civic_qual.corpus.intake.layouts.turns import chosen_labels
from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.subtitles.pieces import Piece, document_of_pieces
from civic_qual.corpus.intake.readers.subtitles.rolling import ROLLING, Shown, said_once
from civic_qual.corpus.intake.readers.subtitles.timed_blocks import Block
from civic_qual.corpus.people import role_of_label
from civic_qual.texts import normalise

_VOICE = re.compile(r"<v(?:\.[^\s>]{0,60})?[ \t]+([^>\n]{1,120})>")
_TAG = re.compile(
    r"</?(?:[cibuv]|ruby|rt|lang|font)\b[^<>\n]{0,120}>|<\d{2}:\d{2}[:.\d]{0,12}>"
    r"|\{\\[^{}\n]{0,60}\}"  # of SSA, where to show it: {\an8}
)
_BREAK = re.compile(r"<br ?/?>|\\N", re.IGNORECASE)
_NAME_LINE = re.compile(r"\(([^()\n]{1,50})\)")


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle: its time in seconds and its text, tags included."""

    start: float
    end: float
    text: str


def cues_of_blocks(blocks: Sequence[Block]) -> Iterator[Cue]:
    """Yield the cues of a file cut into blocks; the first block is none."""
    end = 0.0
    for block in blocks[1:]:
        start, end = block.times or (end, end)  # no silence, where nobody knows
        yield Cue(start, end, "\n".join(block.lines))


def document_of_cues(
    cues: Iterable[Cue],
    notes: tuple[str, ...] = (),
    options: ReadOptions = DEFAULTS,
    *,
    doubts: Sequence[Doubt] = (),
) -> Document:
    """Build the transcript of a subtitle file."""
    pieces, more = pieces_of_cues(list(cues), options)
    return document_of_pieces(pieces, layout="subtitles", notes=notes, doubts=(*doubts, *more))


def pieces_of_cues(
    cues: Sequence[Cue], options: ReadOptions = DEFAULTS
) -> tuple[list[Piece], tuple[Doubt, ...]]:
    """Return who says what in cues, line by line, and what is doubtful about it."""
    cues = [replace(cue, text=_BREAK.sub("\n", normalise(cue.text))) for cue in cues]
    doubts: tuple[Doubt, ...] = ()
    if not any(_VOICE.search(cue.text) for cue in cues) and (once := said_once(_shown(cues))):
        cues = [Cue(one.start, one.end, "\n".join(one.lines)) for one in once]
        doubts = (ROLLING,)
    pieces = [piece for cue in cues for piece in _voices(cue)]
    if all(piece.speaker is None for piece in pieces):
        pieces, more = _labelled(pieces, options)
        return pieces, (*doubts, *more)
    # Where voices are tagged, a cue without a tag is nobody's.
    return [replace(piece, speaker=piece.speaker or "") for piece in pieces], doubts


def _shown(cues: Sequence[Cue]) -> list[Shown]:
    return [
        Shown(
            cue.start,
            cue.end,
            tuple(line.strip() for line in _TAG.sub("", cue.text).split("\n") if line.strip()),
        )
        for cue in cues
    ]


def _voices(cue: Cue) -> Iterator[Piece]:
    """Cut a cue where a voice tag names another speaker, or else into its lines."""
    marks = list(_VOICE.finditer(cue.text))
    edges = [0, *(mark.start() for mark in marks), len(cue.text)]
    for place, (start, end) in enumerate(pairwise(edges)):
        words = html.unescape(_TAG.sub("", cue.text[start:end]))
        if not words.strip():
            continue
        if place:
            speaker = " ".join(html.unescape(marks[place - 1][1]).split())
            yield Piece(speaker, _without_label(words, speaker), cue.start, cue.end)
        else:
            for line in words.split("\n"):
                if line.strip():
                    yield Piece("" if marks else None, line.strip(), cue.start, cue.end)


def _without_label(words: str, speaker: str) -> str:
    """Take off the name that noScribe writes behind the voice tag once more."""
    bare = words.lstrip()
    if bare[: len(speaker)] == speaker and bare[len(speaker) :].lstrip().startswith(":"):
        return bare[len(speaker) :].lstrip().removeprefix(":")
    return words


def _labelled(
    pieces: Sequence[Piece], options: ReadOptions
) -> tuple[list[Piece], tuple[Doubt, ...]]:
    """Find `Name: words` and `(Name)` at the beginning of lines."""
    names, doubts = _inline_labels(pieces, options)
    alone = _names_alone(pieces)
    result: list[Piece] = []
    for index, piece in enumerate(pieces):
        if index in alone:
            result.append(replace(piece, speaker=alone[index], words=""))
        elif index in names:
            speaker, words = names[index]
            result.append(replace(piece, speaker=speaker, words=piece.words[words:]))
        else:
            result.append(piece)
    return result, doubts


def _inline_labels(
    pieces: Sequence[Piece], options: ReadOptions
) -> tuple[dict[int, tuple[str, int]], tuple[Doubt, ...]]:
    """Return which lines begin with a label: who speaks, and where in the line the words begin."""
    starts, place = {}, 0
    for index, piece in enumerate(pieces):
        starts[place] = index
        place += len(piece.words) + 1
    found = chosen_labels("\n".join(piece.words for piece in pieces), options.known)
    begins = {index: start for start, index in starts.items()}
    names = {
        starts[label.start]: (label.speaker, label.words - begins[starts[label.start]])
        for label in found.labels
        if label.start in starts
    }
    return names, found.doubts


def _names_alone(pieces: Sequence[Piece]) -> dict[int, str]:
    found = {
        index: match[1].strip()
        for index, piece in enumerate(pieces)
        if (match := _NAME_LINE.fullmatch(piece.words)) and not NOTE.fullmatch(piece.words)
    }
    times = Counter(found.values())
    return {
        index: name
        for index, name in found.items()
        if role_of_label(name) or (times[name] > 1 and log_odds(name) > 0)
    }
