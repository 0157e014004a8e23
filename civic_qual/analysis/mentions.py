"""Mentions: the coded spans of a code and of everything below it, merged where they overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from civic_qual.analysis.counted_words import CountedWords, expanded
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import Codings
from civic_qual.corpus.segments import Ints


@dataclass(frozen=True, eq=False)
class CodedSpans:
    """Every coding that counts, in the order of the corpus: code position, start and end place."""

    codebook: Codebook
    code: Ints
    start: Ints
    end: Ints

    def of(self, codes: Iterable[str]) -> CodedSpans:
        """Return the spans of some codes."""
        wanted = np.isin(self.code, [self.codebook.positions[code] for code in codes])
        return CodedSpans(self.codebook, self.code[wanted], self.start[wanted], self.end[wanted])


@dataclass(frozen=True, eq=False)
class Mentions:
    """Merged spans: `start` and `end` are places, of shape (n_mentions,).

    `word` and `mention` say which words they touch; a word that two of them touch is there twice.
    """

    start: Ints
    end: Ints
    word: Ints
    mention: Ints


def coded_spans(codings: Codings, words: CountedWords) -> CodedSpans:
    """Lay out all codings but rejected ones as spans of places."""
    rows = codings.rows[(codings.rows["status"] != "rejected").to_numpy(dtype=bool)]
    transcript = positions_of(rows["transcript"], codings.corpus.positions)
    start = words.place(transcript, rows["start"].to_numpy(dtype=np.int64))
    end = words.place(transcript, rows["end"].to_numpy(dtype=np.int64))
    code = positions_of(rows["code"], codings.codebook.positions)
    order = np.lexsort((end, start))
    order = order[end[order] > start[order]]
    return CodedSpans(codings.codebook, code[order], start[order], end[order])


def mentions(spans: CodedSpans, words: CountedWords) -> Mentions:
    """Merge spans that overlap, whatever their codes, and find the words they touch."""
    start, end = merged(spans.start, spans.end)
    word, mention = expanded(*words.touched(start, end))
    return Mentions(start, end, word, mention)


def merged(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Merge overlapping spans sorted by start; spans that only touch stay two.

    Examples
    --------
    >>> [column.tolist() for column in merged(np.array([0, 2, 8, 9]), np.array([5, 4, 9, 12]))]
    [[0, 8, 9], [5, 9, 12]]
    """
    if not len(start):
        return start, end
    reach = np.maximum.accumulate(end)
    first = np.flatnonzero(np.concatenate(([True], start[1:] >= reach[:-1])))
    return start[first], np.maximum.reduceat(end, first)


def positions_of(column: pd.Series, positions: dict[str, int]) -> Ints:
    """Return the position of each id of a column in its corpus or codebook."""
    return pd.Categorical(column, categories=list(positions)).codes.astype(np.int64)
