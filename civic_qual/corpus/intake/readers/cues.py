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
from civic_qual.corpus.intake.readers.document import (
    DEFAULTS,
    Document,
    ReadOptions,
    Utterance,
    built_document,
)
from civic_qual.corpus.people import role_of_label
from civic_qual.messages import Message
from civic_qual.texts import normalise

LONGEST_PAUSE = 2.0  # seconds
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,60})?[ \t]+([^>\n]{1,120})>")
_TAG = re.compile(r"</?(?:[cibuv]|ruby|rt|lang|font)\b[^<>\n]{0,120}>|<\d{2}:\d{2}[:.\d]{0,12}>")
_NAME_LINE = re.compile(r"\(([^()\n]{1,50})\)")
_DASH = re.compile(r"(?:-|–|>>)[ \t]+(?=\S)|>>(?=\S)")


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle: its time in seconds and its text, tags included."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a cue; `speaker` is None where the line does not say."""

    speaker: str | None
    words: str
    start: float
    end: float


_SILENCES = Doubt(
    Message("no speakers are named: a turn ends with a silence of two seconds or a dash")
)


def document_of_cues(
    cues: Iterable[Cue], notes: tuple[str, ...] = (), options: ReadOptions = DEFAULTS
) -> Document:
    """Build the transcript of a subtitle file."""
    lines = [line for cue in cues for line in _voices(cue)]
    doubts: tuple[Doubt, ...] = ()
    if all(line.speaker is None for line in lines):
        lines, doubts = _labelled(lines, options)
    else:  # where voices are tagged, a cue without a tag is nobody's
        lines = [replace(line, speaker=line.speaker or "") for line in lines]
    if all(line.speaker is None for line in lines):
        lines, doubts = _unnamed(lines), (_SILENCES,)
    return built_document(_utterances(lines), notes=notes, layout="subtitles", doubts=doubts)


def _voices(cue: Cue) -> Iterator[_Line]:
    """Cut a cue where a voice tag names another speaker."""
    text = normalise(cue.text)
    marks = list(_VOICE.finditer(text))
    edges = [0, *(mark.start() for mark in marks), len(text)]
    for place, (start, end) in enumerate(pairwise(edges)):
        speaker = " ".join(html.unescape(marks[place - 1][1]).split()) if place else None
        words = html.unescape(_TAG.sub("", text[start:end]))
        if not words.strip():
            continue
        if speaker is not None:
            yield _Line(speaker, words, cue.start, cue.end)
        else:
            for line in words.split("\n"):
                if line.strip():
                    yield _Line("" if marks else None, line.strip(), cue.start, cue.end)


def _labelled(
    lines: Sequence[_Line], options: ReadOptions
) -> tuple[list[_Line], tuple[Doubt, ...]]:
    """Find `Name: words` and `(Name)` at the beginning of lines."""
    names, doubts = _inline_labels(lines, options)
    alone = _names_alone(lines)
    result: list[_Line] = []
    for index, line in enumerate(lines):
        if index in alone:
            result.append(replace(line, speaker=alone[index], words=""))
        elif index in names:
            speaker, words = names[index]
            result.append(replace(line, speaker=speaker, words=line.words[words:]))
        else:
            result.append(line)
    return result, doubts


def _inline_labels(
    lines: Sequence[_Line], options: ReadOptions
) -> tuple[dict[int, tuple[str, int]], tuple[Doubt, ...]]:
    """Return which lines begin with a label: who speaks, and where in the line the words begin."""
    starts, place = {}, 0
    for index, line in enumerate(lines):
        starts[place] = index
        place += len(line.words) + 1
    found = chosen_labels("\n".join(line.words for line in lines), options.known)
    begins = {index: start for start, index in starts.items()}
    names = {
        starts[label.start]: (label.speaker, label.words - begins[starts[label.start]])
        for label in found.labels
        if label.start in starts
    }
    return names, found.doubts


def _names_alone(lines: Sequence[_Line]) -> dict[int, str]:
    found = {
        index: match[1].strip()
        for index, line in enumerate(lines)
        if (match := _NAME_LINE.fullmatch(line.words)) and not NOTE.fullmatch(line.words)
    }
    times = Counter(found.values())
    return {
        index: name
        for index, name in found.items()
        if role_of_label(name) or (times[name] > 1 and log_odds(name) > 0)
    }


def _unnamed(lines: Sequence[_Line]) -> list[_Line]:
    """Give each stretch between silences a name no person has, so that it becomes a turn."""
    result: list[_Line] = []
    stretch, before = 0, None
    for line in lines:
        dash = _DASH.match(line.words)
        if before is not None and (dash or line.start - before >= LONGEST_PAUSE):
            stretch += 1
        words = line.words[dash.end() :] if dash else line.words
        result.append(replace(line, speaker=f"\n{stretch}", words=words))
        before = line.end
    return result


def _utterances(lines: Iterable[_Line]) -> Iterator[Utterance]:
    """Join the lines of one speaker; a line that names nobody goes on with the one before."""
    speaker, start, words = "", 0.0, list[str]()
    for line in lines:
        if (line.speaker is not None and line.speaker != speaker) or not words:
            if words:
                yield Utterance(speaker.partition("\n")[0], " ".join(words), seconds=start)
            speaker = line.speaker if line.speaker is not None else speaker
            start, words = line.start, []
        words.append(line.words)
    if words:
        yield Utterance(speaker.partition("\n")[0], " ".join(words), seconds=start)
