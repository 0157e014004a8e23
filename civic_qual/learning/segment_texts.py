"""What was said in each segment by those who count: no labels, times or notes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from civic_qual.corpus.model import Span, Transcript
from civic_qual.corpus.segments import Segments


def segment_texts(segments: Segments) -> list[str]:
    """Return the spoken text of every segment, pieces joined by a space.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Turn
    >>> one = Transcript("a", "R: Oui [rires] oui.", (Turn(0, 19, ((3, 6), (15, 19)), "R"),))
    >>> segment_texts(Corpus((one,)).segments("turn"))
    ['Oui oui.']
    """
    pieces = [_pieces(transcript) for transcript in segments.corpus]
    begins = [[begin for begin, _ in own] for own in pieces]
    rows = zip(
        segments.transcript.tolist(), segments.start.tolist(), segments.end.tolist(), strict=True
    )
    return [
        _said(segments.corpus.transcripts[place].text, pieces[place], begins[place], start, end)
        for place, start, end in rows
    ]


def _pieces(transcript: Transcript) -> list[Span]:
    return [piece for turn in transcript.turns if turn.counted for piece in turn.spoken]


def _said(text: str, pieces: Sequence[Span], begins: Sequence[int], start: int, end: int) -> str:
    first = max(bisect_right(begins, start) - 1, 0)
    said = []
    for begin, after in pieces[first:]:
        if begin >= end:
            break
        if after > start:
            said.append(text[max(begin, start) : min(after, end)].strip())
    return " ".join(said)
