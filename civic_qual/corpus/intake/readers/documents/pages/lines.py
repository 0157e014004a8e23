"""The lines of a page, as its letters stand on it: where each begins, and which words are apart.

Lines come in the order in which the file writes them, which is that of reading in nearly all. What
stands far from the words before it in one line is another column: of a table, of labels with
words beside them, or of a page in two columns, which is read one after the other.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2

_GAP, _SMALL_GAP = 2.2, 0.4  # times the height of letters: apart; apart if words line up there
_ALIGNED, _FEWEST_ALIGNED = 2.0, 3  # points; lines that begin there
_OFTEN_ALIGNED, _MOSTLY_ALIGNED = 0.12, 0.4  # of the lines
_LEVEL, _SHIFTED = 0.2, 0.35  # times the height: of one line; of a cell that stands higher
_TOUCHING = 0.6  # times the height: what a raised sign takes
_USUAL, _LITTLE = 1.6, 1.2  # times the usual distance of words: some gap; a little one
_HALF = 0.5  # of the lines are in two columns
_WIDE = 3.0  # words of a line of a column, which is no label
_WRITTEN_LAST = 3  # lines among which heads of a page are looked for
_JUMPS, _FEW_JUMPS = 0.05, 2  # of the lines go up the page: its order is none to read by
_WORD = re.compile(r"[^\s\ufffe]+")
_BOLD = re.compile(rb"bold|black|heavy|semibd|demi", re.IGNORECASE)
_HEAVY = 600
_RAISED = re.compile(r"[^\W\d]\W{0,2}\d{1,2}$")
_SMALL = 0.75  # times the height of other letters


@dataclass(frozen=True, slots=True)
class Part:
    """Words that stand apart from others of their line, and where they begin and end."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A line of a page: its parts, where it stands in points from below, and how it looks.

    `bold` letters begin it; `begins_note` says that it begins a footnote.
    """

    parts: tuple[Part, ...]
    bottom: float
    height: float
    page_height: float
    bold: int = 0
    begins_note: bool = False

    @property
    def text(self) -> str:
        """Its words, with a TAB where they are apart."""
        return "\t".join(part.text for part in self.parts)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.parts[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.parts[-1].right


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """A word and its box."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    first: int  # its first letter on the page


@dataclass(frozen=True, slots=True)
class PageRows:
    """The words of a page by line, how many of each line begin it in bold, and its height."""

    rows: tuple[tuple[_Word, ...], ...]
    bold: tuple[int, ...]
    height: float


def rows_of_page(page: pypdfium2.PdfTextPage, height: float) -> PageRows:
    """Return the words of a page, as its letters stand on it."""
    letters = _Letters(page)
    rows = _joined([row for row in letters.rows() if row])
    return PageRows(tuple(map(tuple, rows)), tuple(map(letters.bold_words, rows)), height)


def lines_of_pages(pages: Sequence[PageRows]) -> list[list[PageLine]]:
    """Return the lines of each page in the order of reading."""
    everywhere = [row for page in pages for row in page.rows]
    usual = _usual_gap(everywhere)
    starts = _usual_starts(everywhere, usual)
    return [_lines(page, usual, starts) for page in pages]


def _lines(page: PageRows, usual: float, everywhere: Mapping[int, float]) -> list[PageLine]:
    if not page.rows:
        return []
    starts = {**_usual_starts(page.rows, usual), **everywhere}
    parts = [_parts(row, starts, usual) for row in page.rows]
    bold = {id(row[0][0]): words for row, words in zip(parts, page.bold, strict=True)}
    in_columns = _in_two_columns(parts)
    if in_columns:
        # Heads and feet of a page are often written last, wherever they stand.
        parts = _one_after_the_other(sorted(parts, key=lambda row: -round(row[0][0].bottom)))
    lines = [_line(row, bold.get(id(row[0][0]), 0), page.height) for row in parts]
    return lines if in_columns else _in_order(lines)


