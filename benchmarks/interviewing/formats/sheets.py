"""Sheets: comma-separated files through csv, workbooks through openpyxl."""

from __future__ import annotations

import csv
from pathlib import Path

from benchmarks.interviewing.model import Block, Written
from benchmarks.interviewing.words import Words


def write_csv(file: Written, path: Path, words: Words) -> None:
    """Write rows with commas, semicolons or tabs."""
    draw = words.draw
    encoding = draw.choice(("utf-8", "utf-8", "utf-8-sig"))
    with path.open("w", encoding=encoding, newline="") as target:
        writer = csv.writer(
            target,
            delimiter=draw.choice(",,;"),
            quoting=draw.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        )
        writer.writerows(_cells(block) for block in file.blocks)


def write_xlsx(file: Written, path: Path, words: Words) -> None:
    """Write rows into a workbook; numbers stay numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = words.draw.choice(("Sheet1", "Transcript", "Feuil1"))
    for block in file.blocks:
        sheet.append([int(cell) if cell.isdigit() else cell or None for cell in _cells(block)])
    book.save(path)


def _cells(block: Block) -> list[str]:
    return ["".join(span.text for span in spans) for spans in block.cells]
