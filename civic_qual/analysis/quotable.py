"""Passages long enough to be understood: the sentences around every mention of a code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic_qual.coding.mentions import Mentions
from civic_qual.corpus.counted_words import CountedWords
from civic_qual.corpus.segments import Bools, Ints, Segments

SHORT, LONG = 12, 60  # words: a passage below is widened, one above is quoted only at need


@dataclass(frozen=True, eq=False)
class Quotable:
    """Passages of one turn each, as columns of shape (n_passages,).

    `turn` is a position in the columns of turns, `start` and `end` are places, `length` is in
    words.
    """

    turn: Ints
    start: Ints
    end: Ints
    length: Ints

    def keep(self, wanted: Bools | Ints) -> Quotable:
        """Return some of the passages."""
        return Quotable(
            self.turn[wanted], self.start[wanted], self.end[wanted], self.length[wanted]
        )


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
        words.turn[first],
        words.place(sentences.transcript[begin], sentences.start[begin]),
        words.place(sentences.transcript[finish], sentences.end[finish]),
        last - first + 1,
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
