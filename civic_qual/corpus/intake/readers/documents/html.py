"""Web pages: what a browser shows as text, paragraph by paragraph; not scripts, nor what is hidden.

Pages are read as browsers read them, whatever is missing or crossed in them: an element that never
ends holds until the one around it does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.documents.assembling import LeftOut, document_of
from civic_qual.corpus.intake.readers.documents.blocks import Block
from civic_qual.corpus.intake.readers.documents.flow import Flow
from civic_qual.texts import decode

_BLOCKS = frozenset(
    {"p", "div", "li", "dd", "dt", "blockquote", "section", "article", "main", "header", "footer",
     "aside", "address", "figure", "figcaption", "pre", "center", "ul", "ol", "dl", "body", "form",
     "fieldset", "details", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "caption"}
)  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "footer", "figcaption"})
_UNSEEN = frozenset(
    {"head", "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "nav",
     "textarea", "select", "button", "audio", "video", "canvas", "title", "rt", "rp", "datalist"}
)  # fmt: skip
_EMPTY = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track",
     "wbr", "param"}
)  # fmt: skip
_DELETED = frozenset({"del", "s", "strike"})
_BOLD, _NOT_BOLD = (
    re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)"),
    re.compile(r"font-weight\s*:\s*(?:normal|[1-5]00)"),
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
# How word processors and web pages mark footnotes and comments, and lead back from them.
_NOTE = re.compile(
    r"#_?(?:ftn|edn|fn|cmnt|msocom|footnote|endnote|note|sdfootnote|sdendnote)", re.I
)
_COMMENT = re.compile(r"#_?(?:cmnt|msocom)", re.I)
_BACK = re.compile(r"#.*(?:ref|anc)[\W_]*\d*$", re.I)
_NOTE_BODY = re.compile(r"^(?:ftn|edn|fn|cmnt|sdfootnote|sdendnote|footnote)[\W_]*\d+$", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_TAB = re.compile(r"(?<=[^\s]) *\t *(?=[^\s])")  # browsers show a space, programs meant a tab
_SPACE = re.compile(r"[ \n\r\f]*[\n\r\f][ \t\n\r\f]*|^\t+|\t+$| [ \t]*|\t{2,}")
_DEEPEST, _MOST_SPANNED = 500, 50


def read_html(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a web page; the text is its paragraphs and table rows, one a line."""
    decoded = decode(data, options.encoding or _told_encoding(data))
    page = _Page()
    page.feed(decoded.text)
    page.close()
    notes = (decoded.note,) if decoded.note else ()
    return document_of(page.finished(), options, left_out=page.left_out, notes=notes)


def _told_encoding(data: bytes) -> str | None:
    """Return the encoding that a page says it has, if its bytes do not say another."""
    told = _CHARSET.search(data[:2048])
    if not told or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        name = told[1].decode("ascii", "replace").lower()
        # Browsers read these as Windows does, and so do those who wrote them.
        name = "cp1252" if name in {"iso-8859-1", "latin1", "us-ascii", "ascii"} else name
        try:
            data.decode(name)
        except (LookupError, UnicodeDecodeError):
            return None
        return name
    return None


@dataclass(kw_only=True)
class _Element:
    """An element that is open: how its text looks, and whether it is seen."""

    name: str
    bold: bool
    unseen: bool = False
    kept: bool = False  # its spaces and line breaks are
    heading: bool = False
    aside: bool = False  # it is a note, or a part of one
    note: bool = False  # it only marks a note


