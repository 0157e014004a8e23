"""The lines of a transcript: where each stands, and what stands before its words.

Numbers and times before a line are taken off only where the whole file shows that they are none
of its words: numbers that count up, times that go up and come back in one form. A reader that
knows more of a line than its text (that it is a heading, that it begins in bold) says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from civic_qual.corpus.intake.layouts.times import BARE, TIME, seconds
from civic_qual.corpus.transcripts import Span

Kind = Literal[
    "facts", "heading", "furniture", "label", "number", "above", "note", "footer",
    "back-channel",
]  # fmt: skip

# A numbering counts up nearly always, and begins enough lines to be one: `2021. The men` is speech.
NUMBERS_IN_ORDER, NUMBERED_LINES, FEWEST_NUMBERS = 0.85, 0.12, 3
LONG_RUN, NUMBERS_IN_RUN = 6, 0.5
PAGES_IN_ORDER = 0.8
# A bare time is a stamp where its form comes back and goes up: a wrapped `at / 10:30` is speech.
FEWEST_TIMES, TIMES_IN_ORDER = 3, 0.8
LAST_TIMES = 0.05  # of the lines end with one, behind the end of a sentence

_NUMBER = re.compile(
    r"(?:\[(?P<square>\d{1,4})\]|\((?P<round>\d{1,4})\)|(?P<plain>\d{1,4})[.):](?=[ \t])"
    r"|(?P<bare>#?\d{1,4})(?=[ \t]))[ \t]*"
)
_NUMBER_ALONE = re.compile(r"[\[(#]?(?P<number>[0-9]{1,4})[\]).:]?")
_LONGEST_NUMBER = 6
_LEAD = re.compile(
    r"(?:[-*•>–—]{1,2}[ \t]+)(?=[*_\[<({#@\w\"'«“„‘’¿¡])|#{1,6}[ \t]+(?=[\[({]?\d{1,2}[:.]\d{2})"
)
_TIME = re.compile(TIME)
_BARE_LAST = re.compile(rf"[ \t\u00a0]+(?P<time>{BARE})$")
_ENDED = frozenset('.?!…"”»])')
_ENDS = _ENDED | frozenset(":#*_>0123456789")  # of lines that no sentence runs on from
# `[Ada Lund] 14:05` and `Ada Lund (host) 14:05` are labels and their time.
_LABEL_WITH_TIME = re.compile(r"[\[<({][^\[\]<>(){}]{1,60}[\]>)}]|[^.?!:\t–—]{1,50}\([^()]{1,40}\)")
_TIME_LAST = re.compile(rf"[ \t]*{TIME}\s*$")
_NOTE_LAST = re.compile(r"[ \t]*[\[(][^\[\]()]{1,30}[\])]$")
_SENTENCE_END = re.compile(r"[.?!…:;][\s\"'”»)\]*_]*$")
_BEHIND_TIME = " \t-–\u00a0"
_LONGEST_TURN = 600.0  # seconds
_TAIL = 34  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that holds more than white space.

    `body` is where its words (or its label) begin, behind numbers, times and bullets; `blank` says
    that the line above is blank. `bold` is where bold letters that begin it end, and `heading`
    that a style makes it one, where a reader knows.
    """

    start: int
    body: int
    end: int
    blank: bool
    indent: int
    number: str = ""
    time: str = ""
    lead: str = ""
    bold: int = 0
    heading: bool = False


@dataclass(frozen=True, kw_only=True)
class Features:
    """What a reader knows of a text beyond its letters: spans of headings and of bold letters."""

    headings: Sequence[Span] = ()
    bold: Sequence[Span] = ()


PLAIN = Features()


