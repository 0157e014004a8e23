"""The blocks of a document, whatever its format: paragraphs, and tables of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document; line breaks inside it are LF.

    `heading` says that nobody said it; `bold` letters begin it. A heading `aside` is a footnote,
    or a part of one, and stays one whatever it reads like.
    """

    text: str
    heading: bool = False
    bold: int = 0
    aside: bool = False

    @property
    def all_bold(self) -> bool:
        """Whether it holds words, all of them in bold letters."""
        return bool(self.text.strip()) and self.bold >= len(self.text.rstrip())


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its paragraphs, and over how many columns it reaches."""

    paragraphs: tuple[Paragraph, ...] = ()
    columns: int = 1

    @property
    def text(self) -> str:
        """Its paragraphs that hold something, one a line."""
        return "\n".join(one.text for one in self.paragraphs if one.text.strip())

    @property
    def bold(self) -> bool:
        """Whether all that it holds is in bold letters."""
        held = [one for one in self.paragraphs if one.text.strip()]
        return bool(held) and all(one.all_bold or one.heading for one in held)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document, row by row."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def width(self) -> int:
        """Over how many columns it reaches."""
        return max((sum(cell.columns for cell in row) for row in self.rows), default=0)


Block = Paragraph | Table


def as_written(rows: Sequence[Sequence[Cell]]) -> list[Paragraph]:
    """Return rows whose columns mean nothing to us: a line a row, a TAB between cells."""
    return [Paragraph("\t".join(cell.text for cell in row)) for row in rows]
