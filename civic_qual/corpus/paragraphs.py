"""Paragraphs of a text: lines, or blocks between blank lines where lines are wrapped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from civic_qual.corpus.transcripts import Span

_BLANK = re.compile(r"\n[ \t\u00a0]*\n\s*")
_LINE_END = re.compile(r"\n")
LONGEST_WRAPPED = 100  # characters of a line that a program wrapped


@dataclass(frozen=True, slots=True)
class ParagraphBreak:
    """What parts the paragraphs of one text."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, text: str, start: int, end: int) -> ParagraphBreak:
        """Find out whether lines are wrapped: there are blank lines, and no line is long."""
        wrapped = (
            _BLANK.search(text, start, end)
            and max(map(len, text[start:end].split("\n"))) <= LONGEST_WRAPPED
        )
        return cls(_BLANK if wrapped else _LINE_END)

    def paragraphs(self, text: str, start: int, end: int) -> list[Span]:
        r"""Cut a stretch of text into its paragraphs, without white space at their ends.

        Examples
        --------
        >>> ParagraphBreak.of("one\ntwo", 0, 7).paragraphs("one\ntwo", 0, 7)
        [(0, 3), (4, 7)]
        """
        cuts = self.pattern.finditer(text, start, end)
        edges = [start, *(place for cut in cuts for place in cut.span()), end]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return [span for pair in pairs if (span := trimmed(text, *pair))[0] < span[1]]


LINES = ParagraphBreak(_LINE_END)


def trimmed(text: str, start: int, end: int) -> Span:
    """Return a span without the white space at its ends."""
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return start + lead, max(start + lead, start + len(piece.rstrip()))
