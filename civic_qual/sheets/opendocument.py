"""OpenDocument spreadsheets, as LibreOffice saves them: cells, hidden rows, joined cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from civic_qual.bounded.archives import attribute, elements, local
from civic_qual.errors import ReadError
from civic_qual.messages import Message, count
from civic_qual.texts import normalise

if TYPE_CHECKING:
    import zipfile
    from xml.etree.ElementTree import Element

_KIND = Message("OpenDocument spreadsheet")
_MOST_COLUMNS, _MOST_CELLS = 16_384, 5_000_000
_MOST_TOLD = 1_000_000  # bytes of what a file says of itself
_NUMBERS = frozenset({"float", "percentage", "currency"})


def opendocument_told(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the properties that a spreadsheet was given."""
    told: dict[str, str] = {}
    if not small_part(archive, "meta.xml"):
        return told
    try:
        for event, element in elements(archive, "meta.xml", _KIND):
            if event == "end" and local(element.tag) == "user-defined":
                told[attribute(element, "name")] = "".join(element.itertext())
    except ReadError:  # what it says of itself is not what it holds
        return {}
    return told


def opendocument_sheets(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Read all sheets that hold something, as JSON has them; and how many comments there are.

    Raises
    ------
    ReadError
        If it is damaged, or claims more than it could honestly hold.
    """
    reading = _Reading()
    for event, element in elements(archive, "content.xml", _KIND):
        reading.take(event, element)
    return {"sheets": [one for one in reading.sheets if one["rows"]], "comments": reading.comments}


def small_part(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether an archive has a part of this name that is as small as what is beside the table."""
    sizes = [part.file_size for part in archive.infolist() if part.filename == name]
    return len(sizes) == 1 and sizes[0] <= _MOST_TOLD


class _Reading:
    """What was read of the sheets so far: elements come as they begin and end."""

    def __init__(self) -> None:
        self.sheets: list[dict[str, Any]] = []
        self.comments = 0
        self._line, self._inside, self._cells = 0, 0, 0

    def take(self, event: str, element: Element) -> None:
        name = local(element.tag)
        if event == "start":
            if name == "table":
                self._inside += 1
                if self._inside == 1:
                    self._begin(attribute(element, "name"))
        elif name == "table":
            self._inside -= 1
            element.clear()
        elif name == "table-row" and self._inside == 1:
            self._row(element)
            element.clear()

    def _begin(self, name: str) -> None:
        self._line = 0
        self.sheets.append(
            {"name": normalise(name), "rows": [], "hidden": [], "merged": [], "marked": []}
        )

    def _row(self, row: Element) -> None:
        sheet, times = self.sheets[-1], _number(row, "number-rows-repeated")
        texts, marks, areas = self._cells_of(row)
        if not texts:
            self._line += times
            return
        self._cells += times * len(texts)
        if self._cells > _MOST_CELLS:
            raise ReadError(
                Message(
                    "this OpenDocument spreadsheet claims more than {most} cells; copy the table "
                    "into a new one",
                    most=count(_MOST_CELLS),
                )
            )
        hidden = attribute(row, "visibility") in ("collapse", "filter")
        for line in range(self._line + 1, self._line + times + 1):
            sheet["rows"].append([line, texts])
            sheet["marked"] += [[line, column, kind] for column, kind in marks]
            sheet["merged"] += [
                [line, column, line + rows - 1, column + columns - 1]
                for column, rows, columns in areas
            ]
            if hidden:
                sheet["hidden"].append(line)
        self._line += times

    def _cells_of(
        self, row: Element
    ) -> tuple[list[str], list[tuple[int, str]], list[tuple[int, int, int]]]:
        """Return the texts of a row up to its last one, what else they are, and joined cells."""
        texts: list[str] = []
        marks: list[tuple[int, str]] = []
        areas: list[tuple[int, int, int]] = []
        waiting = 0  # empty cells that count only if something follows
        for cell in row:
            if local(cell.tag) not in ("table-cell", "covered-table-cell"):
                continue
            times = _number(cell, "number-columns-repeated")
            covered = local(cell.tag) == "covered-table-cell"
            text, kind = ("", "") if covered else self._cell(cell)
            rows, columns = (_number(cell, f"number-{of}-spanned") for of in ("rows", "columns"))
            if not text:
                waiting += times
                continue
            if len(texts) + waiting + times > _MOST_COLUMNS:
                raise ReadError(
                    Message(
                        "this OpenDocument spreadsheet has a row of more than {most} cells; copy "
                        "the table into a new one",
                        most=count(_MOST_COLUMNS),
                    )
                )
            texts += [""] * waiting
            waiting = 0
            for _ in range(times):
                texts.append(text)
                if kind:
                    marks.append((len(texts), kind))
                if rows * columns > 1:
                    areas.append((len(texts), rows, columns))
        return texts, marks, areas

    def _cell(self, cell: Element) -> tuple[str, str]:
        """Return the text of a cell, and whether it is a number or a date."""
        paragraphs = []
        for part in cell:
            if local(part.tag) == "annotation":
                self.comments += 1
            elif local(part.tag) == "p":
                paragraphs.append(_text(part))
        text = normalise("\n".join(paragraphs)).strip()
        kind = attribute(cell, "value-type")
        if kind in _NUMBERS:
            return attribute(cell, "value").removesuffix(".0") or text, "number"
        if kind in ("date", "time"):
            dated = attribute(cell, "date-value") or attribute(cell, "time-value") or text
            return dated.removesuffix("T00:00:00").replace("T", " "), "date"
        return text, ""


def _number(element: Element, name: str) -> int:
    """Return how often something is repeated, or how far it reaches; 1 if nothing is said."""
    written = attribute(element, name)
    return max(int(written), 1) if written.isascii() and written.isdigit() else 1


def _text(part: Element) -> str:
    """Return the text of a paragraph; spaces, tabs and line ends are elements in it."""
    texts = [part.text or ""]
    for inner in part:
        name = local(inner.tag)
        if name == "s":
            texts.append(" " * min(_number(inner, "c"), 1000))
        elif name == "tab":
            texts.append("\t")
        elif name == "line-break":
            texts.append("\n")
        elif name != "annotation":
            texts.append(_text(inner))
        texts.append(inner.tail or "")
    return "".join(texts)
