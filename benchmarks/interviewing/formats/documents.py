"""Word processors' files: docx through python-docx, odt through odfpy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.interviewing.model import Block, Spans, Written
from benchmarks.interviewing.words import Words


def write_docx(file: Written, path: Path, words: Words) -> None:
    """Write a docx: headings with styles, labels as bold runs, tables, a page header at times."""
    import docx

    draw = words.draw
    document = docx.Document()
    if draw.random() < 0.2:
        document.sections[0].header.paragraphs[0].text = "CONFIDENTIAL"
        document.sections[0].footer.paragraphs[0].text = "Page 1"
    broken, empty = draw.random() < 0.3, draw.random() < 0.3
    last: Any = None
    for some in _grouped(file.blocks):
        if len(some[0].cells) > 1:
            _docx_table(document, some)
            continue
        block = some[0]
        if block.style == "attached" and broken and last is not None:
            last.add_run().add_break()
        else:
            if empty and block.style == "text" and last is not None:
                document.add_paragraph()
            style = {"title": "Title", "heading": "Heading 1"}.get(block.style)
            last = document.add_paragraph(style=style)
        _runs(last, block.spans)
    document.save(str(path))


def _runs(target: Any, spans: Spans) -> None:
    for span in spans:
        run = target.add_run(span.text)
        if span.bold:
            run.bold = True


def _docx_table(document: Any, blocks: list[Block]) -> None:
    table = document.add_table(rows=len(blocks), cols=len(blocks[0].cells))
    for row, block in zip(table.rows, blocks, strict=True):
        for cell, spans in zip(row.cells, block.cells, strict=True):
            target = cell.paragraphs[0]
            for some in _paragraphs(spans):
                target = cell.add_paragraph() if target.runs else target
                _runs(target, some)


def _paragraphs(spans: Spans) -> list[Spans]:
    """Return the paragraphs of a cell, which a span of a line break parts."""
    found: list[list[Any]] = [[]]
    for span in spans:
        if span.text == "\n":
            found.append([])
        else:
            found[-1].append(span)
    return [tuple(some) for some in found]


def _grouped(blocks: list[Block]) -> list[list[Block]]:
    """Return paragraphs one by one, and rows that follow each other together."""
    found: list[list[Block]] = []
    for block in blocks:
        row = len(block.cells) > 1
        if row and found and len(found[-1][0].cells) > 1:
            found[-1].append(block)
        else:
            found.append([block])
    return found


def write_odt(file: Written, path: Path, words: Words) -> None:
    """Write an odt: headings, bold spans, tabs, tables."""
    from odf.opendocument import OpenDocumentText
    from odf.style import Style, TextProperties
    from odf.table import Table, TableCell, TableColumn, TableRow
    from odf.text import H, P

    document = OpenDocumentText()
    bold = Style(name="Strong", family="text")
    bold.addElement(TextProperties(fontweight="bold"))
    document.automaticstyles.addElement(bold)
    empty = words.draw.random() < 0.3
    for some in _grouped(file.blocks):
        if len(some[0].cells) == 1:
            block = some[0]
            if empty and block.style == "text":
                document.text.addElement(P())
            target = H(outlinelevel=1) if block.style in ("title", "heading") else P()
            _odt_spans(target, block.spans, bold)
            document.text.addElement(target)
            continue
        table = Table()
        table.addElement(TableColumn(numbercolumnsrepeated=len(some[0].cells)))
        for block in some:
            row = TableRow()
            for spans in block.cells:
                cell = TableCell(valuetype="string")
                for part in _paragraphs(spans):
                    target = P()
                    _odt_spans(target, part, bold)
                    cell.addElement(target)
                row.addElement(cell)
            table.addElement(row)
        document.text.addElement(table)
    document.save(str(path))


def _odt_spans(target: Any, spans: Spans, bold: Any) -> None:
    from odf.teletype import addTextToElement
    from odf.text import Span

    for span in spans:
        inner = Span(stylename=bold) if span.bold else Span()
        addTextToElement(inner, span.text)
        target.addElement(inner)
