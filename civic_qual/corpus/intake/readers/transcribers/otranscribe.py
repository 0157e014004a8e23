"""oTranscribe's files (.otr): JSON that holds the page as HTML, with times as little labels."""

from __future__ import annotations

import html
import re

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
# HTML that people type is simple; Python's own parser takes the square of what is never closed.
_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,20})\b[^<>]{0,2000}>")
_UNSEEN = re.compile(r"<(style|script)\b[^<>]{0,200}>[^<]{0,20000}</\1>|<!--[^<>]{0,2000}-->")


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
    lines, bold = _Paragraphs(without_halves(_UNSEEN.sub("", page))).lines()
    notes = (decoded.note,) if decoded.note else ()
    return read_document("\n".join(lines), 0, Features(bold=bold), options, notes=notes)


class _Paragraphs:
    """Takes a page apart into lines; times stand in brackets, and what is bold is remembered."""

    def __init__(self, page: str) -> None:
        self._runs: list[list[tuple[str, bool]]] = [[]]
        self._bold = 0
        self._stamp = False
        place = 0
        for tag in _TAG.finditer(page):
            self._text(page[place : tag.start()])
            self._tag(tag["name"].casefold(), tag[0], closing=bool(tag["closing"]))
            place = tag.end()
        self._text(page[place:])

    def _tag(self, name: str, whole: str, *, closing: bool) -> None:
        if name in _ENDING:
            self._runs.append([])
        if name in _BOLD:
            self._bold = max(0, self._bold + (-1 if closing else 1))
        self._stamp = name == "span" and not closing and "timestamp" in whole

    def _text(self, written: str) -> None:
        text = html.unescape(written)
        words = " ".join(text.split())
        if self._stamp and seconds(words) is not None:
            self._runs[-1].append((f"[{words}]", False))
        else:
            plain = normalise(text).replace("\n", " ").replace("\u00a0", " ")
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
