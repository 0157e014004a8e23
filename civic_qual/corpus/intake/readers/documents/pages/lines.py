"""The lines of a page, as its letters stand on it: where each begins, and which words are apart.

Lines come in the order in which the file writes them, which is that of reading in nearly all. What
stands far from the words before it in one line is another column: of a table, of labels with
words beside them, or of a page in two columns, which is read one after the other.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2

_GAP, _SMALL_GAP = 2.2, 0.6  # times the height of letters: apart; apart if words line up there
_ALIGNED, _FEWEST_ALIGNED = 2.0, 3  # points; lines that begin there
_USUAL = 1.6  # times the usual distance of words: more than that is some gap
_HALF = 0.5  # of the lines are in two columns
_WIDE = 3.0  # words of a line of a column, which is no label
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


@dataclass(frozen=True, slots=True)
class _Word:
    """A word and its box."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    first: int  # its first letter on the page


def lines_of_page(page: pypdfium2.PdfTextPage, page_height: float) -> list[PageLine]:
    """Return the lines of a page in the order of reading."""
    letters = _Letters(page)
    rows = [row for row in letters.rows() if row]
    if not rows:
        return []
    usual = _usual_gap(rows)
    starts = _usual_starts(rows, usual)
    parts = [_parts(row, starts, usual) for row in rows]
    in_columns = _in_two_columns(parts)
    lines: list[PageLine] = []
    if in_columns:
        parts = _one_after_the_other(parts)
    for segments in parts:
        lines.append(_line(letters, segments, page_height))
    return lines if in_columns else _in_order(lines)


class _Letters:
    """The letters of a page, asked for one by one: most are never needed."""

    def __init__(self, page: pypdfium2.PdfTextPage) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium, self._page = pdfium, page.raw
        self.text = page.get_text_range()
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

    def rows(self) -> Iterator[list[_Word]]:
        """Yield the words of every line as it is printed; a hyphen may end it."""
        place = 0
        for row in re.split("(\r\n|\n|\r|\ufffe)", self.text):
            if row and row not in ("\r\n", "\n", "\r", "\ufffe"):
                words = [self._word(place, one) for one in _WORD.finditer(row)]
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
        return _Word(text, left, right, bottom, height, first)


# Words apart


def _usual_gap(rows: Sequence[Sequence[_Word]]) -> float:
    gaps = [after.left - before.right for row in rows for before, after in pairwise(row)]
    return max(0.0, median(gaps)) if gaps else 0.0


def _usual_starts(rows: Sequence[Sequence[_Word]], usual: float) -> list[float]:
    """Return where lines, or words behind a gap, often begin beside the margin: columns."""
    lefts = Counter(round(row[0].left / _ALIGNED) for row in rows)
    margin = min(lefts)
    lefts.update(
        round(after.left / _ALIGNED)
        for row in rows
        for before, after in pairwise(row)
        if after.left - before.right > max(_SMALL_GAP * after.height, _USUAL * usual)
    )
    return [
        place * _ALIGNED
        for place, times in lefts.items()
        if times >= _FEWEST_ALIGNED and place > margin
    ]


def _parts(row: list[_Word], starts: Sequence[float], usual: float) -> list[list[_Word]]:
    """Cut a line where words are apart: far, or a little where others line up."""
    gaps = [after.left - before.right for before, after in pairwise(row)]
    widest = median(gaps) if len(gaps) > 3 else usual  # of a line spread over its whole width
    parts = [[row[0]]]
    for gap, word in zip(gaps, row[1:], strict=True):
        height = max(word.height, 1.0)
        far = gap > _GAP * height and gap > 2 * widest
        some = gap > _SMALL_GAP * height and gap > _USUAL * max(usual, widest)
        if far or (some and any(abs(word.left - start) <= 1.5 * _ALIGNED for start in starts)):
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


def _line(letters: _Letters, segments: Sequence[Sequence[_Word]], page_height: float) -> PageLine:
    parts = tuple(
        Part(" ".join(word.text for word in segment), segment[0].left, segment[-1].right)
        for segment in segments
    )
    words = [word for segment in segments for word in segment]
    bold = 0
    for word in words:
        if not letters.is_bold(word.first):
            break
        bold += len(word.text) + 1
    return PageLine(
        parts=parts,
        bottom=words[0].bottom,
        height=median(word.height for word in words),
        page_height=page_height,
        bold=bold,
    )


# The order of lines


def _in_order(lines: list[PageLine]) -> list[PageLine]:
    """Order lines from above, where the file writes them in an order that nobody reads."""
    jumps = sum(
        after.bottom > before.bottom + 1.5 * before.height and after.left < before.right
        for before, after in pairwise(lines)
    )
    if jumps <= max(_FEW_JUMPS, _JUMPS * len(lines)):
        return lines
    return sorted(lines, key=lambda line: (-round(line.bottom), line.left))
