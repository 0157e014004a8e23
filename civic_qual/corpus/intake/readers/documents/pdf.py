"""Pages with a text layer: lines in the order in which people read them, without heads and feet.

A pdf knows where letters stand and little else. Its lines come as they are printed: whether the
next one goes on with the paragraph is for the layouts to tell. A page without letters is a picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.documents.assembling import LeftOut, document_of
from civic_qual.corpus.intake.readers.documents.blocks import Block, Paragraph
from civic_qual.corpus.intake.readers.documents.pages.furniture import (
    footnotes,
    without_furniture,
)
from civic_qual.corpus.intake.readers.documents.pages.line_ends import WORD, unhyphenated
from civic_qual.corpus.intake.readers.documents.pages.lines import (
    PageLine,
    PageRows,
    lines_of_pages,
    rows_of_page,
)
from civic_qual.corpus.intake.readers.documents.pages.tables import PageTable, with_tables
from civic_qual.errors import ReadError, TooLargeError
from civic_qual.messages import Message, count, enumerated

if TYPE_CHECKING:
    import pypdfium2

MOST_PAGES = 5_000
_LARGE = 1.15  # times the usual height of letters: a heading
_FAR = 1.35  # times the usual distance of lines: another paragraph
_UNKNOWN_LETTERS = 0.1  # of the letters: the fonts of such a file do not say what they mean
SCANNED = Message(
    "its pages are pictures without text; let a program recognise the text (OCR), "
    "look it through, and save it as .docx"
)
LOCKED = Message("it is protected by a password; open it and save it again without one")
NO_LETTERS = Message(
    "its fonts do not say which letters they show, so that no text can be read; "
    "open it in Word and save it as .docx, or ask for the document it was made of"
)
DAMAGED = Message("this is not a complete pdf: it is damaged or was cut off; copy it anew")


def read_pdf(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a pdf with a text layer; the text is its lines as they are printed."""
    pages, pictures = _pages(data)
    if not any(pages):
        raise ReadError(SCANNED)
    left_out = LeftOut()
    kept = without_furniture(pages)
    left_out.counts["page"] = sum(map(len, pages)) - sum(map(len, kept))
    notes = footnotes(kept)
    left_out.counts["footnote"] = sum(line.begins_note for page in notes for line in page)
    blocks = _blocks(kept, notes)
    _refuse_strange_letters(kept)
    problems = (_said(pictures),) if pictures else ()
    return document_of(blocks, options, left_out=left_out, problems=problems)


def _pages(data: bytes) -> tuple[list[list[PageLine]], list[int]]:
    """Return the lines of each page, and the numbers of pages that hold none."""
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(data)) as opened:
            if len(opened) > MOST_PAGES:
                raise TooLargeError(
                    Message(
                        "{n} pages are more than one interview can have; split it",
                        n=count(len(opened)),
                    )
                )
            rows = [_rows(opened, index) for index in range(len(opened))]
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).casefold()
        raise ReadError(LOCKED if locked else DAMAGED) from None
    pages = lines_of_pages(rows)
    return pages, [index + 1 for index, page in enumerate(pages) if not page]


def _rows(opened: pypdfium2.PdfDocument, index: int) -> PageRows:
    page = opened[index]
    try:
        text = page.get_textpage()
        try:
            return rows_of_page(text, page.get_height())
        finally:
            text.close()
    finally:
        page.close()


def _said(pictures: Sequence[int]) -> str:
    return Message.plural(
        "page {pages} holds no text, and was not read: if it is a picture of text, "
        "let a program recognise it (OCR)",
        "pages {pages} hold no text, and were not read: if they are pictures of text, "
        "let a program recognise it (OCR)",
        n=len(pictures),
        pages=enumerated(pictures, 10),
    )


def _refuse_strange_letters(pages: Sequence[Sequence[PageLine]]) -> None:
    letters = Counter[bool]()
    for one in (line for page in pages for line in page):
        letters[True] += sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" for sign in one.text)
        letters[False] += len(one.text)
    if letters[True] > _UNKNOWN_LETTERS * max(1, letters[False]):
        raise ReadError(NO_LETTERS)


def _blocks(
    pages: Sequence[Sequence[PageLine]], notes: Sequence[Sequence[PageLine]]
) -> list[Block]:
    lines = [line for page in pages for line in page]
    usual = median(line.height for line in lines) if lines else 1.0
    distance = _usual_distance(pages)
    aside = {id(line) for page in notes for line in page}
    words = Counter(
        word.casefold() for line in lines for word in WORD.findall(line.text.rstrip("-"))
    )
    found: list[Block] = []
    waiting: list[Paragraph] = []
    before: PageLine | None = None
    for one in with_tables(pages, aside):
        if isinstance(one, PageTable):
            found += [*unhyphenated(waiting, words), one.table(words)]
            waiting, before = [], None
            continue
        # At the head of a page nothing tells whether a paragraph begins.
        if before is not None and before.bottom - one.bottom > _FAR * distance:
            waiting.append(Paragraph(""))
        note = id(one) in aside
        heading = note or one.height > _LARGE * usual
        waiting.append(Paragraph(one.text, heading, min(one.bold, len(one.text)), note))
        before = one
    return [*found, *unhyphenated(waiting, words)]


def _usual_distance(pages: Sequence[Sequence[PageLine]]) -> float:
    distances = [
        round(before.bottom - line.bottom, 1)
        for page in pages
        for before, line in pairwise(page)
        if line.bottom < before.bottom
    ]
    return median(distances) if distances else 1.0
