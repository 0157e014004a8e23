"""How a document to code in looks: python-docx, with what it has no words for said in XML."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import docx
from docx.enum.text import WD_BREAK, WD_UNDERLINE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from civic_qual.reviewing.word.marked_text import Line, Piece
from civic_qual.reviewing.word.shown import MARK, writable

_GREY, _PALE = RGBColor(0x6B, 0x6B, 0x6B), RGBColor(0x8A, 0x8A, 0x8A)
_PAPER, _BOX = "F2F2F2", "FFF8DC"  # behind the help, and where something is to be written
_PAGE, _ASKED, _ANSWER, _NAME, _CODE, _MEANS = map(Cm, (17, 11, 6, 5, 4, 8))
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_BAR = {"w:val": "single", "w:sz": "18", "w:space": "6", "w:color": "4A4A4A"}


class Look:
    """A document on its way, from top to bottom."""

    def __init__(self) -> None:
        self._document = docx.Document()
        self._opened: dict[str, Run] = {}
        self._closed: dict[str, Run] = {}
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(11)
        normal.paragraph_format.space_after = Pt(4)
        page = self._document.sections[0]
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)

    def save(self, path: str) -> None:
        """Write the document."""
        self._document.save(path)

    def title(self, name: str, *, author: str, language: str) -> None:
        """Write the name of the interview, and keep it among the properties of the file."""
        about = self._document.core_properties
        about.title, about.author, about.language = writable(name), author, language
        about.comments = ""
        self._document.add_heading(writable(name), level=1)

    def plain(self, text: str, *, bold: bool = False) -> None:
        """Write a paragraph of our own."""
        run = self._document.add_paragraph().add_run(writable(text))
        run.bold = bold or None

    def footer(self, text: str) -> None:
        """Write what stands below every page."""
        _small(self._document.sections[0].footer.paragraphs[0].add_run(writable(text)))

    def help(self, title: str, lines: Sequence[str]) -> None:
        """Write what is to be done, on grey paper."""
        cell = self._row(self._table(1), _PAGE)[0]
        _paper(cell, _PAPER)
        cell.paragraphs[0].add_run(title).bold = True
        for line in lines:
            cell.add_paragraph(line, "List Bullet").paragraph_format.space_after = Pt(2)
        self._document.add_paragraph()

    def box(self, asks: str, how: str) -> None:
        """Write a line that asks for something, with a box for the answer."""
        asked, answer = self._row(self._table(2), _ASKED, _ANSWER)
        asked.paragraphs[0].add_run(f"{asks} ").bold = True
        _small(asked.paragraphs[0].add_run(how))
        _paper(answer, _BOX)
        self._document.add_paragraph()

    def border(self, text: str) -> None:
        """Write a line between what is ours and what was said."""
        _small(self._document.add_paragraph().add_run(writable(text)))

    def line(self, line: Line, *, bar: bool) -> None:
        """Write a line of the transcript, with a bar beside it if that is wanted."""
        paragraph = self._document.add_paragraph()
        if all(piece.label for piece in line.pieces):
            paragraph.paragraph_format.keep_with_next = True
        if bar:
            _beside(paragraph)
        if _begins_right("".join(piece.text for piece in line.pieces if not piece.label)):
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for piece in line.pieces:
            self._piece(paragraph, piece)

    def _piece(self, paragraph: Paragraph, piece: Piece) -> None:
        for number, key in piece.begins:
            _small(paragraph.add_run(f"[{number} {key}] "))
        for token in piece.opens:
            self._opened[token] = paragraph.add_run(MARK)
        run = paragraph.add_run(piece.text)
        if piece.label:
            run.bold = True
        if not piece.asked:
            run.font.color.rgb = _GREY
        if piece.advised:
            run.font.underline = WD_UNDERLINE.DOTTED
        if _begins_right(piece.text):
            run.font.rtl = True
        for token in piece.closes:
            self._closed[token] = run

    def comment(self, token: str, text: str, author: str) -> None:
        """Put a comment on the words of a suggestion."""
        runs = self._opened[token], self._closed[token]
        self._document.add_comment(runs, writable(text), author=author, initials="CQ")

    def codes(self, title: str, rows: Iterable[tuple[str, str, str, bool]]) -> None:
        """Write a list of codes: name, id, what it means, and whether it stands at the top."""
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        self._document.add_heading(title, level=1)
        table = self._table(3)
        for name, code, means, at_top in rows:
            cells = self._row(table, _NAME, _CODE, _MEANS)
            for cell, text in zip(cells, (name, code, means), strict=True):
                run = cell.paragraphs[0].add_run(writable(text))
                run.font.size = Pt(9)
                run.bold = (at_top and text is name) or None
                cell.paragraphs[0].paragraph_format.space_after = Pt(0)

    def small_print(self, title: str, lines: Iterable[str]) -> None:
        """Write what is for the program alone."""
        _small(self._document.add_paragraph().add_run(title))
        for line in lines:
            paragraph = self._document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(writable(line))
            run.font.size, run.font.color.rgb = Pt(4), _PALE

    def _table(self, columns: int) -> Table:
        table: Table = self._document.add_table(0, columns, "Table Grid")
        table.autofit = False
        return table

    def _row(self, table: Table, *widths: Length) -> tuple[_Cell, ...]:
        cells: tuple[_Cell, ...] = table.add_row().cells  # type: ignore[no-untyped-call]
        for cell, column, width in zip(cells, table.columns, widths, strict=True):
            cell.width = column.width = width
        return cells


def _small(run: Run) -> None:
    run.font.size, run.font.color.rgb = Pt(8), _GREY


def _paper(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd", attrs={qn("w:val"): "clear", qn("w:fill"): colour})
    cell._tc.get_or_add_tcPr().append(shade)


def _beside(paragraph: Paragraph) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(OxmlElement("w:left", attrs={qn(name): value for name, value in _BAR.items()}))
    paragraph._p.get_or_add_pPr().append(borders)


def _begins_right(text: str) -> bool:
    """Return whether the first letter that has a direction runs from right to left."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in _RIGHT_TO_LEFT or direction == "L":
            return direction in _RIGHT_TO_LEFT
    return False
