"""Mentions: the coded spans of a code and of everything below it, merged where they overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from civic_qual.arrays import Floats, Ints, expanded, stable_order
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import Codings
from civic_qual.corpus.counted_words import CountedWords
from civic_qual.corpus.token_index import Places


@dataclass(frozen=True, eq=False)
class Passages:
    """Stretches of text that carry a code, sorted by code and place; columns of (n_passages,).

    `start` and `end` are places, `score` is that of the best hit. Passage `i` is made of the
    hits `hit[first[i]:first[i + 1]]`.
    """

    code: Ints
    start: Ints
    end: Ints
    score: Floats
    hit: Ints
    first: Ints

    def __len__(self) -> int:
        return len(self.start)


def merged(code: Ints, start: Places, end: Places, score: Floats) -> Passages:
    """Merge the hits of each code; those that only touch stay apart.

    Parameters
    ----------
    code, start, end, score
        One entry a hit, in any order: the code's position, its places, the rule's confidence.

    Examples
    --------
    >>> passages = merged(np.zeros(3, int), np.array([4, 0, 9]), np.array([9, 5, 12]), np.ones(3))
    >>> list(zip(passages.start.tolist(), passages.end.tolist()))
    [(0, 9), (9, 12)]
    """
    # Codes are laid end to end, as transcripts are, so that one sort serves all of them.
    width = np.int64(end.max(initial=0) + 1)
    begins, ends = code * width + start, code * width + end
    order = stable_order(begins)
    reach = np.maximum.accumulate(ends[order])
    opens = np.ones(len(order), dtype=bool)
    opens[1:] = begins[order][1:] >= reach[:-1]
    first = np.flatnonzero(opens)
    return Passages(
        code=code[order][first],
        start=start[order][first].astype(np.int64),
        end=reach[np.append(first[1:], len(order)) - 1] % width if len(first) else reach,
        score=np.maximum.reduceat(score[order], first) if len(first) else score[order],
        hit=order,
        first=np.append(first, len(order)),
    )


@dataclass(frozen=True, eq=False)
class CodedSpans:
    """Every coding that counts, in the order of the corpus: code position, start and end place.

    Each touches the words from `first` to the one before `after`; `coding` is its position among
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
            self.codebook,
            *(
                column[here]
                for column in (self.code, self.start, self.end, self.first, self.after, self.coding)
            ),
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
    kept = np.flatnonzero(~codings.coded.status.among(["rejected"]))
    coded = codings.coded.take(kept)
    start = words.place(coded.transcript, coded.start)
    end = words.place(coded.transcript, coded.end)
    order = np.lexsort((end, start))
    order = order[end[order] > start[order]]
    start, end = start[order], end[order]
    return CodedSpans(
        codings.codebook, coded.code[order], start, end, *words.touched(start, end), kept[order]
    )


def mentions(spans: CodedSpans) -> Mentions:
    """Merge spans that overlap, whatever their codes, and find the words they touch."""
    heads = merging(spans.start, spans.end)
    if not len(heads):
        return Mentions(*(np.empty(0, dtype=np.int64) for _ in range(4)))
    word, mention = expanded(spans.first[heads], np.maximum.reduceat(spans.after, heads))
    return Mentions(spans.start[heads], np.maximum.reduceat(spans.end, heads), word, mention)


def merging(start: Ints, end: Ints) -> Ints:
    """Return which spans, sorted by start, begin a merged one: those no earlier one reaches into.

    Spans that only touch stay two.

    Examples
    --------
    >>> merging(np.array([0, 2, 8, 9]), np.array([5, 4, 9, 12])).tolist()
    [0, 2, 3]
    """
    reach = np.maximum.accumulate(end)
    return np.flatnonzero(
        np.concatenate((np.ones(len(start[:1]), dtype=np.bool_), start[1:] >= reach[:-1]))
    )
