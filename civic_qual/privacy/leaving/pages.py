"""Pages of the web: their text, their tables, and what a reader of the page does not see."""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser

from civic_qual.privacy.leaving.contents import Contents, Rows
from civic_qual.privacy.leaving.pictures import read_picture
from civic_qual.texts.decoding import decode

_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|"
    r"(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?\b)",
    re.IGNORECASE,
)
_BLOCKS = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "div", "caption", "figcaption", "title"}
_NOTHING = {"br", "img", "meta", "link", "input", "hr", "col", "source", "wbr", "path", "rect"}
_NO_WORDS = {"style", "script"}
_PICTURE = re.compile(r"data:image/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)")
_ABOUT = {"author": "author", "creator": "author", "description": "described"}
_MOST_PICTURES = 50


def read_page(data: bytes, found: Contents) -> None:
    """Read an HTML file."""
    text = decode(data).text
    page = _Page(found)
    page.feed(text)
    page.close()
    page.end_text()
    for picture in _PICTURE.findall(text)[:_MOST_PICTURES]:
        try:
            read_picture(base64.b64decode(picture), found)
        except binascii.Error:
            found.mark("not_looked_into", ("picture",))


class _Page(HTMLParser):
    def __init__(self, found: Contents) -> None:
        super().__init__()
        self.found = found
        self.said, self.unseen = "", ""
        self.open: list[tuple[str, bool]] = []  # elements, and whether what is in them is unseen
        self.rows: Rows | None = None
        self.cell: str | None = None
        self.wide = 1
        self.caption = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "meta" and told.get("name", "").lower() in _ABOUT:
            self.found.mark(_ABOUT[told["name"].lower()], ("properties",), told.get("content", ""))
        for name in ("href", "src"):
            if re.match(r"file:|[A-Za-z]:[\\/]", told.get(name, "")):
                self.found.mark("path", self._place, told[name])
        if tag in _BLOCKS:
            self.end_text()
        if tag == "table":
            self.rows, self.caption = [], ""
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in ("td", "th") and self.rows is not None:
            self.cell = ""
            told_wide = told.get("colspan", "1")
            self.wide = min(int(told_wide), 200) if told_wide.isdigit() else 1
        if tag not in _NOTHING:
            style = told.get("style", "")
            unseen = "hidden" in told or ("background" not in style and bool(_UNSEEN.search(style)))
            self.open.append((tag, unseen or (bool(self.open) and self.open[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_text()
        if tag in ("td", "th") and self.rows and self.cell is not None:
            self.rows[-1] += [" ".join(self.cell.split())] * self.wide
            self.cell = None
        if tag == "table" and self.rows is not None:
            wide = max(map(len, self.rows), default=0)
            rows = [row + [""] * (wide - len(row)) for row in self.rows]
            self.found.tables.append((("table", self.caption or ""), rows))
            self.rows = None
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                break

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _ in self.open}
        if inside & _NO_WORDS:
            return
        if self.open and self.open[-1][1] and data.strip():
            self.found.mark("hidden_text", self._place, data.strip()[:60])
        if self.cell is not None:
            self.cell += data
        if "caption" in inside:
            self.caption = (self.caption + data).strip()
        self.said += data

    def handle_comment(self, data: str) -> None:
        if data.strip() and not data.strip().startswith("["):
            self.found.mark("comment", self._place, data.strip()[:60])
            self.found.text(self._place, data)

    @property
    def _place(self) -> tuple[str, int]:
        return ("line", self.getpos()[0])

    def end_text(self) -> None:
        """Keep what was said up to here as one text, unless it stands in a table."""
        if self.rows is None or "caption" in {tag for tag, _ in self.open}:
            self.found.text(self._place, " ".join(self.said.split()))
        self.said = ""
