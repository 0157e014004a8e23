"""The units of counting: a corpus cut into turns, sentences, paragraphs or transcripts.

Segments are columns, one entry a segment, in the order of transcripts and then of the text.
A segment's words are the words of its spoken content; labels, times and notes are no words.
A paragraph is a line, or a block between blank lines where lines are wrapped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from civic_qual.arrays import Bools, Ints
from civic_qual.corpus.transcripts import Span
from civic_qual.errors import CodingError
from civic_qual.language.names import NEITHER
from civic_qual.messages import Message, enumerated, quoted

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.transcripts import Transcript


Unit = Literal["turn", "sentence", "paragraph", "transcript"]
UNITS: tuple[Unit, ...] = get_args(Unit)


Row = tuple[int, int, int, bool]  # turn, start, end, counted

_FRAME = [
    *("transcript", "start", "end", "turn", "speaker", "role", "participant", "language"),
    *("words", "counted", "text"),
]


@dataclass(frozen=True, eq=False, kw_only=True)
class Segments:
    """The segments of a corpus as columns, each of shape (n_segments,).

    `transcript` and `turn` are positions (in the corpus; in the transcript, -1 for units larger
    than a turn); `start` and `end` are characters of the text; `words` counts spoken words by
    counted roles for counted segments; `counted` is False for what interviewers and observers say.
    """

    corpus: Corpus
    unit: Unit
    transcript: Ints
    turn: Ints
    start: Ints
    end: Ints
    words: Ints
    counted: Bools

    def __len__(self) -> int:
        return len(self.start)

    def __repr__(self) -> str:
        counted = f"{int(self.counted.sum())} counted"
        return f"Segments({len(self)} {self.unit}s, {counted}, of {len(self.corpus)} transcripts)"

    @cached_property
    def in_neither(self) -> Bools:
        """Which segments are in no language that was looked for, of shape (n_segments,)."""
        turns = [
            np.array([turn.language == NEITHER for turn in one.turns], dtype=np.bool_)
            for one in self.corpus
        ]
        whole = np.array([_all_in_neither(one) for one in self.corpus], dtype=np.bool_)
        origin = np.cumsum([0, *map(len, turns)])[:-1]
        if self.unit == "transcript" or not len(self):
            return whole[self.transcript]
        return np.concatenate(turns)[origin[self.transcript] + self.turn]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a segment, with who speaks, in which language, how many words, and the text."""
        import pandas as pd

        rows = (self._row(place) for place in range(len(self)))
        return pd.DataFrame(rows, columns=_FRAME)

    def _row(self, place: int) -> dict[str, object]:
        one = self.corpus.transcripts[self.transcript[place]]
        start, end = int(self.start[place]), int(self.end[place])
        return {
            "transcript": one.id,
            "start": start,
            "end": end,
            **self._who(one, int(self.turn[place])),
            "words": int(self.words[place]),
            "counted": bool(self.counted[place]),
            "text": one.text[start:end],
        }

    def _who(self, one: Transcript, place: int) -> dict[str, object]:
        """Tell who speaks in a turn of a transcript; nobody in units larger than a turn."""
        if place < 0:
            nobody = {"speaker": "", "role": "", "participant": ""}
            return {"turn": place, **nobody, "language": _main_language(one)}
        turn = one.turns[place]
        return {
            "turn": place,
            "speaker": turn.speaker,
            "role": turn.role,
            "participant": self.corpus.participants.of(one.id, turn.speaker),
            "language": turn.language,
        }


def segment(corpus: Corpus, unit: Unit = "turn") -> Segments:
    """Cut a corpus into segments of a unit.

    Parameters
    ----------
    corpus : Corpus
    unit : {"turn", "sentence", "paragraph", "transcript"}
        A paragraph is a line of a turn, or a block between blank lines where lines are wrapped.
        A turn is a segment even if nothing in it was said.

    Returns
    -------
    Segments

    Raises
    ------
    CodingError
        If there is no such unit.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Transcript, Turn
    >>> turn = Turn(start=0, end=12, spoken=((3, 12),), speaker="R", role="respondent")
    >>> one = Transcript(id="a", text="R: Oui. Non.", turns=(turn,))
    >>> len(segment(Corpus((one,)), "turn"))
    1
    """
    if unit not in UNITS:
        raise CodingError(
            Message(
                "there is no unit {unit}; choose one of {units}",
                unit=quoted(unit),
                units=enumerated(UNITS),
            )
        )
    cut = {"turn": _turns, "sentence": _sentences, "paragraph": _paragraphs, "transcript": _whole}[
        unit
    ]
    rows = [(place, *row) for place, one in enumerate(corpus) for row in cut(one)]
    transcript, turn, start, end, counted = np.array(rows, dtype=np.int64).reshape(-1, 5).T.copy()
    return Segments(
        corpus=corpus,
        unit=unit,
        transcript=transcript,
        turn=turn,
        start=start,
        end=end,
        words=_words_in(corpus, transcript, start, end, counted > 0),
        counted=counted > 0,
    )


