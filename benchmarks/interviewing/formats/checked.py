"""The self-check of every file: what was written is what the truth says, and nothing more.

Files are read here by means of their own, that share no code with the library or the writers.
"""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as Tree

from benchmarks.interviewing.model import Block, Written, words_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class WrongFileError(Exception):
    """A generated file does not hold what its truth says: the generator is wrong."""


def check(file: Written, path: Path) -> None:
    """Raise if a file does not hold exactly the words that were to be written, in their order.

    Raises
    ------
    WrongFileError
        If the words that are said are others than those of the interview, or the words in the
        file others than what is said together with labels, numbers, times and furniture.
    """
    said = [
        (word, span.person)
        for span in file.spans
        if span.kind == "said"
        for word in words_of(span.text)
    ]
    truth = file.interview.truth if file.interview else []
    if said != [(word, person) for word, person, _ in truth]:
        raise WrongFileError(f"{path}: the layout changed what is said")
    expected = words_of("\n".join(_block(block) for block in file.blocks))
    found = words_of(text_of(path))
    if expected != found:
        number = next(
            (i for i, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), -1
        )
        near = slice(max(0, number - 5), number + 5)
        raise WrongFileError(f"{path}: {expected[near]} is written {found[near]}")


def text_of(path: Path) -> str:
    """Return all text in a file, without its format's own marks."""
    return {
        ".docx": _docx,
        ".odt": _odt,
        ".xlsx": _xlsx,
        ".csv": _csv,
        ".vtt": _captions,
        ".srt": _captions,
    }.get(path.suffix, _text)(path)


def _block(block: Block) -> str:
    return " ".join("".join(span.text for span in cell) for cell in block.cells)


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _docx(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        tree = Tree.fromstring(archive.read("word/document.xml"))
    said = {
        W + "t": lambda one: one.text or "",
        W + "tab": lambda _: "\t",
        W + "br": lambda _: "\n",
    }
    return "".join(
        said[one.tag](one) if one.tag in said else "\n" if one.tag == W + "p" else ""
        for one in tree.iter()
    )


def _odt(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        tree = Tree.fromstring(archive.read("content.xml"))
    for one in tree.iter():
        if one.tag in (TEXT + "p", TEXT + "h", TEXT + "s", TEXT + "tab"):
            one.text = " " + (one.text or "")
    return "".join(tree.itertext())


def _xlsx(path: Path) -> str:
    import openpyxl

    rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return " ".join(str(cell) for row in rows for cell in row if cell is not None)


def _csv(path: Path) -> str:
    text = path.read_text(encoding="utf-8-sig")
    mark = max(",;\t", key=text.partition("\n")[0].count)
    return " ".join(
        cell for row in csv.reader(text.splitlines(keepends=True), delimiter=mark) for cell in row
    )


def _captions(path: Path) -> str:
    found = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        _, arrow, rest = block.partition("-->")
        if arrow:
            found.append(re.sub(r"</?v\s?|>", " ", rest.partition("\n")[2]))
    return "\n".join(found)
