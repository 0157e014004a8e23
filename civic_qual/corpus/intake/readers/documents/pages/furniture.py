"""What stands on the pages of a pdf and is no speech: heads, feet, page numbers, footnotes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from civic_qual.corpus.intake.readers.documents.pages.lines import PageLine

_EDGE = 0.2  # of a page, from above and from below
_MOST_LINES = 3  # at each edge
_PAGES = 0.4  # of the pages hold a head: left ones may have another than right ones
_NEAR = 4.0  # points
_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p\.?|pag\.?)\s*)?(?P<number>\d{1,4})\W*"
    r"(?:(?:/|of|sur|de|von|\|)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_TOLD = re.compile(r"page|[/|]|\bof\b|\bsur\b|^\W+\d", re.IGNORECASE)
_SMALLER = 0.9  # times the usual height of letters: a footnote
_LOWER = 0.6  # of a page, from below
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡])[.)]?\s?\D")


def without_furniture(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """Return the lines of pages without those that come back at the edges, and their numbers."""
    edges = [_at_edges(page) for page in pages]
    out = _coming_back(edges) | _page_numbers(edges)
    return [[line for line in page if id(line) not in out] for page in pages]


def _at_edges(page: Sequence[PageLine]) -> list[PageLine]:
    above = sorted(
        (line for line in page if line.bottom > (1 - _EDGE) * line.page_height),
        key=lambda line: -line.bottom,
    )
    below = sorted(
        (line for line in page if line.bottom < _EDGE * line.page_height),
        key=lambda line: line.bottom,
    )
    return above[:_MOST_LINES] + below[:_MOST_LINES]


def _coming_back(edges: Sequence[Sequence[PageLine]]) -> set[int]:
    """Return lines of one text, but for numbers, that stand at one height on many pages."""
    seen: defaultdict[str, list[tuple[int, PageLine]]] = defaultdict(list)
    for number, lines in enumerate(edges):
        for line in lines:
            if not line.text.rstrip().endswith(":"):  # a label may well come back there
                seen[re.sub(r"\d+", "0", line.text.casefold()).strip()].append((number, line))
    held = sum(bool(lines) for lines in edges)
    found: set[int] = set()
    for alike in seen.values():
        height = median(line.bottom for _, line in alike)
        there = [(number, line) for number, line in alike if abs(line.bottom - height) < _NEAR]
        pages = {number for number, _ in there}
        if len(pages) > 1 and len(pages) >= _PAGES * held:
            found |= {id(line) for _, line in there}
    return found


def _page_numbers(edges: Sequence[Sequence[PageLine]]) -> set[int]:
    """Return lines that are the numbers of their pages."""
    numbers = [
        (page, line, int(found["number"]))
        for page, lines in enumerate(edges)
        for line in lines
        if (found := _NUMBER.fullmatch(line.text))
    ]
    ahead: defaultdict[int, list[PageLine]] = defaultdict(list)
    for page, line, number in numbers:
        ahead[number - page].append(line)
    return {
        id(line)
        for difference, lines in ahead.items()
        for line in lines
        if len(lines) > 1 or (difference == 1 and (_TOLD.search(line.text) or len(edges) == 1))
    }


def footnotes(pages: list[list[PageLine]]) -> list[list[PageLine]]:
    """Return the footnotes of pages, and mark in the pages where each begins.

    They stand low on the page, or below a column of it, in smaller letters behind a number.
    """
    lines = [line for page in pages for line in page]
    usual = median(line.height for line in lines) if lines else 1.0
    return [_footnotes(page, usual) for page in pages]


def _footnotes(page: list[PageLine], usual: float) -> list[PageLine]:
    found: list[PageLine] = []
    inside = False
    for index, line in enumerate(page):
        small = line.height < _SMALLER * usual and line.bottom < _LOWER * line.page_height
        begins = small and bool(_NOTE.match(line.text))
        inside = small and (inside or begins)
        if begins:
            page[index] = replace(line, begins_note=True)
        if inside:
            found.append(page[index])
    return found
