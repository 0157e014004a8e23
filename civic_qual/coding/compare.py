"""What a changed codebook changes: passages gained and lost between two codings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from civic_qual.coding.codings import records
from civic_qual.coding.scopes import turn_scopes
from civic_qual.errors import CodingError

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus, Span

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
    known = _spans(those)
    kept = these.rows[these.rows["status"] != "rejected"]
    for position, row in zip(kept.index, records(kept), strict=True):
        transcript, code, span = row["transcript"], row["code"], (row["start"], row["end"])
        if not known[transcript, code].overlaps(span):
            text = these.corpus[transcript].text
            yield (
                change,
                transcript,
                *span,
                code,
                text[slice(*span)],
                _context(these.corpus, transcript, span),
                these.evidence.describe([position])[0],
            )


class _Spans:
    """The spans of one code in one transcript, to be asked whether one overlaps them."""

    def __init__(self) -> None:
        self._spans: list[Span] = []

    def add(self, span: Span) -> None:
        self._spans.append(span)

    def overlaps(self, span: Span) -> bool:
        return any(start < span[1] and span[0] < end for start, end in self._spans)


def _spans(codings: Codings) -> defaultdict[tuple[str, str], _Spans]:
    known: defaultdict[tuple[str, str], _Spans] = defaultdict(_Spans)
    rows = codings.rows[codings.rows["status"] != "rejected"]
    for row in records(rows):
        known[row["transcript"], row["code"]].add((row["start"], row["end"]))
    return known


def _context(corpus: Corpus, transcript: str, span: Span) -> str:
    """Return the sentences that a passage stands in, from the first to the last."""
    spans = [
        part
        for turn in turn_scopes(corpus[transcript])
        if turn.start < span[1] and span[0] < turn.end
        for sentence in turn.sentences
        for part in sentence.spans
        if part[0] < span[1] and span[0] < part[1]
    ]
    if not spans:
        return corpus[transcript].text[slice(*span)]
    return corpus[transcript].text[spans[0][0] : spans[-1][1]]
