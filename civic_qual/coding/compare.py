"""What a changed codebook changes: passages gained and lost between two codings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from civic_qual.arrays import Bools, Ints
from civic_qual.corpus.spoken import sentence_spans
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import CodingError

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus, Transcript

COLUMNS = ("change", "transcript", "start", "end", "code", "text", "context", "rule")


def compare(before: Codings, after: Codings) -> pd.DataFrame:
    """List the passages that one coding has and another has not.

    A passage is gained if no passage of the same code before shares a character with it, and
    lost the other way round; where only the borders moved nothing is listed. Rejected codings
    count for neither. The codebooks may differ, that is what this is for.

    Parameters
    ----------
    before, after
        Of the same corpus.

    Returns
    -------
    pandas.DataFrame
        In the order of the text: `change` (gained or lost), `transcript`, `start`, `end`,
        `code`, `text` (the passage), `context` (the sentences it stands in) and `rule` (the
        evidence: which rules found it, and which words they met).

    Raises
    ------
    CodingError
        If the codings are of different corpora.
    """
    if _texts(before.corpus) != _texts(after.corpus):
        raise CodingError(
            "these codings are of different transcripts, or of other revisions of "
            "them; code one corpus twice to compare"
        )
    rows = [*_missing_in(after, before, "lost"), *_missing_in(before, after, "gained")]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values(["transcript", "start", "end", "code", "change"], ignore_index=True)


def _texts(corpus: Corpus) -> list[tuple[str, str]]:
    return [(transcript.id, transcript.revision) for transcript in corpus]


def _missing_in(those: Codings, these: Codings, change: str) -> Iterator[tuple[object, ...]]:
    """Yield the passages of these codings that those have not, as rows."""
    kept = np.flatnonzero(~these.coded.status.among({"rejected"}))
    rows = kept[~_overlapped(these, kept, those)]
    coded = these.coded.take(rows)
    spans = zip(
        coded.transcript.tolist(),
        coded.start.tolist(),
        coded.end.tolist(),
        coded.code.tolist(),
        these.evidence.describe(rows.tolist()),
        strict=True,
    )
    for place, start, end, code, reason in spans:
        one = these.corpus.transcripts[place]
        yield (
            change,
            one.id,
            start,
            end,
            these.codebook.codes[code].id,
            one.text[start:end],
            _context(one, start, end),
            reason,
        )


def _overlapped(these: Codings, rows: Ints, those: Codings) -> Bools:
    """Return which codings of these share a character with one of those of the same code."""
    mine = _Laid.of(these, rows, these.codebook.positions)
    others = _Laid.of(
        those, np.flatnonzero(~those.coded.status.among({"rejected"})), these.codebook.positions
    )
    order = np.argsort(others.start, kind="stable")
    reach = np.concatenate(([-1], np.maximum.accumulate(others.end[order])))
    before = np.searchsorted(others.start[order], mine.end, side="left")
    overlapped: Bools = reach[before] > mine.start
    return overlapped


class _Laid(NamedTuple):
    """Codings laid end to end, code by code: where each starts and ends."""

    start: Ints
    end: Ints

    @classmethod
    def of(cls, codings: Codings, rows: Ints, positions: dict[str, int]) -> _Laid:
        """Lay out the codings of codes that have a position."""
        coded, origin = codings.coded.take(rows), token_index(codings.corpus).origin
        number = np.array([positions.get(code.id, -1) for code in codings.codebook], np.int64)
        code = number[coded.code] if len(rows) else coded.code
        first = code * origin[-1] + origin[coded.transcript]
        known = code >= 0
        return cls((first + coded.start)[known], (first + coded.end)[known])


def _context(transcript: Transcript, start: int, end: int) -> str:
    """Return the sentences that a passage stands in, from the first to the last."""
    sentences = sentence_spans(transcript)
    touched = np.flatnonzero((sentences.start < end) & (start < sentences.end))
    if not len(touched):
        return transcript.text[start:end]
    return transcript.text[sentences.start[touched[0]] : sentences.end[touched[-1]]]
