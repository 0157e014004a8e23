"""The sentences that hold what was coded: passages long enough to be understood by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.coding.carried import Mentions, coded_spans, mentions
from civic_qual.coding.readings import ReadWords
from civic_qual.corpus.counted_words import CountedWords, counted_words

if TYPE_CHECKING:
    from civic_qual.arrays import Bools, Ints
    from civic_qual.coding.carried import TableRow
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Segments

SHORT, LONG = 12, 60  # words: a passage below is widened, one above is quoted only at need


@dataclass(frozen=True, eq=False)
class Quotable:
    """Passages of one turn each, as columns of shape (n_passages,).

    `turn` is an index into the columns of turns, `start` and `end` are places, `length` is in
    words.
    """

    turn: Ints
    start: Ints
    end: Ints
    length: Ints

    def __len__(self) -> int:
        return len(self.start)

    @property
    def poor(self) -> Bools:
        """Which are too short or too long to be quoted gladly."""
        return (self.length < SHORT) | (self.length > LONG)

    def keep(self, wanted: Bools | Ints) -> Quotable:
        """Return some of the passages."""
        return Quotable(
            self.turn[wanted], self.start[wanted], self.end[wanted], self.length[wanted]
        )


class QuotablePassages:
    """Finds the passages of each theme or code in the codings of one coder."""

    def __init__(self, codings: Codings) -> None:
        self.words = counted_words(codings.corpus)
        self._spans = coded_spans(codings, self.words)
        self._read = ReadWords(codings.read, self.words, codings.codebook)
        self._sentences = codings.corpus.segments("sentence")

    def of(self, row: TableRow) -> Quotable:
        """Return the passages that hold a mention of a theme or a code where it was read."""
        said = mentions(self._spans.of(row.members))
        read = self.words_read(row)[said.word]
        return quotable(
            Mentions(said.start, said.end, said.word[read], said.mention[read]),
            self.words,
            self._sentences,
        )

    def words_read(self, row: TableRow) -> Bools:
        """Return which words were read for a theme or a code."""
        return self._read.of(row.needed)


def quotable(said: Mentions, words: CountedWords, sentences: Segments) -> Quotable:
    """Return the sentences that hold each mention, each passage once, in the order of the corpus.

    A mention that runs on into the next turn is quoted as far as the end of the first.
    """
    sentence = words.segment(sentences)
    _, at = np.unique(said.mention, return_index=True)
    until = np.append(at[1:], len(said.mention))[: len(at)] - 1
    first, last = said.word[at], said.word[until]
    last = np.minimum(last, _bounds(words.turn, first)[1])
    first, last = _widened(_bounds(sentence, first)[0], _bounds(sentence, last)[1], words, sentence)
    once = np.unique(np.column_stack([first, last]), axis=0)
    first, last = once[:, 0], once[:, 1]
    begin, finish = sentence[first], sentence[last]
    return Quotable(
        turn=words.turn[first],
        start=words.place(sentences.transcript[begin], sentences.start[begin]),
        end=words.place(sentences.transcript[finish], sentences.end[finish]),
        length=last - first + 1,
    )


def _widened(first: Ints, last: Ints, words: CountedWords, sentence: Ints) -> tuple[Ints, Ints]:
    """Take in the sentence after, else before, where a passage is too short to be understood."""
    begin, finish = _bounds(words.turn, first)
    short = (last - first + 1 < SHORT) & (last < finish)
    last = np.where(short, _bounds(sentence, np.minimum(last + 1, finish))[1], last)
    short = (last - first + 1 < SHORT) & (first > begin)
    return np.where(short, _bounds(sentence, np.maximum(first - 1, begin))[0], first), last


def _bounds(owner: Ints, word: Ints) -> tuple[Ints, Ints]:
    """Return the first and the last word that share an owner with each word."""
    return (
        np.searchsorted(owner, owner[word], side="left"),
        np.searchsorted(owner, owner[word], side="right") - 1,
    )
