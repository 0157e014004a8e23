"""Speaker labels at the beginning of a line, and inside a paragraph with care.

A candidate is anything of the shape of a label. It is taken for a speaker when it names a role
(`Interviewer:`, `P3:`), when it comes back, or when it reads like a person's name beside other
labels; `https:` and `Note:` are never speakers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from civic_qual.corpus.layouts.names import (
    could_be_speaker,
    is_numbered,
    is_seldom_speaker,
    looks_like_person,
)
from civic_qual.corpus.layouts.times import BARE, STAMP, seconds
from civic_qual.corpus.role_labels import role_of_label


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a text: where it begins, where the words begin, and whose it is."""

    start: int
    end: int
    name: str
    seconds: float | None = None
    own_line: bool = False


_SPACE = r"[ \t\u00a0\u202f]"
_LEAD = rf"{_SPACE}{{0,40}}(?:[-•–>*]{{1,2}}{_SPACE}{{1,4}})?"
_MARKS = r"(?:\*\*\*|\*\*|__|\*)?"
_NAME = r"[^\W_](?:[^\n:\[\]{}()<>*|=\"«»“”?!;…]{0,48}?[^\W_.]\.?)?(?: ?\([^():\n]{1,24}\))?"
_TIME = rf"(?:{STAMP}|{BARE})"
_BEFORE = rf"(?:(?P<before>{_TIME}){_SPACE}{{0,4}}[-–]?{_SPACE}{{0,4}})?"
_COLON = rf"{_SPACE}{{0,3}}[:：]{_MARKS}(?![/\d]){_SPACE}{{0,8}}"

_SHAPES = tuple(re.compile(shape) for shape in (
    rf"{_LEAD}{_MARKS}{_BEFORE}{_MARKS}(?P<name>{_NAME}){_MARKS}"
    rf"{_SPACE}{{0,8}}(?P<after>{_TIME})?{_COLON}",
    rf"{_LEAD}{_BEFORE}[#@](?P<name>{_NAME}){_COLON}",
    rf"{_LEAD}{_BEFORE}\{{(?P<name>{_NAME})\}}(?:{_COLON})?{_SPACE}{{0,8}}",
    rf"{_LEAD}{_BEFORE}\[(?P<bracketed>{_NAME})\](?:(?P<colon>{_COLON}))?{_SPACE}{{0,8}}",
))
_OWN_LINE = re.compile(
    rf"{_LEAD}{_MARKS}\[?(?P<name>{_NAME})\]?{_MARKS},?{_SPACE}{{1,40}}{_MARKS}(?P<after>{_TIME})"
    rf"{_MARKS}{_SPACE}*$")
_TIME_FIRST = re.compile(
    rf"{_LEAD}{_MARKS}(?P<before>{_TIME}){_SPACE}{{1,40}}(?P<name>{_NAME}){_MARKS}{_SPACE}*$")
_INSIDE = re.compile(
    rf"(?<=[.!?…»”\"\])]){_SPACE}{{1,4}}(?=(?P<name>[^\W_][^\n:!?…]{{0,40}}?)"
    rf"{_SPACE}?:(?P<gap>{_SPACE}{{1,8}}))")
_SPEAKER = re.compile(r"(?:speaker|locuteur|locutrice|unknown speaker|spk)[ _]?\d*$", re.IGNORECASE)


def labels(text: str, start: int = 0, end: int | None = None) -> list[Label]:
    r"""Return the speaker labels of a text from one place to another, in order.

    Examples
    --------
    >>> said = "Enquêtrice : Et la nuit ?\nChef: Rien.\nVoir https://example.org\nChef: Non."
    >>> [label.name for label in labels(said)]
    ['Enquêtrice', 'Chef', 'Chef']
    """
    stop = len(text) if end is None else end
    lines = list(_lines(text, start, stop))
    own = _accepted([label for line in lines if (label := _own_line_label(text, *line))])
    inline = [label for line in lines if (label := _line_label(text, *line))]
    inside = [_inside_label(match) for match in _INSIDE.finditer(text, start, stop)]
    taken = _accepted(inline, inside)
    if len(own) > 1 and len(own) >= len(taken):
        taken = own
    return _spelled_once(sorted(taken, key=lambda label: label.start))


