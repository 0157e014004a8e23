"""What a changed codebook changes: passages gained and lost between two codings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from civic_qual.arrays import Bools, Ints
from civic_qual.calls import helpful
from civic_qual.coding.codings import Codings, revisions
from civic_qual.corpus.model import Transcript
from civic_qual.corpus.spoken import sentence_spans
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import CodingError
from civic_qual.messages import Message
from civic_qual.results import Passages, Result

CHANGE = ("change", "transcript", "start", "end", "code", "text", "context", "rule")


class Comparison(Result):
    """Passages that one coding has and another has not, in the order of the text.

    Columns: `change` (gained or lost), `transcript`, `start`, `end`, `code`, `text` (the passage),
    `context` (the sentences it stands in) and `rule` (the evidence: which rules found it, and
    which words they met).
    """

    _title = Message("Passages gained and lost")

    def passages(self, code: str | None = None, *, change: str | None = None) -> Passages:
        """Return the passages, of one code and one change if told so.

        Parameters
        ----------
        code
            The id of a code.
        change
            "gained" or "lost".

        Raises
        ------
        TableError
            If nothing was gained or lost of such a code.
        """
        asked = {"code": code, "change": change}
        return Passages(
            self.only(**{name: value for name, value in asked.items() if value is not None}).frame
        )


@helpful
def compare(before: Codings, after: Codings) -> Comparison:
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
    Comparison
        A row a passage.

    Raises
    ------
    CodingError
        If the codings are of different corpora.

    See Also
    --------
    check_codebook : Whether the rules find the codebook's own examples.
    agreement : How far two coders agree.

    Examples
    --------
    >>> import civic_qual as cq
    >>> both = cq.example_codings()
    >>> found = compare(both.filter(coder="A", code="harm"), both.filter(coder="B", code="harm"))
    >>> len(found), set(found["change"])
    (7, {'gained'})
    """
    if revisions(before.corpus) != revisions(after.corpus):
        raise CodingError(
            Message(
                "these codings are of different transcripts, or of other revisions of "
                "them; code one corpus twice to compare"
            )
        )
    rows = [*_missing_in(after, before, "lost"), *_missing_in(before, after, "gained")]
    frame = pd.DataFrame(rows, columns=list(CHANGE))
    return Comparison(
        frame.sort_values(["transcript", "start", "end", "code", "change"], ignore_index=True)
    )


def _missing_in(those: Codings, these: Codings, change: str) -> Iterator[dict[str, object]]:
    """Yield the passages of these codings that those have not, as rows."""
    counting = np.flatnonzero(~these.coded.status.among({"rejected"}))
    rows = counting[~_overlapped(these, counting, those)]
    coded = these.coded.take(rows)
    reasons = these.evidence.describe(rows.tolist())
    for row, reason in enumerate(reasons):
        transcript = these.corpus.transcripts[int(coded.transcript[row])]
        start, end = int(coded.start[row]), int(coded.end[row])
        yield {
            "change": change,
            "transcript": transcript.id,
            "start": start,
            "end": end,
            "code": these.codebook.codes[int(coded.code[row])].id,
            "text": transcript.text[start:end],
            "context": _context(transcript, start, end),
            "rule": reason,
        }


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
