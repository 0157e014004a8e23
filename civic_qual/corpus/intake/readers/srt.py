"""SRT subtitles: a number, a line of times, and the lines that are said until the next ones.

Every line after the first times is somebody's words, or a number or times of the file's own: so
nothing that was said is lost where a program or a person broke the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from civic_qual.corpus.intake.readers.cues import Cue, document_of_cues
from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.texts import decode, normalise

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,:]\d{1,3})?"
_TIMES = re.compile(rf"\s*({_CLOCK})[ \t]*- ?-?[ \t]*>[ \t]*({_CLOCK})(?!\d)")
_BROKEN_TIMES = re.compile(r"[\d:.,; \t]*--?[ \t]*>[\d:.,; \t]*$|[^>]{0,40}\d:\d\d[^>]{0,10}-->")
_NUMBER = re.compile(r"\s*\d{1,9}\s*$")


def read_srt(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read an SRT file; the text is built, one `Speaker: words` line a turn."""
    decoded = decode(data, options.encoding)
    subtitles = list(_subtitles(normalise(decoded.text).split("\n")))
    above = subtitles.pop(0)
    if not subtitles:
        raise ReadError(
            Message(
                "no subtitles found: an SRT file has lines like "
                "00:00:01,000 --> 00:00:04,000; export the transcript again"
            )
        )
    notes = [decoded.note] if decoded.note else []
    if any(line.strip() for line in above.lines):
        notes.append(Message("what stands above the first subtitle was left out"))
    if broken := sum(one.times is None for one in subtitles):
        notes.append(
            Message.plural(
                "the times of {n} subtitle could not be read; its words were kept",
                "the times of {n} subtitles could not be read; their words were kept",
                n=broken,
            )
        )
    return document_of_cues(_cues(subtitles), tuple(notes), options)


@dataclass
class _Subtitle:
    """The lines below a line of times; `times` is None where these could not be read."""

    times: tuple[float, float] | None = None
    lines: list[str] = field(default_factory=list)


def _subtitles(lines: list[str]) -> Iterator[_Subtitle]:
    """Cut a file at its lines of times; what comes first is what stands above them all."""
    one = _Subtitle()
    for line in lines:
        found = _TIMES.match(line) if ">" in line else None
        if not found and not (">" in line and _BROKEN_TIMES.match(line)):
            one.lines.append(line)
            continue
        if one.lines and _NUMBER.match(one.lines[-1]):  # of the subtitle that begins here
            one.lines.pop()
        yield one
        one = _Subtitle((_seconds(found[1]), _seconds(found[2])) if found else None)
    yield one


def _seconds(clock: str) -> float:
    hours_to_seconds = re.split(r"[:,.]", clock)
    fraction = float("." + hours_to_seconds.pop()) if re.search(r"[.,]|(?::.*){3}", clock) else 0.0
    total = 0.0
    for part in hours_to_seconds:
        total = total * 60 + int(part)
    return total + fraction


def _cues(subtitles: list[_Subtitle]) -> Iterator[Cue]:
    start = end = 0.0
    for one in subtitles:
        start, end = one.times or (end, end)  # no silence, where nobody knows
        yield Cue(start, end, "\n".join(one.lines))