class _Page(HTMLParser):
    """A page on its way from tags to a flow of paragraphs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.flow, self.left_out = Flow(), LeftOut()
        self._open: list[_Element] = [_Element(name="", bold=False)]
        self._spaced = True  # whether white space here would be a second one
        self._spans: list[dict[int, int]] = []  # columns that cells above reach down into
        self._columns: list[int] = []
        self._cells: list[tuple[int, int]] = []  # columns and rows over which cells reach
        self._term = ""

    # Tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, and the paragraph, row or cell that it is."""
        told = {name: value or "" for name, value in attrs}
        self._end_implied(tag)
        if tag in {"td", "th"} and not self._in_row():
            self.handle_starttag("tr", [])
        if tag == "br":
            self._write("\n", kept=True)
            return
        if tag in _BLOCKS or tag in {"table", "tr", "td", "th"}:
            self._end_paragraph()
        if tag in _EMPTY:
            return
        if len(self._open) >= _DEEPEST:
            return
        self._open.append(self._element(tag, told))
        if not self._open[-1].unseen:
            self._start_table_part(tag, told)

    def _element(self, tag: str, told: dict[str, str]) -> _Element:
        around, style = self._open[-1], told.get("style", "").casefold()
        bold = around.bold or tag in {"b", "strong", "th"} or bool(_BOLD.search(style))
        unseen = (
            tag in _UNSEEN or tag in _DELETED or "hidden" in told or bool(_HIDDEN.search(style))
        )
        if unseen and not around.unseen and tag not in _UNSEEN:
            self.left_out.counts["deletion" if tag in _DELETED else "hidden"] += 1
        link = told.get("href", "")
        marks = tag == "a" and bool(_NOTE.match(link))
        if marks and not around.unseen and not _BACK.match(link):
            self.left_out.counts["comment" if _COMMENT.match(link) else "footnote"] += 1
        note = bool(_NOTE_BODY.match(told.get("id", ""))) and tag in {"div", "li", "p", "aside"}
        return _Element(
            name=tag,
            bold=bold and not _NOT_BOLD.search(style),
            unseen=around.unseen or unseen or marks,
            kept=around.kept or tag == "pre",
            heading=around.heading or tag in _HEADINGS,
            aside=around.aside or note or (marks and bool(_BACK.match(link))),
            note=marks,
        )

    def _start_table_part(self, tag: str, told: dict[str, str]) -> None:
        if tag == "table":
            self.flow.open_table()
            self._spans.append({})
            self._columns.append(0)
        elif tag == "tr" and self._spans:
            self._columns[-1] = 0
        elif tag in {"td", "th"} and self._spans:
            self._reached_down()
            self._cells.append((_number(told.get("colspan")), _number(told.get("rowspan"))))
            self.flow.open_cell()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<br/>` as `<br>`; browsers take `<p/>` as `<p>`."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those in it that were left open."""
        if tag == "p" and not any(one.name == "p" for one in self._open):
            self._end_paragraph()
            return
        if tag in _EMPTY or not any(one.name == tag for one in self._open):
            return
        while self._open[-1].name != tag:
            self._close()
        self._close()

    def _close(self) -> None:
        one = self._open.pop()
        if one.name in _BLOCKS:
            self._end_paragraph(term=one.name == "dt")
        if one.unseen:
            if one.note and one.aside:  # what follows is the note itself
                self._open[-1].aside = True
            return
        if one.name in {"td", "th"} and self._cells:
            self._end_paragraph()
            columns, rows = self._cells.pop()
            self.flow.close_cell(columns)
            if self._spans:
                first = self._columns[-1]
                self._spans[-1].update(
                    dict.fromkeys(range(first, first + columns), rows - 1) if rows > 1 else {}
                )
                self._columns[-1] += columns
        elif one.name == "tr" and self._spans:
            self._reached_down()
            self.flow.close_row()
        elif one.name == "table" and self._spans:
            self.flow.close_table()
            self._spans.pop()
            self._columns.pop()

    def _end_implied(self, tag: str) -> None:
        """End what a tag ends by itself: a paragraph, a point of a list, a cell, a row."""
        ends = _IMPLIED.get(tag, frozenset({"p"}) if tag in _BLOCKS or tag == "table" else None)
        if ends is None:
            return
        for index in range(len(self._open) - 1, 0, -1):
            name = self._open[index].name
            if name in ends:
                while len(self._open) > index:
                    self._close()
                if tag != "tr":
                    return
            elif name in _BARRIERS:
                return

    def _in_row(self) -> bool:
        """Whether a row of the innermost table is open; a cell outside of rows begins one."""
        around = (one.name for one in reversed(self._open) if one.name in {"tr", "table"})
        return next(around, "tr") == "tr"

    def _reached_down(self) -> None:
        """Put empty cells where cells of rows above reach down."""
        spans = self._spans[-1]
        while spans.get(self._columns[-1], 0) > 0:
            spans[self._columns[-1]] -= 1
            self._columns[-1] += 1
            self.flow.empty_cells(1)

    # Text

    def handle_data(self, data: str) -> None:
        """Write text as it is shown: white space is one space, or as it is in `pre`."""
        if not self._open[-1].unseen:
            self._write(data, kept=self._open[-1].kept)

    def _write(self, text: str, *, kept: bool) -> None:
        if self._open[-1].unseen:
            return
        if not kept:
            text = _SPACE.sub(" ", _TAB.sub("\t", text))
            if self._spaced:
                text = text.lstrip(" ")
        if not text:
            return
        if not self.flow.in_paragraph:
            if text == "\n":
                return
            aside = any(one.aside for one in self._open)
            heading = aside or any(one.heading for one in self._open)
            self.flow.open_paragraph(heading=heading, aside=aside)
            if self._term and self._open[-1].name != "dt":
                self.flow.write(f"{self._term}: ", bold=True)
                self._term = ""
        self._spaced = text[-1] in " \n"
        self.flow.write(text, bold=self._open[-1].bold)

    def _end_paragraph(self, *, term: bool = False) -> None:
        self._spaced = True
        if not self.flow.in_paragraph:
            return
        if term:
            self._term = self.flow.take_back().strip().rstrip(" :")
        else:
            self.flow.close_paragraph()

    def unknown_decl(self, data: str) -> None:
        """Pass over what is neither tag nor text: `<![if !supportLists]>` of Word."""

    def finished(self) -> list[Block]:
        """Return the blocks, when all is read."""
        while len(self._open) > 1:
            self._close()
        self._end_paragraph()
        return self.flow.finished()


# Inside a cell nothing ends a row around it; only another cell or row of the same table does.
_BARRIERS = frozenset({"table", "body", "ul", "ol", "dl"})
_IMPLIED = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th", "tr"}),
    "body": frozenset({"head"}),
}


def _number(told: str | None) -> int:
    plain = (told or "").strip()
    return max(1, min(int(plain), _MOST_SPANNED)) if plain.isdecimal() and len(plain) < 6 else 1
