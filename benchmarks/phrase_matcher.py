"""The phrase matcher of spaCy, on `LOWER`, in a blank English pipeline.

It knows no beginnings of words: they are written out beforehand as all words of the texts that
begin so. And it cuts words its own way: `don't` is two, `U.N.` one with its dots.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import chain, islice, takewhile
from typing import Any

import numpy as np

from benchmarks.found import Found, counted
from benchmarks.patterns import Pattern
from benchmarks.speeches import Ints, Speeches
from benchmarks.timing import now

BATCH = 500  # segments whose documents are made, then matched


class PhraseMatcher:
    """A peer as in `benchmarks.peers`.

    `reading` holds the seconds that the last run took for making documents of the texts, which
    who keeps them (at some hundred bytes a word) need not spend again.
    """

    name = "spacy"
    module = "spacy"

    def __init__(self, speeches: Speeches) -> None:
        import spacy

        self.language = spacy.blank("en")
        self.words = sorted(
            {token.lower_ for text in speeches.segments for token in self.language.make_doc(text)}
        )
        self.reading = 0.0

    def ready(self, patterns: Sequence[Pattern]) -> Any:
        return [
            [self.language.make_doc(text) for text in self._written_out(pattern)]
            for pattern in patterns
        ]

    def code(self, form: Any, speeches: Speeches) -> Found:
        from spacy.matcher import PhraseMatcher as Matcher

        matcher = Matcher(self.language.vocab, attr="LOWER")
        for number, documents in enumerate(form):
            matcher.add(str(number), documents)
        self.reading = 0.0
        keys, starts, ends = [], [], []
        make = self.language.make_doc
        for first in range(0, len(speeches.segments), BATCH):
            began = now()
            batch = [make(text) for text in speeches.segments[first : first + BATCH]]
            self.reading += now() - began
            for number, document in enumerate(batch, first):
                if rows := matcher(document):
                    key, start, end = _places(rows, document)
                    keys.append(key)
                    starts.append(start + speeches.segment_start[number])
                    ends.append(end + speeches.segment_start[number])
        pattern = _numbers(_joined(keys, np.uint64), self.language, len(form))
        return counted(pattern, _joined(starts), _joined(ends), speeches.segment_start)

    def _written_out(self, pattern: Pattern) -> list[str]:
        """Return a pattern as texts; the beginning of a word as all words that begin so."""
        if pattern.kind != "prefix":
            return [pattern.text]
        place = bisect_left(self.words, pattern.text)
        return list(
            takewhile(lambda word: word.startswith(pattern.text), islice(self.words, place, None))
        )


def _places(rows: list[tuple[int, int, int]], document: Any) -> tuple[Any, Ints, Ints]:
    """Return the keys of matches, and where they start and end in the text of a document."""
    columns = np.fromiter(chain.from_iterable(rows), np.uint64, 3 * len(rows)).reshape(-1, 3)
    place, length = document.to_array(["IDX", "LENGTH"]).astype(np.int64).T
    first, last = columns[:, 1].astype(np.int64), columns[:, 2].astype(np.int64) - 1
    return columns[:, 0], place[first], place[last] + length[last]


def _numbers(keys: Any, language: Any, number: int) -> Ints:
    """Return the numbers of patterns whose names were hashed to these keys."""
    known = np.array([language.vocab.strings[str(one)] for one in range(number)], np.uint64)
    order = np.argsort(known)
    return order[np.searchsorted(known, keys, sorter=order)]


def _joined(columns: list[Any], kind: Any = np.int64) -> Any:
    return np.concatenate([np.zeros(0, kind), *columns])