def _turns(one: Transcript) -> Iterator[Row]:
    for place, turn in enumerate(one.turns):
        yield place, turn.start, turn.end, turn.counted


def _sentences(one: Transcript) -> Iterator[Row]:
    from civic_qual.corpus.spoken import sentence_spans

    spans = sentence_spans(one)
    for place, start, end in zip(
        spans.turn.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True
    ):
        yield place, start, end, one.turns[place].counted


def _paragraphs(one: Transcript) -> Iterator[Row]:
    if one.turns:
        parted = ParagraphBreak.of(one.text, one.turns[0].start, one.turns[-1].end)
        for place, turn in enumerate(one.turns):
            for start, end in parted.paragraphs(one.text, turn.start, turn.end):
                yield place, start, end, turn.counted


def _whole(one: Transcript) -> Iterator[Row]:
    yield -1, 0, len(one.text), any(turn.counted for turn in one.turns)


def _words_in(corpus: Corpus, transcript: Ints, start: Ints, end: Ints, counted: Bools) -> Ints:
    """Count the words that begin in each segment, of counted turns where it is counted."""
    from civic_qual.corpus.token_index import token_index

    index = token_index(corpus)
    of_counted = _counted_turns(corpus)[index.turn]
    found = np.zeros(len(start), dtype=np.int64)
    for some, begins in ((counted, index.start[of_counted]), (~counted, index.start[~of_counted])):
        first, after = (
            (index.origin[transcript[some]] + place[some]).astype(begins.dtype)
            for place in (start, end)
        )
        found[some] = np.searchsorted(begins, after) - np.searchsorted(begins, first)
    return found


def _counted_turns(corpus: Corpus) -> Bools:
    return np.array([turn.counted for one in corpus for turn in one.turns], dtype=np.bool_)


def _all_in_neither(one: Transcript) -> bool:
    spoken = {turn.language for turn in one.turns if turn.counted and turn.spoken}
    return spoken == {NEITHER}


def _main_language(one: Transcript) -> str:
    counts = Counter(turn.language for turn in one.turns if turn.counted)
    if len(counts) > 1:
        del counts[NEITHER]  # what cannot be read does not decide
    return counts.most_common(1)[0][0] if counts else one.language


# What units are called where people read of them

_ONE = {
    "turn": Message.in_context("a unit of counting", "turn"),
    "sentence": Message.in_context("a unit of counting", "sentence"),
    "paragraph": Message.in_context("a unit of counting", "paragraph"),
    "transcript": Message.in_context("a unit of counting", "transcript"),
    "word": Message.in_context("a unit of counting", "word"),
    "interview": Message.in_context("a unit of counting", "interview"),
}
_SEVERAL = {
    "turn": Message.in_context("units of counting", "turns"),
    "sentence": Message.in_context("units of counting", "sentences"),
    "paragraph": Message.in_context("units of counting", "paragraphs"),
    "transcript": Message.in_context("units of counting", "transcripts"),
    "word": Message.in_context("units of counting", "words"),
    "interview": Message.in_context("units of counting", "interviews"),
}


def unit_word(unit: str) -> str:
    """Return what one unit is called.

    Examples
    --------
    >>> unit_word("turn")
    'turn'
    """
    return _ONE.get(unit, unit)


def units_word(unit: str) -> str:
    """Return what several units are called.

    Examples
    --------
    >>> units_word("turn")
    'turns'
    """
    return _SEVERAL.get(unit, unit)


def counted_units(n: int, unit: str) -> str:
    """Return a number of units in words.

    Examples
    --------
    >>> counted_units(1, "turn"), counted_units(1200, "sentence")
    ('1 turn', '1,200 sentences')
    """
    if unit == "turn":
        return Message.plural("{n} turn", "{n} turns", n=n)
    if unit == "sentence":
        return Message.plural("{n} sentence", "{n} sentences", n=n)
    if unit == "paragraph":
        return Message.plural("{n} paragraph", "{n} paragraphs", n=n)
    if unit == "transcript":
        return Message.plural("{n} transcript", "{n} transcripts", n=n)
    if unit == "word":
        return Message.plural("{n} word", "{n} words", n=n)
    if unit == "interview":
        return Message.plural("{n} interview", "{n} interviews", n=n)
    return Message.plural("{n} passage", "{n} passages", n=n)


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
