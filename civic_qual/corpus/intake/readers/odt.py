"""OpenDocument text: paragraphs, headings, tables; not deleted text, notes or comments."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from civic_qual.bounded.archives import attribute, elements, local, open_archive
from civic_qual.corpus.intake.readers.document import (
    DEFAULTS,
    Block,
    Document,
    Paragraph,
    ReadOptions,
    Table,
    document_of,
)
from civic_qual.messages import Message

KIND = Message("OpenDocument text")
BODY = "content.xml"
_SKIPPED = frozenset({"tracked-changes", "note", "annotation", "desc", "title"})
_MOST_SPACES, _DIGITS = 1_000, 9  # a document may claim any number


def read_odt(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read an OpenDocument text; the text is its paragraphs and table rows, one a line."""
    with open_archive(data, KIND, (BODY,)) as archive:
        return document_of(_blocks(archive), options)


def _blocks(archive: zipfile.ZipFile) -> Iterator[Block]:
    depth = 0
    for event, element in elements(archive, BODY, KIND):
        name = local(element.tag)
        if name in {"p", "h", "table"}:
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 0:
                yield _table(element) if name == "table" else Paragraph(_text(element), name == "h")
                element.clear()


def _table(table: Element) -> Table:
    rows = []
    for row in _nearest(table, "table-row"):
        cells = [*_nearest(row, "table-cell")]
        rows.append(
            tuple("\n".join(text for text in _paragraphs(cell) if text.strip()) for cell in cells)
        )
    return Table(tuple(rows))


def _nearest(element: Element, name: str) -> Iterator[Element]:
    """Yield descendants of a name, not those inside another of them."""
    for child in element:
        if local(child.tag) == name:
            yield child
        else:
            yield from _nearest(child, name)


def _paragraphs(cell: Element) -> Iterator[str]:
    for element in cell.iter():
        if local(element.tag) in {"p", "h"}:
            yield _text(element)


def _text(element: Element) -> str:
    return "".join(_pieces(element)).strip("\n")


def _pieces(element: Element) -> Iterator[str]:
    # White space is collapsed as the format says; what is meant stands in elements of its own.
    yield _collapsed(element.text)
    for child in element:
        name = local(child.tag)
        if name == "s":
            yield " " * _spaces(attribute(child, "c"))
        elif name in {"tab", "line-break"}:
            yield "\t" if name == "tab" else "\n"
        elif name not in _SKIPPED:
            yield from _pieces(child)
        yield _collapsed(child.tail)


def _spaces(told: str) -> int:
    number = told[:_DIGITS] if told.isascii() and told.isdigit() else "1"
    return min(int(number), _MOST_SPACES)


def _collapsed(text: str | None) -> str:
    return (text or "").replace("\n", " ").replace("\t", " ")
