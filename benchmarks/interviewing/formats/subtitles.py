"""Subtitles: vtt and srt as recorders and meeting programs write them, through webvtt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.interviewing.model import Block, Interview, Span, Spans, Utterance
from benchmarks.interviewing.words import Words

WITH_ITS_MARKS = re.compile(r"(?:« ?|[–—-] )?\S+(?:\s[:?!;»]\S*|\s[–—-](?=\s))*")
STYLES = ("voice", "closed voice", "colon", "colon", "every colon", "capitals")


@dataclass(frozen=True)
class Cue:
    """A caption: who is written in it (if anybody), and what."""

    label: str
    spans: Spans
    seconds: float
    later: bool  # the same person goes on


def cues(interview: Interview, words: Words) -> list[Cue]:
    """Cut what is said into captions of a few words, in order."""
    width = words.draw.choice((8, 14, 30))
    found = []
    for one in interview.utterances:
        for index, spans in enumerate(_captions(one, width)):
            number = sum(len(span.text.split()) for span in spans)
            found.append(Cue(one.person.label, spans, 0.6 + number * 0.35, later=index > 0))
    return found


def _captions(one: Utterance, width: int) -> list[Spans]:
    """Return the captions of an utterance; stage directions stay whole."""
    found: list[list[Span]] = [[]]
    for paragraph in one.paragraphs:
        for span in paragraph:
            pieces = [span.text] if span.kind == "aside" else WITH_ITS_MARKS.findall(span.text)
            for piece in pieces:
                if len(found[-1]) >= width:
                    found.append([])
                found[-1].append(Span(piece.strip(), span.kind, span.person, span.optional))
        if found[-1]:
            found.append([])
    return [tuple(some) for some in found if some]


def written(
    interview: Interview, words: Words, form: str
) -> tuple[list[Block], str, list[Cue], str]:
    """Return the blocks that self-checks read, the layout's name, the captions and their style."""
    draw = words.draw
    style = draw.choice(STYLES if form == "vtt" else STYLES[2:])
    some = cues(interview, words)
    blocks = []
    for cue in some:
        label = f"{cue.label} " if "voice" in style else shown(cue, style)
        head = (Span(label, "label"),) if label else ()
        body = tuple(
            Span(f"{span.text} ", span.kind, span.person, span.optional) for span in cue.spans
        )
        blocks.append(Block(((*head, *body),), "cue"))
    return blocks, f"cues, {style}", some, style


def shown(cue: Cue, style: str) -> str:
    """Return the label of a caption as it is written in a style."""
    if style in ("voice", "closed voice"):
        return f"<v {cue.label}>"
    if cue.later and style != "every colon":
        return ""
    return f"{cue.label.upper() if style == 'capitals' else cue.label}: "


def save(some: list[Cue], style: str, path: Path, words: Words) -> None:
    """Write captions with their times; a vtt may have a note and identifiers."""
    from webvtt import Caption, WebVTT

    draw = words.draw
    named = draw.random() < 0.4 and path.suffix == ".vtt"
    lines = draw.choice((1, 2))
    captions, now = [], draw.random() * 5
    for number, cue in enumerate(some, 1):
        text = shown(cue, style) + _lines(cue.spans, lines)
        text += "</v>" if style == "closed voice" else ""
        name = f"{number}" if named else None
        captions.append(Caption(_clock(now), _clock(now + cue.seconds), text, identifier=name))
        now += cue.seconds + draw.choice((0.0, 0.0, 0.4, 2.5))
    file = WebVTT(captions=captions)
    if path.suffix == ".vtt":
        file.save(str(path))
    else:
        file.save_as_srt(str(path))


def _lines(spans: Spans, number: int) -> str:
    texts = [span.text for span in spans]
    if number == 1 or len(texts) < 6:
        return " ".join(texts)
    half = len(texts) // 2
    return " ".join(texts[:half]) + "\n" + " ".join(texts[half:])


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{int(seconds % 1 * 1000):03}"
