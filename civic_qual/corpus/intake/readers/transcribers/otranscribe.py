"""oTranscribe's files (.otr): JSON that holds the page as HTML, with times as little labels."""

from __future__ import annotations

from html.parser import HTMLParser

from civic_qual.corpus.intake.layouts.lines import Features
from civic_qual.corpus.intake.layouts.times import seconds
from civic_qual.corpus.intake.readers.document import (
    DEFAULTS,
    Document,
    ReadOptions,
    read_document,
)
from civic_qual.corpus.intake.readers.transcribers.loading import loaded_json, without_halves
from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.texts import normalise

_ENDING = frozenset({"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "tr", "blockquote"})
_BOLD = frozenset({"b", "strong"})
_UNSEEN = frozenset({"style", "script", "title"})


def read_otr(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read an oTranscribe file: its paragraphs are read as those of a text file.

    Raises
    ------
    ReadError
        If it is no JSON, or holds no text.
    """
    decoded, whole = loaded_json(data, options.encoding)
    page = whole.get("text") if isinstance(whole, dict) else None
    if not isinstance(page, str):
        raise ReadError(
            Message("this is no oTranscribe file, though its name ends so; export it again")
        )
    paragraphs = _Paragraphs()
    paragraphs.feed(without_halves(page))
    paragraphs.close()
    lines, bold = paragraphs.lines()
    notes = (decoded.note,) if decoded.note else ()
    return read_document("\n".join(lines), 0, Features(bold=bold), options, notes=notes)


class _Paragraphs(HTMLParser):
    """Takes a page apart into lines; times stand in brackets, and what is bold is remembered."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._runs: list[list[tuple[str, bool]]] = [[]]
        self._bold = self._unseen = 0
        self._stamp = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ENDING:
            self._runs.append([])
        self._bold += tag in _BOLD
        self._unseen += tag in _UNSEEN
        self._stamp = tag == "span" and dict(attrs).get("class") == "timestamp"

    def handle_endtag(self, tag: str) -> None:
        if tag in _ENDING:
            self._runs.append([])
        self._bold = max(0, self._bold - (tag in _BOLD))
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._stamp = False

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        words = " ".join(data.split())
        if self._stamp and seconds(words) is not None:
            self._runs[-1].append((f"[{words}]", False))
            return
        plain = normalise(data).replace("\n", " ").replace("\u00a0", " ")
        self._runs[-1].append((plain, self._bold > 0))

    def lines(self) -> tuple[list[str], list[tuple[int, int]]]:
        """Return the lines that have words, and where in their text letters are bold."""
        lines: list[str] = []
        bold: list[tuple[int, int]] = []
        place = 0
        for runs in self._runs:
            line = ""
            for text, is_bold in runs:
                piece = text if line else text.lstrip()
                if is_bold and piece.strip():
                    bold.append((place + len(line), place + len(line) + len(piece.rstrip())))
                line += piece
            line = line.rstrip()
            if line:
                lines.append(line)
                place += len(line) + 1
        return lines, bold