class _Letters:
    """The letters of a page, asked for one by one: most are never needed."""

    def __init__(self, page: pypdfium2.PdfTextPage) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium, self._page = pdfium, page.raw
        self.text = page.get_text_range(0, page.count_chars())
        if len(self.text) != page.count_chars():
            self.text = "".join(map(self._letter, range(page.count_chars())))
        self._box = pdfium.FS_RECTF()
        self._name = ctypes.create_string_buffer(256)

    def _letter(self, index: int) -> str:
        code = self._pdfium.FPDFText_GetUnicode(self._page, index)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Return left, right, bottom and height of a letter, in points."""
        box = self._box
        self._pdfium.FPDFText_GetLooseCharBox(self._page, index, box)
        return box.left, box.right, box.bottom, box.top - box.bottom

    def is_bold(self, index: int) -> bool:
        """Whether a letter is in bold, by the weight of its font or the name of it."""
        if self._pdfium.FPDFText_GetFontWeight(self._page, index) >= _HEAVY:
            return True
        size = self._pdfium.FPDFText_GetFontInfo(self._page, index, self._name, 256, None)
        return 0 < size <= 256 and bool(_BOLD.search(self._name.value))

    def bold_words(self, row: Sequence[_Word]) -> int:
        """Return how many words in bold begin a line."""
        return sum(1 for _ in takewhile(lambda word: self.is_bold(word.first), row))

    def rows(self) -> Iterator[list[_Word]]:
        """Yield the words of every line as it is printed; a hyphen may end it."""
        place = 0
        before: _Word | None = None
        for row in re.split("(\r\n|\n|\r|\ufffe)", self.text):
            if row and row not in ("\r\n", "\n", "\r", "\ufffe"):
                words: list[_Word] = []
                for one in _WORD.finditer(row):
                    word = self._word(place, one)
                    if not _is_raised(word, before):
                        words.append(word)
                        before = word
                ends = self.text[place + len(row) : place + len(row) + 1]
                if words and ends == "\ufffe":
                    words[-1] = replace(words[-1], text=words[-1].text + "-")
                yield words
            place += len(row)

    def _word(self, place: int, found: re.Match[str]) -> _Word:
        first, last = place + found.start(), place + found.end() - 1
        left, right, bottom, height = self.box(first)
        text = found[0]
        if last > first:
            _, right, _, end_height = self.box(last)
            if end_height < _SMALL * height and _RAISED.search(text):  # the number of a footnote
                text = text.rstrip("0123456789")
        return _Word(text=text, left=left, right=right, bottom=bottom, height=height, first=first)


def _is_raised(word: _Word, before: _Word | None) -> bool:
    """Whether a word is the raised number of a footnote."""
    return (
        before is not None
        and word.text.isdecimal()
        and len(word.text) < 4
        and word.height < _SMALL * before.height
        and word.bottom > before.bottom
    )


def _joined(rows: list[list[_Word]]) -> list[list[_Word]]:
    """Join rows of one height that follow each other from left to right: a raised sign cut them."""
    found: list[list[_Word]] = []
    for row in rows:
        last = found[-1][-1] if found else None
        if (
            last is not None
            and abs(last.bottom - row[0].bottom) < _LEVEL * row[0].height
            and row[0].left - last.right > -1.0
            and not last.text.endswith("-")
        ):
            if row[0].left - last.right < _TOUCHING * last.height and not row[0].text[0].isalnum():
                found[-1][-1] = replace(last, text=last.text + row[0].text, right=row[0].right)
                row = row[1:]
            found[-1] += row
        else:
            found.append(row)
    return found


# Words apart


def _usual_gap(rows: Sequence[Sequence[_Word]]) -> float:
    gaps = [after.left - before.right for row in rows for before, after in pairwise(row)]
    return max(0.0, median(gaps)) if gaps else 0.0


def _usual_starts(rows: Sequence[Sequence[_Word]], usual: float) -> dict[int, float]:
    """Return where lines, or words behind a gap, often begin beside the margin: columns.

    With each goes how much wider than usual a gap before it is.
    """
    if not rows:
        return {}
    margin = min(round(row[0].left / _ALIGNED) for row in rows)
    firsts = Counter(round(row[0].left / _ALIGNED) for row in rows)
    some: Counter[int] = Counter()
    little: Counter[int] = Counter()
    for row in rows:
        for before, after in pairwise(row):
            gap, place = after.left - before.right, round(after.left / _ALIGNED)
            little[place] += gap > _LITTLE * usual
            some[place] += gap > max(_SMALL_GAP * after.height, _USUAL * usual)
    fewest = max(_FEWEST_ALIGNED, _OFTEN_ALIGNED * len(rows))
    most = max(_FEWEST_ALIGNED, _MOSTLY_ALIGNED * len(rows))
    return {
        place: _LITTLE if firsts[place] + little[place] >= most else _USUAL
        for place in {*firsts, *little}
        if place > margin
        and (firsts[place] + some[place] >= fewest or firsts[place] + little[place] >= most)
    }


def _parts(row: Sequence[_Word], starts: Mapping[int, float], usual: float) -> list[list[_Word]]:
    """Cut a line where words are apart: far, or a little where others line up."""
    gaps = [after.left - before.right for before, after in pairwise(row)]
    # In a line spread over its whole width, all are wide.
    widest = sorted(gaps)[len(gaps) // 4] if len(gaps) > 3 else usual
    parts = [[row[0]]]
    for gap, word in zip(gaps, row[1:], strict=True):
        height = max(word.height, 1.0)
        far = gap > _GAP * height and gap > 2 * widest
        shifted = abs(word.bottom - parts[-1][-1].bottom) > _SHIFTED * height
        shifted = shifted and gap > _SMALL_GAP * height
        place = round(word.left / _ALIGNED)
        wider = min(
            (starts[one] for one in (place - 1, place, place + 1) if one in starts), default=None
        )
        lined_up = wider is not None and gap > wider * max(usual, widest)
        if far or shifted or (lined_up and gap > _SMALL_GAP * height):
            parts.append([])
        parts[-1].append(word)
    return parts


def _in_two_columns(parts: Sequence[Sequence[Sequence[_Word]]]) -> bool:
    """Whether most lines are two lines beside each other, of as many words."""
    two = [row for row in parts if len(row) == 2]
    if len(two) < _HALF * len(parts) or len(two) < _FEWEST_ALIGNED:
        return False
    edge = median(row[1][0].left for row in two)
    aligned = sum(abs(row[1][0].left - edge) < 3 * _ALIGNED for row in two)
    words = [sum(len(row[side]) for row in two) / len(two) for side in (0, 1)]
    return min(words) >= _WIDE and aligned > 0.8 * len(two)


def _one_after_the_other(
    parts: Sequence[list[list[_Word]]],
) -> list[list[list[_Word]]]:
    """Put the right halves of lines behind the left ones, as far as lines have two."""
    found: list[list[list[_Word]]] = []
    right: list[list[list[_Word]]] = []
    edge = median(row[1][0].left for row in parts if len(row) == 2)
    for row in parts:
        if len(row) == 2:
            found.append([row[0]])
            right.append([row[1]])
        elif row[0][0].left >= edge - 3 * _ALIGNED:
            right.append(row)
        else:
            if row[-1][-1].right > edge + 3 * _ALIGNED:  # a line over both columns
                found += right
                right = []
            found.append(row)
    return found + right


def _line(segments: Sequence[Sequence[_Word]], bold: int, page_height: float) -> PageLine:
    parts = tuple(
        Part(" ".join(word.text for word in segment), segment[0].left, segment[-1].right)
        for segment in segments
    )
    words = [word for segment in segments for word in segment]
    return PageLine(
        parts=parts,
        bottom=words[0].bottom,
        height=median(word.height for word in words),
        page_height=page_height,
        bold=sum(len(word.text) + 1 for word in words[:bold]),
    )


# The order of lines


def _heads_first(lines: list[PageLine]) -> list[PageLine]:
    """Put lines first that are written among the last, and stand above all others."""
    written = lines[:-_WRITTEN_LAST]
    if not written:
        return lines
    top = max(line.bottom + 0.5 * line.height for line in written)
    heads = [line for line in lines[-_WRITTEN_LAST:] if line.bottom > top]
    if not heads:
        return lines
    return [*sorted(heads, key=lambda line: -line.bottom), *(x for x in lines if x not in heads)]


def _in_order(lines: list[PageLine]) -> list[PageLine]:
    """Order lines from above, where the file writes them in an order that nobody reads."""
    jumps = sum(
        after.bottom > before.bottom + 0.5 * before.height and after.left < before.right
        for before, after in pairwise(lines)
    )
    if jumps <= max(_FEW_JUMPS, _JUMPS * len(lines)):
        return _heads_first(lines)
    return sorted(lines, key=lambda line: (-round(line.bottom), line.left))