def line_label(line: str) -> Label | None:
    """Return the label candidate a line of its own (as of a subtitle) begins with."""
    return _line_label(line, 0, len(line))


def _lines(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    while start < stop:
        end = text.find("\n", start, stop)
        end = stop if end < 0 else end
        if end > start:
            yield start, end
        start = end + 1


def _line_label(text: str, start: int, end: int) -> Label | None:
    for shape in _SHAPES:
        found = shape.match(text, start, end)
        if found:
            parts = found.groupdict()
            name = _tidy(parts.get("name") or parts.get("bracketed") or "")
            unmarked = parts.get("bracketed") and not parts.get("colon")
            if could_be_speaker(name, bracketed=bool(unmarked)):
                return Label(start, found.end(), name, _seconds(parts))
    return None


def _own_line_label(text: str, start: int, end: int) -> Label | None:
    if end - start > 140:
        return None
    found = _OWN_LINE.match(text, start, end)
    if found and could_be_speaker(_tidy(found["name"])):
        return Label(start, end, _tidy(found["name"]), seconds(found["after"]), own_line=True)
    found = _TIME_FIRST.match(text, start, end)
    # "00:12 Bonjour" is a time and a word; only what can be nothing else is a label here.
    if found and (role_of_label(found["name"]) or _SPEAKER.match(found["name"])):
        return Label(start, end, _tidy(found["name"]), seconds(found["before"]), own_line=True)
    return None


def _inside_label(match: re.Match[str]) -> Label:
    return Label(match.end(), match.end("gap"), _tidy(match["name"]))


def _seconds(parts: dict[str, str | None]) -> float | None:
    stamp = parts.get("before") or parts.get("after")
    return seconds(stamp) if stamp else None


def _tidy(name: str) -> str:
    return " ".join(name.split()).strip(" .,-–")


def _accepted(found: list[Label], inside: list[Label] | None = None) -> list[Label]:
    """Keep the candidates that are speakers; those inside a paragraph need better grounds."""
    times = Counter(label.name.casefold() for label in found)
    found = [label for label in found if not is_seldom_speaker(label.name)
             or times[label.name.casefold()] > max(2, len(found) // 4)]
    sure = [label for label in found
            if times[label.name.casefold()] > 1 or role_of_label(label.name)
            or is_numbered(label.name) or _SPEAKER.match(label.name)]
    if len(sure) > 1:
        kept = {label.start for label in sure}
        sure += [label for label in found
                 if label.start not in kept and looks_like_person(label.name)]
    return sure + _accepted_inside(sure, inside or [], found)


def _accepted_inside(sure: list[Label], inside: list[Label],
                     found: list[Label]) -> list[Label]:
    known = {label.name.casefold() for label in sure}
    times = Counter(label.name.casefold() for label in inside)
    names = {name for name, count in times.items() if name in known
             or (count > 1 and role_of_label(name))}
    if len(sure) < 2:  # the whole interview may be one paragraph
        names |= {label.name.casefold() for label in inside
                  if times[label.name.casefold()] > 2 and looks_like_person(label.name)}
    taken = [label for label in inside if label.name.casefold() in names]
    fresh = {label.name.casefold() for label in taken} - known
    begun = {label.start for label in sure}
    return taken + [label for label in found if label.start not in begun
                    and (label.name.casefold() in fresh
                         or (len(taken) > 2 and looks_like_person(label.name)))]


def _spelled_once(found: list[Label]) -> list[Label]:
    """Give a speaker the spelling first met: `INTERVIEWER` and `Interviewer` are one."""
    spelling: dict[str, str] = {}
    return [Label(label.start, label.end, spelling.setdefault(label.name.casefold(), label.name),
                  label.seconds, label.own_line) for label in found]
