"""Mentions: the coded spans of a code and of everything below it, merged where they overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import Ints, expanded, merged
from civic_qual.codebook.model import Codebook
from civic_qual.corpus.counted_words import CountedWords

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings


@dataclass(frozen=True, eq=False, kw_only=True)
class CodedSpans:
    """Every coding that counts, in the order of the corpus: code, start and end place.

    Each touches the words from `first` to the one before `after`; `coding` is its number among
    the codings.
    """

    codebook: Codebook
    code: Ints
    start: Ints
    end: Ints
    first: Ints
    after: Ints
    coding: Ints

    def of(self, codes: Iterable[str]) -> CodedSpans:
        """Return the spans of some codes."""
        wanted = np.zeros(len(self.codebook), dtype=np.bool_)
        wanted[[self.codebook.positions[code] for code in codes]] = True
        here = np.flatnonzero(wanted[self.code])
        return CodedSpans(
            codebook=self.codebook,
            code=self.code[here],
            start=self.start[here],
            end=self.end[here],
            first=self.first[here],
            after=self.after[here],
            coding=self.coding[here],
        )


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
    counting = np.flatnonzero(~codings.coded.status.among(["rejected"]))
    coded = codings.coded.take(counting)
    start = words.place(coded.transcript, coded.start)
    end = words.place(coded.transcript, coded.end)
    order = np.lexsort((end, start))
    order = order[end[order] > start[order]]
    start, end = start[order], end[order]
    first, after = words.touched(start, end)
    return CodedSpans(
        codebook=codings.codebook,
        code=coded.code[order],
        start=start,
        end=end,
        first=first,
        after=after,
        coding=counting[order],
    )


def mentions(spans: CodedSpans) -> Mentions:
    """Merge spans that overlap, whatever their codes, and find the words they touch."""
    runs = merged(spans.start, spans.end)
    word, mention = expanded(runs.least(spans.first), runs.most(spans.after))
    return Mentions(runs.start, runs.end, word, mention)
