"""Whether one file holds several interviews: numbered titles, or facts that stand there again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from civic_qual.corpus.intake.layouts.doubts import Doubt, several_interviews
from civic_qual.corpus.intake.layouts.label_words import HEADER, key_of
from civic_qual.corpus.intake.layouts.lines import Script
from civic_qual.sheets.reading import word_rows

_ROWS = word_rows("corpus/lists/interview_titles.txt")
_TITLE = re.compile(
    rf"[\W_]*(?:{'|'.join(map(re.escape, _ROWS['title']))})[ \t\u00a0]*"
    r"(?:n[°ºo]\.?|no\.?|nr\.?|number|numéro|#)?[ \t\u00a0]*(?P<number>\d{1,3}|[IVX]{1,4})\b"
    r"(?P<rest>[^.?!\n]*)",
    re.IGNORECASE,
)
_LONGEST_TITLE = 80  # characters
_LEAST_BELOW = 25  # words of an interview
_FACT = re.compile(
    r"[\W_]*(?P<key>[^\W\d_][^:\n]{1,30}?)[ \t\u00a0]{0,2}:[ \t\u00a0]*(?P<value>\S.*)"
)
_FEWEST_FACTS = 2
_LONGEST_VALUE = 9  # words


def several_doubt(script: Script) -> Doubt | None:
    r"""Return a doubt about a file that seems to hold several interviews.

    Examples
    --------
    >>> from civic_qual.corpus.intake.layouts.lines import script_of
    >>> said = "I: Who came?\nR: " + "Nobody came at all. " * 8
    >>> two = f"Interview 1\n\n{said}\n\nInterview 2\n\n{said}"
    >>> str(several_doubt(script_of(two)).message).partition(":")[0]
    'this file seems to hold 2 interviews'
    >>> several_doubt(script_of(f"Interview 1\n\n{said}")) is None
    True
    """
    for starts in (_titles(script), _facts_again(script), _behind_ends(script)):
        begins = list(_apart(script, starts))
        if len(begins) > 1:
            return several_interviews([script.line(index) for index in begins])
    return None


def _titles(script: Script) -> list[int]:
    """Return the lines that are titles of interviews, each with a number of its own."""
    found: dict[str, int] = {}
    for index, line in enumerate(script.lines):
        if line.end - line.start > _LONGEST_TITLE or not (line.blank or line.heading):
            continue
        title = _TITLE.fullmatch(script.text, line.start, line.end)
        if title and not _is_label(title["rest"]):
            found.setdefault(title["number"].upper().lstrip("0"), index)
    return sorted(found.values())


_END = re.compile(
    rf"[\W_]*(?:end|fin) (?:of (?:the )?|de l['’]|de la |du |d['’])"
    rf"(?:{'|'.join(map(re.escape, _ROWS['title']))})\b[^.?!:\n]{{0,30}}[\W_]*",
    re.IGNORECASE,
)


def _behind_ends(script: Script) -> list[int]:
    """Return the first line, and those that follow where it says that an interview ends."""
    ends = [
        index
        for index, line in enumerate(script.lines[:-1])
        if line.end - line.start <= _LONGEST_TITLE
        and _END.fullmatch(script.text, line.start, line.end)
    ]
    return [0, *(index + 1 for index in ends)] if ends else []


def _is_label(rest: str) -> bool:
    """Whether words stand behind the colon of a title, as in `Interview 2: We ran off.`."""
    return ":" in rest and len(rest.partition(":")[2].split()) > 2


def _facts_again(script: Script) -> list[int]:
    """Return the first lines of blocks in which facts of the first block stand again."""
    first: set[str] = set()
    found: list[int] = []
    for start, keys in _blocks_of_facts(script):
        if not first:
            first = keys
        if len(first & keys) >= _FEWEST_FACTS:
            found.append(start)
    return found


def _blocks_of_facts(script: Script) -> Iterator[tuple[int, set[str]]]:
    """Yield where lines `Date: 5 May` stand below each other, and their keys."""
    start, keys = 0, set[str]()
    for index in range(len(script.lines) + 1):
        key = _fact(script, index) if index < len(script.lines) else ""
        if key and key not in keys:
            start = start if keys else index
            keys.add(key)
            continue
        if len(keys) >= _FEWEST_FACTS:
            yield start, keys
        start, keys = index, {key} if key else set()


def _fact(script: Script, index: int) -> str:
    line = script.lines[index]
    fact = _FACT.fullmatch(script.text, line.start, line.end)
    if not fact or len(fact["value"].split()) > _LONGEST_VALUE:
        return ""
    key = key_of(fact["key"])
    return key if key in HEADER else ""


def _apart(script: Script, starts: list[int]) -> Iterator[int]:
    """Yield the lines below which enough is said before the next one."""
    for index, following in pairwise([*starts, len(script.lines)]):
        words = sum(len(script.line(line).split()) for line in range(index + 1, following))
        if words >= _LEAST_BELOW:
            yield index