@dataclass(frozen=True, kw_only=True)
class Script:
    """A text and its lines; `outside` says which lines are nobody's words, and what they are."""

    text: str
    lines: tuple[Line, ...]
    numbered: bool = False
    outside: Mapping[int, Kind] = field(default_factory=dict)

    def leaving_out(self, indices: Iterable[int], kind: Kind) -> Script:
        """Return the script with more lines that are nobody's words."""
        return replace(self, outside={**dict.fromkeys(indices, kind), **self.outside})

    def line(self, index: int) -> str:
        """Return a line without the white space around it."""
        return self.text[self.lines[index].start : self.lines[index].end]

    def ends_sentence(self, index: int) -> bool:
        """Whether a line ends a sentence; a time or a note at its end does not count."""
        line = self.lines[index]
        tail = self.text[max(line.start, line.end - _TAIL) : line.end]
        if tail[-1] in "])}#>":
            found = _TIME_LAST.search(tail) or _NOTE_LAST.search(tail)
            tail = tail[: found.start()] if found else tail
        return not tail or bool(_SENTENCE_END.search(tail))


def script_of(
    text: str,
    start: int = 0,
    *,
    features: Features = PLAIN,
    cuts: Sequence[int] = (),
) -> Script:
    r"""Cut a text into lines, and find the numbers and times before their words.

    `cuts` are places inside lines where another one begins, ascending.

    Examples
    --------
    >>> script = script_of("1. I: Who came?\n2. R: Nobody.\n3. I: Why?")
    >>> [script.text[line.body : line.end] for line in script.lines]
    ['I: Who came?', 'R: Nobody.', 'I: Why?']
    """
    lines = list(_lines(text, start, cuts))
    numbers = _numbered(text, lines)
    lines = [
        replace(line, number=numbers[index][0], body=numbers[index][1])
        if index in numbers
        else line
        for index, line in enumerate(lines)
    ]
    alone = _numbers_alone(text, lines)
    lines = [_without_lead(text, line) for line in lines]
    lines, times = _timed(text, lines, alone)
    lines = _without_last_times(text, lines)
    alone |= times
    lines = [
        # What stands below a number or a time of its own line begins as after a blank.
        replace(line, blank=True)
        if index - 1 in alone and lines[index - 1].blank and not line.blank
        else line
        for index, line in enumerate(lines)
    ]
    lines = _with_features(lines, features)
    headings = [index for index, line in enumerate(lines) if line.heading]
    script = Script(text=text, lines=tuple(lines), numbered=bool(numbers))
    return script.leaving_out(headings, "heading").leaving_out(alone, "number")


def is_sentence_end(said: str) -> bool:
    """Whether words end a sentence, or with a colon."""
    return bool(_SENTENCE_END.search(said))


def _lines(text: str, start: int, cuts: Sequence[int]) -> Iterator[Line]:
    place, blank, cut = start, True, 0
    while place <= len(text):
        stop = text.find("\n", place)
        stop = len(text) if stop < 0 else stop
        while cut < len(cuts) and cuts[cut] < stop:
            if line := _line(text, place, cuts[cut], blank):
                yield line
            place, blank, cut = cuts[cut], False, cut + 1
        if line := _line(text, place, stop, blank):
            yield line
        blank = line is None
        place = stop + 1


def _line(text: str, start: int, stop: int, blank: bool) -> Line | None:
    whole = text[start:stop]
    bare = whole.lstrip()
    if not bare:
        return None
    indent = len(whole) - len(bare)
    first = start + indent
    return Line(start=first, body=first, end=first + len(bare.rstrip()), blank=blank, indent=indent)


def _numbered(text: str, lines: Sequence[Line]) -> dict[int, tuple[str, int]]:
    """Return the style of the numbering and where the words begin, for the lines it counts."""
    rows: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        if text[line.start].isdigit() or text[line.start] in "[(#":
            found = _NUMBER.match(text, line.start, line.end)
            if found and found.end() < line.end:
                rows[_style(found)].append((index, _value(found), found.end()))
    for style, numbers in rows.items():
        chain = max(list(_chain(numbers)), list(_chain(numbers, of_pages=True)), key=len)
        if _counts_up(numbers, chain) and len(chain) >= NUMBERED_LINES * len(lines):
            return {index: (style, end) for index, _, end in chain}
    return {}


def _style(found: re.Match[str]) -> str:
    if found["plain"]:
        return found.string[found.end("plain")]
    if found["bare"]:
        return "#" if found["bare"].startswith("#") else "0"
    return "[" if found["square"] else "("


