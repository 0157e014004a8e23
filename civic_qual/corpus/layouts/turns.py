"""From the text of a document to its turns.

Text before the first label (title, date, summary) and the footers of transcription services are
nobody's words. A document without labels is read paragraph by paragraph, speaker unnamed. Where
only interviewers are labelled, what stands without a label is the unnamed respondent's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from civic_qual.corpus.layouts.header import footer_start, header_end
from civic_qual.corpus.layouts.labels import Label, labels
from civic_qual.corpus.layouts.notes import spoken_pieces
from civic_qual.corpus.layouts.times import BARE, STAMP, seconds
from civic_qual.corpus.model import Span, Turn
from civic_qual.corpus.role_labels import role_of_label

_BLANK = re.compile(r"\n[ \t\u00a0]*\n\s*")
_LEADING_TIME = re.compile(rf"\s*(?:{STAMP}|{BARE})")


@dataclass(frozen=True, slots=True)
class Found:
    """The turns of a text, and what had to be assumed to find them."""

    turns: tuple[Turn, ...]
    notes: tuple[str, ...] = ()


def find_turns(text: str, headings: Sequence[Span] = (), start: int = 0) -> Found:
    """Find the turns of a document's text, from a place on; headings are not spoken.

    Examples
    --------
    >>> found = find_turns("Interview 3\\n\\nI: Who came?\\nR: [sighs] Nobody.\\nThey never do.")
    >>> [(turn.speaker, len(turn.spoken)) for turn in found.turns]
    [('I', 1), ('R', 1)]
    """
    body = header_end(text, start)
    end = footer_start(text, body)
    marks = labels(text, body, end)
    if not marks:
        return Found(_paragraph_turns(text, headings, body, end),
                     ("no speaker labels: every paragraph is a turn of an unnamed speaker",))
    if {role_of_label(mark.name) for mark in marks} == {"interviewer"}:
        return Found(_half_labelled(text, headings, marks, body, end),
                     ("only interviewers are labelled: paragraphs without a label are taken "
                      "for the respondent's",))
    return Found(joined(_labelled(text, headings, marks, end)))


def paragraphs(text: str, start: int, end: int) -> list[Span]:
    """Cut a stretch of text at blank lines, or at every line end if it has no blank line."""
    cuts = list(_BLANK.finditer(text, start, end)) or list(re.compile("\n").finditer(
        text, start, end))
    edges = [start, *(place for cut in cuts for place in cut.span()), end]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [span for pair in pairs if (span := trimmed(text, *pair))[0] < span[1]]


def trimmed(text: str, start: int, end: int) -> Span:
    """Return a span without the white space at its ends."""
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return start + lead, max(start + lead, start + len(piece.rstrip()))


def joined(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Join neighbouring turns of one speaker: a turn ends where another takes over."""
    kept: list[Turn] = []
    for turn in turns:
        if kept and kept[-1].speaker == turn.speaker:
            kept[-1] = replace(kept[-1], end=turn.end, spoken=kept[-1].spoken + turn.spoken)
        else:
            kept.append(turn)
    return tuple(kept)


def _labelled(text: str, headings: Sequence[Span], marks: Sequence[Label],
              end: int) -> list[Turn]:
    ends = [*(mark.start for mark in marks[1:]), end]
    return [_turn(text, headings, mark, stop) for mark, stop in zip(marks, ends, strict=True)]


def _turn(text: str, headings: Sequence[Span], mark: Label, stop: int) -> Turn:
    start, end = trimmed(text, mark.start, stop)
    pieces = spoken_pieces(text, mark.end, stop, _within(headings, mark.end, stop))
    return Turn(start, max(end, start), pieces, mark.name, seconds=mark.seconds)


def _within(headings: Sequence[Span], start: int, end: int) -> list[Span]:
    from bisect import bisect_left

    first = bisect_left(headings, (start, start))
    last = bisect_left(headings, (end, end))
    return list(headings[first:last])


def _paragraph_turns(text: str, headings: Sequence[Span], start: int, end: int,
                     spans: Sequence[Span] | None = None) -> tuple[Turn, ...]:
    turns = []
    for first, last in paragraphs(text, start, end) if spans is None else spans:
        stamp = _LEADING_TIME.match(text, first, last)
        words = stamp.end() if stamp else first
        pieces = spoken_pieces(text, words, last, _within(headings, words, last))
        if pieces:
            turns.append(Turn(first, last, pieces,
                              seconds=seconds(stamp[0]) if stamp else None))
    return tuple(turns)


def _half_labelled(text: str, headings: Sequence[Span], marks: Sequence[Label],
                   start: int, end: int) -> tuple[Turn, ...]:
    """A label holds for its paragraph only; every other paragraph is somebody else's."""
    turns: list[Turn] = []
    place = start
    for mark in marks:
        turns.extend(_paragraph_turns(text, headings, place, mark.start))
        stop = text.find("\n", mark.end, end)
        place = end if stop < 0 else stop
        turns.append(_turn(text, headings, mark, place))
    turns.extend(_paragraph_turns(text, headings, place, end))
    return tuple(turns)
