"""A document while it is read: paragraphs and cells are opened, written and closed.

A text box stands inside a paragraph: it comes before the words of that paragraph if it is anchored
before them, else behind it. A table without columns is there for its looks, and its paragraphs
stand for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from civic_qual.corpus.intake.readers.documents.blocks import (
    Block,
    Cell,
    Paragraph,
    Table,
    as_written,
)

MOST_COLUMNS = 200  # a document may claim any number


@dataclass(kw_only=True)
class _Open:
    """A paragraph being written: its pieces, how many letters of it are bold, and boxes in it."""

    heading: bool = False
    aside: bool = False
    pieces: list[str] = field(default_factory=list)
    size: int = 0
    bold: int = 0
    in_bold: bool = True
    behind: list[Block] = field(default_factory=list)


@dataclass
class _Rows:
    """A table being read: its finished rows, the cells of the one now open, and their widths."""

    rows: list[tuple[tuple[int, list[Block]], ...]] = field(default_factory=list)
    row: list[tuple[int, list[Block]]] = field(default_factory=list)


class Flow:
    """What was read of a document so far; `blocks` are those that are finished."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._paragraphs: list[_Open] = []
        self._tables: list[_Rows] = []
        self._into: list[list[Block]] = [self.blocks]  # the document, or the cell now open
        self._joining: _Open | None = None

    def add(self, *blocks: Block) -> None:
        """Add blocks that were read elsewhere."""
        self._into[-1] += blocks

    # Paragraphs

    @property
    def in_paragraph(self) -> bool:
        """Whether a paragraph is open."""
        return bool(self._paragraphs)

    def open_paragraph(self, *, heading: bool = False, aside: bool = False) -> None:
        """Begin a paragraph, or go on with the one whose end was taken away."""
        if self._joining is not None and not self._paragraphs:
            self._paragraphs.append(self._joining)
            self._joining = None
        else:
            self._paragraphs.append(_Open(heading=heading, aside=aside))

    def make_heading(self) -> None:
        """Say that nobody says the paragraph now open."""
        if self._paragraphs:
            self._paragraphs[-1].heading = True

    def write(self, text: str, *, bold: bool = False) -> None:
        """Write into the paragraph now open."""
        if not text or not self._paragraphs:
            return
        one = self._paragraphs[-1]
        one.pieces.append(text)
        one.size += len(text)
        if text.strip():
            one.in_bold = one.in_bold and bold
            one.bold = one.size if one.in_bold else one.bold

    def take_back(self) -> str:
        """Return what was written into the paragraph now open, and forget it."""
        return "".join(self._paragraphs.pop().pieces) if self._paragraphs else ""

    def close_paragraph(self, *, joined: bool = False) -> None:
        """End the paragraph now open; `joined` with the next one if its mark was deleted."""
        if not self._paragraphs:
            return
        one = self._paragraphs.pop()
        if joined and not self._paragraphs:
            self._joining = one
            return
        self._settle(one)

    def _settle(self, one: _Open) -> None:
        made = Paragraph("".join(one.pieces), one.heading, one.bold, one.aside)
        outer = self._paragraphs[-1] if self._paragraphs else None
        if outer is not None and outer.size:
            outer.behind += [made, *one.behind]
        else:
            self._into[-1] += [made, *one.behind]

    # Tables

    def open_table(self) -> None:
        """Begin a table; one inside a cell is a part of it."""
        self._tables.append(_Rows())

    def close_row(self) -> None:
        """End a row; the next cell begins another."""
        if self._tables:
            self._tables[-1].rows.append(tuple(self._tables[-1].row))
            self._tables[-1].row = []

    def drop_row(self) -> None:
        """Forget the row now open: it was deleted."""
        if self._tables:
            self._tables[-1].row = []

    def open_cell(self) -> None:
        """Begin a cell of the table now open."""
        if self._tables:
            self._into.append([])

    def close_cell(self, columns: int = 1) -> None:
        """End a cell, which reaches over some columns."""
        if self._tables and len(self._into) > 1:
            held = self._into.pop()
            self._tables[-1].row.append((min(max(columns, 1), MOST_COLUMNS), held))

    def empty_cells(self, columns: int) -> None:
        """Put cells without words where others reach down, or rows begin later."""
        if self._tables:
            for _ in range(min(columns, MOST_COLUMNS)):
                self._tables[-1].row.append((1, []))

    def close_table(self) -> None:
        """End a table."""
        if not self._tables:
            return
        read = self._tables.pop()
        if read.row:
            read.rows.append(tuple(read.row))
        made = _table_or_paragraphs(read.rows)
        outer = self._paragraphs[-1] if self._paragraphs else None
        if outer is not None and outer.size:
            outer.behind += made
        else:
            self._into[-1] += made

    def finished(self) -> list[Block]:
        """Return the blocks, when all is read."""
        if self._joining is not None:
            self._settle(self._joining)
            self._joining = None
        while self._paragraphs:
            self.close_paragraph()
        while self._tables:
            self.close_cell()
            self.close_table()
        return self.blocks


def _table_or_paragraphs(rows: list[tuple[tuple[int, list[Block]], ...]]) -> list[Block]:
    full = [[held for _, held in row if _holds(held)] for row in rows]
    if all(len(row) < 2 for row in full):
        return [block for row in full for held in row for block in held]
    return [Table(tuple(tuple(_cell(columns, held) for columns, held in row) for row in rows))]


def _holds(blocks: list[Block]) -> bool:
    return any(isinstance(one, Table) or one.text.strip() for one in blocks)


def _cell(columns: int, held: list[Block]) -> Cell:
    """Make a cell; a table inside it becomes lines of it."""
    paragraphs: list[Paragraph] = []
    for one in held:
        paragraphs += as_written(one.rows) if isinstance(one, Table) else [one]
    return Cell(tuple(paragraphs), columns)