def _value(found: re.Match[str]) -> int:
    written = found["square"] or found["round"] or found["plain"] or found["bare"]
    return int(written.lstrip("#"))


def _counts_up(
    numbers: Sequence[tuple[int, int, int]], chain: Sequence[tuple[int, int, int]]
) -> bool:
    """Whether numbers are a numbering: nearly all in order, or a long run from 1 among others."""
    if len(numbers) < FEWEST_NUMBERS:
        return False
    ordered = sum(after[1] - before[1] == 1 for before, after in pairwise(numbers))
    if ordered >= NUMBERS_IN_ORDER * (len(numbers) - 1):
        return True
    whole = all(after[1] - before[1] == 1 or after[1] == 1 for before, after in pairwise(chain))
    long = len(chain) >= LONG_RUN and chain[0][1] <= 1
    return whole and long and len(chain) >= NUMBERS_IN_RUN * len(numbers)


def _chain(
    numbers: Sequence[tuple[int, int, int]], *, of_pages: bool = False
) -> Iterator[tuple[int, int, int]]:
    """Yield the numbers that go on from the one before; one may be missing.

    Numbers of the lines of pages begin with 1 again on every page.
    """
    last: int | None = None
    for row in numbers:
        if last is None or 0 < row[1] - last <= 2 or (of_pages and row[1] == 1 < last):
            last = row[1]
            yield row


def _numbers_alone(text: str, lines: Sequence[Line]) -> set[int]:
    """Return lines that are a number and nothing else: of turns, or of pages."""
    alone = [
        (index, int(found["number"]))
        for index, line in enumerate(lines)
        if line.end - line.start <= _LONGEST_NUMBER
        and (found := _NUMBER_ALONE.fullmatch(text, line.start, line.end))
    ]
    steps = [after[1] - before[1] for before, after in pairwise(alone)]
    counts_up = len(alone) > 1 and steps.count(1) >= PAGES_IN_ORDER * len(steps)
    only_page = len(alone) == 1 and alone[0][1] <= 3 and len(lines) > 12
    if only_page and not lines[alone[0][0]].blank:  # below a label it would be an answer
        above = lines[alone[0][0] - 1]
        only_page = text[above.end - 1] in ".?!"
    if counts_up:  # but not the `30.` of "at 10 h / 30."
        return {row[0] for row in _chain([(index, number, 0) for index, number in alone])}
    return {index for index, _ in alone} if only_page else set()


def _without_lead(text: str, line: Line) -> Line:
    found = _LEAD.match(text, line.body, line.end)
    return replace(line, lead=text[line.body], body=found.end()) if found else line


def _timed(text: str, lines: Sequence[Line], alone: set[int]) -> tuple[list[Line], set[int]]:
    """Take times off the lines; return also which lines are nothing but a time."""
    result: list[Line] = []
    only: set[int] = set()
    clocks = _clocks(text, lines)
    stamps = {
        index: stamp
        for index, line in enumerate(lines)
        if index not in alone and (stamp := _stamp(text, line, clocks))
    }
    spoken = _spoken_times(text, lines, stamps)
    for index, line in enumerate(lines):
        stamp = stamps.get(index)
        if stamp is None or index in spoken:
            result.append(line)
            continue
        if stamp.end() == line.end:
            only.add(index)
        body = stamp.end()
        while body < line.end and text[body] in _BEHIND_TIME:
            body += 1
        result.append(replace(line, time=stamp[0], body=body))
    return result, only


def _spoken_times(
    text: str, lines: Sequence[Line], stamps: Mapping[int, re.Match[str]]
) -> set[int]:
    """Return lines that were wrapped before a bare time: `from 6:00 to / 18:30`.

    It stands inside a sentence, and does not fit between the times before and after it.
    """
    bare = {
        index: seconds(found[0]) or 0.0 for index, found in stamps.items() if found[0][0].isdigit()
    }
    first = [
        index
        for index in bare
        if lines[index].blank or not index or text[lines[index - 1].end - 1] in _ENDS
    ]
    values = [bare[index] for index in first]
    return {index for index, value in bare.items() if not _fits(index, value, first, values)}


