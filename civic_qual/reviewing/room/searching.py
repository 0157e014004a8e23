"""A rule tried on what was said, while somebody reads: where it finds words, and which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from civic_qual.analysis.passages.concordance import spans_found
from civic_qual.calls import no_such
from civic_qual.coding.matching.expressions import hurried
from civic_qual.errors import CivicQualError, CodingError, RuleError
from civic_qual.messages import Message, render
from civic_qual.reviewing.room.calls import Answer, Seat

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.corpus.model import Corpus, Transcript

_MOST, _AT_ONCE, _LONGEST = 500, 100, 2_000  # hits, transcripts, letters of a rule
_SECONDS = 2.0  # after which no more transcripts are searched
_AROUND = 40  # letters that are shown on both sides


def search(seat: Seat, *, rule: str, transcript: str = "", language: str = "") -> Answer:
    """Return where a rule finds words, whoever says them, in the order of the transcripts.

    What a rule cannot be, or why it cannot be run, is the `problem`, with the place in the rule;
    `more` says that there may be others than these hits: they were many, or it took long.

    Raises
    ------
    CodingError
        If there is no such transcript.
    """
    study = seat.study
    corpus, codebook = study.corpus, study.codebook
    if transcript and transcript not in corpus.positions:
        what = Message.in_context("what is not there", "transcript")
        raise CodingError(no_such(what, transcript, corpus.positions))
    searched = [corpus[transcript]] if transcript else list(corpus)
    try:
        if len(rule) > _LONGEST:
            raise CodingError(Message("a rule has {n} letters at most here", n=_LONGEST))
        hits, more = _hits(corpus, searched, rule, codebook, language or None)
    except RuleError as error:
        return {**_nothing(render(error)), "line": error.line, "column": error.column}
    except CivicQualError as error:
        return _nothing(render(error))
    shown = [_hit(one, start, end) for one, start, end in hits[:_MOST]]
    return {"hits": shown, "of": len(hits), "more": more or len(hits) > _MOST, "problem": ""}


def _nothing(problem: str) -> dict[str, Any]:
    return {"hits": [], "of": 0, "more": False, "problem": problem}


def _hits(
    corpus: Corpus,
    searched: Sequence[Transcript],
    rule: str,
    codebook: Codebook,
    language: str | None,
) -> tuple[list[tuple[Transcript, int, int]], bool]:
    """Return what a rule finds, and whether not all transcripts were searched."""
    found: list[tuple[Transcript, int, int]] = []
    begun = monotonic()
    for begin in range(0, len(searched), _AT_ONCE):
        if begin and (len(found) > _MOST or monotonic() - begun > _SECONDS):
            return found, True
        some = corpus.with_transcripts(searched[begin : begin + _AT_ONCE])
        with hurried(_SECONDS / 2):
            found += _found(some, rule, codebook, language)
    return found, False


def _found(
    corpus: Corpus, rule: str, codebook: Codebook, language: str | None
) -> Iterator[tuple[Transcript, int, int]]:
    columns = spans_found(
        corpus, rule, codebook=codebook, language=language, include_interviewers=True
    )
    for which, start, end in zip(*(column.tolist() for column in columns), strict=True):
        yield corpus.transcripts[which], start, end


def _hit(one: Transcript, start: int, end: int) -> dict[str, Any]:
    text = one.text
    return {
        "transcript": one.id,
        "start": start,
        "end": end,
        "words": text[start:end],
        "before": text[max(0, start - _AROUND) : start],
        "after": text[end : end + _AROUND],
    }
