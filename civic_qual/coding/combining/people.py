"""Where a person has read, the person's word stands: what a machine says there is cut out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from civic_qual.coding.codings import ALL_CODES, Codings, records
from civic_qual.coding.coverage import touched_words
from civic_qual.corpus.model import Corpus, Span
from civic_qual.corpus.spoken import spoken_words


class ReadByPeople:
    """What the person has read, by transcript: spans, and the codes considered in each."""

    def __init__(self, codings: Iterable[Codings], corpus: Corpus) -> None:
        self._corpus = corpus
        self._read: dict[str, list[tuple[int, int, frozenset[str]]]] = defaultdict(list)
        for one in codings:
            human = one.readings[one.readings["origin"] == "human"]
            for row in records(human):
                span = (row["start"], row["end"], frozenset(row["codes"].split()))
                self._read[row["transcript"]].append(span)
        for spans in self._read.values():
            spans.sort(key=lambda span: span[:2])

    def leaves(self, row: dict[str, Any], start: int, end: int) -> Iterator[Span]:
        """Yield what is left of a passage that a coding or reading speaks of.

        All of a person's, and of a machine's the parts that hold words and no person has read.
        """
        if row["origin"] == "human":
            yield start, end
            return
        for first, last in [*self._considered(row), (end, end)]:
            if has_words(self._corpus, row["transcript"], (start, min(first, end))):
                yield start, min(first, end)
            start = max(start, last)

    def _considered(self, row: dict[str, Any]) -> list[Span]:
        """Return what was read for the code of a coding, or for all codes, in order."""
        return [
            (first, last)
            for first, last, codes in self._read[row["transcript"]]
            if ALL_CODES in codes or row.get("code") in codes
        ]


def has_words(corpus: Corpus, transcript: str, span: Span) -> bool:
    """Return whether anybody says a word between two characters of a transcript."""
    if span[0] >= span[1]:
        return False
    spoken = spoken_words(corpus[transcript])
    touched = touched_words(spoken.start, spoken.end, span)
    return bool(touched.start < touched.stop)