def _without_last_times(text: str, lines: list[Line]) -> list[Line]:
    """Take bare times off the ends of lines, where they stand behind sentences and go up.

    What has no full stop before it (`Yes 0:49`) is a time if it fits between the others.
    """
    found = dict(_last_times(text, lines))
    behind = [index for index, match in found.items() if text[match.start() - 1] in _ENDED]
    values = [seconds(found[index]["time"]) or 0.0 for index in behind]
    if len(behind) < LAST_TIMES * len(lines) or not _goes_up(values):
        return lines
    return [
        replace(line, end=found[index].start())
        if index in found and _fits(index, seconds(found[index]["time"]) or 0.0, behind, values)
        else line
        for index, line in enumerate(lines)
    ]


def _last_times(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the lines that end with a bare time behind their words, and the time."""
    for index, line in enumerate(lines):
        if text[line.end - 1].isdigit() and ":" in text[max(line.body, line.end - 6) : line.end]:
            found = _BARE_LAST.search(text, max(line.body, line.end - _TAIL), line.end)
            if found and not _LABEL_WITH_TIME.fullmatch(text, line.body, found.start()):
                yield index, found


def _fits(index: int, value: float, behind: Sequence[int], values: Sequence[float]) -> bool:
    """Whether a time stands behind a sentence, or between two that do and in their order."""
    at = bisect_left(behind, index)
    if at < len(behind) and behind[at] == index:
        return True
    after = values[at - 1] if at else 0.0
    before = values[at] if at < len(behind) else after + _LONGEST_TURN
    return after <= value <= before


def _stamp(text: str, line: Line, clocks: set[str]) -> re.Match[str] | None:
    first = text[line.body] if line.body < line.end else ""
    if not first or not (first.isdigit() or first in "[({#<"):
        return None
    found = _TIME.match(text, line.body, line.end)
    if not found or (first.isdigit() and _form(found[0]) not in clocks):
        return None
    return found if found.end() == line.end or text[found.end()] in _BEHIND_TIME else None


def _form(stamp: str) -> str:
    return re.sub(r"\d", "9", stamp)


def _clocks(text: str, lines: Sequence[Line]) -> set[str]:
    """Return the forms of bare times that are stamps: with seconds, or if they go up."""
    times: defaultdict[int, list[tuple[str, float]]] = defaultdict(list)
    for line in lines:
        if line.body < line.end and text[line.body].isdigit():
            found = _TIME.match(text, line.body, line.end)
            if found:
                form = _form(found[0])
                times[form.count(":")].append((form, seconds(found[0]) or 0.0))
    # `9:58` and `10:02` are of one kind. Nobody says hours, minutes and seconds.
    return {
        form
        for colons, found in times.items()
        if colons > 1 or _goes_up([value for _, value in found])
        for form, _ in found
    }


def _goes_up(values: Sequence[float]) -> bool:
    up = sum(after > before for before, after in pairwise(values))
    return len(values) >= FEWEST_TIMES and up >= TIMES_IN_ORDER * (len(values) - 1)


def _with_features(lines: list[Line], features: Features) -> list[Line]:
    headings = _covered(lines, features.headings)
    bold = {line.start: end for line, end in _bold(lines, features.bold)}
    if not headings and not bold:
        return lines
    return [
        replace(line, heading=line.start in headings, bold=bold.get(line.start, 0))
        for line in lines
    ]


def _covered(lines: Sequence[Line], spans: Sequence[Span]) -> set[int]:
    """Return the starts of lines that stand inside spans."""
    starts = [line.start for line in lines]
    found: set[int] = set()
    for start, end in spans:
        for index in range(bisect_left(starts, start), len(lines)):
            if lines[index].start >= end:
                break
            found.add(lines[index].start)
    return found


def _bold(lines: Sequence[Line], spans: Sequence[Span]) -> Iterator[tuple[Line, int]]:
    """Yield the lines that begin in bold, and where it ends."""
    by_start = dict(spans)
    for line in lines:
        if line.body in by_start:
            yield line, min(by_start[line.body], line.end)
