"""Praat's TextGrid files: tiers of intervals, in the long form, the short one, and any encoding.

Praat itself reads only numbers and quoted strings that stand alone, and flags (`<exists>`); what
stands between them (`xmin =`, `intervals [1]:`) is for people. So both forms are read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.subtitles.pieces import Piece
from civic_qual.corpus.intake.readers.transcribers.tiers import Tier, document_of_tiers
from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.texts import decode, normalise

_TOKEN = re.compile(
    r'"(?P<text>[^"]*(?:""[^"]*)*)"'
    r"|(?<!\S)(?P<number>[-+]?\d{1,15}(?:\.\d{1,20})?(?:[eE][-+]?\d{1,2})?)%?(?!\S)"
    r"|(?<!\S)(?P<flag><\w+>)|(?<!\S)![^\n]*"
)
_KIND = Message("TextGrid")


def read_textgrid(data: bytes, options: ReadOptions = DEFAULTS) -> Document:
    """Read a TextGrid: a tier is one person's, whom its name tells.

    Raises
    ------
    ReadError
        If it is no TextGrid, was cut off, or no tier holds words.
    """
    decoded = decode(data, options.encoding)
    tiers = list(_tiers(_Tokens(normalise(decoded.text))))
    return document_of_tiers(tiers, _KIND, notes=(decoded.note,) if decoded.note else ())


class _Tokens:
    """Numbers and strings, one after the other."""

    def __init__(self, text: str) -> None:
        self._found: Iterator[re.Match[str]] = _TOKEN.finditer(text)

    def _next(self, kind: str) -> str:
        for one in self._found:
            if one.lastgroup is not None:  # no remark
                if one.lastgroup != kind:
                    break
                return one[kind]
        raise ReadError(
            Message(
                "this is no complete TextGrid: it is damaged or was cut off; "
                "save it again in Praat, as a text file"
            )
        )

    def text(self) -> str:
        return self._next("text").replace('""', '"')

    def number(self) -> float:
        return float(self._next("number"))

    def flag(self) -> str:
        return self._next("flag")


def _tiers(tokens: _Tokens) -> Iterator[Tier]:
    if not (tokens.text().startswith("ooTextFile") and tokens.text() == "TextGrid"):
        raise ReadError(Message("this is no TextGrid, though its name ends so; export it again"))
    tokens.number(), tokens.number(), tokens.flag()  # from when to when; whether there are tiers
    for _ in range(int(tokens.number())):
        kind_of_tier, name = tokens.text(), " ".join(tokens.text().split())
        tokens.number(), tokens.number()
        pieces = tuple(
            _interval(tokens) if kind_of_tier == "IntervalTier" else _point(tokens)
            for _ in range(int(tokens.number()))
        )
        yield Tier(name, pieces)


def _interval(tokens: _Tokens) -> Piece:
    start, end = tokens.number(), tokens.number()
    return Piece(None, " ".join(tokens.text().split()), start, end)


def _point(tokens: _Tokens) -> Piece:
    time = tokens.number()
    return Piece(None, " ".join(tokens.text().split()), time, time)
