"""Rich text: control words and groups to paragraphs and tables, each letter in its own encoding.

Letters are bytes in the encoding of their font, or numbers of Unicode with a substitute behind
them. Formatting holds to the end of its group. What was deleted or hidden, footnotes, comments,
heads and feet of pages, pictures and what this reader does not know are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.documents.assembling import LeftOut, document_of
from civic_qual.corpus.intake.readers.documents.blocks import Block, Cell, Paragraph, Table
from civic_qual.corpus.intake.readers.documents.flow import Flow
from civic_qual.errors import ReadError
from civic_qual.messages import Message

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})"
    r"|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|.",
    re.DOTALL,
)
_DEEPEST = 2_000  # groups inside each other; programs write some twenty
_ENCODING_OF = {  # of the letters of a font, by its character set
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
_SIGNS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ",
    "enspace": " ", "qmspace": " ", "nestcell": "\t", "~": "\u00a0", "_": "-", "\n": "\n",
}  # fmt: skip
_SKIPPED = frozenset(
    {"colortbl", "info", "pict", "objdata", "header", "headerl", "headerr", "headerf", "footer",
     "footerl", "footerr", "footerf", "fldinst", "themedata", "datastore", "xe", "tc", "rxe",
     "listtable", "listoverridetable", "rsidtbl", "nonshppict", "sp", "shprslt", "pntext",
     "listtext", "pntxta", "pntxtb", "bkmkstart", "bkmkend", "atnid", "atnauthor", "filetbl",
     "revtbl", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "template",
     "nextfile"}
)  # fmt: skip
# Known although a star says that readers may pass over them.
_STARRED = frozenset({"shppict", "shpinst", "ud", "cs"})
_COUNTED = {"footnote": "footnote", "annotation": "comment"}
_HEADINGS = ("heading", "title", "subtitle", "toc ", "titre", "sous-titre")
NO_RTF = Message(
    "this is not rich text, whatever its ending says; open it and save it again as .docx"
)


def read_rtf(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read rich text; the text is its paragraphs and table rows, one a line."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"{\\rtf"):
        raise ReadError(NO_RTF)
    reading = _Reading(data.decode("latin-1"), options.encoding)
    return document_of(reading.blocks(), options, left_out=reading.left_out)


@dataclass(slots=True, kw_only=True)
class _State:
    """What holds to the end of a group."""

    skipping: bool = False
    into: str = ""  # a table of fonts or styles
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    substitutes: int = 1  # behind a number of Unicode
    font: int = -1
    usual_font: int = -1  # that of letters for which none is told


class _Reading:
    """Rich text on its way from control words to a flow of paragraphs."""

    def __init__(self, text: str, encoding: str | None) -> None:
        self.left_out = LeftOut()
        self._text = text
        self._told = encoding
        self._encoding = encoding or "cp1252"
        self._flow = Flow()
        self._now = _State()
        self._groups: list[_State] = []
        self._boxes: list[int] = []  # how many groups were open where a text box began
        self._fonts: dict[int, str] = {}
        self._headings: set[int] = set()
        self._style, self._style_name = 0, ""
        self._heading = self._in_table = False
        self._bytes = bytearray()
        self._units: list[int] = []  # numbers of Unicode, two of which may be one letter
        self._starred = False
        self._skip = 0  # substitutes still to come
        self._cell: list[Block] = []
        self._row: list[Cell] = []
        self._rows: list[tuple[Cell, ...]] = []
        self._marked = {"hidden": False, "deletion": False}

    def blocks(self) -> list[Block]:
        """Return the paragraphs and tables."""
        place, size = 0, len(self._text)
        while place < size:
            token = _TOKEN.match(self._text, place)
            assert token is not None
            place = token.end()
            if word := token["word"]:
                number = int(token["number"]) if token["number"] else None
                if word == "bin":
                    place += max(0, number or 0)
                else:
                    self._take_word(word, number)
            elif token["byte"]:
                self._take_bytes(bytes([int(token["byte"], 16)]))
            elif token["brace"]:
                self._flush()
                self._skip = 0
                self._begin() if token["brace"] == "{" else self._end()
            elif token["sign"]:
                self._take_sign(token["sign"])
            elif token["text"]:
                self._take_text(token["text"])
        self._flush()
        if self._flow.in_paragraph:
            self._end_paragraph()
        self._end_table()
        return self._flow.finished()

    # Groups

    def _begin(self) -> None:
        if len(self._groups) >= _DEEPEST:
            raise ReadError(
                Message(
                    "this rich text has groups inside each other more than {most} deep, as no "
                    "program writes them, and was not read; ask for it again as plain text",
                    most=_DEEPEST,
                )
            )
        self._groups.append(self._now)
        self._now = replace(self._now)
        self._starred = False

    def _end(self) -> None:
        if self._now.into == "style" and self._style_name:
            self._end_style()
        if self._boxes and self._boxes[-1] == len(self._groups):
            self._boxes.pop()
            self._end_paragraph()
        if self._groups:
            self._now = self._groups.pop()
        self._starred = False

    # Words

    def _take_word(self, word: str, number: int | None) -> None:
        if self._skip and word != "u":
            self._skip -= 1
            return
        if word == "u" and number is not None:
            self._take_unit(number)
            return
        starred, self._starred = self._starred, False
        if self._now.skipping:
            return
        self._flush()
        if (starred and word not in _STARRED) or word in _SKIPPED or word in _COUNTED:
            self._now.skipping = True
            self._count(word)
        elif word in _SIGNS:
            self._write(_SIGNS[word])
        elif self._now.into:
            self._in_list(word, number)
        elif word in _FORMATS:
            _FORMATS[word](self._now, number)
        else:
            self._lay_out(word, number)

    def _count(self, word: str) -> None:
        if word in _COUNTED:
            self.left_out.counts[_COUNTED[word]] += 1

    def _lay_out(self, word: str, number: int | None) -> None:
        if word in {"par", "sect", "page", "nestrow"}:
            self._end_paragraph()
        elif word == "pard":
            self._heading = self._in_table = False
        elif word == "intbl":
            self._in_table = True
        elif word == "cell":
            self._in_table = True
            self._end_paragraph()
            self._row.append(Cell(tuple(_paragraphs(self._cell))))
            self._cell = []
        elif word == "row":
            self._rows.append(tuple(self._row))
            self._row, self._cell = [], []
        elif word == "s" or word == "outlinelevel":
            self._heading = number in self._headings if word == "s" else (number or 0) < 9
        elif word in {"fonttbl", "stylesheet"}:
            self._now.into = "font" if word == "fonttbl" else "style"
        elif word == "ansicpg" and number and not self._told:
            self._encoding = _codec(f"cp{number}") or self._encoding
        elif word in {"mac", "pc", "pca"} and not self._told:
            self._encoding = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "shptxt":
            self._boxes.append(len(self._groups))
            if self._flow.in_paragraph:
                self._flow.open_paragraph()

    def _in_list(self, word: str, number: int | None) -> None:
        """Take in a word of the table of fonts, or of styles."""
        if self._now.into == "font":
            if word == "f" and number is not None:
                self._now.font = number
            elif word == "fcharset" and number in _ENCODING_OF:
                self._fonts[self._now.font] = _ENCODING_OF[number]
            elif word == "cpg" and (codec := _codec(f"cp{number}")):
                self._fonts[self._now.font] = codec
        elif word == "s" and number is not None:
            self._style = number

    def _end_style(self) -> None:
        if self._style_name.strip().casefold().startswith(_HEADINGS):
            self._headings.add(self._style)
        self._style_name = ""

    # Letters

    def _take_sign(self, sign: str) -> None:
        if sign == "*":
            self._starred = True
        elif sign in "\\{}":
            self._take_bytes(sign.encode())
        elif sign in "\r\n":  # as `\par`
            self._flush()
            if not self._now.skipping and not self._now.into:
                self._end_paragraph()
        elif not self._now.skipping and sign in _SIGNS:
            self._flush()
            self._write(_SIGNS[sign])

    def _take_text(self, text: str) -> None:
        if self._skip:
            text, self._skip = text[self._skip :], max(0, self._skip - len(text))
        if text and not self._now.skipping:
            self._flush_units()
            self._bytes += text.encode("latin-1")

    def _take_bytes(self, one: bytes) -> None:
        if self._skip:
            self._skip -= 1
        elif not self._now.skipping:
            self._flush_units()
            self._bytes += one

    def _take_unit(self, number: int) -> None:
        if not self._now.skipping:
            self._flush_bytes()
            self._units.append(number & 0xFFFF)
        self._skip = self._now.substitutes

    def _flush(self) -> None:
        self._flush_bytes()
        self._flush_units()

    def _flush_bytes(self) -> None:
        if self._bytes:
            encoding = self._fonts.get(self._now.font, self._encoding)
            text = bytes(self._bytes).decode(encoding, "replace")
            self._bytes.clear()
            self._write(text)

    def _flush_units(self) -> None:
        if self._units:
            pairs = b"".join(one.to_bytes(2, "little") for one in self._units)
            self._units.clear()
            self._write(pairs.decode("utf-16-le", "replace"))

    def _write(self, text: str) -> None:
        if self._now.into == "style":
            self._style_name += text
            if ";" in text:
                self._end_style()
        if self._now.into or self._now.skipping:
            return
        if self._now.hidden or self._now.deleted:
            self._hold_back("hidden" if self._now.hidden else "deletion", text)
            return
        if text.strip():
            self._marked = dict.fromkeys(self._marked, False)
        if not self._flow.in_paragraph:
            self._flow.open_paragraph()
        self._flow.write(text, bold=self._now.bold)

    def _hold_back(self, kind: str, text: str) -> None:
        """Count a passage once, in however many pieces it is written."""
        if text.strip() and not self._marked[kind]:
            self._marked[kind] = True
            self.left_out.counts[kind] += 1

    # Paragraphs and tables

    def _end_paragraph(self) -> None:
        if self._boxes:
            self._end_in_box()
            return
        if not self._flow.in_paragraph:
            self._flow.open_paragraph()
        if self._heading:
            self._flow.make_heading()
        if not self._in_table:
            self._end_table()
        before = len(self._flow.blocks)
        self._flow.close_paragraph()
        if self._in_table:
            self._cell += self._flow.blocks[before:]
            del self._flow.blocks[before:]

    def _end_in_box(self) -> None:
        if self._flow.in_paragraph:
            self._flow.close_paragraph()
            self._flow.open_paragraph()

    def _end_table(self) -> None:
        if self._row:
            self._rows.append(tuple(self._row))
            self._row = []
        if self._rows:
            width = max(map(len, self._rows))
            rows = [
                (replace(row[0], columns=width),) if len(row) == 1 and width > 1 else row
                for row in self._rows
            ]
            self._rows = []
            if width > 1:
                self._flow.add(Table(tuple(rows)))
            else:
                for row in rows:
                    for one in row:
                        self._flow.add(*one.paragraphs)


def _bold(state: _State, number: int | None) -> None:
    state.bold = number != 0


def _hidden(state: _State, number: int | None) -> None:
    state.hidden = number != 0


def _deleted(state: _State, number: int | None) -> None:
    state.deleted = number != 0


def _plain(state: _State, _: int | None) -> None:
    state.bold = state.hidden = state.deleted = False
    state.font = state.usual_font


def _substitutes(state: _State, number: int | None) -> None:
    state.substitutes = max(0, min(number if number is not None else 1, 8))


def _font(state: _State, number: int | None) -> None:
    state.font = number or 0


def _usual_font(state: _State, number: int | None) -> None:
    state.font = state.usual_font = number or 0


_FORMATS: dict[str, Callable[[_State, int | None], None]] = {
    "b": _bold,
    "v": _hidden,
    "deleted": _deleted,
    "plain": _plain,
    "uc": _substitutes,
    "f": _font,
    "deff": _usual_font,
}


def _paragraphs(blocks: list[Block]) -> list[Paragraph]:
    return [one for one in blocks if isinstance(one, Paragraph)]


def _codec(name: str) -> str | None:
    try:
        "".encode(name)
    except LookupError:
        return None
    return name
