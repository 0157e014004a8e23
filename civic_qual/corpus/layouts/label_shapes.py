"""What has the shape of a speaker label, at the beginning of a line or inside it.

Whether it is one is decided in `labels`, by what else the text holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from civic_qual.corpus.intake.layouts.times import BARE, STAMP, seconds
from civic_qual.corpus.layouts.names import could_be_speaker
from civic_qual.corpus.model import Span
from civic_qual.corpus.role_labels import role_of_label


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a text: where it begins, where the words begin, and whose it is.

    `marked` says that more than a colon marks it, such as brackets or a time; `faint` that even
    less does, as in `Q. Who came?`.
    """

    start: int
    end: int
    name: str
    seconds: float | None = None
    marked: bool = False
    faint: bool = False


_SPACE = r"[ \t\u00a0\u202f]"
_LEAD = rf"{_SPACE}{{0,40}}(?:[-•–>*]{{1,2}}{_SPACE}{{1,4}})?"
_MARKS = r"(?P<marks>\*\*\*|\*\*|__|\*)?"
_UNMARKS = r"(?:\*\*\*|\*\*|__|\*)?"
_NAME = r"[^\W_](?:[^\n:\[\]{}()<>*|=\"«»“”?!;…]{0,48}?[^\W_.]\.?)?(?: ?\([^():\n]{1,24}\))?"
_TIME = rf"(?:{STAMP}|{BARE})"
_BEFORE = rf"(?:(?P<before>{_TIME}){_SPACE}{{0,4}}[-–]?{_SPACE}{{0,4}})?"
# A bare time behind a name needs hours, minutes and seconds: "At 10:30: nothing" is speech.
_AFTER = rf"(?P<after>{STAMP}|\d{{1,2}}:\d{{2}}:\d{{2}})?"
_COLON = rf"{_SPACE}{{0,3}}[:：]{_UNMARKS}(?![/\d]){_SPACE}{{0,8}}"

_COLON_SHAPE = re.compile(
    rf"{_LEAD}{_UNMARKS}{_BEFORE}{_MARKS}(?P<name>{_NAME}){_UNMARKS}{_SPACE}{{0,8}}{_AFTER}{_COLON}"
)
_MARKED_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"{_LEAD}{_BEFORE}[#@](?P<name>{_NAME}){_COLON}",
        rf"{_LEAD}{_BEFORE}\{{(?P<name>{_NAME})\}}(?:{_COLON})?{_SPACE}{{0,8}}",
        rf"{_LEAD}{_BEFORE}\[(?P<name>{_NAME})\]{_COLON}",
        rf"{_LEAD}{_BEFORE}<(?P<name>{_NAME})>(?:{_COLON})?{_SPACE}{{0,8}}",
    )
)
_FAINT = re.compile(
    rf"{_LEAD}{_UNMARKS}{_BEFORE}{_UNMARKS}(?P<name>[^\W_][^\W_ ]{{0,20}}(?: \d{{1,2}})?){_UNMARKS}"
    rf"(?:\.|{_SPACE}{{0,2}}[-–—]|{_SPACE}*$){_UNMARKS}(?:{_SPACE}{{1,8}}|$)"
)
_BRACKETED = re.compile(rf"{_LEAD}{_BEFORE}\[(?P<name>{_NAME})\]{_SPACE}{{0,8}}")
_TABBED = re.compile(rf"{_LEAD}{_BEFORE}(?P<name>{_NAME})\t+(?=[^\W_]|[\[(«\"“…])")
_OWN_LINE = re.compile(
    rf"{_LEAD}{_UNMARKS}\[?(?P<name>{_NAME})\]?{_UNMARKS},?{_SPACE}{{1,40}}{_UNMARKS}"
    rf"(?P<time>{_TIME}){_UNMARKS}{_SPACE}*$"
)
_TIME_FIRST = re.compile(
    rf"{_LEAD}{_UNMARKS}(?P<time>{_TIME}){_SPACE}{{1,40}}(?P<name>{_NAME}){_UNMARKS}{_SPACE}*$"
)
_INSIDE = re.compile(
    rf"(?<=[.!?…»”\"\])]){_SPACE}{{1,4}}(?=(?P<name>[^\W_][^\n:!?…]{{0,40}}?)"
    rf"{_SPACE}?:(?P<gap>{_SPACE}{{1,8}}))"
)
_SPEAKER = re.compile(r"(?:speaker|locuteur|locutrice|unknown speaker|spk)[ _]?\d*$", re.IGNORECASE)
_LONGEST_OWN_LINE = 140


def label_at(text: str, line: Span) -> Label | None:
    """Return what has the shape of a label at the beginning of a line, words behind it."""
    found = _COLON_SHAPE.match(text, *line)
    if found and could_be_speaker(tidy(found["name"])):
        return _label(found, marked=bool(found["before"] or found["marks"] or found["after"]))
    for shape in _MARKED_SHAPES:
        found = shape.match(text, *line)
        if found and could_be_speaker(tidy(found["name"])):
            return _label(found, marked=True)
    for shape in (_BRACKETED, _TABBED):
        found = shape.match(text, *line)
        if found and could_be_speaker(tidy(found["name"]), bare=True):
            return _label(found, marked=shape is _BRACKETED)
    found = _FAINT.match(text, *line)
    if found and role_of_label(found["name"]):
        return replace(_label(found, marked=False), faint=True)
    return None


def own_line_label(text: str, line: Span) -> Label | None:
    """Return the label that fills a line: a name and a time, the words below."""
    start, end = line
    if end - start > _LONGEST_OWN_LINE:
        return None
    found = _OWN_LINE.match(text, start, end)
    if not (found and could_be_speaker(tidy(found["name"]))):
        found = _TIME_FIRST.match(text, start, end)
        # "00:12 Bonjour" is a time and a word; only what can be nothing else is a label here.
        if not found or not (role_of_label(found["name"]) or names_nobody(found["name"])):
            return None
    return Label(start, end, tidy(found["name"]), seconds(found["time"]), marked=True)


def labels_inside(text: str, start: int, end: int) -> list[Label]:
    """Return what has the shape of a label behind the end of a sentence, inside a line."""
    return [
        Label(match.end(), match.end("gap"), tidy(match["name"]))
        for match in _INSIDE.finditer(text, start, end)
    ]


def lines(text: str, start: int, stop: int) -> Iterator[Span]:
    """Yield the lines of a text that hold more than white space."""
    while start < stop:
        end = text.find("\n", start, stop)
        end = stop if end < 0 else end
        if end > start and not text[start : min(end, start + 100)].isspace():
            yield start, end
        start = end + 1


def names_nobody(name: str) -> bool:
    """Whether a name is one that programs give: `Speaker 2`, `SPEAKER_00`, `Locuteur 1`."""
    return bool(_SPEAKER.match(name))


def tidy(name: str) -> str:
    """Return a name without white space and punctuation around it."""
    return " ".join(name.split()).strip(" .,-–")


def _label(found: re.Match[str], *, marked: bool) -> Label:
    parts = found.groupdict()
    stamp = parts.get("before") or parts.get("after")
    return Label(
        found.start(), found.end(), tidy(found["name"]), seconds(stamp) if stamp else None, marked
    )
